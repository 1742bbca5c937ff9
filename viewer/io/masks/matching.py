"""Which slices of a series a mask labels: the same voxels, however the mask's axes are stored."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.core.series import Series, Slice

FIRST_PIXEL_TOLERANCE_MM = 0.01
"""Largest distance of the first pixel of a slice from a voxel centre of the mask: far above the rounding of
the formats (0.00003 mm), far below any pixel."""

CORNER_TOLERANCE_MM = 0.05
"""The same for the other corners: a program that rounds the pixel spacing to four digits moves the far
corner of 512 pixels by up to 0.04 mm, a real difference of grids is a large part of a pixel."""

STEP_TOLERANCE = 1e-3
"""Largest deviation of a pixel's step from a voxel's (no unit): of sizes, relative; of directions, a cosine.
It matters for images so small that a wrong spacing stays within the tolerances of the corners."""


@dataclass(frozen=True, slots=True)
class LabelBlock:
    """A box of labels with its place in the patient.

    Parameters
    ----------
    labels
        Shape (k, j, i), uint8: bit n − 1 is set where the n-th label asked for lies.
    to_patient_mm
        Shape (4, 4): index (i, j, k, 1) of a voxel centre → LPS mm, or None when the mask does not tell.
    references
        SOP Instance UIDs of the images that a DICOM segmentation says it was drawn on.
    """

    labels: NDArray[np.uint8]
    to_patient_mm: NDArray[np.float64] | None
    references: frozenset[str] = frozenset()


def labels_on_slices(blocks: tuple[LabelBlock, ...], series: Series) -> dict[int, NDArray[np.uint8]] | str:
    """Labels on the pixels of each slice, or why the grids differ.

    Parameters
    ----------
    blocks
        The mask.
    series
        A block of slices that it may label.

    Returns
    -------
    dict or str
        Index of the slice → labels of shape (rows, columns); slices that the mask does not reach are
        missing. A string instead says what differs, as the end of a sentence.
    """
    found: dict[int, NDArray[np.uint8]] = {}
    for block in blocks:
        used = 0
        for index, image in enumerate(series.slices):
            labels = _labels_on(block, image)
            if labels is not None:
                used += labels.size
                found[index] = found[index] | labels if index in found else labels
        if used != block.labels.size:
            return difference(block, series)
    return found


def _slice_to_patient(image: Slice) -> NDArray[np.float64] | None:
    """Shape (3, 3): (x, y, 1) → LPS mm, or None when the slice's place is unknown."""
    geometry = image.geometry
    if geometry.orientation is None or geometry.spacing is None or geometry.position_mm is None:
        return None
    return np.column_stack(
        [
            np.asarray(geometry.orientation.row) * geometry.spacing.column_mm,
            np.asarray(geometry.orientation.column) * geometry.spacing.row_mm,
            np.asarray(geometry.position_mm),
        ]
    )


def _labels_on(block: LabelBlock, image: Slice) -> NDArray[np.uint8] | None:
    """Labels on the pixels of one slice, None where its pixel centres are no voxel centres of the block."""
    to_patient = _slice_to_patient(image)
    if block.to_patient_mm is None or to_patient is None:
        return None
    matrix = block.to_patient_mm[:3, :3]
    to_index = np.linalg.solve(matrix, to_patient - [[0, 0, v] for v in block.to_patient_mm[:3, 3]])
    right, bottom = image.columns - 1, image.rows - 1
    corners = np.array([[0, 0, 1], [right, 0, 1], [0, bottom, 1], [right, bottom, 1]], dtype=np.float64).T
    index = to_index @ corners
    whole = np.rint(index)
    away_mm = np.linalg.norm(matrix @ (index - whole), axis=0)
    sizes = np.array(block.labels.shape[::-1]).reshape(3, 1)
    is_near = away_mm[0] <= FIRST_PIXEL_TOLERANCE_MM and away_mm.max() <= CORNER_TOLERANCE_MM
    if not (is_near and (whole >= 0).all() and (whole < sizes).all()):
        return None
    steps = np.rint(to_index[:, :2]).astype(np.int64)
    if np.abs(to_index[:, :2] - steps).max() > STEP_TOLERANCE:
        return None
    if sorted(np.abs(steps).sum(axis=0).tolist()) != [1, 1] or (np.abs(steps).sum(axis=1) > 1).any():
        return None
    x, y = np.arange(image.columns)[np.newaxis, :], np.arange(image.rows)[:, np.newaxis]
    i, j, k = (int(whole[axis, 0]) + steps[axis, 0] * x + steps[axis, 1] * y for axis in range(3))
    return np.asarray(block.labels[k, j, i])


def difference(block: LabelBlock, series: Series) -> str:
    """What sets the grid of a mask apart from that of a series, as the end of a sentence.

    Parameters
    ----------
    block
        Part of the mask that fits no slice, or not wholly.
    series
        The series.
    """
    image = series.slices[0]
    to_patient = _slice_to_patient(image)
    if block.to_patient_mm is None:
        return "the mask does not state its place in the patient"
    if to_patient is None:
        return "the images do not state their place in the patient"
    matrix = block.to_patient_mm[:3, :3]
    sizes_mm = np.linalg.norm(matrix, axis=0)
    spacing_mm = np.linalg.norm(to_patient[:, :2], axis=0)
    alike = np.abs((matrix / sizes_mm).T @ (to_patient[:, :2] / spacing_mm))
    axes = alike.argmax(axis=0)
    if alike.max(axis=0).min() < 1.0 - 1e-5 or axes[0] == axes[1]:
        angle = float(np.degrees(np.arccos(min(1.0, alike.max(axis=0).min()))))
        return f"its axes are turned by {angle:.1f}° against the images"
    count = np.array(block.labels.shape[::-1])[axes]
    if np.abs(sizes_mm[axes] - spacing_mm).max() > 1e-3:
        return (
            f"its pixels are {_sizes(sizes_mm[axes])} mm (column × row spacing), those of the images "
            f"{_sizes(spacing_mm)} mm"
        )
    if tuple(count) != (image.columns, image.rows):
        return f"it has {count[0]} × {count[1]} pixels (columns × rows), the images {image.columns} × {image.rows}"
    return _shift(block, series, axes)


def _shift(block: LabelBlock, series: Series, axes: NDArray[np.intp]) -> str:
    """How far the first slice of a block of the right size lies from the nearest slice of the series."""
    assert block.to_patient_mm is not None  # noqa: S101 (the caller has asked)
    through = 3 - int(axes.sum())
    count = block.labels.shape[::-1][through]
    middle = (np.array(block.labels.shape[::-1]) - 1) / 2.0
    shifts = []
    for index in range(count):
        middle[through] = index
        centre = (block.to_patient_mm @ [*middle, 1.0])[:3]
        places = [
            image.geometry.to_patient_mm([[(image.columns - 1) / 2.0, (image.rows - 1) / 2.0]])[0]
            for image in series.slices
        ]
        shifts.append(min(float(np.linalg.norm(centre - place)) for place in places))
    worst = max(shifts)
    if worst <= FIRST_PIXEL_TOLERANCE_MM:
        return "its slices lie where the series has several images each"
    if count > len(series.slices):
        return f"it has {count} slices, the series {len(series.slices)}"
    return f"its slices lie up to {worst:.3g} mm from those of the images"


def _sizes(values: NDArray[np.float64]) -> str:
    return " × ".join(f"{value:.4g}" for value in values)
