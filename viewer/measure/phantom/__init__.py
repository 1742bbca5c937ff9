"""A synthetic lumbar MRI study with known truth: one body in three dimensions, cut and imaged as a scanner would.

`parameters` what may be chosen and what comes out · `anatomy` the body · `signal`, `imaging` tissues to stored values ·
`truth` outlines and fat fractions · `axial` one slice, with one cut for many images · `people` bodies drawn by
seed · `study` puts slices together.
Entries: `axial.make_axial`, `axial.cut_axial` with `axial.image_of`, and `study.make_study`.

It never reads or writes a file, knows nothing of DICOM, and draws no random number that the seed does not fix.
Scipy and scikit-image are imported inside the functions that need them.
"""
