"""The mid-sagittal line on bodies whose middle is known, also turned ones, and mirroring at it."""

from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest

from viewer.core.geometry import PlaneGeometry, Spacing
from viewer.core.outline import Outline, Side
from viewer.core.series import SliceKey
from viewer.errors import GeometryError
from viewer.measure.phantom.axial import make_axial
from viewer.measure.phantom.parameters import PhantomParameters, PhantomSlice
from viewer.proposals.mirroring.reflection import mirrored
from viewer.proposals.mirroring.symmetry import midsagittal_line

BODY = PhantomParameters(seed=5, matrix=224, supersampling=2, slices_per_level=1)
LOPSIDED = {
    "fat_right_percent": 60.0,
    "fat_left_percent": 5.0,
    "coil_tilt_percent": 20.0,
    "coil_falloff_percent": 40.0,
}


@lru_cache
def phantom(name: str) -> PhantomSlice:
    chosen = {"usual": {}, "lopsided": LOPSIDED, "close": {"field_of_view_mm": 120.0}}[name]
    return make_axial(replace(BODY, **chosen), 1)


def turned(values, degrees):
    """Image turned about its middle, and where a point (x, y) of it goes."""
    from scipy.ndimage import affine_transform

    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    middle = (np.array(values.shape) - 1) / 2
    image = affine_transform(values, turn, offset=middle - turn @ middle, order=1)
    return image, lambda point: (turn.T @ (np.asarray(point)[::-1] - middle) + middle)[::-1]


def error(line, points, scale):
    """How far points (x, y) of the true line lie beside a found one, mm."""
    start, end = np.asarray(line) * scale
    along = (end - start) / np.hypot(*(end - start))
    offsets = np.asarray(points) * scale - start
    return np.abs(offsets[:, 0] * along[1] - offsets[:, 1] * along[0])


@pytest.mark.parametrize("name", ["usual", "lopsided", "close"])
@pytest.mark.parametrize("degrees", [0, -15, 8])
@pytest.mark.parametrize("is_oriented", [True, False])
def test_the_line_lies_where_the_body_was_made_symmetric(name, degrees, is_oriented):
    made = phantom(name)
    geometry = made.geometry
    values, place_of = turned(made.pixels.astype(float), degrees)
    z = geometry.position_mm[2]
    true = [place_of(point) for point in geometry.to_pixels([(0.0, y, z) for y in (45.0, 75.0)])]
    found = midsagittal_line(values, geometry if is_oriented else PlaneGeometry())
    scale = np.array([geometry.spacing.column_mm, geometry.spacing.row_mm])
    assert error(found.line, true, scale).max() < 1.5
    assert 0.3 < found.quality <= 1.0


def test_the_line_follows_orientation_and_ends_at_the_back():
    made = phantom("usual")
    found = midsagittal_line(made.pixels.astype(float), made.geometry)
    orientation = replace(made.geometry.orientation, row=(0.0, 1.0, 0.0), column=(1.0, 0.0, 0.0))
    geometry = PlaneGeometry(orientation, made.geometry.spacing)
    lying = midsagittal_line(made.pixels.astype(float).T, geometry)
    assert np.asarray(lying.line)[:, ::-1] == pytest.approx(np.asarray(found.line), abs=0.3)
    assert found.line[0][1] < found.line[1][1]


def test_outlines_of_both_sides_draw_the_line():
    made = phantom("usual")
    values = made.pixels.astype(float)
    image_only = midsagittal_line(values, made.geometry).line
    x = image_only[0][0] + 6.0
    rings = {Side.RIGHT: ((x - 40, 130), (x - 10, 130), (x - 10, 190), (x - 40, 190))}
    rings[Side.LEFT] = tuple((2 * x - a, b) for a, b in rings[Side.RIGHT])
    outlines = [Outline(SliceKey("1"), (ring,), side) for side, ring in rings.items()]
    line = midsagittal_line(values, made.geometry, outlines=outlines).line
    alone = midsagittal_line(values, made.geometry, outlines=outlines[:1]).line
    aim = ((x, 130.0), (x, 190.0))
    assert error(line, aim, 1.0).mean() < error(image_only, aim, 1.0).mean() - 2.0
    assert alone == image_only
    proposed = [outlines[0], replace(outlines[1], is_proposed=True)]
    assert midsagittal_line(values, made.geometry, outlines=proposed).line == image_only


@pytest.mark.parametrize("values", [np.zeros((64, 64)), np.full((64, 64), np.nan), np.full((3, 3), 7.0)])
def test_nothing_to_be_seen_gives_no_line(values):
    assert midsagittal_line(values, PlaneGeometry()) is None


def test_missing_pixels_do_not_draw_the_line():
    made = phantom("usual")
    values = made.pixels.astype(float)
    whole = midsagittal_line(values, made.geometry).line
    values[:40, :] = np.nan
    values[:, :25] = np.nan
    part = midsagittal_line(values, made.geometry).line
    assert error(part, [whole[1], (np.asarray(whole[0]) + whole[1]) / 2], 1.0).max() < 3.0


def test_mirroring_keeps_distances_in_mm():
    spacing = Spacing(row_mm=2.0, column_mm=1.0)
    # The line y_mm = x_mm: mirroring exchanges the two coordinates in mm.
    ring = ((10.0, 1.0), (14.0, 1.0), (14.0, 3.0))
    found = mirrored(ring, ((0.0, 0.0), (8.0, 4.0)), spacing)
    assert np.asarray(found) == pytest.approx(np.array([(2.0, 5.0), (2.0, 7.0), (6.0, 7.0)]))


def test_mirroring_twice_gives_the_ring_back_and_square_pixels_need_no_spacing():
    ring = ((10.0, 1.5), (14.0, 1.0), (14.0, 3.0))
    line = ((20.0, -3.0), (23.0, 40.0))
    twice = mirrored(mirrored(ring, line, None), line, None)
    assert np.asarray(twice) == pytest.approx(np.asarray(ring))
    assert mirrored(((3.0, 7.0),), ((5.0, 0.0), (5.0, 9.0)), None) == ((7.0, 7.0),)


def test_a_line_without_direction_is_refused():
    with pytest.raises(GeometryError, match="drag them apart"):
        mirrored(((1.0, 1.0),), ((2.0, 2.0), (2.0, 2.0)), None)
