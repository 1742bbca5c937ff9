"""Axial slices: where they lie, the cut through the body with its truth, and images of one cut.

A cut takes most of the time. One cut may be imaged with many settings of coil, noise and contrast.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from viewer.core.geometry import Orientation, PlaneGeometry, Spacing, Vector
from viewer.core.outline import Side, Structure
from viewer.errors import UsageError
from viewer.measure.phantom.anatomy.body import fine_points, paint
from viewer.measure.phantom.anatomy.canvas import Canvas
from viewer.measure.phantom.anatomy.fields import Fields
from viewer.measure.phantom.anatomy.muscles import BACK_KNOTS, Filling, MuscleCut, filling_for
from viewer.measure.phantom.anatomy.shapes import profile
from viewer.measure.phantom.anatomy.spine import MEASURED_LEVELS, disc
from viewer.measure.phantom.imaging import make_image, signals_of
from viewer.measure.phantom.parameters import PhantomParameters, PhantomSlice, TrueOutline
from viewer.measure.phantom.signal import T1, T2, water_and_fat
from viewer.measure.phantom.truth import border_of, fat_map, settle_fat, true_outline

AXIAL_SEQUENCES = (T2.name, T1.name)
"""Names of the sequences an axial slice can be imaged with."""

_USUAL_FIELD_MM, _CLOSE_FIELD_MM = 220.0, 120.0
"""Fields of view (mm) that hold the whole back, and that hold little but its muscles."""

_USUAL_BACK_MM, _CLOSE_BACK_MM = 109.0, 88.0
"""Where the last row of each lies: air behind the skin is in view, or the skin is not. Back coordinate, mm."""

_FREE_OF_THE_CUT = frozenset(
    {
        *("noise_percent", "snr", "contrast", "coil_falloff_percent", "coil_tilt_percent", "coil_nearest_mm"),
        *("t2_repetition_ms", "t2_echo_ms", "t1_repetition_ms", "t1_echo_ms"),
        *("muscle_t1_ms", "muscle_t2_ms", "fat_t1_ms", "fat_t2_ms"),
        *("chemical_shift_px", "point_spread", "psoas_in_view", "sagittal_slices"),
    }
)
"""Parameters in which the images of one cut may differ."""

_MISSED = 0.1
"""Percentage points by which a muscle may miss its fat before it is filled again: neighbours overlap a little."""

MuscleKey = tuple[Structure, Side]
_Bordered = tuple[MuscleCut, NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class AxialCut:
    """One axial slice through the body before imaging.

    Parameters
    ----------
    number
        Of the slice, from 0 below.
    level
        Nearest disc, such as 'L4/5'.
    geometry
        Where it lies.
    parameters
        With which it was cut.
    canvas
        Tissues on the fine grid, without the points' coordinates.
    outlines
        The truth, right before left; muscles that leave the image have none.
    fillings
        (muscle, height in mm, filling): how fat fills each muscle here.
    """

    number: int
    level: str
    geometry: PlaneGeometry
    parameters: PhantomParameters
    canvas: Canvas
    outlines: tuple[TrueOutline, ...]
    fillings: tuple[tuple[MuscleKey, float, Filling], ...]

    @property
    def fine_fat(self) -> NDArray[np.float64]:
        """True part of fat, 0…1, at every fine point, shape (matrix · supersampling, the same)."""
        side = self.parameters.matrix * self.parameters.supersampling
        return fat_map(self.canvas).reshape(side, side)

    @property
    def fat_share(self) -> NDArray[np.float64]:
        """True part of fat, 0…1, in every pixel, shape (matrix, matrix), before any blur, shift or noise."""
        size, factor = self.parameters.matrix, self.parameters.supersampling
        return np.asarray(self.fine_fat.reshape(size, factor, size, factor).mean(axis=(1, 3)))


def make_axial(parameters: PhantomParameters, number: int = 0, *, sequence: str = "T2") -> PhantomSlice:
    """Image of one axial slice, the same as in the study.

    Parameters
    ----------
    parameters
        What may be chosen.
    number
        Of the slice, from 0 below; see `axial_places`.
    sequence
        'T2' or 'T1'.
    """
    return image_of(cut_axial(parameters, number), parameters, sequence)


def cut_axial(parameters: PhantomParameters, number: int, *, fields: Fields | None = None) -> AxialCut:
    """Cut the body with one axial slice so that every muscle holds the fat that was asked for.

    Parameters
    ----------
    parameters
        What may be chosen; those of the image alone do not matter.
    number
        Of the slice, from 0 below.
    fields
        Random fields of the seed, if they are at hand.

    Raises
    ------
    UsageError
        If there is no slice of this number.
    """
    places = axial_places(parameters)
    if not 0 <= number < len(places):
        raise UsageError(f"The phantom has no axial slice {number}; choose one from 0 to {len(places) - 1}.")
    level, geometry = places[number]
    size, factor = parameters.matrix, parameters.supersampling
    points = fine_points(geometry, rows=size, columns=size, factor=factor, thickness_mm=parameters.slice_thickness_mm)
    anatomy = Fields.make(parameters.seed) if fields is None else fields
    canvas, muscles = paint(
        points, anatomy, lambda cut: _first_filling(cut, parameters), factor=factor, build=parameters.build
    )
    borders = [(muscle, border_of(muscle, rows=size, columns=size, factor=factor)) for muscle in muscles]
    found = [(muscle, border) for muscle, border in borders if border is not None]
    fillings = tuple(_settle(canvas, muscle, border, parameters) for muscle, border in found)
    outlines = _truth(canvas, found, geometry, factor)
    missed = [abs(o.fat_fraction_percent - parameters.fat_percent(o.structure, o.side)) > _MISSED for o in outlines]
    if any(missed):
        fillings = tuple(
            _settle(canvas, *found[place], parameters, later=found[place + 1 :]) if miss else fillings[place]
            for place, miss in enumerate(missed)
        )
        outlines = _truth(canvas, found, geometry, factor)
    bare = replace(canvas, points=canvas.points.part(np.zeros(len(canvas.points.x), dtype=bool)))
    return AxialCut(number, level, geometry, parameters, bare, outlines, fillings)


def image_of(cut: AxialCut, parameters: PhantomParameters, sequence: str = "T2", *, repeat: int = 0) -> PhantomSlice:
    """Image of a cut.

    Parameters
    ----------
    cut
        Of `cut_axial`.
    parameters
        May differ from the cut's in noise, coil, contrast, times, chemical shift, point spread and band.
    sequence
        'T2' or 'T1'.
    repeat
        0 for the study's own noise; every other number gives other noise on the same body.

    Raises
    ------
    UsageError
        If a parameter differs that shapes the cut, or there is no such sequence.
    """
    for name in PhantomParameters.__dataclass_fields__.keys() - _FREE_OF_THE_CUT:
        if getattr(parameters, name) != getattr(cut.parameters, name):
            raise UsageError(f"The phantom was cut with another {name.replace('_', ' ')}; cut it anew for this image.")
    size, factor = parameters.matrix, parameters.supersampling
    chosen = parameters.sequence(sequence)
    water, fat = water_and_fat(cut.canvas, signals_of(chosen, parameters), (size, size), factor)
    number = 100 * (AXIAL_SEQUENCES.index(sequence) + 1) + cut.number
    stream = (number, repeat) if repeat else (number,)
    seen = [o for o in cut.outlines if parameters.psoas_in_view or o.structure is not Structure.PSOAS]
    return PhantomSlice(
        pixels=make_image((water, fat), cut.geometry, chosen, parameters, stream=stream),
        geometry=cut.geometry,
        level=cut.level,
        outlines=tuple(seen),
    )


def axial_places(parameters: PhantomParameters) -> list[tuple[str, PlaneGeometry]]:
    """Level and geometry of every axial slice, from below upwards."""
    places = []
    edge, scale = parameters.field_of_view_mm, parameters.body_scale
    spacing = round(edge / parameters.matrix, 6)
    for level in reversed(MEASURED_LEVELS):
        where = disc(level)
        tilt = math.atan(math.tan(math.radians(where.tilt_deg)) / scale) if parameters.blocks else 0.0
        down = (0.0, round(math.cos(tilt), 8), round(math.sin(tilt), 8))
        orientation = Orientation((1.0, 0.0, 0.0), down)
        centre_y = where.y_mm * scale if parameters.blocks else 0.0
        front = edge - _last_row_mm(where.z_mm, parameters)
        for number in range(parameters.slices_per_level):
            height = (number - (parameters.slices_per_level - 1) / 2.0) * parameters.slice_step_mm
            normal = orientation.normal
            position: Vector = (
                round((spacing - edge) / 2.0, 6),
                round(centre_y + height * normal[1] - front * down[1], 6),
                round(where.z_mm + height * normal[2] - front * down[2], 6),
            )
            places.append((level, PlaneGeometry(orientation, Spacing(spacing, spacing), position)))
    return places


def _last_row_mm(z_mm: float, parameters: PhantomParameters) -> float:
    """How far behind the disc the last row of an axial image at a height lies, mm."""
    edge, scale = parameters.field_of_view_mm, parameters.body_scale
    close = min(max((_USUAL_FIELD_MM - edge) / (_USUAL_FIELD_MM - _CLOSE_FIELD_MM), 0.0), 1.0)
    on_body = _USUAL_BACK_MM + (1.0 - close) * parameters.build.thicker_mm
    on_body -= close * (_USUAL_BACK_MM - _CLOSE_BACK_MM)
    if not parameters.blocks:  # a small straight image follows the back; a tilted one does by itself
        on_body += close * float(profile(np.array([z_mm], dtype=np.float32), BACK_KNOTS)[0])
    return on_body * scale + max(edge - _USUAL_FIELD_MM, 0.0) / 2.0


def _truth(canvas: Canvas, found: list[_Bordered], geometry: PlaneGeometry, factor: int) -> tuple[TrueOutline, ...]:
    spacing = geometry.spacing or Spacing(1.0, 1.0)
    side = math.isqrt(len(canvas.first))
    fat = fat_map(canvas).reshape(side, side)
    return tuple(true_outline(muscle, border, fat, spacing=spacing, factor=factor) for muscle, border in found)


def _first_filling(cut: MuscleCut, parameters: PhantomParameters) -> Filling:
    inside = (cut.distance < 0.0).astype(np.float32)
    wanted = parameters.fat_percent(cut.structure, cut.side) / 100.0 * float(inside.sum())
    return filling_for(cut, inside, wanted, diffuse=parameters.diffuse(cut.structure))


def _settle(
    canvas: Canvas,
    muscle: MuscleCut,
    border: NDArray[np.float64],
    parameters: PhantomParameters,
    later: Sequence[_Bordered] = (),
) -> tuple[MuscleKey, float, Filling]:
    """Fill one muscle anew so that its outline holds what was asked for, without what `later` muscles took."""
    taken = [other.patch.index[other.distance < 0.0] for other, _ in later]
    filling = settle_fat(
        canvas,
        muscle,
        border,
        parameters.fat_percent(muscle.structure, muscle.side),
        diffuse=parameters.diffuse(muscle.structure),
        shape=(parameters.matrix, parameters.matrix),
        factor=parameters.supersampling,
        taken=np.concatenate(taken) if taken else None,
    )
    height = float(muscle.patch.z[muscle.distance < 0.0].mean())
    return (muscle.structure, muscle.side), height, filling
