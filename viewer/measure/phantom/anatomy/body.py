"""The whole anatomy at the points of a plane: bending, coordinates, painters in order."""

import numpy as np
from numpy.typing import NDArray

from viewer.core.geometry import PlaneGeometry
from viewer.measure.phantom.anatomy.build import STANDARD, Build
from viewer.measure.phantom.anatomy.canvas import Canvas, Patch
from viewer.measure.phantom.anatomy.fields import Fields
from viewer.measure.phantom.anatomy.muscles import BACK_KNOTS, Fillings, MuscleCut, cut_muscles, paint_muscle
from viewer.measure.phantom.anatomy.shapes import profile
from viewer.measure.phantom.anatomy.spine import level_coordinates
from viewer.measure.phantom.anatomy.surroundings import paint_body, paint_fasciae, paint_front, paint_gutter, paint_wall
from viewer.measure.phantom.anatomy.vertebrae import paint_spine

Values = NDArray[np.float32]

FRONT_MM = -66.0
"""LPS y (mm) in front of which nothing is painted: the saturation band leaves no signal there."""

_BEHIND_SKIN_MM = 97.0

_BEND_MM, _RIPPLE_MM = 2.0, 0.55
"""Sizes (standard deviation, mm) of the large and the small random bending of all outlines."""


def fine_points(geometry: PlaneGeometry, *, rows: int, columns: int, factor: int, thickness_mm: float) -> Values:
    """LPS positions (mm) of the fine grid of a slice.

    Every pixel holds factor × factor points. Their heights within the slice differ, spread evenly over its
    thickness, so that the mean of a pixel's points is a mean over the volume of its voxel.

    Returns
    -------
    ndarray
        Shape (3, rows · factor, columns · factor).
    """
    x = (np.arange(columns * factor) + 0.5) / factor - 0.5
    y = (np.arange(rows * factor) + 0.5) / factor - 0.5
    corner = geometry.to_patient_mm([(x[0], y[0]), (x[0] + 1.0, y[0]), (x[0], y[0] + 1.0)])
    across, down = corner[1] - corner[0], corner[2] - corner[0]
    normal = np.asarray(geometry.orientation.normal if geometry.orientation else (0.0, 0.0, 1.0))
    mixed = geometry.plane == "axial"
    height = (_layers(rows, columns, factor, mixed=mixed) - 0.5) * thickness_mm
    grid_x, grid_y = x - x[0], (y - y[0])[:, np.newaxis]
    return np.stack(
        [
            (corner[0][i] + across[i] * grid_x + down[i] * grid_y + normal[i] * height).astype(np.float32)
            for i in range(3)
        ]
    )


def _layers(rows: int, columns: int, factor: int, *, mixed: bool) -> Values:
    """Place of every fine point within the slice, 0…1, the points of a pixel spread evenly.

    If `mixed`, which point lies where changes from pixel to pixel: a fixed pattern would show as stripes on
    discs that a slice cuts at a small angle. Across thin upright plates it would show as grain instead.
    """
    count = factor * factor
    if not mixed:
        order = (np.arange(count).reshape(factor, factor) * (factor + 2)) % count
        return np.tile((order + 0.5) / count, (rows, columns)).astype(np.float32)
    random = np.random.default_rng(count)
    turn = random.integers(0, count, size=(rows, columns))
    order = (np.arange(count).reshape(factor, factor) * (factor + 2)) % count
    layer = (np.tile(order, (rows, columns)) + np.repeat(np.repeat(turn, factor, axis=0), factor, axis=1)) % count
    return np.asarray((layer + random.random(layer.shape)) / count, dtype=np.float32)


def paint(
    points_mm: Values, fields: Fields, fillings: Fillings, *, factor: int, build: Build = STANDARD
) -> tuple[Canvas, list[MuscleCut]]:
    """Tissues at points, and the muscles cut.

    Parameters
    ----------
    points_mm
        Shape (3, rows, columns) of a fine grid, LPS mm.
    fields
        Random fields of the anatomy.
    fillings
        Tells for every muscle how fat fills it; see `MuscleCut`.
    factor
        Fine points per pixel and direction.
    build
        What the body has of its own. A larger body is cut where the standard one lies, seen from its origin.
    """
    size = points_mm[0].size
    if build.scale != 1.0:
        points_mm = points_mm / np.array([build.scale, build.scale, 1.0], dtype=np.float32)[:, None, None]
    behind = points_mm[1] - profile(points_mm[2], BACK_KNOTS)
    index = np.flatnonzero((points_mm[1] > FRONT_MM) & (behind < _BEHIND_SKIN_MM + build.thicker_mm))
    x, y, z = (axis.ravel()[index] for axis in points_mm)
    shift_x, shift_y = (shift.ravel()[index] for shift in _bending(points_mm, fields, factor))
    bent_x, bent_y = x + shift_x, y + shift_y
    level, depth = level_coordinates(bent_y, z)
    patch = Patch(index, bent_x, bent_y, z, level, depth, bent_y - profile(z, BACK_KNOTS))
    canvas = Canvas.blank(patch, fields, size=size, build=build)
    paint_body(canvas)
    paint_wall(canvas)
    paint_front(canvas)
    cuts = cut_muscles(canvas)
    for cut in cuts:
        paint_muscle(canvas, cut, fillings(cut))
    paint_gutter(canvas)
    paint_fasciae(canvas)
    paint_spine(canvas)
    return canvas, cuts


def _bending(points_mm: Values, fields: Fields, factor: int) -> tuple[Values, Values]:
    """Random displacement (mm) along x and y of every point, one for all points of a pixel."""
    x, y, z = (np.ascontiguousarray(axis[factor // 2 :: factor, factor // 2 :: factor]) for axis in points_mm)
    large, small = (52.0, 52.0, 60.0), (15.0, 15.0, 30.0)
    shift_x = _BEND_MM * fields.bend_x.at(x, y, z, lengths=large)
    shift_x += _RIPPLE_MM * fields.ripple_x.at(x, y, z, lengths=small)
    shift_y = _BEND_MM * 0.7 * fields.bend_y.at(x, y, z, lengths=large)
    shift_y += _RIPPLE_MM * fields.ripple_y.at(x, y, z, lengths=small)
    across = (shift_x.astype(np.float32), shift_y.astype(np.float32))
    wide, high = (np.repeat(np.repeat(shift, factor, axis=0), factor, axis=1) for shift in across)
    return wide, high
