"""The same place in the patient on another slice, by hand: shifted, tilted, differently spaced, unknown."""

import math

import numpy as np
import pytest

from viewer.core.geometry import Orientation, PlaneGeometry, Spacing
from viewer.proposals.propagation.placing import Sheet, placed, slid, steps_mm

AXIAL = Orientation((1.0, 0.0, 0.0), (0.0, 1.0, 0.0))


def plane(*, z=0.0, x=0.0, row_mm=1.0, column_mm=1.0, orientation=AXIAL) -> PlaneGeometry:
    return PlaneGeometry(orientation, Spacing(row_mm, column_mm), (x, 0.0, z))


def test_a_shifted_and_finer_slice():
    """x: 10 pixels of 0.5 mm from −20 mm is −15 mm, which is 4 pixels of 0.25 mm from −16 mm."""
    source, target = plane(x=-20.0, column_mm=0.5), plane(z=4.0, x=-16.0, row_mm=2.0, column_mm=0.25)
    assert placed(np.array([[10.0, 6.0]]), source, target) == pytest.approx(np.array([[4.0, 3.0]]))


def test_a_tilted_slice_takes_the_foot_of_the_perpendicular():
    """Tilted by 30° about the right-left axis: a point 10 mm behind lies at 10 · cos 30° mm along the rows."""
    cosine, sine = math.cos(math.radians(30)), math.sin(math.radians(30))
    tilted = plane(orientation=Orientation((1.0, 0.0, 0.0), (0.0, cosine, sine)))
    assert placed(np.array([[3.0, 10.0]]), plane(), tilted) == pytest.approx(np.array([[3.0, 10.0 * cosine]]))


def test_without_a_place_pixels_stay():
    points = np.array([[3.0, 10.0]])
    assert placed(points, plane(), PlaneGeometry()) is points
    assert placed(points, PlaneGeometry(spacing=Spacing(2.0, 2.0)), plane()) is points


def test_on_a_tilted_slice_points_slide_along_the_mean_of_the_normals():
    """Tilted by 30° about the line y = 0: 10 mm behind it stays 10 mm behind it, as the hinge is seen alike by both."""
    cosine, sine = math.cos(math.radians(30)), math.sin(math.radians(30))
    tilted = plane(orientation=Orientation((1.0, 0.0, 0.0), (0.0, cosine, sine)))
    point = np.array([[3.0, 10.0]])
    assert slid(point, plane(), tilted) == pytest.approx(point)
    back = plane(orientation=Orientation((-1.0, 0.0, 0.0), (0.0, cosine, sine)))  # its normal points the other way
    assert slid(point, plane(), back) == pytest.approx(np.array([[-3.0, 10.0]]))


def test_parallel_slices_and_steep_ones_slide_as_they_are_placed():
    point = np.array([[10.0, 6.0]])
    source, target = plane(x=-20.0, column_mm=0.5), plane(z=4.0, x=-16.0, row_mm=2.0, column_mm=0.25)
    assert slid(point, source, target) == pytest.approx(placed(point, source, target))
    sagittal = plane(orientation=Orientation((0.0, 1.0, 0.0), (0.0, 0.0, -1.0)))
    assert slid(point, plane(), sagittal) == pytest.approx(placed(point, plane(), sagittal))
    assert slid(point, plane(), PlaneGeometry()) is point


def test_steps_are_measured_along_the_normal():
    cosine, sine = math.cos(math.radians(20)), math.sin(math.radians(20))
    orientation = Orientation((1.0, 0.0, 0.0), (0.0, cosine, sine))
    tilted = [plane(z=z, orientation=orientation) for z in (0.0, 5.0, 8.0)]
    assert steps_mm(tilted) == pytest.approx((5.0 * cosine, 3.0 * cosine))


@pytest.mark.parametrize("planes", [[PlaneGeometry()] * 3, [plane(), plane(), plane()]])
def test_without_distances_slices_count_alike(planes):
    assert steps_mm(planes) == (1.0, 1.0)


def test_points_are_drawn_into_the_image():
    sheet = Sheet(plane(), rows=4, columns=6)
    assert sheet.inside(np.array([[-2.0, 1.5], [9.0, 9.0]])).tolist() == [[0.0, 1.5], [5.0, 3.0]]
