"""From a mask file to outlines on the slices of an opened study."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from viewer.core.outline import Outline, Side
from viewer.core.series import Series, Study
from viewer.errors import RefusedError, UnreadableError, UsageError
from viewer.io.masks.matching import LabelBlock, labels_on_slices
from viewer.io.masks.rings import rings_of_mask
from viewer.io.nifti import grid_geometry, parse_header
from viewer.io.sources import local_file

if TYPE_CHECKING:
    from viewer.io.decode_worker.client import DecodeWorker


def read_mask_outlines(
    path: Path,
    labels: Mapping[Side, int],
    study: Study,
    *,
    worker: "DecodeWorker",
    place_of_picture: Callable[[], tuple[Series, int]] | None = None,
) -> tuple[Outline, ...]:
    """Outlines of the multifidus along the pixel edges of a mask.

    Parameters
    ----------
    path
        NIfTI, NRRD, PNG or DICOM segmentation, told by content.
    labels
        Value (for DICOM the segment number) of each side in the mask.
    study
        The series that may be meant: those the caller has chosen, or all.
    worker
        Decodes the file.
    place_of_picture
        Series and number (from 1) of the slice that a mask without a place of its own belongs to; asked only
        for pictures. Without it, the study must hold one slice.

    Returns
    -------
    tuple of Outline
        In the order of the slices, right before left; the area is the number of labelled pixels exactly.

    Raises
    ------
    UsageError
        If a label does not occur, two sides share one, or several series or slices could be meant.
    UnreadableError
        If the file cannot be read.
    RefusedError
        If the mask does not lie on the voxels of any of the series.
    """
    sides = sorted(labels, key=lambda side: (side is not Side.RIGHT, side is not Side.LEFT))
    values = [int(labels[side]) for side in sides]
    if not values or len(set(values)) != len(values) or min(values) < 1:
        raise UsageError(f"The labels of {path} must be different numbers above 0, such as right=2,left=3.")
    source = local_file(path)
    arguments = {"name": source.name, "labels": values}
    facts, arrays = worker.run("mask", source, arguments)
    _check_present(path, values, facts["present"])
    if facts["kind"] == "picture":
        series, on_slices = _on_one_slice(path, arrays[0], place_of_picture or (lambda: _only_slice(path, study)))
    else:
        series, on_slices = _matching_series(path, facts, arrays, study)
    outlines = []
    for index in sorted(on_slices):
        for number, side in enumerate(sides):
            rings = rings_of_mask((on_slices[index] >> number) & 1 == 1)
            if rings:
                outlines.append(Outline(slice_key=series.slices[index].key, rings=rings, side=side))
    return tuple(outlines)


def _check_present(path: Path, values: list[int], present: list[int]) -> None:
    missing = [value for value in values if value not in present]
    if missing:
        known = ", ".join(map(str, present[:20])) or "none"
        raise UsageError(
            f"{path} holds no label {missing[0]}; its labels are {known}: name those of the two sides with --labels."
        )


def _matching_series(
    path: Path, facts: Mapping[str, Any], arrays: list[NDArray[Any]], study: Study
) -> tuple[Series, dict[int, NDArray[np.uint8]]]:
    blocks = _blocks(path, facts, arrays)
    fitting: list[tuple[Series, dict[int, NDArray[np.uint8]]]] = []
    reasons: list[tuple[Series, str]] = []
    for series in study.series:
        found = _without_orientation(blocks, facts, series) or labels_on_slices(blocks, series)
        if isinstance(found, str):
            reasons.append((series, found))
        else:
            fitting.append((series, found))
    references = {uid for block in blocks for uid in block.references}
    named = [item for item in fitting if any(image.key.uid in references for image in item[0].slices)]
    fitting = named or fitting
    if len(fitting) > 1:
        numbers = ", ".join(str(series.number) for series, _ in fitting)
        raise UsageError(f"{path} lies on the voxels of series {numbers}; choose one with --series.")
    if fitting:
        return fitting[0]
    if not reasons:
        raise UsageError(f"There is no series that {path} could belong to; open the images first.")
    series, reason = min(reasons, key=lambda item: _closeness(item[1]))
    raise RefusedError(
        f"{path} does not lie on the grid of series {series.number}: {reason}; "
        "save the mask on the images' own grid, without resampling."
    )


def _closeness(reason: str) -> int:
    """Order of reasons, nearest miss first, so that the message speaks of the series that was meant."""
    order = ("its slices lie", "it has", "its pixels", "its axes", "the images", "the mask")
    return next(i for i, start in enumerate(order) if reason.startswith(start))


def _only_slice(path: Path, study: Study) -> tuple[Series, int]:
    if len(study.series) != 1 or len(study.series[0].slices) != 1:
        raise UsageError(f"{path} is a picture, which does not tell its slice; name one with --series and --slice.")
    return study.series[0], 1


def _on_one_slice(
    path: Path, labels: NDArray[Any], place: Callable[[], tuple[Series, int]]
) -> tuple[Series, dict[int, NDArray[np.uint8]]]:
    """Place a picture on the slice it is said to belong to; it has no position that could choose one."""
    series, number = place()
    image = series.slices[number - 1]
    rows, columns = labels.shape
    if (rows, columns) != (image.rows, image.columns):
        raise RefusedError(
            f"{path} has {columns} × {rows} pixels (columns × rows), the image {image.columns} × {image.rows}; "
            "save the mask in the size of the image."
        )
    return series, {number - 1: labels}


def _without_orientation(
    blocks: tuple[LabelBlock, ...], facts: Mapping[str, Any], series: Series
) -> dict[int, NDArray[np.uint8]] | None:
    """Labels of a NIfTI mask on NIfTI images when neither tells its orientation: voxel by voxel as stored."""
    if facts["kind"] != "nifti" or series.source_kind != "nifti" or blocks[0].to_patient_mm is not None:
        return None
    image = series.slices[0]
    labels = blocks[0].labels
    if image.geometry.orientation is not None or labels.shape != (len(series.slices), image.rows, image.columns):
        return None
    return dict(enumerate(labels))


def _blocks(path: Path, facts: Mapping[str, Any], arrays: list[NDArray[Any]]) -> tuple[LabelBlock, ...]:
    if facts["kind"] == "segmentation":
        stack, affines = arrays
        return tuple(
            LabelBlock(frame[np.newaxis], _sound(path, affine), frozenset(references))
            for frame, affine, references in zip(stack, affines, facts["references"], strict=True)
        )
    if facts["kind"] == "nrrd":
        return (LabelBlock(arrays[0], _sound(path, arrays[1])),)
    return (LabelBlock(arrays[0], _nifti_to_patient(path, arrays[1].tobytes())),)


def _sound(path: Path, affine: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """Affine of a mask, None where it holds nothing.

    Raises
    ------
    UnreadableError
        If it cannot be turned round.
    """
    if not affine.any():
        return None
    if not np.isfinite(affine).all() or abs(np.linalg.det(affine)) < 1e-9:
        raise UnreadableError(f"{path} states axes that cannot be; save the mask again.")
    return affine


def _nifti_to_patient(path: Path, head: bytes) -> NDArray[np.float64] | None:
    """Affine of a NIfTI mask, None when it does not tell its place."""
    geometry = grid_geometry(parse_header(head, str(path)), str(path))
    if geometry.directions is None or geometry.spacing_mm is None or geometry.origin_mm is None:
        return None
    affine = np.eye(4)
    affine[:3, :3] = geometry.directions * geometry.spacing_mm
    affine[:3, 3] = geometry.origin_mm
    return affine
