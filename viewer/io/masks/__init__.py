"""Outlines from label masks: NIfTI, NRRD, PNG and DICOM segmentations on the grid of an opened series.

`reading` decodes a mask in the decode worker, `matching` finds the series whose voxels it labels, `rings`
walks along the pixel edges. A mask is never resampled: it lies on the same voxels or it is refused.
"""

from viewer.io.masks.matching import LabelBlock, labels_on_slices
from viewer.io.masks.outlines import read_mask_outlines
from viewer.io.masks.reading import read_in_worker
from viewer.io.masks.rings import rings_of_mask

__all__ = ["LabelBlock", "labels_on_slices", "read_in_worker", "read_mask_outlines", "rings_of_mask"]
