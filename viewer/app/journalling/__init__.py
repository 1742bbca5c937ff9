"""Every action of the document kept while it is done, and given back after the program was killed.

Runs without a window. It never changes what is open, never asks anything, and never throws unsaved work away unasked.
"""
