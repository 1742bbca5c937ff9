"""The other side of a slice: its mid-sagittal line, an outline mirrored there, and the fit to that side's border.

`contrast` what is compared · `symmetry` the line · `kept` what was found last · `reflection` mirroring · `rings` even
rings and their normals · `fitting` the fit.

It suggests rings and lines from values and outlines; it never changes a document, never decides a side, and knows no
pointer.
"""
