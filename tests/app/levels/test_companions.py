"""Which series show where a slice lies: those of the same frame of reference, and no other."""

from dataclasses import replace

from tests.app.levels.scene import FRAME, axial, coronal, sagittal, study
from viewer.app.levels.companions import (
    NO_COMPANION,
    NO_FRAME,
    UNPLACED,
    best_slice,
    companions_of,
    first_companion,
    why_none,
)
from viewer.core.annotations.levels import VertebraMark
from viewer.core.document import Document
from viewer.core.series import Study


def test_sagittal_comes_before_coronal():
    found = study()
    assert [one.number for one in companions_of(found, found.series[0])] == [3, 4]


def test_another_frame_of_reference_is_no_companion():
    block = axial((0.0,))
    found = Study(series=(block, sagittal(frame="9.9"), coronal(number=5)))
    assert [one.number for one in companions_of(found, block)] == [5]


def test_without_a_frame_of_reference_there_is_none_and_it_is_said():
    block = axial((0.0,), frame="")
    found = Study(series=(block, sagittal(frame="")))
    assert companions_of(found, block) == ()
    assert why_none(found, block) == NO_FRAME
    assert why_none(Study(series=(axial((0.0,)),)), axial((0.0,))) == NO_COMPANION


def test_another_frame_of_reference_is_said_plainly_and_never_bridged():
    block = axial((0.0,))
    found = Study(series=(block, sagittal(frame="9.9")))
    assert companions_of(found, block) == ()
    assert why_none(found, block).startswith("The sagittal series here lies in another frame of reference: ")
    unplaced = Study(series=(block, sagittal(frame="")))
    assert why_none(unplaced, block) == UNPLACED.format(plane="sagittal")


def test_a_whole_series_is_shown_rather_than_a_localizer():
    scout, whole = sagittal(number=2, uid="2.1", xs=(0.0,)), sagittal(number=9, uid="9.1")
    assert first_companion((scout, whole, coronal()), axial((0.0,))).number == 9


def test_the_slice_along_the_spine_is_shown():
    block, beside = axial((0.0,)), sagittal()
    assert best_slice(beside, block, block.slices[0], Document()) == 3
    aside = replace(block, slices=tuple(replace(one, columns=111) for one in block.slices))
    assert best_slice(beside, aside, aside.slices[0], Document()) == 4  # its middle is at x = 5
    marks = (VertebraMark(FRAME, "L5", (-9.0, 0.0, 0.0)), VertebraMark("9.9", "L4", (9.0, 0.0, 36.0)))
    assert best_slice(beside, block, block.slices[0], Document(vertebrae=marks)) == 1
    assert best_slice(beside, beside, beside.slices[0], Document()) == 3
