"""The frames of a DICOM segmentation and where they lie; runs inside the decode worker."""

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from viewer.errors import UnreadableError
from viewer.io.limits import MAX_SIDE_PX, MAX_VOLUME_BYTES

if TYPE_CHECKING:
    from pydicom import Dataset

SEGMENTATION_STORAGE = "1.2.840.10008.5.1.4.1.1.66.4"
LABEL_MAP_STORAGE = "1.2.840.10008.5.1.4.1.1.66.7"


def read_segmentation(
    data: bytes, labels: Sequence[int], name: str
) -> tuple[NDArray[np.uint8], dict[str, Any], NDArray[np.float64]]:
    """Frames of the segments asked for.

    Parameters
    ----------
    data
        The whole file.
    labels
        Segment numbers.
    name
        How messages call the file.

    Returns
    -------
    tuple
        Bits of the labels (frames, rows, columns), uint8; {'present', 'references'}; affines
        (frames, 4, 4), index (i = column, j = row, k) → LPS mm, with k along the normal.

    Raises
    ------
    UnreadableError
        If it is no segmentation, fractional, damaged or too large.

    References
    ----------
    DICOM PS3.3, C.8.20 (segmentation), C.7.6.16 (functional groups).
    """
    import pydicom

    from viewer.io.decode_worker.frames import check_item_count

    try:
        check_item_count(io.BytesIO(data))
        dataset = pydicom.dcmread(io.BytesIO(data))
        _check(dataset, name)
        stack = np.asarray(dataset.pixel_array)
        stack = stack.reshape(-1, *stack.shape[-2:])
        groups = [_FrameGroups(dataset, index) for index in range(len(stack))]
        is_label_map = dataset.SOPClassUID == LABEL_MAP_STORAGE
        kept = _kept_frames(stack, groups, labels, is_label_map=is_label_map)
        facts = {
            "present": _present(stack, groups, is_label_map=is_label_map),
            "references": [groups[index].references for index, _ in kept],
        }
        affines = [groups[index].affine for index, _ in kept]
    except (AttributeError, KeyError, IndexError, TypeError, ValueError, OSError, NotImplementedError) as e:
        raise UnreadableError(f"{name} is a damaged or incomplete DICOM segmentation; export it again.") from e
    shape = (0, *stack.shape[1:])
    frames = np.array([bits for _, bits in kept], dtype=np.uint8) if kept else np.zeros(shape, np.uint8)
    return frames, facts, np.array(affines, dtype=np.float64).reshape(-1, 4, 4)


def _check(dataset: "Dataset", name: str) -> None:
    if dataset.get("SOPClassUID") not in {SEGMENTATION_STORAGE, LABEL_MAP_STORAGE}:
        raise UnreadableError(f"{name} is a DICOM file but no segmentation; give a DICOM SEG, NIfTI, NRRD or PNG mask.")
    if dataset.get("SegmentationType") == "FRACTIONAL":
        raise UnreadableError(f"{name} holds fractions per pixel; export it as a binary segmentation.")
    rows, columns, frames = int(dataset.Rows), int(dataset.Columns), int(dataset.get("NumberOfFrames", 1))
    if not (0 < rows <= MAX_SIDE_PX and 0 < columns <= MAX_SIDE_PX and 0 < frames * rows * columns <= MAX_VOLUME_BYTES):
        raise UnreadableError(f"{name} states {frames} frames of {columns} × {rows} pixels, which cannot be opened.")


class _FrameGroups:
    """Functional groups of one frame: its own, else those shared by all."""

    def __init__(self, dataset: "Dataset", index: int) -> None:
        self._own = dataset.PerFrameFunctionalGroupsSequence[index]
        self._shared = dataset.SharedFunctionalGroupsSequence[0]

    def _group(self, keyword: str) -> Any:
        holder = self._own if keyword in self._own else self._shared
        return getattr(holder, keyword)[0]

    @property
    def segment(self) -> int:
        """Number of the segment whose pixels are set."""
        return int(self._group("SegmentIdentificationSequence").ReferencedSegmentNumber)

    @property
    def affine(self) -> NDArray[np.float64]:
        """Shape (4, 4): index (i, j, k, 1) → LPS mm."""
        orientation = np.array([float(v) for v in self._group("PlaneOrientationSequence").ImageOrientationPatient])
        row_mm, column_mm = (float(v) for v in self._group("PixelMeasuresSequence").PixelSpacing)
        position = [float(v) for v in self._group("PlanePositionSequence").ImagePositionPatient]
        row, column = orientation[:3], orientation[3:6]
        affine = np.eye(4)
        affine[:3, 0], affine[:3, 1] = row * column_mm, column * row_mm
        affine[:3, 2], affine[:3, 3] = np.cross(row, column), position
        return affine

    @property
    def references(self) -> list[str]:
        """SOP Instance UIDs of the images it was drawn on."""
        return [
            str(source.ReferencedSOPInstanceUID)
            for derivation in self._own.get("DerivationImageSequence", ())
            for source in derivation.get("SourceImageSequence", ())
        ]


def _kept_frames(
    stack: NDArray[Any], groups: Sequence[_FrameGroups], labels: Sequence[int], *, is_label_map: bool
) -> list[tuple[int, NDArray[np.uint8]]]:
    """Index and bits of every frame that holds one of the labels."""
    kept = []
    for index, frame in enumerate(stack):
        bits = np.zeros(frame.shape, dtype=np.uint8)
        for number, label in enumerate(labels):
            if is_label_map:
                bits |= (frame == label).astype(np.uint8) << np.uint8(number)
            elif groups[index].segment == label:
                bits |= (frame != 0).astype(np.uint8) << np.uint8(number)
        if bits.any():
            kept.append((index, bits))
    return kept


def _present(stack: NDArray[Any], groups: Sequence[_FrameGroups], *, is_label_map: bool) -> list[int]:
    if is_label_map:
        values = np.unique(stack)
        return [int(value) for value in values[values != 0]]
    return sorted({group.segment for group in groups})
