"""The check of a figure before it is written: what the outlet or a reader would complain about, with remedies.

A check reads the laid-out page, the recipe and the contents; it never draws, and never changes a recipe itself: it
hands out a changed recipe as the remedy.
"""
