"""Two readings held against each other: differences that can be worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest

from tests.memory import box, image, series
from viewer.app.layers.comparing import compared
from viewer.core.document import Document, Layer, ReadingCodes
from viewer.core.outline import Outline, Side
from viewer.core.series import Study


def study() -> Study:
    """Muscle of 100 with a column of fat of 900 in four, on two slices; spacing 0.7 × 0.5 mm."""
    values = np.full((50, 60), 100.0)
    values[:, ::4] = 900.0
    return Study(series=(series(*(image(values, uid=uid) for uid in ("1.1", "1.2"))),))


def on(uid: str, left: float, right: float, side: Side = Side.RIGHT) -> Outline:
    """Box 20 pixels high."""
    return box(left, 10, right, 30, side=side, uid=uid)


def found(own: tuple[Outline, ...], other: tuple[Outline, ...], **changes: object):
    layer = Layer("AB", ReadingCodes(reader="=AB"), other, is_shown=True, **changes)
    document = Document(
        outlines=own, codes=ReadingCodes(reader="CD"), layers=(layer,), layer="CD", method="manual", threshold=500.0
    )
    return compared(document, "AB", study())


def test_differences_are_those_worked_out_by_hand() -> None:
    [row] = found((on("1.1", 4.5, 14.5),), (on("1.1", 4.5, 12.5),)).rows
    assert (row.series, row.slice_number, row.name) == (1, 1, "patient's right multifidus")
    assert row.dice == pytest.approx(2 * 8 / 18)
    assert row.area_difference_mm2 == pytest.approx(2 * 20 * 0.7 * 0.5)
    assert row.area_difference_percent == pytest.approx(25.0)
    # Fat columns within 4.5 … 14.5: 8 and 12 of ten; within 4.5 … 12.5: 8 and 12 of eight.
    assert row.fat_fraction_difference_points == pytest.approx(20.0 - 25.0)
    assert row.mean_distance_mm is not None and 0.0 < row.mean_distance_mm < 1.0


def test_the_same_outline_does_not_differ() -> None:
    [row] = found((on("1.1", 5, 15),), (on("1.1", 5, 15),)).rows
    assert row.cells()[4:] == ("1.000", "0.00", "0.0", "0.0", "0.00")


def test_sides_and_slices_are_never_mixed() -> None:
    own = (on("1.1", 5, 15), on("1.2", 5, 15))
    other = (on("1.1", 35, 45, Side.LEFT), on("1.2", 5, 14))
    result = found(own, other)
    assert [row.slice_number for row in result.rows] == [2]
    assert result.left_out == (
        "Series 1, slice 1: right multifidus is not outlined in AB.",
        "Series 1, slice 1: left multifidus is not outlined in CD.",
    )


def test_what_nobody_accepted_is_not_compared() -> None:
    assert found((replace(on("1.1", 5, 15), is_proposed=True),), (on("1.1", 5, 15),)).rows == ()


def test_sentences_tell_the_numbers_and_grade_nothing() -> None:
    result = found((on("1.1", 4.5, 14.5),), (on("1.1", 4.5, 12.5),), is_answer=True)
    [said] = result.sentences()
    assert said.startswith(
        "Series 1, slice 1. Patient's right multifidus: your outline and that of the answer overlap with a Dice of 0.89"
    )
    assert "your area is 14 mm² larger" in said and "your fat fraction is 5.0 points lower" in said
    for word in ("good", "poor", "correct", "wrong", "score", "excellent", "pass", "fail"):
        assert word not in said.lower()
    assert found((), ()).sentences() == ("Neither reading has an outline that can be compared.",)


def test_the_table_carries_both_readers_and_no_formula() -> None:
    result = found((on("1.1", 4.5, 14.5),), (on("1.1", 4.5, 12.5),))
    heads, row = (line.split("\t") for line in result.as_tsv().split("\n"))
    assert len(heads) == len(row)
    cells = dict(zip(heads, row, strict=True))
    assert (cells["First reading"], cells["Second reading"], cells["First reader"]) == ("CD", "AB", "CD")
    assert not cells["Second reader"].startswith("=") and "AB" in cells["Second reader"]
    assert cells["Area difference (%)"] == "25.0"
    assert "<td>25.0</td>" in result.as_html()
