"""Bad input by every method: refused, left out, or flagged by name; never a plausible number without a flag."""

import json
import math

import nibabel
import numpy as np
import pytest

from tests.memory import box, image, series
from viewer.cli.main import run
from viewer.core.document import Document
from viewer.core.outline import Side, Structure
from viewer.errors import ViewerError
from viewer.measure.flags import FlagLevel, flag
from viewer.measure.measuring import MeasureSettings, measure
from viewer.measure.methods import METHODS

MUSCLE, FAT, NOISE = 300.0, 1500.0, 25.0
RIGHT, LEFT = (29.5, 49.5, 49.5, 69.5), (69.5, 49.5, 89.5, 69.5)
"""Edges of the two muscles, (left, top, right, bottom) in pixels."""

REFERENCE_FAT, REFERENCE_MUSCLE = (29.5, 89.5, 59.5, 99.5), (39.5, 29.5, 79.5, 39.5)


def body(*, right=0.3, left=0.15):
    """Air, lean muscle, a layer of fat behind, and two muscles with streaks of fat, with the noise of a magnitude."""
    rng = np.random.default_rng(2)
    fat = np.zeros((120, 120))
    fat[85:105] = 1.0
    for (x0, y0, x1, y1), share in ((RIGHT, right), (LEFT, left)):
        shape = (int(y1 - y0), int(x1 - x0))
        streaks = rng.random(shape) < share
        fat[int(y0 + 0.5) : int(y1 + 0.5), int(x0 + 0.5) : int(x1 + 0.5)] = streaks
    signal = MUSCLE + (FAT - MUSCLE) * fat
    signal[:20] = signal[105:] = 0.0
    signal[:, :10] = signal[:, 110:] = 0.0
    return np.hypot(signal + rng.normal(0, NOISE, signal.shape), rng.normal(0, NOISE, signal.shape))


def rows_of(values, method, *, places=(RIGHT, LEFT), fat=REFERENCE_FAT, muscle=REFERENCE_MUSCLE):
    """Rows of outlines at these places, and of references where they are given; empty where measuring is refused."""
    outlines = [box(*edges, side=side) for edges, side in zip(places, (Side.RIGHT, Side.LEFT), strict=False)]
    outlines += [box(*fat, structure=Structure.REFERENCE_FAT)] if fat is not None else []
    outlines += [box(*muscle, structure=Structure.REFERENCE_MUSCLE)] if muscle is not None else []
    settings = MeasureSettings(method.name, 900.0 if method.needs_threshold else None)
    try:
        return measure(Document(tuple(outlines)), [series(image(values))], settings).rows
    except ViewerError as refused:
        assert str(refused).endswith(".")
        return ()


def is_said(row, *names):
    """Whether a row has no number, or one that carries one of these flags."""
    return row.fat_fraction_percent is None or bool(set(names) & set(row.flags))


every_method = pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)


@pytest.mark.parametrize("method", [method for method in METHODS if method.name != "dixon"], ids=lambda m: m.name)
def test_a_sound_slice_has_no_flag_that_forbids_use(method):
    """What is flagged below is flagged for its fault."""
    for row in rows_of(body(), method):
        assert row.fat_fraction_percent is not None
        assert all(flag(name).level < FlagLevel.DO_NOT_USE for name in row.flags), row.flags


@every_method
@pytest.mark.parametrize("is_zeroed", [False, True], ids=["noise", "zeros"])
def test_an_outline_wholly_on_air(method, is_zeroed):
    values = body()
    if is_zeroed:
        values[:20] = 0.0
    for row in rows_of(values, method, places=((29.5, 1.5, 49.5, 17.5), (69.5, 1.5, 89.5, 17.5))):
        assert is_said(row, "air")
        assert {"air", "no-dixon"} & set(row.flags)


@every_method
def test_an_outline_of_one_pixel(method):
    for row in rows_of(body(), method, places=((39.5, 55.5, 40.5, 56.5),)):
        assert row.area_px == pytest.approx(1.0)
        assert "small-outline" in row.flags
        assert is_said(row, "constant")


@every_method
def test_constant_pixels(method):
    values = body()
    values[45:75, 25:95] = 420.0
    for row in rows_of(values, method):
        assert {"constant", "no-dixon"} & set(row.flags)
        assert is_said(row, "constant")


@every_method
@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_pixels_that_are_not_a_number(method, bad):
    values = body()
    values[60, 40] = bad
    rows = rows_of(values, method)
    assert rows[0].fat_fraction_percent is None
    assert {"not-a-number", "missing-values"} <= set(rows[0].flags)
    assert not {"not-a-number", "missing-values"} & set(rows[1].flags)


@every_method
def test_negative_values(method):
    for row in rows_of(body() - 600.0, method):
        assert is_said(row, "negative-values")


@every_method
@pytest.mark.parametrize("has_references", [True, False], ids=["references", "no references"])
def test_an_outline_that_is_all_fat(method, has_references):
    known = {} if has_references else {"fat": None, "muscle": None}
    for row in rows_of(body(right=1.0, left=1.0), method, **known):
        assert is_said(row, "one-mode", "all-fat", "no-fat-reference")


@every_method
@pytest.mark.parametrize("has_references", [True, False], ids=["references", "no references"])
def test_an_outline_without_fat(method, has_references):
    known = {} if has_references else {"fat": None, "muscle": None}
    for row in rows_of(body(right=0.0, left=0.0), method, **known):
        # a method with an interval may be right: it then holds the truth, and is not wide
        low, high = row.fat_fraction_interval_percent or (0.0, 100.0)
        is_right = low < 1.0 and high < 10.0
        right_by_chance = row.fat_fraction_percent is not None and row.fat_fraction_percent < 3.0
        assert is_said(row, "one-mode", "no-fat-reference") or right_by_chance or is_right
        if method.is_threshold:
            assert "one-mode" in row.flags


@every_method
@pytest.mark.parametrize(
    ("fat", "muscle"),
    [
        (REFERENCE_FAT, REFERENCE_FAT),
        (REFERENCE_MUSCLE, REFERENCE_MUSCLE),
        (REFERENCE_MUSCLE, REFERENCE_FAT),
        (REFERENCE_FAT, (29.5, 1.5, 49.5, 17.5)),
        ((29.5, 1.5, 49.5, 17.5), REFERENCE_MUSCLE),
        (REFERENCE_FAT, (29.5, 74.5, 59.5, 94.5)),
        ((29.5, 74.5, 59.5, 94.5), REFERENCE_MUSCLE),
    ],
    ids=["muscle on fat", "fat on muscle", "exchanged", "muscle on air", "fat on air", "muscle mixed", "fat mixed"],
)
def test_a_reference_on_the_wrong_tissue(method, fat, muscle):
    for row in rows_of(body(), method, fat=fat, muscle=muscle):
        assert is_said(row, "reference-misplaced", "fat-suppressed")


@every_method
def test_fat_that_is_dark_in_the_pixels(method):
    """A fat-suppressed image whose header says nothing: the outlined fat is darker than the muscle."""
    values = body(right=0.0, left=0.0)
    values[85:105] /= 15.0
    for row in rows_of(values, method):
        assert is_said(row, "fat-suppressed")


def test_a_nifti_file_with_pixels_that_are_not_a_number(tmp_path, capsys):
    """Through the command line: no number, the name of the fault, and JSON without NaN."""
    values = body()
    values[60, 40] = math.nan
    path = tmp_path / "image.nii.gz"
    volume = np.ascontiguousarray(values.T[:, :, np.newaxis], dtype=np.float32)
    nibabel.save(nibabel.Nifti1Image(volume, np.diag([-0.7, -0.7, 4.0, 1.0])), path)
    words = " ".join(f"{x},{y}" for x, y in box(*RIGHT).rings[0])
    assert run(["measure", str(path), "--right", words, "--json"]) == 0
    out = capsys.readouterr().out
    [row] = json.loads(out, parse_constant=pytest.fail)["rows"]
    assert row["fat_fraction_percent"] is None
    assert {"not-a-number", "missing-values"} <= set(row["flags"])
