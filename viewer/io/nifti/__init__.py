"""NIfTI files: the header, where its pixels lie in the patient, and their numbers.

The header is a fixed record of 348 or 540 bytes and is read here, field by field, so that nothing is filled
in on the way: a file without orientation stays without. Pixels are x = i, y = j, slice = k + 1 in the
file's own order; patient space is turned from RAS into LPS. It never resamples, reorders or flips.
"""

from viewer.io.nifti.geometry import GridGeometry, grid_geometry
from viewer.io.nifti.header import NiftiHeader, parse_header
from viewer.io.nifti.reading import load_volume, open_in_worker, open_nifti, slice_in_worker

__all__ = [
    "GridGeometry",
    "NiftiHeader",
    "grid_geometry",
    "load_volume",
    "open_in_worker",
    "open_nifti",
    "parse_header",
    "slice_in_worker",
]
