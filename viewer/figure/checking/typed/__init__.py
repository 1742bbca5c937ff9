"""Texts that a person typed into a recipe: what they claim of sides and numbers, and whether that is so.

Typed words are only compared; they never change a side, a letter or a number of the figure.
"""
