"""The border between two points of an outline: a path of least cost on the values of the slice.

`lattice` what the values are like at each place and in each direction · `training` which of it a border looks like,
learnt from the stretches accepted so far · `wire` all paths from one point, one of them at a time.

It sees values after rescale, never what is displayed; it changes no document and knows no pointer.
"""
