"""Choices beside a figure's page, in sections that fold: arrangement, panels, style, and what is selected.

Each shows a recipe and tells of a change as a function from recipe to recipe; it never keeps one.
"""
