"""Borders of masks are drawn without stairs, close to the pixels; what a hand drew is left alone."""

import numpy as np
import pytest

from viewer.core.outline import Outline
from viewer.core.polygons.stairs import MOST_OFF_PX, is_staircase, without_stairs
from viewer.core.series import SliceKey
from viewer.io.masks.rings import rings_of_mask


def disc(radius, *, rows=60, columns=70, ratio=1.0):
    y, x = np.mgrid[:rows, :columns]
    return (x - 33.3) ** 2 + ((y - 29.6) / ratio) ** 2 <= radius**2


def distance_to(ring, points):
    """Distance of each point to a closed ring, shape (n,)."""
    a, b = np.asarray(ring), np.roll(np.asarray(ring), -1, axis=0)
    found = []
    for p in points:
        t = np.clip(((p - a) * (b - a)).sum(1) / np.maximum(((b - a) ** 2).sum(1), 1e-12), 0, 1)
        found.append(np.hypot(*(a + t[:, None] * (b - a) - p).T).min())
    return np.asarray(found)


@pytest.mark.parametrize("radius", [5, 12, 20])
@pytest.mark.parametrize("ratio", [1.0, 0.6])
def test_a_disc_is_round_again_and_near_its_pixels(radius, ratio):
    [ring] = rings_of_mask(disc(radius, ratio=ratio))
    assert is_staircase(ring)
    drawn = np.asarray(without_stairs(ring))
    assert distance_to(ring, drawn).max() <= MOST_OFF_PX
    scaled = (drawn - (33.3, 29.6)) / (1.0, ratio)
    off = np.hypot(*scaled.T) - radius
    assert np.abs(off).max() < 0.95 and np.std(off) < 0.35
    before, after = (Outline(SliceKey("1"), (tuple(map(tuple, points)),)).area_px for points in (ring, drawn.tolist()))
    assert after == pytest.approx(before, rel=0.02 if radius >= 12 else 0.1)  # a small border is rounded more


def test_a_slope_of_one_in_six_is_straight():
    y, x = np.mgrid[:40, :90]
    [ring] = rings_of_mask((y > 6 + x // 6) & (y < 36) & (x > 5) & (x < 84))
    drawn = np.asarray([p for p in without_stairs(ring) if 15 < p[0] < 75 and p[1] < 30])
    line = np.polyfit(drawn[:, 0], drawn[:, 1], 1)
    assert line[0] == pytest.approx(1 / 6, abs=0.01)
    assert np.abs(np.polyval(line, drawn[:, 0]) - drawn[:, 1]).max() < 0.45


def test_what_a_hand_drew_is_left_alone():
    drawn = ((1.0, 1.0), (9.3, 1.2), (8.0, 9.9), (2.0, 8.5))
    box = ((0.5, 0.5), (10.5, 0.5), (10.5, 8.5), (0.5, 8.5))
    for ring in (drawn, box):
        assert not is_staircase(ring) and without_stairs(ring) is ring
