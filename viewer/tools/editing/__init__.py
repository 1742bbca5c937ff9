"""Changing outlines that are there: picking, dragging, inserting and deleting.

Nothing here draws a new outline, and no Qt type ever comes in.
"""
