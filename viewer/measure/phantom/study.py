"""Make a phantom study: axial series on the same slices, a sagittal one through the same body."""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np

from viewer.core.geometry import Orientation, PlaneGeometry, Spacing
from viewer.measure.phantom.anatomy.body import fine_points, paint
from viewer.measure.phantom.anatomy.fields import Fields
from viewer.measure.phantom.anatomy.muscles import Filling, Fillings, MuscleCut
from viewer.measure.phantom.axial import AXIAL_SEQUENCES, AxialCut, MuscleKey, axial_places, cut_axial, image_of
from viewer.measure.phantom.imaging import make_image, signals_of
from viewer.measure.phantom.parameters import (
    SAGITTAL_FIELD_OF_VIEW_MM,
    PhantomParameters,
    PhantomSeries,
    PhantomSlice,
    PhantomStudy,
)
from viewer.measure.phantom.signal import T1, T2, water_and_fat

_SAGITTAL_CORNER_MM = (-140.0, 170.0)
"""LPS y and z (mm) of the first pixel of a sagittal image."""

_SAGITTAL_SUPERSAMPLING = 2
_AXIAL_WINDOWS = ((T2.name, (1400.0, 2800.0)), (T1.name, (1500.0, 3000.0)))
"""Axial sequences, each with the display window (centre, width) in stored values."""

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


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
    numbers = range(len(axial_places(parameters)))
    cuts = _each(lambda number: cut_axial(parameters, number, fields=fields), numbers)
    axial = [
        PhantomSeries(
            name=f"{name.lower()}_axial",
            description=f"{name} TSE axial",
            sequence=parameters.sequence(name),
            slices=tuple(image_of(cut, parameters, name) for cut in cuts),
            window=window,
        )
        for name, window in _AXIAL_WINDOWS
    ]
    return PhantomStudy(parameters=parameters, series=(*axial, _sagittal(cuts, fields, parameters)))


def make_axial_pair(parameters: PhantomParameters, number: int) -> tuple[PhantomSlice, ...]:
    """T2 and T1 image of one axial slice (`number` from 0), the same as in the study, without making the rest."""
    cut = cut_axial(parameters, number)
    return tuple(image_of(cut, parameters, sequence) for sequence in AXIAL_SEQUENCES)


def _sagittal(cuts: list[AxialCut], fields: Fields, parameters: PhantomParameters) -> PhantomSeries:
    """Return the sagittal series through the same body."""
    fillings, sequence = _along_z(cuts), parameters.sequence(T2.name)
    size, factor = parameters.matrix, min(_SAGITTAL_SUPERSAMPLING, parameters.supersampling)
    thickness = parameters.slice_thickness_mm

    def image(number: int) -> PhantomSlice:
        geometry = _sagittal_place(number, parameters)
        points = fine_points(geometry, rows=size, columns=size, factor=factor, thickness_mm=thickness)
        canvas, _ = paint(points, fields, fillings, factor=factor, build=parameters.build)
        signals = water_and_fat(canvas, signals_of(sequence, parameters), (size, size), factor)
        pixels = make_image(signals, geometry, sequence, parameters, stream=(300 + number,))
        return PhantomSlice(pixels=pixels, geometry=geometry, level=None)

    return PhantomSeries(
        name="t2_sagittal",
        description="T2 TSE sagittal",
        sequence=sequence,
        slices=tuple(_each(image, range(parameters.sagittal_slices))),
        window=(1700.0, 3400.0),
    )


def _sagittal_place(number: int, parameters: PhantomParameters) -> PlaneGeometry:
    spacing = round(SAGITTAL_FIELD_OF_VIEW_MM / parameters.matrix, 6)
    x = round((number - (parameters.sagittal_slices - 1) / 2.0) * parameters.slice_step_mm, 6)
    orientation = Orientation((0.0, 1.0, 0.0), (0.0, 0.0, -1.0))
    return PlaneGeometry(orientation, Spacing(spacing, spacing), (x, *_SAGITTAL_CORNER_MM))


def _along_z(cuts: list[AxialCut]) -> Fillings:
    """How fat fills each muscle at any height, from how it does on the axial slices."""
    nodes: dict[MuscleKey, list[tuple[float, float, float]]] = {}
    for cut in cuts:
        for key, height, filling in cut.fillings:
            nodes.setdefault(key, []).append((height, float(filling.threshold), float(filling.even)))
    tables = {key: np.array(sorted(found)).T for key, found in nodes.items()}

    def fill(cut: MuscleCut) -> Filling:
        table = tables.get((cut.structure, cut.side))
        if table is None:
            return Filling(float("inf"))
        threshold, even = (np.asarray(np.interp(cut.patch.z, table[0], row), dtype=np.float32) for row in table[1:])
        return Filling(threshold, even)

    return fill


def _each(work: Callable[[_Item], _Result], items: Iterable[_Item]) -> list[_Result]:
    """Results in the order of the items; slices are independent, and numpy lets other threads run."""
    with ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as pool:
        return list(pool.map(work, items))
