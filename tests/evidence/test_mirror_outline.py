"""A few real slices of `mirror_outline`, so that its figures cannot silently get worse."""

import os
from pathlib import Path

import numpy as np
import pytest

from tests.evidence.mirror_outline import patient, volunteer

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(
        not os.environ.get("VIEWER_REAL_DATA"),
        reason="VIEWER_REAL_DATA does not name a folder of real images",
    ),
]
DATA = Path(os.environ.get("VIEWER_REAL_DATA", ""))


def test_outlines_of_a_volunteer_mirror_to_those_of_the_other_side():
    found = volunteer(DATA / "tum01-dixon", (4, 13, 14, 20, 23, 28))
    fitted = np.array([one.dice_fitted for one in found])
    alone = np.array([one.dice_mirrored for one in found])
    assert len(found) == 12
    assert np.median(fitted) >= 0.88
    assert fitted.mean() > alone.mean() + 0.01
    assert (fitted > alone - 0.05).all()


@pytest.mark.parametrize("folder", ["l45-t2", "l45-t1"])
def test_outlines_of_patients_mirror_to_those_of_the_other_side(folder):
    found = patient(DATA / folder)
    assert min(one.dice_fitted for one in found) >= 0.93
    assert all(one.dice_fitted >= one.dice_mirrored for one in found)
    assert max(one.distance_fitted_mm for one in found) < 1.1
