"""The other side of a slice: its mid-sagittal line, an outline mirrored there, and the fit to that side's border.

`plane` points in mm · `contrast` what is compared · `symmetry` the line · `reflection` mirroring · `fitting` the fit ·
`borders` what a border looks like along its normals · `rings` even and simple rings.

It suggests rings and lines from values and outlines; it never changes a document, never decides a side, and knows no
pointer.
"""
