"""Even points by hand, and the form of rings in outlines."""

import numpy as np
import pytest

from viewer.proposals.rings import as_ring, evenly

SQUARE = np.array([[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [0.0, 2.0]])


def test_even_points_of_a_square():
    assert evenly(SQUARE, 4).tolist() == SQUARE.tolist()
    assert evenly(SQUARE, 8)[1].tolist() == [1.0, 0.0]


def test_points_on_an_edge_count_by_its_length_and_not_as_corners():
    many = np.concatenate([np.column_stack([np.linspace(0.0, 2.0, 50), np.zeros(50)]), SQUARE[2:]])
    assert evenly(many, 4) == pytest.approx(SQUARE)


def test_a_ring_of_an_outline_holds_plain_numbers():
    ring = as_ring(SQUARE)
    assert ring == ((0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0))
    assert {type(value) for point in ring for value in point} == {float}
