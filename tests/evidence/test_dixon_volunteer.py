"""What the script on the volunteer says about results, by hand, and that it looks at the right pixels."""

import json
import os
from pathlib import Path

import numpy as np
import pytest

from tests.evidence.dixon_volunteer import ALONE, MULTIFIDUS, WITH_ERECTOR, Found, table, truth_of

DATA = os.environ.get("VIEWER_REAL_DATA", "")


def found(error, *, method="li", given=ALONE, half_width=None) -> Found:
    percent = None if error is None else 10.0 + error
    low, high = (None, None) if half_width is None else (percent - half_width, percent + half_width)
    return Found(1, "right", given, method, 10.0, percent, low, high, "")


def test_the_table_by_hand():
    results = [found(1.0, half_width=2.0), found(-3.0, half_width=2.0), found(None), found(2.0, given=WITH_ERECTOR)]
    lines = table(results).splitlines()
    assert len(lines) == 4
    assert [cell.strip() for cell in lines[2].strip("|").split("|")][2:] == [
        "2 of 3",
        "2.0",
        "−1.0",
        "2.9",
        "50 % of 2",
    ]
    assert [cell.strip() for cell in lines[3].strip("|").split("|")][2:] == ["1 of 1", "2.0", "+2.0", "2.0", "–"]


@pytest.mark.real_data
@pytest.mark.skipif(not DATA, reason="VIEWER_REAL_DATA does not name a folder of real images")
def test_labels_and_truth_are_about_the_same_pixels():
    folder = Path(DATA) / "tum01-dixon"
    masks = np.load(folder / "masks.npz")["mask"]
    entries = json.loads((folder / "truth.json").read_text())
    assert len(truth_of(folder)) == len(entries) == 58
    for entry in entries:
        label = {side.value: label for side, label in MULTIFIDUS.items()}[entry["side"]]
        inside = masks[entry["slice_index"]] == label
        assert inside.sum() == entry["mask_pixels"]
        assert np.nonzero(inside)[1].mean() == pytest.approx(entry["centroid_col_px"])
