"""The numbers between right and left are those of the measurement, in the words of the panel."""

from dataclasses import replace

import numpy as np
import pytest

from tests.memory import box, image, series
from viewer.app.comparing.between import (
    DO_NOT_USE,
    HIDDEN,
    MEASURING,
    MORE,
    NOTHING,
    PENDING,
    PROPOSED,
    SEVERAL,
    UNKNOWN,
    WITHIN,
    between,
)
from viewer.app.numbers.building import numbers_of
from viewer.app.numbers.sentences import comparison_sentences
from viewer.core.document import Document
from viewer.core.outline import Side, Structure
from viewer.measure.flags import FlagLevel

RIGHT, LEFT = box(5.5, 10.5, 15.5, 20.5, side=Side.RIGHT), box(25.5, 10.5, 35.5, 20.5, side=Side.LEFT)


def model(*outlines, method="otsu-shared"):
    """45 of 100 pixels of the right box are fat, 12 of the left; a pixel is 0.7 mm by 0.5 mm."""
    values = np.full((40, 60), 200.0)
    values[0:5], values[30:] = 0.0, 1000.0
    for columns, count in ((slice(6, 16), 45), (slice(26, 36), 12)):
        values[11:21, columns] = np.where(np.arange(100).reshape(10, 10) < count, 1000.0, 200.0)
    made = series(image(values))
    return numbers_of(Document(outlines, method=method), made, made.slices[0])


def test_both_sides_and_their_difference():
    found = between(model(LEFT, RIGHT), hides_numbers=False)
    cells = {row.label: (row.right, row.left) for row in found.rows}
    assert found.title == "Multifidus"
    assert cells["Fat fraction"] == ("45.0 %", "12.0 %")
    assert cells["Area"] == ("35 mm²", "35 mm²")
    assert cells["Muscle area"] == ("19 mm²", "31 mm²")  # 55 and 88 pixels of 0.35 mm²
    assert cells["Fat-to-muscle ratio"] == ("0.82", "0.14")
    assert found.difference == "+33.0 points"
    assert found.message == ""


def test_words_and_interval_are_those_of_the_panel():
    made = model(RIGHT, LEFT, method=None)
    found = between(made, hides_numbers=False, decimal=",")
    comparison = made.comparisons[0].comparison
    assert found.sentences == (MORE, "Areas are equal.")
    assert "exceeds the measurement error" in comparison_sentences(made.comparisons[0])[0]
    low, high = comparison.interval_points
    assert found.interval in {f"{low:.1f}–{high:.1f}".replace(".", ","), f"{low:.1f} to {high:.1f}"}
    assert found.rows[0].right_interval
    assert "," in found.difference


@pytest.mark.parametrize(
    ("fields", "level", "meaning"),
    [
        ({"distinguishable": False}, None, WITHIN),
        ({"distinguishable": None}, None, PROPOSED),
        ({"interval_points": None}, None, UNKNOWN),
        ({}, FlagLevel.DO_NOT_USE, DO_NOT_USE),
    ],
)
def test_a_difference_means_what_the_panel_says(fields, level, meaning):
    made = model(RIGHT, LEFT, method=None)
    [found] = made.comparisons
    changed = replace(found.comparison, area_asymmetry_percent=2.84, smaller_side=Side.RIGHT, **fields)
    made = replace(made, comparisons=(replace(found, comparison=changed, level=level),))
    assert between(made, hides_numbers=False).sentences == (meaning, "Area: right 2.8 % smaller.")


def test_intervals_that_are_still_worked_out_keep_their_place():
    made = replace(model(RIGHT, LEFT, method=None), is_settled=False)
    found = between(made, hides_numbers=False)
    assert (found.rows[0].right_interval, found.rows[0].left_interval, found.interval) == (PENDING,) * 3
    assert [row.right_interval for row in found.rows if row.label == "Area"] == [""]


def test_hidden_numbers_are_not_seen():
    found = between(model(RIGHT, LEFT), hides_numbers=True)
    assert (found.rows, found.difference, found.sentences, found.message) == ((), "", (), HIDDEN)


@pytest.mark.parametrize(("outlines", "right", "left"), [((RIGHT,), "45.0 %", "–"), ((LEFT,), "–", "12.0 %")])
def test_one_side_alone_has_its_numbers_and_no_difference(outlines, right, left):
    found = between(model(*outlines), hides_numbers=False)
    assert (found.rows[0].right, found.rows[0].left) == (right, left)
    assert (found.difference, found.message) == ("", NOTHING)


def test_several_outlines_of_a_side_are_not_picked_from():
    other = box(5.5, 22.5, 15.5, 28.5, side=Side.RIGHT)
    found = between(model(RIGHT, other, LEFT), hides_numbers=False)
    assert (found.rows[0].right, found.rows[0].left) == (SEVERAL, "12.0 %")
    assert found.rows[0].right_interval == ""


def test_the_structure_that_both_sides_have_is_compared():
    psoas = [replace(outline, structure=Structure.PSOAS) for outline in (RIGHT, LEFT)]
    found = between(model(RIGHT, *psoas), hides_numbers=False)
    assert found.title == "Psoas"
    assert found.difference == "+33.0 points"


def test_nothing_yet():
    assert between(None, hides_numbers=False).message == MEASURING
    assert between(model(), hides_numbers=False).message == NOTHING
