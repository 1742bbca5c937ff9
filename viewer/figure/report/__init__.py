"""The one-page report of a slice or a comparison: figure, numbers with intervals, flags, method.

It is laid out like every figure, from marks in mm, and never holds a name, a date or an identifier.
"""
