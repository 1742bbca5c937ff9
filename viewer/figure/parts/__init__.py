"""Pieces of a page: the crop, letters and words on the image, what stands under it.

Plain geometry on paper in mm; nothing in it draws, reads a file or knows a drawing library.
"""
