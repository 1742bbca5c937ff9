"""Overlap and distance of outlines: squares worked out by hand, and properties."""

import math

import numpy as np
import pytest

from viewer.core.geometry import Spacing
from viewer.core.outline import Outline
from viewer.core.series import SliceKey
from viewer.measure.agreement.distances import STEP_MM, border_distance, dice

KEY = SliceKey("1")
SQUARE_MM = Spacing(1.0, 1.0)


def box(x: float, y: float, width: float, height: float) -> Outline:
    corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    return Outline(KEY, (corners,))


def ellipse(x: float, y: float, a: float, b: float) -> Outline:
    angles = np.linspace(0, 2 * np.pi, 90, endpoint=False)
    return Outline.from_points(np.stack([x + a * np.cos(angles), y + b * np.sin(angles)], axis=1), slice_key=KEY)


def test_a_square_and_itself():
    assert dice(box(3, 4, 10, 10), box(3, 4, 10, 10)) == pytest.approx(1.0)
    found = border_distance(box(3, 4, 10, 10), box(3, 4, 10, 10), SQUARE_MM)
    assert (found.mean_mm, found.hausdorff95_mm) == pytest.approx((0.0, 0.0), abs=1e-9)


def test_squares_half_over_each_other():
    assert dice(box(0, 0, 10, 10), box(5, 0, 10, 10)) == pytest.approx(0.5)
    assert dice(box(0, 0, 10, 10), box(20, 0, 10, 10)) == 0.0
    assert dice(box(0, 0, 10, 10), box(2, 2, 5, 5)) == pytest.approx(2 * 25 / 125)


def test_a_frame_of_two_mm_by_hand():
    outer, inner = box(0, 0, 14, 14), box(2, 2, 10, 10)
    # Inner border: 2 mm all round. Outer: 2 mm along the middle 10 of 14, then √(4 + s²) over 2 mm to each corner.
    corner = 0.5 * (2 * math.sqrt(8) + 4 * math.asinh(1))  # integral of √(4 + s²) from 0 to 2
    mean = (40 * 2 + 4 * 10 * 2 + 8 * corner) / (40 + 56)
    found = border_distance(outer, inner, SQUARE_MM)
    assert found.mean_mm == pytest.approx(mean, rel=1e-4)
    # 5 % of the outer border, 0.35 mm of every half corner, lie farther than √(4 + 1.65²).
    assert found.hausdorff95_mm == pytest.approx(math.hypot(2, 1.65), abs=STEP_MM)


def test_millimetres_follow_the_spacing_of_each_axis():
    a, b = box(0, 0, 100, 100), box(4, 0, 100, 100)
    found = border_distance(a, b, Spacing(row_mm=5.0, column_mm=0.5))
    assert found.hausdorff95_mm == pytest.approx(2.0)
    assert border_distance(a, b, Spacing(row_mm=0.5, column_mm=5.0)).hausdorff95_mm > 10.0


@pytest.mark.parametrize("seed", range(5))
def test_symmetry_shift_and_scale(seed):
    rng = np.random.default_rng(seed)
    x, y, a, b = rng.uniform(10, 30, 4)
    one, other = ellipse(x, y, a, b), ellipse(x + 2.5, y - 1, 0.9 * a, 1.1 * b)
    shifted = [Outline(KEY, (tuple((p + 50, q + 70) for p, q in o.rings[0]),)) for o in (one, other)]
    spacing = Spacing(0.6, 0.8)
    found = border_distance(one, other, spacing)
    assert dice(one, other) == pytest.approx(dice(other, one)) == pytest.approx(dice(*shifted))
    for again in (border_distance(other, one, spacing), border_distance(*shifted, spacing)):
        assert (again.mean_mm, again.hausdorff95_mm) == pytest.approx((found.mean_mm, found.hausdorff95_mm))
    double = border_distance(one, other, Spacing(1.2, 1.6))
    assert double.mean_mm == pytest.approx(2 * found.mean_mm, rel=1e-3)
    assert found.mean_mm < found.hausdorff95_mm


def test_starting_elsewhere_on_the_border_changes_nothing():
    one, other = ellipse(20, 20, 9, 6), ellipse(21, 20, 9, 6)
    turned = Outline(KEY, (other.rings[0][40:] + other.rings[0][:40],))
    assert border_distance(one, turned, SQUARE_MM).mean_mm == pytest.approx(
        border_distance(one, other, SQUARE_MM).mean_mm
    )


def test_an_outline_that_crosses_itself_has_no_overlap():
    bow = Outline(KEY, (((0, 0), (10, 10), (10, 0), (0, 10)),))
    assert dice(bow, box(0, 0, 10, 10)) is None


def test_a_hole_is_no_part_of_the_overlap():
    ring = box(0, 0, 10, 10).rings[0]
    hole = tuple(reversed(box(2, 2, 6, 6).rings[0]))
    assert dice(Outline(KEY, (ring, hole)), box(0, 0, 10, 10)) == pytest.approx(2 * 64 / 164)
