"""What stands at the edges of a turned and mirrored picture, found by turning a small picture of directions.

A picture of 3 × 3 cells holds at each edge the patient's direction towards that edge. It is mirrored and turned as a
picture is, by numpy, and its edges are read: no formula that the program could share.
"""

import itertools
from collections.abc import Iterator

import numpy as np

from tests.safety.sides.space import AXIS_PAIRS, Pair

STATES = list(itertools.product(range(4), (False, True)))
"""Quarter turns clockwise, and whether the picture is mirrored left to right before."""


def display_states() -> Iterator[tuple[Pair, int, bool]]:
    """24 orientations × 4 turns × 2: 192."""
    for pair, (turns, is_mirrored) in itertools.product(AXIS_PAIRS, STATES):
        yield pair, turns, is_mirrored


def directions_at_edges(pair: Pair, turns: int, *, is_mirrored: bool) -> dict[str, np.ndarray]:
    """Patient direction that each edge of the screen points to."""
    row, column = (np.asarray(direction) for direction in pair)
    cells = np.zeros((3, 3, 3))
    cells[0, 1], cells[1, 2], cells[2, 1], cells[1, 0] = -column, row, column, -row
    if is_mirrored:
        cells = np.fliplr(cells)
    cells = np.rot90(cells, -turns)
    return {"top": cells[0, 1], "right": cells[1, 2], "bottom": cells[2, 1], "left": cells[1, 0]}
