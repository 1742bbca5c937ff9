"""Exact coverage and overlap: hand-computed cells, then properties against independent sums."""

import math
import time
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from viewer.core.coverage import exact_coverage, overlap_area_px
from viewer.core.outline import Outline
from viewer.core.series import SliceKey

KEY = SliceKey("1.2")


def outline(points):
    return Outline.from_points(points, slice_key=KEY)


def star(seed: int, n: int = 24, *, centre=(50.3, 47.7), low=8.0, high=30.0):
    """Simple polygon: random radii at sorted, evenly jittered angles."""
    rng = np.random.default_rng(seed)
    angles = (np.arange(n) + rng.uniform(0, 0.9, n)) * 2 * np.pi / n
    radii = rng.uniform(low, high, n)
    return np.column_stack([centre[0] + radii * np.cos(angles), centre[1] + radii * np.sin(angles)])


def full(coverage, shape=(100, 110)):
    image = np.zeros(shape)
    image[coverage.box] = coverage.weights
    return image


def test_a_rectangle_on_half_pixels_by_hand():
    """From (1, 1) to (4, 3): a quarter at the corners, half along the edges, full inside."""
    coverage = exact_coverage(outline([(1, 1), (4, 1), (4, 3), (1, 3)]))
    assert (coverage.top, coverage.left) == (1, 1)
    assert coverage.weights == pytest.approx(
        np.array([[0.25, 0.5, 0.5, 0.25], [0.5, 1, 1, 0.5], [0.25, 0.5, 0.5, 0.25]])
    )


def test_a_triangle_by_hand():
    """Right angle at the corner of pixel (0, 0), legs of two pixels: 7/8, then 1/8 … of the diagonal cells."""
    coverage = exact_coverage(outline([(-0.5, -0.5), (1.5, -0.5), (-0.5, 1.5)]))
    assert full(coverage)[:2, :2] == pytest.approx(np.array([[1.0, 0.5], [0.5, 0.0]]))


def test_a_polygon_inside_one_pixel():
    coverage = exact_coverage(outline([(4.9, 6.9), (5.1, 6.9), (5.1, 7.1), (4.9, 7.1)]))
    assert full(coverage)[7, 5] == pytest.approx(0.04)
    assert coverage.weights.sum() == pytest.approx(0.04)


@settings(max_examples=200)
@given(st.integers(0, 10**6), st.integers(3, 80))
def test_coverage_sums_to_the_polygon_area(seed, n):
    polygon = outline(star(seed, max(n, 5)))
    coverage = exact_coverage(polygon)
    assert coverage.weights.sum() == pytest.approx(polygon.area_px, rel=1e-10)
    assert coverage.weights.min() >= 0.0
    assert coverage.weights.max() <= 1.0


@settings(max_examples=20)
@given(st.integers(0, 10**6))
def test_each_pixel_agrees_with_fine_sampling(seed):
    points = star(seed, 12)
    weights = full(exact_coverage(outline(points)))
    from skimage.measure import points_in_poly

    fine = (np.arange(16) + 0.5) / 16 - 0.5
    row, column = 40, 60
    for y, x in [(row, column), (47, 50), (47, 74), (60, 44)]:
        grid = np.array([(x + dx, y + dy) for dy in fine for dx in fine])
        assert weights[y, x] == pytest.approx(points_in_poly(grid, points).mean(), abs=0.05)


@settings(max_examples=50)
@given(st.integers(0, 10**6), st.integers(-20, 20), st.integers(-20, 20))
def test_whole_pixel_shifts_move_coverage_and_direction_does_not_matter(seed, dx, dy):
    points = star(seed)
    here = exact_coverage(outline(points))
    there = exact_coverage(outline(points + np.array([dx, dy])))
    back = exact_coverage(outline(points[::-1]))
    assert (there.top - here.top, there.left - here.left) == (dy, dx)
    assert there.weights == pytest.approx(here.weights, abs=1e-9)
    assert back.weights == pytest.approx(here.weights, abs=1e-12)


@settings(max_examples=100)
@given(st.integers(0, 10**6))
def test_pixels_that_the_outline_does_not_touch_have_no_weight_at_all(seed):
    """Not even a rounding error: it would let pixels outside take part in a threshold."""
    points = star(seed)
    weights = full(exact_coverage(outline(points)))
    y, x = np.nonzero(weights)
    corners = points[:, None, :] - np.stack([x, y], axis=-1)[None, :, :]
    start, edge = corners, np.roll(corners, -1, axis=0) - corners
    along = np.clip(-(start * edge).sum(-1) / np.maximum((edge**2).sum(-1), 1e-12), 0, 1)
    distance = np.hypot(*np.moveaxis(start + along[..., None] * edge, -1, 0)).min(axis=0)
    is_full = weights[y, x] > 1 - 1e-9
    assert (is_full | (distance <= math.sqrt(0.5) + 1e-9)).all()


def test_holes_are_taken_out_and_islands_added():
    outer = ((-0.5, -0.5), (9.5, -0.5), (9.5, 9.5), (-0.5, 9.5))
    hole = ((2.5, 2.5), (2.5, 4.5), (4.5, 4.5), (4.5, 2.5))
    island = ((19.5, 0.5), (21.5, 0.5), (21.5, 3.5), (19.5, 3.5))
    both = Outline(slice_key=KEY, rings=(outer, hole, island))
    weights = full(exact_coverage(both))
    assert both.area_px == pytest.approx(100 - 4 + 6)
    assert weights.sum() == pytest.approx(both.area_px)
    assert weights[3:5, 3:5].sum() == pytest.approx(0.0)
    assert weights[1:4, 20:22].min() == pytest.approx(1.0)


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.floats(-50, 50), st.floats(-50, 50))
def test_overlap_agrees_with_pixel_coverage(seed, dx, dy):
    first, second = outline(star(seed)), outline(star(seed + 1) + np.array([dx, dy]))
    shared = overlap_area_px(first, second)
    offset = np.array([60.0, 60.0])
    a = full(exact_coverage(outline(np.array(first.rings[0]) + offset)), (260, 260))
    b = full(exact_coverage(outline(np.array(second.rings[0]) + offset)), (260, 260))
    assert np.maximum(a + b - 1, 0).sum() - 1e-6 <= shared <= np.minimum(a, b).sum() + 1e-6


@settings(max_examples=40)
@given(st.integers(0, 10**6))
def test_an_outline_overlaps_itself_by_its_area(seed):
    polygon = outline(star(seed))
    assert overlap_area_px(polygon, polygon) == pytest.approx(polygon.area_px, rel=1e-9)


def test_overlap_of_outlines_with_many_corners_needs_little_memory():
    """Two interleaved combs of 3,000 corners, lying and standing: pairs of edges would fill gigabytes."""
    tracemalloc.start()
    n = 1500
    y = np.repeat(np.arange(n), 2) / 4.0
    comb = np.column_stack([np.tile([10.0, 60.0, 60.0, 10.0], n // 2), y])
    ring = np.vstack([comb, [[0.0, y[-1]], [0.0, 0.0]]])
    shared = overlap_area_px(outline(ring), outline(ring + np.array([0.0, 0.125])))
    standing = overlap_area_px(outline(ring[:, ::-1]), outline(ring[:, ::-1] + np.array([0.125, 0.0])))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert shared == pytest.approx(standing)
    assert shared > 0.0
    assert peak < 200e6


def test_overlap_of_outlines_with_many_corners_does_not_keep_the_window_waiting():
    """Every edge against every other would be hundred millions of pairs, and took most of a minute."""
    angles = np.linspace(0.0, 2.0 * np.pi, 10_000, endpoint=False)
    circle = np.column_stack([50.0 + 20.0 * np.cos(angles), 50.0 + 30.0 * np.sin(angles)])
    started = time.thread_time()
    assert overlap_area_px(outline(circle), outline(np.add(circle, (0.5, 0.0)))) == pytest.approx(1854.956, abs=0.001)
    assert time.thread_time() - started < 1.5


def test_overlap_of_two_squares_by_hand_and_of_neighbours():
    square = outline([(0, 0), (4, 0), (4, 4), (0, 4)])
    assert overlap_area_px(square, outline([(3, 2), (9, 2), (9, 9), (3, 9)])) == pytest.approx(2.0)
    assert overlap_area_px(square, outline([(4, 0), (8, 0), (8, 4), (4, 4)])) == 0.0
    diamond = outline([(2, -1), (5, 2), (2, 5), (-1, 2)])
    assert overlap_area_px(square, diamond) == pytest.approx(16 - 4 * 0.5)


def test_a_circle_of_many_vertices_has_the_area_of_a_circle():
    t = np.linspace(0, 2 * math.pi, 2000, endpoint=False)
    coverage = exact_coverage(outline(np.column_stack([40 + 15 * np.cos(t), 40 + 15 * np.sin(t)])))
    assert coverage.weights.sum() == pytest.approx(math.pi * 225, rel=1e-5)
