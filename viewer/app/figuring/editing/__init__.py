"""Editing a figure where it is seen: which thing a point hits, and what a gesture makes of the recipe.

Everything is in mm of the page and without any window: recipes in, recipes out. Nothing here changes a document.
"""
