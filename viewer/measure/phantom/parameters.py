"""What may be chosen about a phantom, and what a finished phantom study holds."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from viewer.core.geometry import PlaneGeometry
from viewer.core.outline import Side, Structure
from viewer.errors import UsageError
from viewer.measure.phantom.anatomy.build import STANDARD_SUBCUTANEOUS_MM, TEXTURES, Build
from viewer.measure.phantom.anatomy.canvas import Tissue
from viewer.measure.phantom.signal import RELAXATION, T1, T2, Relaxation, Sequence

SAGITTAL_FIELD_OF_VIEW_MM = 280.0
"""Edge of a sagittal image, mm: from the ninth thoracic vertebra to the sacrum."""

RANGES: dict[str, tuple[float, float]] = {
    "seed": (0, 2**31 - 1),
    "fat_right_percent": (0.0, 100.0),
    "fat_left_percent": (0.0, 100.0),
    "slices_per_level": (1, 12),
    "sagittal_slices": (1, 15),
    "matrix": (64, 512),
    "supersampling": (1, 5),
    "noise_percent": (0.0, 20.0),
    "coil_falloff_percent": (0.0, 60.0),
    "fat_erector_percent": (0.0, 100.0),
    "fat_erector_left_percent": (0.0, 100.0),
    "fat_psoas_percent": (0.0, 100.0),
    "fat_psoas_left_percent": (0.0, 100.0),
    "diffuse_share": (0.0, 1.0),
    "diffuse_share_others": (0.0, 1.0),
    "body_scale": (0.8, 1.25),
    "subcutaneous_mm": (6.0, 60.0),
    "multifidus_right_scale": (0.7, 1.06),
    "multifidus_left_scale": (0.7, 1.06),
    "contrast": (1.2, 20.0),
    "t2_repetition_ms": (1000.0, 12000.0),
    "t2_echo_ms": (40.0, 160.0),
    "t1_repetition_ms": (200.0, 1200.0),
    "t1_echo_ms": (5.0, 30.0),
    "muscle_t1_ms": (600.0, 2000.0),
    "muscle_t2_ms": (20.0, 90.0),
    "fat_t1_ms": (150.0, 500.0),
    "fat_t2_ms": (40.0, 250.0),
    "coil_tilt_percent": (-50.0, 50.0),
    "coil_nearest_mm": (60.0, 110.0),
    "snr": (1.0, 500.0),
    "field_of_view_mm": (100.0, 300.0),
    "slice_thickness_mm": (1.0, 10.0),
    "chemical_shift_px": (-4.0, 4.0),
    "point_spread": (0.4, 1.0),
}
"""Least and greatest value of every number that may be chosen, each in the unit of its name."""


@dataclass(frozen=True, slots=True)
class PhantomParameters:
    """What may be chosen about a phantom.

    Parameters
    ----------
    seed
        Fixes everything that is random.
    fat_right_percent, fat_left_percent
        Fat fraction of the patient's right and left multifidus on every axial slice, %. Near 0 and 100, other
        tissue at the border keeps it 2 to 5 points from the end; the truth says what was reached.
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
        Not used if `snr` is given.
    coil_falloff_percent
        Loss of brightness over 40 mm away from the coil in the back (the muscles' own depth), %.
    fat_erector_percent, fat_psoas_percent
        Fat fraction of erector spinae and psoas of both sides, %.
    fat_erector_left_percent, fat_psoas_left_percent
        The left side's, if it differs from the right one's; None: it does not.
    texture
        How the fat lies that can be seen: 'mixed', 'streaks' or 'patches'.
    diffuse_share
        Part, 0…1, of the fat in each multifidus that is spread evenly through it. At 1 the muscle is
        homogeneous, and no threshold can find its fat.
    diffuse_share_others
        The same for erector spinae and psoas.
    body_scale
        Size of the body along x and y, 1 for the standard one.
    subcutaneous_mm
        Thickness of skin and fat over the multifidus at body scale 1, mm.
    multifidus_right_scale, multifidus_left_scale
        Size of each multifidus, 1 for the standard one; its area goes with the square.
    contrast
        Signal of fat divided by that of muscle free of fat, on every sequence. None: what the times below
        give (8.7 on T2, 2.7 on T1). Tissues between the two move in proportion; none changes places.
    t2_repetition_ms, t2_echo_ms, t1_repetition_ms, t1_echo_ms
        Times of the T2- and of the T1-weighted sequence, ms.
    muscle_t1_ms, muscle_t2_ms, fat_t1_ms, fat_t2_ms
        Relaxation times at 1.5 T, ms; fat's T2 is the apparent one of echo trains.
    coil_tilt_percent
        How much brighter the patient's left is than the right over 60 mm across the midline, %.
    coil_nearest_mm
        Depth (mm behind the disc) where the coil's gain stops growing: 78 is the muscles' dorsal border, 95 the
        skin, so that subcutaneous fat lies in the steep part as well.
    snr
        Signal of muscle free of fat, at the depth where the coil's gain is 1 (the middle of the multifidus),
        divided by the standard deviation of the noise in each channel. None: `noise_percent` decides.
    field_of_view_mm
        Edge of an axial image, mm. From 220 down it closes in on the back muscles, and at 120 cuts the skin.
    slice_thickness_mm
        Thickness of every slice, mm; a tenth of it is left between neighbours.
    chemical_shift_px
        How far fat is shifted towards the back, pixels.
    point_spread
        Part of k-space sampled from front to back; from side to side it is 0.1 less.
    psoas_in_view
        If False, a saturation band reaches back to the transverse processes and darkens the psoas, whose
        outlines are then no part of the truth.

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
    fat_erector_percent: float = 7.0
    fat_erector_left_percent: float | None = None
    fat_psoas_percent: float = 3.0
    fat_psoas_left_percent: float | None = None
    texture: str = "mixed"
    diffuse_share: float = 0.0
    diffuse_share_others: float = 0.0
    body_scale: float = 1.0
    subcutaneous_mm: float = STANDARD_SUBCUTANEOUS_MM
    multifidus_right_scale: float = 1.0
    multifidus_left_scale: float = 1.0
    contrast: float | None = None
    t2_repetition_ms: float = T2.repetition_ms
    t2_echo_ms: float = T2.echo_ms
    t1_repetition_ms: float = T1.repetition_ms
    t1_echo_ms: float = T1.echo_ms
    muscle_t1_ms: float = RELAXATION[Tissue.MUSCLE][1]
    muscle_t2_ms: float = RELAXATION[Tissue.MUSCLE][2]
    fat_t1_ms: float = RELAXATION[Tissue.FAT][1]
    fat_t2_ms: float = RELAXATION[Tissue.FAT][2]
    coil_tilt_percent: float = 0.0
    coil_nearest_mm: float = 78.0
    snr: float | None = None
    field_of_view_mm: float = 220.0
    slice_thickness_mm: float = 4.0
    chemical_shift_px: float = 0.4
    point_spread: float = 0.88
    psoas_in_view: bool = True

    def __post_init__(self) -> None:
        for name, (low, high) in RANGES.items():
            value = getattr(self, name)
            if value is not None and not low <= value <= high:
                words = name.replace("_", " ")
                raise UsageError(f"The phantom's {words} is {value:g}; choose a value from {low:.10g} to {high:.10g}.")
        if self.texture not in TEXTURES:
            raise UsageError(f"The phantom's texture is {self.texture!r}; choose one of {', '.join(TEXTURES)}.")

    @property
    def slice_step_mm(self) -> float:
        """Distance between the centres of neighbouring slices of one block, mm."""
        return 1.1 * self.slice_thickness_mm

    @property
    def build(self) -> Build:
        """What the body has of its own."""
        return Build(
            scale=self.body_scale,
            subcutaneous_mm=self.subcutaneous_mm,
            multifidus_right_scale=self.multifidus_right_scale,
            multifidus_left_scale=self.multifidus_left_scale,
            texture=self.texture,
        )

    def fat_percent(self, structure: Structure, side: Side) -> float:
        """Fat fraction that one muscle of one side has to hold, %."""
        right, left = {
            Structure.MULTIFIDUS: (self.fat_right_percent, self.fat_left_percent),
            Structure.ERECTOR_SPINAE: (self.fat_erector_percent, self.fat_erector_left_percent),
            Structure.PSOAS: (self.fat_psoas_percent, self.fat_psoas_left_percent),
        }[structure]
        return right if side is Side.RIGHT or left is None else left

    def diffuse(self, structure: Structure) -> float:
        """Part of a muscle's fat that is spread evenly, 0…1."""
        return self.diffuse_share if structure is Structure.MULTIFIDUS else self.diffuse_share_others

    def sequence(self, name: str) -> Sequence:
        """Return the sequence 'T2' or 'T1' with the times chosen.

        Raises
        ------
        UsageError
            If there is no sequence of this name.
        """
        if name == T2.name:
            return replace(T2, repetition_ms=self.t2_repetition_ms, echo_ms=self.t2_echo_ms)
        if name == T1.name:
            return replace(T1, repetition_ms=self.t1_repetition_ms, echo_ms=self.t1_echo_ms)
        raise UsageError(f"The phantom has no sequence {name!r}; choose {T2.name} or {T1.name}.")

    @property
    def relaxation(self) -> Relaxation:
        """Proton density, T1 and T2 (ms) of every tissue."""
        chosen = dict(RELAXATION)
        chosen[Tissue.MUSCLE] = (RELAXATION[Tissue.MUSCLE][0], self.muscle_t1_ms, self.muscle_t2_ms)
        chosen[Tissue.FAT] = (RELAXATION[Tissue.FAT][0], self.fat_t1_ms, self.fat_t2_ms)
        return chosen


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
