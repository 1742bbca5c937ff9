"""Finding the level: series beside the axial one, where slices cut them, and naming vertebrae on them.

Nothing here draws, and nothing here ever guesses a frame of reference: images that do not share one are never shown
as if they lay in one patient space.
"""
