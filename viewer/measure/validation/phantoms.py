"""A condition as what `measure` works on: a series of one image, and its outlines with what they truly hold."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from viewer.core.document import Document
from viewer.core.grey import ValueMapping
from viewer.core.outline import Outline, Side, Structure, check_outline
from viewer.core.series import Acquisition, Series, Slice, SliceKey
from viewer.errors import OutlineError
from viewer.measure.phantom.axial import AxialCut, cut_axial, image_of
from viewer.measure.phantom.parameters import PhantomParameters, PhantomSlice, TrueOutline
from viewer.measure.validation.grid import Condition
from viewer.measure.validation.results import Given

_OUTLINE_SD_PX, _GROWN_PX = 0.5, 1.0
"""How far a jittered outline leaves its border (standard deviation), and by how much a grown one, pixels."""

_WAVES = 6
"""Waves round the border that make up the jitter: neighbouring vertices move together."""

_SUPERSAMPLING = 2
"""Fine points per pixel and direction: twice as fast as three, with the truth summed on the same grid."""

_WRONG_MM = (0.0, 14.0)
"""How far (x, y of the image) a wrong reference lies off its muscle, mm: half over fat and other muscle behind it."""


@dataclass(frozen=True, slots=True)
class Phantom:
    """An image with known truth: `series` of one slice, and every true outline of its muscles."""

    condition: Condition
    series: Series
    truth: tuple[TrueOutline, ...]

    @property
    def image(self) -> Slice:
        """The one slice."""
        return self.series.slices[0]

    def true(self, structure: Structure, side: Side) -> TrueOutline | None:
        """True outline of a muscle, None where the image does not hold all of it."""
        return next((o for o in self.truth if o.structure is structure and o.side is side), None)

    def document(self, given: Given) -> Document | None:
        """The outlines that the methods get, or None where the image has no muscle to give as reference."""
        random = np.random.default_rng([self.condition.seed, self.condition.repetition, 7])
        outlines = []
        for side in (Side.RIGHT, Side.LEFT):
            true = self.true(Structure.MULTIFIDUS, side)
            if true is not None:
                outlines.append(self._drawn(true, random))
        if given is Given.REFERENCES:
            references = [self._reference(side) for side in (Side.RIGHT, Side.LEFT)]
            found = [reference for reference in references if reference is not None]
            if not found:
                return None
            outlines += found
        return Document(outlines=tuple(outlines))

    def _drawn(self, true: TrueOutline, random: np.random.Generator) -> Outline:
        """Outline of a multifidus as the condition says it is drawn."""
        points = np.asarray(true.points_px)
        if self.condition.outlining == "grown":
            offsets = np.full(len(points), _GROWN_PX)
        elif self.condition.outlining == "jittered":
            offsets = _waves(len(points), random) * _OUTLINE_SD_PX
        else:
            offsets = np.zeros(len(points))
        return self._moved(points, offsets, true)

    def _moved(self, points: NDArray[np.float64], offsets: NDArray[np.float64], true: TrueOutline) -> Outline:
        """Outline moved along its normals, by less where it would cross itself or leave the image."""
        for part in (1.0, 0.8, 0.6, 0.4, 0.2, 0.0):
            outline = self._outline(
                points + part * offsets[:, np.newaxis] * _normals(points), true.structure, true.side
            )
            try:
                check_outline(outline, rows=self.image.rows, columns=self.image.columns, name=true.structure)
            except OutlineError:
                continue
            return outline
        return self._outline(points, true.structure, true.side)

    def _reference(self, side: Side) -> Outline | None:
        """Reference muscle: the true psoas, or off it where the condition says so."""
        true = self.true(Structure.PSOAS, side)
        if true is None:
            return None
        points = np.asarray(true.points_px)
        if self.condition.is_reference_wrong:
            points = points + np.array(_WRONG_MM) / self.condition.pixel_mm
        return self._outline(points, Structure.REFERENCE_MUSCLE, side)

    def _outline(self, points: NDArray[np.float64], structure: Structure, side: Side) -> Outline:
        return Outline.from_points(points, slice_key=self.image.key, side=side, structure=structure)


@dataclass(frozen=True, slots=True)
class _Held:
    """Pixels that are there already."""

    pixels: NDArray[np.generic]

    def read(self) -> NDArray[np.generic]:
        return self.pixels


def make_phantom(condition: Condition) -> Phantom:
    """Image and truth of a condition; the same condition gives the same image."""
    parameters = parameters_of(condition)
    made = image_of(_cut(parameters, condition.level), parameters, condition.sequence, repeat=condition.repetition)
    image = _slice(made, condition)
    return Phantom(condition, _series(image, condition), made.outlines)


def parameters_of(condition: Condition) -> PhantomParameters:
    """Parameters of the phantom study whose slice a condition names."""
    return PhantomParameters(
        seed=condition.seed,
        fat_right_percent=condition.fat_right_percent,
        fat_left_percent=condition.fat_left_percent,
        slices_per_level=1,
        supersampling=_SUPERSAMPLING,
        matrix=2 * round(condition.field_of_view_mm / condition.pixel_mm / 2.0),
        texture=condition.texture,
        diffuse_share=condition.diffuse_share,
        contrast=condition.contrast,
        snr=condition.snr,
        coil_falloff_percent=condition.coil_falloff_percent,
        coil_tilt_percent=condition.coil_tilt_percent,
        field_of_view_mm=condition.field_of_view_mm,
        slice_thickness_mm=condition.slice_thickness_mm,
        chemical_shift_px=condition.chemical_shift_px,
        point_spread=condition.point_spread,
        body_scale=condition.body_scale,
        subcutaneous_mm=condition.subcutaneous_mm,
        multifidus_left_scale=condition.left_scale,
        fat_psoas_percent=condition.fat_psoas_percent,
        fat_erector_percent=condition.fat_erector_percent,
        psoas_in_view=condition.is_psoas_in_view,
    )


@lru_cache(maxsize=1)
def _cut(parameters: PhantomParameters, number: int) -> AxialCut:
    """The cut that was made last is kept: repeated images share it."""
    return cut_axial(parameters, number)


def _slice(made: PhantomSlice, condition: Condition) -> Slice:
    rows, columns = made.pixels.shape
    t2 = condition.sequence == "T2"
    return Slice(
        key=SliceKey(f"validation {condition.set_name} {condition.number}"),
        file="",
        rows=rows,
        columns=columns,
        geometry=made.geometry,
        mapping=ValueMapping(),
        reader=_Held(made.pixels),
        acquisition=Acquisition(
            image_type=("ORIGINAL", "PRIMARY", "OTHER"),
            scanning_sequence=("SE",),
            repetition_time_ms=3800.0 if t2 else 620.0,
            echo_time_ms=102.0 if t2 else 11.0,
            slice_thickness_mm=condition.slice_thickness_mm,
            level=made.level,
        ),
        stored_range=(0, 4095),
    )


def _series(image: Slice, condition: Condition) -> Series:
    return Series(
        number=1,
        series_uid=f"validation {condition.set_name}",
        series_number=1,
        description=f"{condition.sequence} TSE axial",
        modality="MR",
        transfer_syntax="",
        slices=(image,),
    )


def _normals(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Outward unit normals of a closed ring at its vertices, shape (n, 2)."""
    along = np.roll(points, -1, axis=0) - np.roll(points, 1, axis=0)
    along /= np.maximum(np.hypot(*along.T), 1e-12)[:, np.newaxis]
    normals = np.column_stack([along[:, 1], -along[:, 0]])
    x, y = points.T
    turns = float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))
    return normals if turns > 0.0 else -normals


def _waves(count: int, random: np.random.Generator) -> NDArray[np.float64]:
    """Smooth random displacement along a closed ring, mean square 1 over many rings, shape (count,)."""
    angle = np.linspace(0.0, 2.0 * np.pi, count, endpoint=False)
    waves = random.standard_normal((2, _WAVES + 1))
    waves[1, 0] = 0.0  # the sine of no wave
    turns = angle[:, np.newaxis] * np.arange(_WAVES + 1)
    moved = (np.cos(turns) * waves[0] + np.sin(turns) * waves[1]).sum(axis=1)
    return np.asarray(moved / np.sqrt(_WAVES + 1))
