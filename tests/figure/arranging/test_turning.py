"""A mirrored or turned slice: its edges, its pixels and its points go the same way."""

import itertools

import numpy as np
import pytest

from viewer.figure.arranging.turning import Turning

WAYS = list(itertools.product((None, "x", "y"), range(4)))


@pytest.mark.parametrize(("mirrored", "turns"), WAYS)
def test_an_edge_goes_where_its_pixels_go(mirrored, turns):
    turning = Turning(mirrored, turns)
    sides = {"left": np.s_[:, 0], "right": np.s_[:, -1], "top": np.s_[0], "bottom": np.s_[-1]}
    for edge, place in sides.items():
        pixels = np.zeros((4, 6), dtype=np.uint8)
        pixels[place] = 1
        assert turning.shown(pixels)[sides[turning.edge(edge)]].all()


@pytest.mark.parametrize(("mirrored", "turns"), WAYS)
def test_a_point_goes_where_its_pixel_goes(mirrored, turns):
    turning = Turning(mirrored, turns)
    corner, step = (2.0, 1.0), (0.5, 2.0)  # (x, y) of a stretch of 6 columns and 4 rows from column 4, row 0.5
    for row, column in itertools.product(range(4), range(6)):
        pixels = np.zeros((4, 6), dtype=np.uint8)
        pixels[row, column] = 1
        ((down, across),) = np.argwhere(turning.shown(pixels))
        wide, high = turning.size(step)
        a, b, c, d, e, f = turning.affine(corner, (6 * step[0], 4 * step[1]), 3.0, (10.0, 20.0))
        x, y = corner[0] + (column + 0.5) * step[0], corner[1] + (row + 0.5) * step[1]
        assert a * x + b * y + c == pytest.approx(10.0 + 3.0 * (across + 0.5) * wide)
        assert d * x + e * y + f == pytest.approx(20.0 + 3.0 * (down + 0.5) * high)


def test_a_quarter_turn_is_clockwise():
    pixels = np.arange(6, dtype=np.uint8).reshape(2, 3)
    assert Turning(turns=1).shown(pixels).tolist() == [[3, 0], [4, 1], [5, 2]]
    assert Turning(turns=1).edge("top") == "right"
    assert Turning("x", 1).shown(pixels).tolist() == [[5, 2], [4, 1], [3, 0]]
