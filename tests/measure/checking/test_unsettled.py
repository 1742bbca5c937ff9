"""A side that is open: geometry's own answer comes first, and the other is not offered beside it."""

import numpy as np
import pytest

from tests.memory import SAGITTAL, box, image, series
from viewer.core.document import Document, Midline
from viewer.core.outline import Side, Structure
from viewer.measure.checking.withholding import Remedy
from viewer.measure.measuring import MeasureSettings, measure

BODY = np.zeros((60, 100), np.int16)
BODY[5:55, 5:95] = 300
BODY[20:30, 10:20] = 900


def remedies(document, **facts):
    measured = measure(document, [series(image(BODY, **facts))], MeasureSettings(), is_lenient=True)
    return [found.remedies for found in measured.withheld if "not settled" in found.sentence]


@pytest.mark.parametrize(
    ("outline", "first"),
    [(box(10, 20, 30, 40), Remedy.CALL_RIGHT), (box(70, 20, 90, 40), Remedy.CALL_LEFT)],
)
def test_the_side_of_the_body_is_offered(outline, first):
    assert remedies(Document((outline,))) == [(first, Remedy.MOVE_MIDLINE)]


def test_a_placed_midline_decides():
    outline = box(10, 20, 30, 40)
    midline = Midline(outline.slice_key, ((5.0, 0.0), (5.0, 50.0)))
    assert remedies(Document((outline,)).with_midline(midline)) == [(Remedy.CALL_LEFT, Remedy.MOVE_MIDLINE)]


def test_references_and_slices_without_sides_have_nothing_to_settle():
    reference = box(10, 20, 30, 40, structure=Structure.REFERENCE_FAT)
    known = box(70, 20, 90, 40, side=Side.LEFT)
    assert remedies(Document((reference, known))) == []
    assert remedies(Document((box(10, 20, 30, 40),)), orientation=SAGITTAL) == []
    assert remedies(Document((box(10, 20, 30, 40),)), orientation=None, position=None) == []


@pytest.mark.parametrize("method", ["otsu-shared", "otsu-each", "manual"])
def test_an_outline_of_open_side_moves_no_other_number(method):
    right, left = box(10, 20, 25, 40, side=Side.RIGHT), box(70, 20, 85, 40, side=Side.LEFT)
    values = BODY.copy()
    values[20:26, 70:85] = 700
    values[42:52, 40:60:2] = 1200  # a third place with other fat
    block = series(image(values))
    settings = MeasureSettings(method, 500.0 if method == "manual" else None)
    two = measure(Document((right, left)), [block], settings)
    three = measure(Document((right, left, box(40, 42, 60, 52))), [block], settings, is_lenient=True)
    for before, after in zip(two.rows, three.rows, strict=False):
        assert (after.side, after.threshold) == (before.side, before.threshold)
        assert after.fat_fraction_percent == before.fat_fraction_percent
    assert three.rows[2].side is Side.UNKNOWN
    assert three.rows[2].fat_fraction_percent == pytest.approx(45.125)  # 9.5 of 20 columns, 9.5 of 10 rows
    assert three.comparisons == two.comparisons
