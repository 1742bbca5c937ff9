"""The page of a figure on the screen: painted, pointed at, written on.

It shows what it is told and tells what was done; it never keeps a recipe and never changes a document.
"""
