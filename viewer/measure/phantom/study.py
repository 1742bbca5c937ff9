"""Make a phantom study: place the slices, cut the anatomy, image it, keep the truth."""

import math
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from viewer.core.geometry import Orientation, PlaneGeometry, Spacing, Vector
from viewer.core.outline import Side, Structure
from viewer.measure.phantom.anatomy.body import fine_points, paint
from viewer.measure.phantom.anatomy.fields import Fields
from viewer.measure.phantom.anatomy.muscles import MuscleCut, Thresholds, threshold_for
from viewer.measure.phantom.anatomy.spine import MEASURED_LEVELS, disc
from viewer.measure.phantom.imaging import make_image
from viewer.measure.phantom.parameters import (
    FIELD_OF_VIEW_MM,
    SAGITTAL_FIELD_OF_VIEW_MM,
    SLICE_STEP_MM,
    SLICE_THICKNESS_MM,
    PhantomParameters,
    PhantomSeries,
    PhantomSlice,
    PhantomStudy,
    TrueOutline,
)
from viewer.measure.phantom.signal import T1, T2, Image, water_and_fat
from viewer.measure.phantom.truth import border_of, fat_map, settle_fat, true_outline

_FRONT_OF_DISC_MM = 111.0
"""Distance (mm) of the first row of an axial image in front of the disc L4/5: the back is in view, the belly not."""

_SAGITTAL_CORNER_MM = (-140.0, 170.0)
"""LPS y and z (mm) of the first pixel of a sagittal image."""

_SAGITTAL_SUPERSAMPLING = 2
_AXIAL = ((T2, (1400.0, 2800.0)), (T1, (1500.0, 3000.0)))
"""Axial sequences, each with the display window (centre, width) in stored values."""

_OTHER_FAT_PERCENT = {Structure.ERECTOR_SPINAE: 7.0, Structure.PSOAS: 3.0}
"""Fat fractions of the muscles that are not under study, %."""

_Key = tuple[Structure, Side]
_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class _Cut:
    """One axial slice before imaging.

    Water and fat signals by the sequence's name, the truth, and (muscle, height, threshold) where fat begins.
    """

    signals: dict[str, tuple[Image, Image]]
    outlines: tuple[TrueOutline, ...]
    thresholds: tuple[tuple[_Key, float, float], ...]


def make_study(parameters: PhantomParameters) -> PhantomStudy:
    """Return the study of a synthetic body: axial T2 and T1 on the same slices, and a sagittal T2.

    Parameters
    ----------
    parameters
        What may be chosen; the same values give the same study.

    Returns
    -------
    PhantomStudy
        Series 't2_axial', 't1_axial' and 't2_sagittal', cut from one anatomy in one patient space. Axial
        slices ascend along LPS z block by block, sagittal ones along x (right to left).
    """
    fields = Fields.make(parameters.seed)
    places = axial_places(parameters)
    cuts = _each(lambda place: _cut(place[1], fields, parameters), places)
    pairs = [_image_pair(number, places[number], cut, parameters) for number, cut in enumerate(cuts)]
    axial = [
        PhantomSeries(
            name=f"{sequence.name.lower()}_axial",
            description=f"{sequence.name} TSE axial",
            sequence=sequence,
            slices=tuple(pair[which] for pair in pairs),
            window=window,
        )
        for which, (sequence, window) in enumerate(_AXIAL)
    ]
    return PhantomStudy(parameters=parameters, series=(*axial, _sagittal(cuts, fields, parameters)))


def make_axial_pair(parameters: PhantomParameters, number: int) -> tuple[PhantomSlice, ...]:
    """T2 and T1 image of one axial slice (`number` from 0), the same as in the study, without making the rest."""
    place = axial_places(parameters)[number]
    cut = _cut(place[1], Fields.make(parameters.seed), parameters)
    return _image_pair(number, place, cut, parameters)


def _image_pair(
    number: int, place: tuple[str, PlaneGeometry], cut: _Cut, parameters: PhantomParameters
) -> tuple[PhantomSlice, ...]:
    level, geometry = place
    return tuple(
        PhantomSlice(
            pixels=make_image(
                cut.signals[sequence.name], geometry, sequence, parameters, stream=100 * (which + 1) + number
            ),
            geometry=geometry,
            level=level,
            outlines=cut.outlines,
        )
        for which, (sequence, _) in enumerate(_AXIAL)
    )


def axial_places(parameters: PhantomParameters) -> list[tuple[str, PlaneGeometry]]:
    """Level and geometry of every axial slice, from below upwards."""
    places = []
    for level in reversed(MEASURED_LEVELS):
        where = disc(level)
        tilt = math.radians(where.tilt_deg) if parameters.blocks else 0.0
        down = (0.0, round(math.cos(tilt), 8), round(math.sin(tilt), 8))
        orientation = Orientation((1.0, 0.0, 0.0), down)
        spacing = round(FIELD_OF_VIEW_MM / parameters.matrix, 6)
        centre_y, front = (where.y_mm, _FRONT_OF_DISC_MM) if parameters.blocks else (0.0, _FRONT_OF_DISC_MM)
        for number in range(parameters.slices_per_level):
            height = (number - (parameters.slices_per_level - 1) / 2.0) * SLICE_STEP_MM
            normal = orientation.normal
            position: Vector = (
                round((spacing - FIELD_OF_VIEW_MM) / 2.0, 6),
                round(centre_y + height * normal[1] - front * down[1], 6),
                round(where.z_mm + height * normal[2] - front * down[2], 6),
            )
            places.append((level, PlaneGeometry(orientation, Spacing(spacing, spacing), position)))
    return places


def _cut(geometry: PlaneGeometry, fields: Fields, parameters: PhantomParameters) -> _Cut:
    """Cut the anatomy with one axial slice so that both multifidi hold the fat that was asked for."""
    size, factor = parameters.matrix, parameters.supersampling
    points = fine_points(geometry, rows=size, columns=size, factor=factor, thickness_mm=SLICE_THICKNESS_MM)
    canvas, muscles = paint(points, fields, lambda cut: _first_threshold(cut, parameters), factor=factor)
    borders = [(muscle, border_of(muscle, rows=size, columns=size, factor=factor)) for muscle in muscles]
    found = [(muscle, border) for muscle, border in borders if border is not None]
    thresholds = []
    for muscle, border in found:
        wanted = _wanted_percent(muscle, parameters)
        value = settle_fat(canvas, muscle, border, wanted, shape=(size, size), factor=factor)
        height = float(muscle.patch.z[muscle.distance < 0.0].mean())
        thresholds.append(((muscle.structure, muscle.side), height, value))
    fat = fat_map(canvas).reshape(size * factor, size * factor)
    spacing = geometry.spacing or Spacing(1.0, 1.0)
    outlines = tuple(true_outline(muscle, border, fat, spacing=spacing, factor=factor) for muscle, border in found)
    signals = {sequence.name: water_and_fat(canvas, sequence, (size, size), factor) for sequence, _ in _AXIAL}
    return _Cut(signals=signals, outlines=outlines, thresholds=tuple(thresholds))


def _first_threshold(cut: MuscleCut, parameters: PhantomParameters) -> float:
    inside = (cut.distance < 0.0).astype(np.float32)
    return threshold_for(cut, inside, _wanted_percent(cut, parameters) / 100.0 * float(inside.sum()))


def _wanted_percent(cut: MuscleCut, parameters: PhantomParameters) -> float:
    if cut.structure is Structure.MULTIFIDUS:
        right = cut.side is Side.RIGHT
        return parameters.fat_right_percent if right else parameters.fat_left_percent
    return _OTHER_FAT_PERCENT[cut.structure]


def _sagittal(cuts: list[_Cut], fields: Fields, parameters: PhantomParameters) -> PhantomSeries:
    """Return the sagittal series through the same body."""
    thresholds = _along_z(cuts)

    def image(number: int) -> PhantomSlice:
        geometry = _sagittal_place(number, parameters)
        size, factor = parameters.matrix, min(_SAGITTAL_SUPERSAMPLING, parameters.supersampling)
        points = fine_points(geometry, rows=size, columns=size, factor=factor, thickness_mm=SLICE_THICKNESS_MM)
        canvas, _ = paint(points, fields, thresholds, factor=factor)
        signals = water_and_fat(canvas, T2, (size, size), factor)
        pixels = make_image(signals, geometry, T2, parameters, stream=300 + number)
        return PhantomSlice(pixels=pixels, geometry=geometry, level=None)

    return PhantomSeries(
        name="t2_sagittal",
        description="T2 TSE sagittal",
        sequence=T2,
        slices=tuple(_each(image, range(parameters.sagittal_slices))),
        window=(1700.0, 3400.0),
    )


def _sagittal_place(number: int, parameters: PhantomParameters) -> PlaneGeometry:
    spacing = round(SAGITTAL_FIELD_OF_VIEW_MM / parameters.matrix, 6)
    x = round((number - (parameters.sagittal_slices - 1) / 2.0) * SLICE_STEP_MM, 6)
    orientation = Orientation((0.0, 1.0, 0.0), (0.0, 0.0, -1.0))
    return PlaneGeometry(orientation, Spacing(spacing, spacing), (x, *_SAGITTAL_CORNER_MM))


def _along_z(cuts: list[_Cut]) -> Thresholds:
    """Where fat begins in each muscle at any height, from where it begins on the axial slices."""
    nodes: dict[_Key, list[tuple[float, float]]] = {}
    for cut in cuts:
        for key, height, value in cut.thresholds:
            nodes.setdefault(key, []).append((height, value))
    tables = {key: np.array(sorted(found)).T for key, found in nodes.items()}

    def threshold(cut: MuscleCut) -> NDArray[np.float32] | float:
        table = tables.get((cut.structure, cut.side))
        if table is None:
            return float("inf")
        return np.asarray(np.interp(cut.patch.z, table[0], table[1]), dtype=np.float32)

    return threshold


def _each(work: Callable[[_Item], _Result], items: Iterable[_Item]) -> list[_Result]:
    """Results in the order of the items; slices are independent, and numpy lets other threads run."""
    with ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as pool:
        return list(pool.map(work, items))
