"""Dixon fractions of real public images against their published values."""

import json
import os
from pathlib import Path

import numpy as np
import pytest

from viewer.cli.main import run
from viewer.core.document import Document
from viewer.core.outline import Outline, Side
from viewer.io.masks.rings import rings_of_mask
from viewer.io.opening import open_study
from viewer.measure.measuring import MeasureSettings, measure

DATA = Path(os.environ.get("VIEWER_REAL_DATA", ""))
pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(
        not os.environ.get("VIEWER_REAL_DATA"),
        reason="VIEWER_REAL_DATA does not name a folder of real images",
    ),
]
THIGH = DATA / "dixon-thigh-swastling" / "tests" / "test_data" / "ff" / "ge" / "thigh_masked" / "output"
LABELS = {Side.RIGHT: 2, Side.LEFT: 3}


@pytest.fixture(scope="module")
def spine():
    return open_study([DATA / "tum01-dixon"])


@pytest.mark.parametrize("on", range(3), ids=["in phase", "water", "fat"])
def test_all_slices_of_a_spine_give_the_published_pooled_fractions(spine, on):
    """29 slices; outlines on any of the three series, the pair found by itself."""
    masks = np.load(DATA / "tum01-dixon" / "masks.npz")["mask"]
    truth = json.loads((DATA / "tum01-dixon" / "truth.json").read_text("utf-8"))
    known = {(row["slice_index"], row["side"]): 100 * row["dixon_fat_fraction_pooled"] for row in truth}
    places = {image.key: int(Path(image.file).stem[2:]) - 1 for image in spine.series[on].slices}
    outlines = tuple(
        Outline(slice_key=key, rings=rings_of_mask(masks[place] == label), side=side)
        for key, place in places.items()
        for side, label in LABELS.items()
    )
    rows = measure(Document(outlines), spine.series, MeasureSettings("dixon")).rows
    assert len(rows) == len(known) == 58
    numbers = {key.uid: place for key, place in places.items()}
    for row in rows:
        assert row.fat_fraction_percent == pytest.approx(known[numbers[row.sop_instance_uid], str(row.side)], abs=0.5)
        assert row.flags == ()


def thigh_maps():
    studies = {name: open_study([THIGH / f"{name}.nii.gz"]) for name in ("fat", "water", "fatfraction")}
    return {name: study.series[0].slices[4].values() for name, study in studies.items()}


def test_the_fat_fraction_of_a_thigh_is_reproduced(capsys):
    """From the pair per pixel, and averaged within an outline from the pair and from the map, through the command."""
    maps = thigh_maps()
    assert maps["fatfraction"].min() < 0.0 and maps["fatfraction"].max() > 100.0
    signal = maps["fat"] + maps["water"]
    told = signal > 0.2 * np.percentile(signal[signal > 0], 99)
    fraction = 100 * maps["fat"][told] / signal[told]
    assert np.abs(fraction - maps["fatfraction"][told]).max() < 0.01
    rows, columns = np.nonzero(told)
    middle = (int(np.median(rows)), int(np.median(columns)))
    box = tuple(slice(at - 10, at + 11) for at in middle)
    top, left = (at - 10.5 for at in middle)
    right = f"{left},{top} {left + 21},{top} {left + 21},{top + 21} {left},{top + 21}"
    expected = {
        1: 100 * maps["fat"][box].sum() / signal[box].sum(),
        2: maps["fatfraction"][box].mean(),
    }
    for series, value in expected.items():
        arguments = [str(THIGH), "--series", str(series), "--slice", "5", "--left", right, "--method", "dixon"]
        status = run(["measure", *arguments, "--json"])
        [row] = json.loads(capsys.readouterr().out)["rows"]
        assert status == 0
        assert row["fat_fraction_percent"] == pytest.approx(min(max(value, 0), 100), abs=0.05)
        assert row["flags"] == []
