"""Agreement with ImageJ 1.53t: its stored numbers everywhere, itself where it is installed."""

import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from tests.measure.imagej_cases import COUNT, JAR, KINDS, images, polygons, run_imagej
from tests.memory import image, series
from viewer.core.document import Document
from viewer.core.grey import ValueMapping
from viewer.core.outline import Outline, Side, has_crossing
from viewer.measure.imagej_rule import centres_inside, imagej_numbers
from viewer.measure.measuring import MeasureSettings, measure

STORED = json.loads((Path(__file__).parent / "imagej_numbers.json").read_text("utf-8"))
IMAGEJ = MeasureSettings("otsu-imagej")
RANGES = {"16": (0, 65535), "8": (0, 255), "32": None}
is_installed = JAR.exists() and shutil.which("java") is not None and shutil.which("xvfb-run") is not None
with_imagej = pytest.mark.skipif(not is_installed, reason="imagej, java or xvfb-run is not installed")


def ours(pixels, points, kind):
    found = imagej_numbers(
        pixels.astype(np.float64), [points.tolist()], step=0.0 if kind == "32" else 1.0, is_byte=kind == "8"
    )
    return [found.area_px, found.mean, found.sd, found.threshold, found.fat_percent]


def same(found, theirs, kind):
    """Nine digits are printed; floating-point images are summed in single precision there."""
    return found == pytest.approx(theirs, rel=2e-6 if kind == "32" else 1e-9, abs=1e-8)


@pytest.mark.parametrize("kind", KINDS)
def test_area_mean_deviation_threshold_and_fraction_are_those_stored(kind):
    assert STORED["program"] == "ImageJ 1.53t"
    pixels = images()[kind]
    rows = STORED["numbers"][kind]
    assert len(rows) == COUNT
    for points, theirs in zip(polygons(), rows, strict=True):
        assert same(ours(pixels, points, kind), theirs, kind)


@pytest.mark.slow
@with_imagej
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_stored_is_what_imagej_gives(kind, tmp_path):
    assert run_imagej(images()[kind], polygons(), tmp_path) == STORED["numbers"][kind]


@pytest.mark.slow
@with_imagej
@pytest.mark.real_data
@pytest.mark.skipif(
    not os.environ.get("VIEWER_REAL_DATA"), reason="VIEWER_REAL_DATA does not name a folder of real images"
)
def test_both_muscles_of_a_real_slice_are_measured_as_imagej_does(tmp_path):
    from PIL import Image
    from skimage.measure import find_contours

    from viewer.io.opening import open_study

    folder = Path(os.environ["VIEWER_REAL_DATA"]) / "l45-t2"
    study = open_study([folder / "axial"])
    slice_ = study.series[0].slices[0]
    with Image.open(folder / "labels.png") as picture:
        labels = np.asarray(picture)
    contours = [max(find_contours((labels == label).astype(float), 0.5), key=len)[:-1, ::-1] for label in (100, 150)]
    theirs = run_imagej(np.asarray(slice_.stored(), dtype=np.uint16), contours, tmp_path)
    for points, expected in zip(contours, theirs, strict=True):
        assert same(ours(slice_.values(), points, "16"), expected, "16")
    outlines = tuple(
        Outline.from_points(points, slice_key=slice_.key, side=side)
        for points, side in zip(contours, (Side.RIGHT, Side.LEFT), strict=True)
    )
    rows = measure(Document(outlines), study.series, IMAGEJ).rows
    assert [row.fat_fraction_percent for row in rows] == pytest.approx([row[4] for row in theirs])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("mapping", [ValueMapping(), ValueMapping(slope=2.5, intercept=-100.0)], ids=["plain", "slope"])
def test_the_method_gives_the_fraction_and_threshold_of_imagej(kind, mapping):
    """A rescale moves the threshold and leaves the fraction."""
    block = series(image(images()[kind], mapping=mapping, stored_range=RANGES[kind]))
    sound = [
        (points, theirs)
        for points, theirs in zip(polygons(), STORED["numbers"][kind], strict=True)
        if not has_crossing(points.tolist())
    ]
    assert len(sound) >= 8
    for points, theirs in sound[:8]:
        outline = Outline.from_points(points, slice_key=block.slices[0].key, side=Side.RIGHT)
        [row] = measure(Document((outline,)), [block], IMAGEJ).rows
        assert row.fat_fraction_percent == pytest.approx(theirs[4], abs=1e-6)
        assert row.threshold == pytest.approx(theirs[3] * mapping.slope + mapping.intercept, rel=1e-5)
        assert row.area_px == pytest.approx(outline.area_px)


def test_centres_on_the_border():
    """On the left and upper border outside, on the right and lower one inside, as in ImageJ."""
    found = centres_inside([[(1.0, 1.0), (4.0, 1.0), (4.0, 3.0), (1.0, 3.0)]], rows=5, columns=6)
    assert np.argwhere(found).tolist() == [[y, x] for y in (2, 3) for x in (2, 3, 4)]


def test_holes_count_as_outside_and_what_leaves_the_image_is_left_out():
    outer, hole = [(-3.0, -3.0), (9.0, -3.0), (9.0, 9.0), (-3.0, 9.0)], [(1.5, 1.5), (1.5, 3.5), (3.5, 3.5), (3.5, 1.5)]
    assert centres_inside([outer, hole], rows=6, columns=6).sum() == 36 - 4


def test_an_outline_without_a_centre_or_an_image_of_one_value_gives_nothing():
    flat = series(image(np.full((9, 9), 7.0)))
    small = Outline.from_points([(2.1, 2.1), (2.4, 2.1), (2.4, 2.4)], slice_key=flat.slices[0].key)
    [row] = measure(Document((small,)), [flat], IMAGEJ).rows
    assert row.fat_fraction_percent is None
    ramp = series(image(np.arange(81.0).reshape(9, 9)))
    [row] = measure(Document((small,)), [ramp], IMAGEJ).rows
    assert row.fat_fraction_percent is None
