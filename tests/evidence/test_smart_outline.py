"""A slice of the evidence on real images: what the smart outline reaches must not sink unseen."""

import os
from pathlib import Path

import numpy as np
import pytest

from tests.evidence.smart_outline import cases, dice, filled, judged, surface_mm, table

DATA = os.environ.get("VIEWER_REAL_DATA", "")


def test_dice_and_distance_by_hand():
    square, shifted = np.zeros((20, 20), dtype=bool), np.zeros((20, 20), dtype=bool)
    square[5:15, 5:15] = True
    shifted[5:15, 7:17] = True
    assert dice(square, shifted) == pytest.approx(0.8)
    assert dice(square, square) == 1.0
    assert surface_mm(square, square, 0.7) == 0.0
    assert 0.0 < surface_mm(square, shifted, 0.7) < 1.4
    ring = ((4.5, 4.5), (14.5, 4.5), (14.5, 14.5), (4.5, 14.5))
    assert (filled(ring, (20, 20)) == square).all()


@pytest.mark.real_data
@pytest.mark.skipif(not DATA, reason="VIEWER_REAL_DATA does not name a folder of real images")
def test_real_muscles_are_found_as_well_as_the_table_says():
    chosen = [
        case for case in cases(Path(DATA)) if case.name.startswith("l45") or (case.number, case.side) == (17, "right")
    ]
    results = [judged(case) for case in chosen]
    assert len(results) == 5
    assert np.median([one.dices[0] for one in results]) > 0.86
    assert min(one.dices[0] for one in results) > 0.8
    assert np.median([dice for one in results for dice in one.dices[one.jittered]]) > 0.8
    assert "l45-t1 | 2 |" in table(results)
