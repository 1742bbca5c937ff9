"""Shapes by hand: squares between squares, circles between circles, and rings that are always sound."""

import numpy as np
import pytest

from viewer.core.geometry import PlaneGeometry, Spacing
from viewer.core.outline import has_crossing, signed_area
from viewer.proposals.propagation.placing import Sheet
from viewer.proposals.propagation.rings import (
    POINTS_MAX,
    between,
    finely,
    finished,
    signed_distances,
    widest,
)
from viewer.proposals.rings import as_ring

SHEET = Sheet(PlaneGeometry(spacing=Spacing(0.5, 0.5)), rows=200, columns=200)


def circle(radius, *, at=(50.0, 50.0), count=80) -> np.ndarray:
    angle = np.linspace(0.0, 2.0 * np.pi, count, endpoint=False)
    return np.asarray(at) + radius * np.column_stack([np.cos(angle), np.sin(angle)])


def square(size, *, at=(0.0, 0.0)) -> np.ndarray:
    return np.asarray(at) + size * np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])


def test_fine_points_keep_the_corners_and_the_area():
    fine = finely(square(9.0))
    assert len(fine) >= 150
    assert {tuple(corner) for corner in square(9.0).tolist()} <= {tuple(point) for point in fine.tolist()}
    assert signed_area(as_ring(fine)) == pytest.approx(81.0)


def test_distances_to_a_square_by_hand():
    distances, origin, step = signed_distances(square(12.0))
    x, y = np.meshgrid(*(origin[axis] + step * np.arange(distances.shape[1 - axis]) for axis in (0, 1)))
    inside = np.minimum.reduce([x, y, 12.0 - x, 12.0 - y])
    within = inside >= 0.0
    assert distances[within] == pytest.approx(inside[within])
    assert (distances[~within] <= 1e-12).all()
    corner = (x < 0) & (y < 0)
    assert -distances[corner] == pytest.approx(np.hypot(x, y)[corner])


@pytest.mark.parametrize("share", [0.25, 0.5, 0.75])
def test_between_two_circles_lies_the_circle_between(share):
    ring = between(circle(20.0, at=(40.0, 50.0)), circle(10.0, at=(70.0, 58.0)), share)
    centre = np.array([40.0 + 30.0 * share, 50.0 + 8.0 * share])
    assert np.hypot(*(ring - centre).T) == pytest.approx(20.0 - 10.0 * share, abs=0.1)


def test_the_ends_are_the_shapes_themselves():
    one, other = circle(20.0), circle(10.0)
    assert between(one, other, 0.0) is one
    assert between(one, other, 1.0) is other


def test_a_finished_ring_is_even_and_small():
    ring = finished(finely(circle(40.0)), SHEET)
    assert len(ring) == 42  # 2π · 40 pixels of 0.5 mm in steps of 3 mm
    assert len(finished(finely(circle(90.0, at=(100.0, 100.0))), SHEET)) == POINTS_MAX
    gaps = np.hypot(*np.diff(np.asarray([*ring, ring[0]]), axis=0).T)
    assert gaps.max() < 1.02 * gaps.min()
    assert abs(signed_area(ring)) == pytest.approx(np.pi * 1600.0, rel=0.01)


def test_a_ring_that_crosses_itself_is_untangled():
    tangled = np.array([[20.0, 20.0], [80.0, 80.0], [80.0, 20.0], [20.0, 70.0]])
    assert has_crossing(as_ring(tangled))
    ring = finished(tangled, SHEET)
    assert not has_crossing(ring)
    assert abs(signed_area(ring)) > 500.0


def test_what_leaves_the_image_is_cut_or_dropped():
    ring = np.asarray(finished(finely(circle(30.0, at=(0.0, 100.0))), SHEET))
    assert ring.min() >= 0.0
    assert not has_crossing(as_ring(ring))
    assert finished(circle(30.0, at=(-100.0, 100.0)), SHEET) is None
    assert finished(np.array([[5.0, 5.0]] * 5), SHEET) is None


def test_the_widest_ring_is_taken_of_several():
    assert widest([as_ring(square(2.0)), as_ring(square(5.0)), as_ring(square(1.0))]).max() == 5.0
