"""What may be chosen about a phantom, and what a finished phantom study holds."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.core.geometry import PlaneGeometry
from viewer.core.outline import Side, Structure
from viewer.errors import UsageError
from viewer.measure.phantom.signal import Sequence

FIELD_OF_VIEW_MM = 220.0
"""Edge of an axial image, mm."""

SAGITTAL_FIELD_OF_VIEW_MM = 280.0
"""Edge of a sagittal image, mm: from the ninth thoracic vertebra to the sacrum."""

SLICE_THICKNESS_MM = 4.0
"""Thickness of every slice, mm."""

SLICE_STEP_MM = 4.4
"""Distance between the centres of neighbouring slices of one block, mm."""


@dataclass(frozen=True, slots=True)
class PhantomParameters:
    """What may be chosen about a phantom.

    Parameters
    ----------
    seed
        Fixes everything that is random.
    fat_right_percent, fat_left_percent
        Fat fraction of the patient's right and left multifidus on every axial slice, %. Near 0 and 100, other
        tissue at the border keeps it about 2 points from the end; the truth says what was reached.
    blocks
        Tilt the slices of every level along its disc (+28.3°, +9.0°, −6.5° of backward rise) instead of
        straight axial ones; the blocks then overlap in height.
    slices_per_level
        Axial slices at each of L3/4, L4/5 and L5/S1.
    sagittal_slices
        Slices of the sagittal series.
    matrix
        Rows and columns of every image.
    supersampling
        Fine points per pixel and direction.
    noise_percent
        Standard deviation of the noise in each channel, % of the signal of fat at the depth of the muscles.
    coil_falloff_percent
        Loss of brightness over 40 mm away from the coil in the back, %.

    Raises
    ------
    UsageError
        If a value lies outside its range.
    """

    seed: int = 1
    fat_right_percent: float = 45.0
    fat_left_percent: float = 12.0
    blocks: bool = False
    slices_per_level: int = 4
    sagittal_slices: int = 9
    matrix: int = 320
    supersampling: int = 3
    noise_percent: float = 2.0
    coil_falloff_percent: float = 20.0

    def __post_init__(self) -> None:
        ranges = {
            "seed": (0, 2**31 - 1),
            "fat_right_percent": (0.0, 100.0),
            "fat_left_percent": (0.0, 100.0),
            "slices_per_level": (1, 12),
            "sagittal_slices": (1, 15),
            "matrix": (64, 512),
            "supersampling": (1, 5),
            "noise_percent": (0.0, 20.0),
            "coil_falloff_percent": (0.0, 60.0),
        }
        for name, (low, high) in ranges.items():
            value = getattr(self, name)
            if not low <= value <= high:
                words = name.replace("_", " ")
                raise UsageError(f"The phantom's {words} is {value:g}; choose a value from {low:g} to {high:g}.")


@dataclass(frozen=True, slots=True)
class TrueOutline:
    """An outline that is known to be right, and what lies inside it.

    Parameters
    ----------
    structure, side
        What it encloses.
    points_px
        (x, y) pixel positions, at least 60.
    area_mm2
        Exact area of the polygon.
    fat_fraction_percent
        Fat within the polygon on the fine grid, % of its area.
    """

    structure: Structure
    side: Side
    points_px: tuple[tuple[float, float], ...]
    area_mm2: float
    fat_fraction_percent: float


@dataclass(frozen=True, slots=True)
class PhantomSlice:
    """One image of the study.

    Parameters
    ----------
    pixels
        Shape (rows, columns), uint16 within 12 bits, read-only.
    geometry
        Orientation, spacing and position, all known.
    level
        Nearest disc, such as 'L4/5'; None on sagittal slices.
    outlines
        True outlines, right before left; none on sagittal slices.
    """

    pixels: NDArray[np.uint16]
    geometry: PlaneGeometry
    level: str | None
    outlines: tuple[TrueOutline, ...] = ()


@dataclass(frozen=True, slots=True)
class PhantomSeries:
    """One series: a short name for its folder, a description, the sequence, the slices and a display window.

    `window` is (centre, width) in stored values.
    """

    name: str
    description: str
    sequence: Sequence
    slices: tuple[PhantomSlice, ...]
    window: tuple[float, float]


@dataclass(frozen=True, slots=True)
class PhantomStudy:
    """A whole study of one synthetic body: the series share its patient space."""

    parameters: PhantomParameters
    series: tuple[PhantomSeries, ...]
