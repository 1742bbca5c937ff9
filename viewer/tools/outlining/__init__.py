"""An outline being drawn: its pieces, what is being traced under a held button, and courses along the border.

`mirroring` says which outlines are mirrored, and what becomes of the document. Nothing here decides what a gesture
means; that is for the tools that draw.
"""
