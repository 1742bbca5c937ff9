"""Plane geometry of polygons: where edges meet, what overlaps, borders pushed by a round shape.

It knows rings of points and nothing of images, pointers or patients, and it never fills pixels: coverage does.
"""
