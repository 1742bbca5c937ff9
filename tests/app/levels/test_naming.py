"""Naming vertebrae: each click the next name, from either end; recounting, L6, accepting."""

import pytest

from tests.app.levels.scene import FRAME
from viewer.app.levels import naming
from viewer.core.annotations.levels import VertebraMark, marks_in
from viewer.core.document import Document
from viewer.errors import UsageError

OTHER = VertebraMark("9.9", "L1", (0.0, 0.0, 0.0))


def named(*heights, start="L5", document=None):
    document = document or Document(vertebrae=(OTHER,))
    for z in heights:
        document, _ = naming.with_vertebra(document, FRAME, (0.0, 0.0, z), start=start)
    return document


def names(document):
    return [mark.name for mark in marks_in(document.vertebrae, FRAME)]


def test_every_click_further_up_is_the_next_name_and_one_below_the_name_below():
    assert names(named(0.0, 36.0, 72.0, -30.0)) == ["L3", "L4", "L5", "S1"]


@pytest.mark.parametrize(
    ("start", "expected"),
    [("S1", ["L4", "L5", "S1"]), ("L6", ["L4", "L5", "L6"]), ("L1", ["T11", "T12", "L1"])],
)
def test_counting_begins_where_the_user_says(start, expected):
    assert names(named(0.0, 36.0, 72.0, start=start)) == expected


def test_counting_downwards_from_the_ribs_meets_the_sacrum():
    heights = (0.0, -30.0, -60.0, -95.0, -130.0, -165.0, -200.0)
    assert names(named(*heights, start="T12")) == ["T12", "L1", "L2", "L3", "L4", "L5", "S1"]


def test_marks_of_other_frames_stay():
    assert OTHER in named(0.0, 36.0).vertebrae


def test_between_two_neighbours_nothing_is_named():
    with pytest.raises(UsageError, match="L4 and L5 follow each other"):
        named(0.0, 36.0, 18.0)


def test_a_removed_name_is_given_again_in_its_gap():
    document = named(0.0, 36.0, 72.0)
    gone = naming.without_mark(document, marks_in(document.vertebrae, FRAME)[1])
    assert names(gone) == ["L3", "L5"]
    assert names(named(35.0, document=gone)) == ["L3", "L4", "L5"]


def test_names_end_with_the_spine():
    document = named(0.0, start="C1")
    with pytest.raises(UsageError, match="no vertebra left"):
        named(30.0, document=document)


def test_calling_one_otherwise_counts_the_others_from_it():
    document = named(0.0, 36.0, 72.0)
    lowest = marks_in(document.vertebrae, FRAME)[-1]
    assert names(naming.recounted(document, lowest, "S1")) == ["L4", "L5", "S1"]
    assert names(naming.recounted(document, lowest, "L6")) == ["L4", "L5", "L6"]
    middle = marks_in(document.vertebrae, FRAME)[1]
    assert names(naming.recounted(document, middle, "L5")) == ["L4", "L5", "S1"]
    with pytest.raises(UsageError):
        naming.recounted(document, lowest, "L4/5")


def test_proposed_vertebrae_are_counted_from_the_named_one_and_wait_to_be_accepted():
    document, name = naming.with_vertebra(Document(), FRAME, (0.0, 0.0, 0.0), start="L5")
    assert name == "L5"
    [mark] = document.vertebrae
    above = [(0.0, 0.0, 36.0), (0.0, 0.0, 72.0)]
    counted = naming.with_proposed(document, mark, above_mm=above, below_mm=[(0.0, 10.0, -30.0)])
    assert [(one.name, one.is_proposed) for one in marks_in(counted.vertebrae, FRAME)] == [
        ("L3", True), ("L4", True), ("L5", False), ("S1", True),
    ]  # fmt: skip
    moved = naming.with_mark_at(counted, marks_in(counted.vertebrae, FRAME)[1], (0.0, 1.0, 35.0))
    assert [one.name for one in marks_in(moved.vertebrae, FRAME) if one.is_proposed] == ["L3", "S1"]
    assert not any(one.is_proposed for one in naming.with_accepted(counted, FRAME).vertebrae)


def test_a_proposed_column_ends_with_its_names():
    mark = VertebraMark(FRAME, "C2", (0.0, 0.0, 0.0))
    above = [(0.0, 0.0, 20.0), (0.0, 0.0, 40.0)]
    counted = naming.with_proposed(Document(vertebrae=(mark,)), mark, above_mm=above, below_mm=[])
    assert names(counted) == ["C1", "C2"]


@pytest.mark.parametrize(("name", "count"), [("S1", 0), ("L6", 1), ("L5", 1), ("L4", 2), ("T12", 6), ("S2", 0)])
def test_what_is_counted_downwards_ends_at_the_sacrum(name, count):
    assert naming.count_to_sacrum(name) == count


def test_the_hint_says_what_a_click_does():
    assert naming.hint_of((), start="S1") == "Click the middle of S1; the others are counted from it."
    marks = marks_in(named(0.0, 36.0).vertebrae, FRAME)
    assert naming.hint_of(marks, start="L5") == "Click on the next vertebra: L3 above · S1 below"
