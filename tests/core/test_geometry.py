"""Pixels ↔ patient space, edge letters and planes, against hand-computed tables and first principles."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from viewer.core.geometry import (
    EdgeLetters,
    Orientation,
    PlaneGeometry,
    Spacing,
    direction_letters,
)
from viewer.errors import GeometryError

AXES = [(1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)]
SIGNED = [tuple(s * v for v in axis) for axis in AXES for s in (1.0, -1.0)]
LETTER_OF = dict(zip(SIGNED, "LRPAHF", strict=True))
AXIS_ALIGNED = [(row, column) for row, column in itertools.product(SIGNED, SIGNED) if abs(np.dot(row, column)) < 0.5]


def rotation(seed: int) -> np.ndarray:
    """Random rotation matrix."""
    q, r = np.linalg.qr(np.random.default_rng(seed).normal(size=(3, 3)))
    return q * np.sign(np.diag(r))


def test_there_are_24_axis_aligned_orientations():
    assert len(AXIS_ALIGNED) == 24


@pytest.mark.parametrize(("row", "column"), AXIS_ALIGNED)
def test_edge_letters_of_axis_aligned_orientations(row, column):
    edges = Orientation(row, column).edges
    assert edges.right == LETTER_OF[row]
    assert edges.left == LETTER_OF[tuple(-v for v in row)]
    assert edges.bottom == LETTER_OF[column]
    assert edges.top == LETTER_OF[tuple(-v for v in column)]


def test_standard_axial_has_patient_right_at_image_left():
    assert Orientation((1, 0, 0), (0, 1, 0)).edges == EdgeLetters(top="A", right="L", bottom="P", left="R")


@pytest.mark.parametrize(
    ("direction", "letters"),
    [
        ((0.9, 0.0, -0.4), "LF"),
        ((0.4, -0.9, 0.0), "AL"),
        ((0.99999, 0.00009, 0.0), "L"),
        ((0.99999, 0.00011, 0.0), "LP"),
        ((-0.6, -0.6, 0.5), "RAH"),
    ],
)
def test_direction_letters(direction, letters):
    assert direction_letters(direction) == letters


@pytest.mark.parametrize(
    ("degrees", "plane"),
    [(0, "axial"), (28.3, "axial"), (36, "axial"), (37, "oblique"), (45, "oblique"), (60, "coronal")],
)
def test_plane_of_a_tilted_block(degrees, plane):
    angle = math.radians(degrees)
    assert Orientation((1, 0, 0), (0, math.cos(angle), math.sin(angle))).plane == plane


def test_planes_of_the_three_standard_orientations():
    assert Orientation((1, 0, 0), (0, 1, 0)).plane == "axial"
    assert Orientation((0, 1, 0), (0, 0, -1)).plane == "sagittal"
    assert Orientation((1, 0, 0), (0, 0, -1)).plane == "coronal"
    assert PlaneGeometry().plane == "unknown"


def test_patient_position_of_a_pixel_by_hand():
    """Non-square pixels, oblique 30° about x: worked out on paper."""
    c, s = math.cos(math.radians(30)), math.sin(math.radians(30))
    geometry = PlaneGeometry(
        Orientation((1, 0, 0), (0, c, s)), Spacing(row_mm=0.7, column_mm=0.5), (-100.0, -80.0, 40.0)
    )
    [found] = geometry.to_patient_mm([(10, 20)])
    assert found == pytest.approx([-100 + 5.0, -80 + 14 * c, 40 + 14 * s], abs=1e-9)


@given(st.integers(0, 10_000), st.floats(-500, 500), st.floats(-500, 500))
def test_pixels_come_back_from_patient_space(seed, x, y):
    r = rotation(seed)
    geometry = PlaneGeometry(Orientation(tuple(r[0]), tuple(r[1])), Spacing(0.7, 0.45), (12.0, -7.0, 300.0))
    assert geometry.to_pixels(geometry.to_patient_mm([(x, y)])) == pytest.approx(np.array([[x, y]]), abs=1e-8)


@given(st.integers(0, 10_000))
def test_leftness_is_patient_x_up_to_a_constant(seed):
    r = rotation(seed)
    geometry = PlaneGeometry(Orientation(tuple(r[0]), tuple(r[1])), Spacing(0.7, 0.45), (12.0, -7.0, 300.0))
    points = np.array([(0.0, 0.0), (10.0, 3.0), (-4.0, 8.0)])
    x = geometry.to_patient_mm(points)[:, 0]
    leftness = geometry.leftness(points)
    assert leftness - leftness[0] == pytest.approx(x - x[0], abs=1e-9)


@pytest.mark.parametrize(("convention", "sign"), [("radiological", 1), ("neurological", -1)])
def test_leftness_of_a_stated_convention(convention, sign):
    geometry = PlaneGeometry(stated_sides=convention)
    assert geometry.can_tell_side
    assert list(geometry.leftness([(3, 9), (5, 1)])) == [3 * sign, 5 * sign]


def test_near_sagittal_slices_cannot_tell_sides_and_transposed_axial_ones_can():
    assert not PlaneGeometry(Orientation((0, 1, 0), (0, 0, -1))).can_tell_side
    assert PlaneGeometry(Orientation((0, 1, 0), (1, 0, 0))).can_tell_side
    assert not PlaneGeometry().can_tell_side


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ((0, 0, 0), (0, 1, 0), "length 0"),
        ((1, 0, 0), (1, 0, 0), "not perpendicular"),
        ((math.nan, 0, 0), (0, 1, 0), "finite"),
        ((1, 0, 0), (0, math.inf, 0), "finite"),
        ((1, 0, 0), (0.01, 1, 0), "not perpendicular"),
        ((1.01, 0, 0), (0, 1, 0), "length 1.01"),
    ],
)
def test_impossible_orientations_are_refused(row, column, words):
    with pytest.raises(GeometryError, match=words):
        Orientation(row, column)


@pytest.mark.parametrize("value", [0.0, -1.0, math.nan, math.inf, 1e-300, 1e30])
def test_impossible_spacings_are_refused(value):
    with pytest.raises(GeometryError, match="row spacing"):
        Spacing(value, 1.0)
    with pytest.raises(GeometryError, match="column spacing"):
        Spacing(1.0, value)


def test_unknown_places_are_not_guessed():
    with pytest.raises(GeometryError, match="no known place"):
        PlaneGeometry(Orientation((1, 0, 0), (0, 1, 0)), None, (0, 0, 0)).to_patient_mm([(0, 0)])
    with pytest.raises(GeometryError, match="state the side convention"):
        PlaneGeometry(spacing=Spacing(1, 1)).leftness([(0, 0)])
