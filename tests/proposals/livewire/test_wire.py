"""Paths of least cost on images whose borders are known."""

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from viewer.proposals.livewire.lattice import FAR, first_block, lattice_round, reaches
from viewer.proposals.livewire.wire import smoothed, wire_from


def disc(shape=(120, 140), *, middle=(70.0, 60.0), radius=30.0, inside=300.0, outside=800.0, noise=0.0):
    """A disc with a soft border, the values of a slice."""
    y, x = np.indices(shape, dtype=np.float64)
    distance = np.hypot(x - middle[0], y - middle[1]) - radius
    values = inside + (outside - inside) / (1.0 + np.exp(-distance / 0.5))
    return values + np.random.default_rng(3).normal(0.0, noise, shape)


def on_circle(angle_deg, *, middle=(70.0, 60.0), radius=30.0):
    angle = np.deg2rad(angle_deg)
    return (float(middle[0] + radius * np.cos(angle)), float(middle[1] + radius * np.sin(angle)))


def off_circle(path, *, middle=(70.0, 60.0), radius=30.0):
    """Largest distance of a path, halfway between its points too, from the circle, pixels."""
    points = np.array(path)
    points = np.concatenate([points, (points[1:] + points[:-1]) / 2.0])
    return float(np.abs(np.hypot(*(points - middle).T) - radius).max())


def length_of(path):
    return float(np.hypot(*np.diff(np.array(path), axis=0).T).sum())


@pytest.mark.parametrize("start", range(0, 360, 45))
def test_the_path_follows_a_circle_to_within_a_third_of_a_pixel(start):
    values = disc(noise=15.0)
    wire = wire_from(values, on_circle(start))
    for turn in (35, -60, 90):
        path = wire.reaching(values, on_circle(start + turn)).path_to(on_circle(start + turn))
        assert path[0] == on_circle(start)
        assert path[-1] == on_circle(start + turn)
        assert off_circle(path) < 0.35
        assert length_of(path) == pytest.approx(30.0 * np.deg2rad(abs(turn)), rel=0.03), "no stairs"


@pytest.mark.parametrize("factor", [0.01, -1.0, 250.0])
def test_another_scale_of_values_gives_the_same_path(factor):
    values = disc(noise=15.0)
    path = wire_from(values, on_circle(10)).path_to(on_circle(80))
    scaled = wire_from(factor * values + 7.0, on_circle(10)).path_to(on_circle(80))
    np.testing.assert_allclose(scaled, path, atol=0.05)


def two_borders():
    """A fascia at column 60 with fat on both sides, then a far stronger border at column 67.

    The fascia is a thin line darker than the fat: the values on its two sides are the same.
    """
    values = np.full((120, 140), 700.0)
    values[:, 60] = 350.0
    values[:, 67:] = 0.0
    return gaussian_filter(values, 0.6) + np.random.default_rng(5).normal(0.0, 8.0, values.shape)


def test_what_was_accepted_teaches_to_follow_a_fascia_beside_a_stronger_border():
    values = two_borders()
    # From between the two, and not nearer to the fascia.
    start, end = (64.0, 45.0), (64.0, 100.0)
    accepted = (np.array([(60.0, 8.0), (60.0, 40.0)]),)

    def middle(wire):
        return np.array([x for x, y in wire.reaching(values, end).path_to(end) if 58.0 < y < 87.0])

    assert np.abs(middle(wire_from(values, start)) - 67.0).max() < 1.5
    assert np.abs(middle(wire_from(values, start, accepted=accepted)) - 60.0).max() < 1.5


def test_what_lies_on_which_hand_is_learnt():
    # A dark band: its two borders are alike but for the hand on which it is dark.
    values = np.full((120, 140), 700.0)
    values[:, 60:67] = 300.0
    values = gaussian_filter(values, 1.0) + np.random.default_rng(6).normal(0.0, 10.0, values.shape)
    accepted = (np.array([(59.5, 20.0), (59.5, 50.0)]),)
    # From between the two borders, nearer to the wrong one.
    wire = wire_from(values, (64.0, 52.0), accepted=accepted)
    middle = [x for x, y in wire.path_to((64.0, 92.0)) if 62.0 < y < 82.0]
    assert max(abs(x - 59.5) for x in middle) < 1.5


def test_a_stretch_without_any_border_is_nearly_straight():
    path = np.array(wire_from(np.full((90, 90), 5.0), (20.0, 30.0)).path_to((60.0, 50.0)))
    assert length_of(path) == pytest.approx(np.hypot(40.0, 20.0), rel=0.09)


def test_ends_on_one_node_or_next_to_each_other_make_a_straight_line():
    wire = wire_from(disc(), (40.2, 60.1))
    assert wire.path_to((40.4, 60.0)) == ((40.2, 60.1), (40.4, 60.0))
    assert length_of(wire.path_to((41.0, 60.0))) == pytest.approx(0.806, rel=0.02)


def test_pixels_without_a_value_are_gone_round():
    values = disc()
    values[55:70, 30:60] = np.nan
    path = np.array(wire_from(values, (45.0, 50.0)).path_to((45.0, 75.0)))
    inside = (path[:, 0] > 30.0) & (path[:, 0] < 59.0) & (path[:, 1] > 55.5) & (path[:, 1] < 68.5)
    assert not inside.any()
    assert len(wire_from(np.full((40, 40), np.nan), (5.0, 5.0)).path_to((30.0, 30.0))) > 2


@pytest.mark.parametrize("shape", [(1, 1), (1, 40), (3, 3), (40, 2)])
def test_the_smallest_images_have_paths(shape):
    last = (float(shape[1] - 1), float(shape[0] - 1))
    path = wire_from(np.ones(shape), (0.0, 0.0)).path_to(last)
    assert path[0] == (0.0, 0.0)
    assert path[-1] == last


def test_a_far_pointer_is_reached_on_a_coarser_lattice_and_straight_without_it():
    values = disc((400, 600), middle=(300.0, 200.0), radius=150.0)
    circle = {"middle": (300.0, 200.0), "radius": 150.0}
    start, end = on_circle(0, **circle), on_circle(100, **circle)
    wire = wire_from(values, start)
    assert wire.path_to(end) == (start, end)
    far = wire.reaching(values, end)
    assert far.lattice.block > 1
    assert far.reaching(values, end) is far
    assert off_circle(far.path_to(end), **circle) < far.lattice.block


def test_a_path_does_not_depend_on_where_the_pointer_was_before():
    values = disc((400, 600), middle=(300.0, 200.0), radius=150.0, noise=15.0)
    circle = {"middle": (300.0, 200.0), "radius": 150.0}
    wire = wire_from(values, on_circle(0, **circle))
    near, wider, far = (on_circle(angle, **circle) for angle in (10, 20, 100))
    grown = wire.reaching(values, wider)
    assert grown.lattice.block == wire.lattice.block, "wider before coarser"
    assert grown.lattice.columns > wire.lattice.columns
    coarse = grown.reaching(values, far)
    assert coarse.path_to(near) == grown.path_to(near) == wire.path_to(near)
    assert coarse.path_to(wider) == grown.path_to(wider)
    at_once = wire.reaching(values, far)
    assert at_once.nearer is wire, "only what is needed is searched"
    assert at_once.path_to(far) == coarse.path_to(far)
    assert at_once.reaching(values, wider).path_to(wider) == grown.path_to(wider)
    assert off_circle(coarse.path_to(wider), **circle) < 0.35


def test_the_lattice_is_as_fine_as_the_pixels_need():
    assert first_block((320, 320), 1.0) == 1
    assert first_block((512, 512), 0.4) == 1
    assert first_block((1024, 1024), 0.3) == 2
    assert first_block((1024, 1024), None) == 2
    lattice = lattice_round(np.ones((1024, 1024)), (500.0, 3.0), 2)
    assert lattice.columns == 2 * FAR + 1
    assert lattice.rows == FAR + 2
    assert lattice.covers((500.0, 3.0))
    for end in ((500.0, 3.0), (371.4, 3.0), (371.6, 3.0), (629.4, 3.0), (629.6, 3.0), (500.0, 131.4), (500.0, 131.6)):
        told = reaches((1024, 1024), (500.0, 3.0), end, block=2, radius=FAR)
        assert told == lattice.covers(end)
    node = lattice.nodes(np.array([(500.0, 3.0)]))
    np.testing.assert_allclose(lattice.points(node), [(500.0, 3.0)])


def test_smoothing_takes_stairs_away_and_keeps_the_ends():
    stairs = np.array([(i, i // 2) for i in range(30)], dtype=np.float64)
    found = smoothed(stairs)
    assert found[0].tolist() == [0.0, 0.0]
    assert found[-1].tolist() == [29.0, 14.0]
    bends = np.diff(found, n=2, axis=0)
    assert np.abs(bends).max() < 0.15 * np.abs(np.diff(stairs, n=2, axis=0)).max()
