"""A small oblique study and a mask with known answers, for the tests of masks."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nibabel as nib
import numpy as np
from numpy.typing import NDArray

from tests.in_process_worker import InProcessWorker
from viewer.core.coverage import exact_coverage
from viewer.core.geometry import Orientation, PlaneGeometry, Spacing
from viewer.core.grey import ValueMapping
from viewer.core.outline import Outline, Side
from viewer.core.series import Series, Slice, SliceKey, Study

ROWS, COLUMNS, COUNT = 6, 5, 4
ROW_MM, COLUMN_MM, STEP_MM = 0.5, 0.7, 4.0
LABELS = {Side.RIGHT: 2, Side.LEFT: 3}
TURN = nib.eulerangles.euler2mat(0.05, 0.1, -0.2)
WORKER: Any = InProcessWorker()


@dataclass(frozen=True)
class Zeros:
    def read(self) -> NDArray[np.generic]:
        return np.zeros((ROWS, COLUMNS), np.int16)


def series_affine(count: int = COUNT) -> NDArray[np.float64]:
    """Index (x, y, slice, 1) → LPS mm of the series below: oblique, anisotropic."""
    affine = np.eye(4)
    affine[:3, :3] = TURN * [COLUMN_MM, ROW_MM, STEP_MM]
    affine[:3, 3] = (-31.0, 12.5, 100.25)
    return affine


def study_of(affine: NDArray[np.float64] | None, *, count: int = COUNT, number: int = 1, kind: str = "dicom") -> Study:
    slices = []
    for k in range(count):
        geometry = PlaneGeometry()
        if affine is not None:
            lengths = np.linalg.norm(affine[:3, :3], axis=0)
            axes = affine[:3, :3] / lengths
            geometry = PlaneGeometry(
                orientation=Orientation(tuple(axes[:, 0].tolist()), tuple(axes[:, 1].tolist())),
                spacing=Spacing(row_mm=lengths[1], column_mm=lengths[0]),
                position_mm=tuple((affine @ [0, 0, k, 1])[:3].tolist()),
            )
        slices.append(
            Slice(
                key=SliceKey(f"1.2.{number}.{k}"),
                file="a.dcm",
                rows=ROWS,
                columns=COLUMNS,
                geometry=geometry,
                mapping=ValueMapping(),
                reader=Zeros(),
            )
        )
    series = Series(number, f"1.2.{number}", None, "", "MR", "", tuple(slices), source_kind=kind)
    return Study(series=(series,))


def volume() -> NDArray[np.uint8]:
    """Labels (slice, row, column): right in slices 1 and 2, left in slice 2, with a hole and two islands."""
    labels = np.zeros((COUNT, ROWS, COLUMNS), np.uint8)
    labels[1, 1:4, 1:4] = 2
    labels[1, 2, 2] = 0
    labels[2, 0:2, 0:2] = 2
    labels[2, 4, 0] = 2
    labels[2, 1:6, 4] = 3
    return labels


def nifti_mask(
    labels: NDArray[Any], affine_lps: NDArray[np.float64], path: Path, codes: tuple[int, int] = (1, 1)
) -> Path:
    """Write labels (slice, row, column) as i = column, j = row, k = slice."""
    affine = np.diag([-1, -1, 1, 1]) @ affine_lps
    image = nib.Nifti1Image(np.ascontiguousarray(labels.T), affine)
    image.header.set_xyzt_units("mm")
    image.set_sform(affine, codes[0])
    image.set_qform(affine, codes[1])
    nib.save(image, path)
    return path


def painted(outlines: Sequence[Outline], study: Study) -> NDArray[np.uint8]:
    """Labels (slice, row, column) that outlines cover; every pixel must be covered wholly or not at all."""
    labels = np.zeros((COUNT, ROWS, COLUMNS), np.uint8)
    places = {image.key: k for k, image in enumerate(study.series[0].slices)}
    for outline in outlines:
        coverage = exact_coverage(outline)
        whole = np.rint(coverage.weights)
        np.testing.assert_allclose(coverage.weights, whole, atol=1e-12)
        labels[places[outline.slice_key]][coverage.box] += (whole * LABELS[outline.side]).astype(np.uint8)
    return labels


def shifted(affine: NDArray[np.float64], mm: float) -> NDArray[np.float64]:
    moved = affine.copy()
    moved[:3, 3] += TURN[:, 2] * mm
    return moved


def turned(affine: NDArray[np.float64]) -> NDArray[np.float64]:
    turn = np.eye(4)
    turn[:3, :3] = nib.eulerangles.euler2mat(0.05, 0, 0)
    return turn @ affine
