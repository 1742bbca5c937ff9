"""Marks that are no outline: midline, ruler, crop.

Nothing here measures fat, and no Qt type ever comes in.
"""
