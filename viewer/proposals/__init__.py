"""Outlines that the program suggests: what it takes from image and anatomy, for the user to accept, change or refuse.

It gives back outlines; it never changes a document, never knows a pointer or a window, and needs no network weights.
"""
