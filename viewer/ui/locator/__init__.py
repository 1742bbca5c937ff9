"""The view beside the image that shows where the slice lies, names vertebrae and takes the level of the slice.

It is made after the first image has been painted, and never writes a pixel or a name of a patient anywhere.
"""
