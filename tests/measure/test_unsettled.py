"""A side that is open: geometry's own answer comes first, and the other is not offered beside it."""

import numpy as np
import pytest

from tests.memory import SAGITTAL, box, image, series
from viewer.core.document import Document, Midline
from viewer.core.outline import Side, Structure
from viewer.measure.measuring import MeasureSettings, measure
from viewer.measure.withholding import Remedy

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
