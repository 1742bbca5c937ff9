"""Names of levels, and the level of a slice: typed, counted from marks, from the header; tilted slices too."""

import time
from dataclasses import replace

import numpy as np
import pytest

from tests.memory import SPACING, image
from viewer.core.annotations.levels import (
    DISCS,
    Level,
    LevelSource,
    SliceLevel,
    VertebraMark,
    known_level,
    level_named,
    level_of,
    settled_level,
    vertebra_above,
    vertebra_below,
)
from viewer.core.document import Document
from viewer.core.geometry import Orientation
from viewer.core.series import SliceKey
from viewer.errors import GeometryError

FRAME = "1.2.840.1"
VALUES = np.zeros((100, 100), np.int16)
SPINE = {"L3": (0.0, 0.0, 72.0), "L4": (0.0, 0.0, 36.0), "L5": (0.0, 0.0, 0.0), "S1": (0.0, 18.0, -30.0)}
"""Centres, LPS mm: L3 to L5 one above the other, S1 behind and below."""


def marked(**spine):
    return Document(vertebrae=tuple(VertebraMark(FRAME, name, at) for name, at in (spine or SPINE).items()))


def cut(z, *, tilt_deg=0.0, y=0.0, **facts):
    """Slice whose plane goes through (0, y, z), its upper side leaning forward by an angle."""
    angle = np.radians(tilt_deg)
    orientation = Orientation((1.0, 0.0, 0.0), (0.0, float(np.cos(angle)), float(np.sin(angle))))
    corner = np.array([0.0, y, z]) - 35.0 * np.array(orientation.column) - 25.0 * np.array(orientation.row)
    return image(VALUES, orientation=orientation, position=tuple(float(v) for v in corner), **facts)


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("L4/5", "L4/5"), (" l4-l5 ", "L4/5"), ("L4/L5", "L4/5"), ("l5/s1", "L5/S1"), ("L5–S1", "L5/S1"),
        ("L4", "L4"), ("s1", "S1"), ("T12/L1", "T12/L1"), ("L5/6", "L5/6"), ("L6/S1", "L6/S1"),
        ("L9", None), ("L4/6", None), ("L5/4", None), ("L4/S1", None), ("", None), ("Jane", None), ("L4 Jane", None),
    ],
)  # fmt: skip
def test_levels_are_understood_as_people_type_them(typed, named):
    assert level_named(typed) == named


@pytest.mark.parametrize("text", ["L4 of Jane Doe", "L99", "X1", "L45", "L4/5 ", "1.2.3", "Lumbar"])
def test_free_text_is_no_level(text):
    assert known_level(text) is None
    with pytest.raises(GeometryError):
        SliceLevel(cut(0.0).key, text)
    with pytest.raises(GeometryError):
        VertebraMark(FRAME, text, (0.0, 0.0, 0.0))


def test_a_disc_is_no_vertebra():
    with pytest.raises(GeometryError):
        VertebraMark(FRAME, "L4/5", (0.0, 0.0, 0.0))


def test_counting_goes_past_the_vertebrae_that_few_people_have():
    assert [vertebra_above(name) for name in ("S1", "L6", "L5", "L1", "C1")] == ["L5", "L5", "L4", "T12", None]
    assert [vertebra_below(name) for name in ("L4", "L5", "L6", "T12", "S5")] == ["L5", "S1", "S1", "L1", None]
    assert {"L5/S1", "L5/6", "L6/S1", "T12/L1", "T12/13", "T13/L1"} < set(DISCS)
    assert "L4/S1" not in DISCS


@pytest.mark.parametrize(
    ("z", "level"),
    [(36.0, "L4"), (28.0, "L4"), (26.0, "L4/5"), (18.0, "L4/5"), (10.0, "L4/5"), (8.0, "L5"), (54.0, "L3/4")],
)
def test_between_two_vertebrae_the_middle_half_is_the_disc(z, level):
    assert level_of(marked(), cut(z), FRAME) == Level(level, LevelSource.MARKS)


@pytest.mark.parametrize(("z", "level"), [(80.0, "L3"), (82.0, None), (200.0, None), (-29.0, "S1"), (-60.0, None)])
def test_beyond_the_last_mark_only_its_body_is_known(z, level):
    found = level_of(marked(), cut(z), FRAME)
    assert (None if found is None else found.name) == level


def test_a_tilted_slice_has_the_level_of_what_it_crosses():
    """Its image is centred 70 mm behind the spine, where it lies 40 mm higher, at the height of L4."""
    tilted = cut(-14.0 + 70.0 * np.tan(np.radians(30.0)), y=70.0, tilt_deg=30.0)
    assert level_of(marked(), tilted, FRAME).name == "L5/S1"
    level_slice = cut(tilted.geometry.to_patient_mm([(49.5, 49.5)])[0][2])
    assert level_of(marked(), level_slice, FRAME).name != "L5/S1"


def test_slices_along_the_spine_have_no_level():
    sagittal = image(VALUES, orientation=Orientation((0.0, 1.0, 0.0), (0.0, 0.0, -1.0)), position=(0.0, -30.0, 60.0))
    assert level_of(marked(), sagittal, FRAME) is None


def test_nothing_is_told_across_a_missing_vertebra():
    assert level_of(marked(L3=SPINE["L3"], L5=SPINE["L5"]), cut(18.0), FRAME) is None
    assert level_of(marked(L5=SPINE["L5"], S1=SPINE["S1"]), cut(-15.0), FRAME).name == "L5/S1"


def test_one_mark_names_its_own_body():
    only = marked(L5=SPINE["L5"])
    assert level_of(only, cut(8.0), FRAME).name == "L5"
    assert level_of(only, cut(18.0), FRAME) is None


def test_a_sixth_lumbar_vertebra_has_its_discs():
    spine = marked(L5=(0.0, 0.0, 36.0), L6=(0.0, 0.0, 0.0), S1=(0.0, 0.0, -36.0))
    assert [level_of(spine, cut(z), FRAME).name for z in (18.0, 0.0, -18.0)] == ["L5/6", "L6", "L6/S1"]


def test_typed_goes_before_marks_and_marks_before_the_header():
    here = cut(18.0, level="L3/4")
    assert level_of(Document(), here, FRAME) == Level("L3/4", LevelSource.HEADER)
    assert level_of(marked(), here, FRAME) == Level("L4/5", LevelSource.MARKS)
    typed = marked().with_typed_level(here.key, "L5")
    assert level_of(typed, here, FRAME) == Level("L5", LevelSource.TYPED)
    assert level_of(typed.with_typed_level(here.key, None), here, FRAME).name == "L4/5"


def test_marks_of_another_frame_of_reference_tell_nothing():
    assert level_of(marked(), cut(18.0), "9.9") is None
    assert level_of(marked(), cut(18.0), "") is None
    nowhere = Document(vertebrae=tuple(replace(mark, frame_of_reference="") for mark in marked().vertebrae))
    assert level_of(nowhere, cut(18.0), "") is None


def test_images_without_a_place_take_only_typed_levels():
    lost = image(VALUES, orientation=None, position=None, spacing=SPACING)
    assert level_of(marked(), lost, FRAME) is None
    assert level_of(marked().with_typed_level(lost.key, "L4/5"), lost, FRAME).name == "L4/5"


def test_what_nobody_accepted_is_told_on_the_screen_alone():
    marks = marked().vertebrae
    document = Document(vertebrae=tuple(replace(mark, is_proposed=mark.name == "L4") for mark in marks))
    assert level_of(document, cut(18.0), FRAME) == Level("L4/5", LevelSource.MARKS, is_proposed=True)
    assert settled_level(document, cut(18.0), FRAME) is None
    assert settled_level(document, cut(18.0, level="L3/4"), FRAME) == "L3/4"
    assert settled_level(document, cut(-14.0), FRAME) == "L5/S1"  # rests on L5 and S1 alone


def test_header_text_never_becomes_a_level():
    assert level_of(Document(), cut(0.0, level="Doe^Jane"), FRAME) is None
    assert settled_level(Document(), cut(0.0, level="Doe^Jane"), FRAME) is None


def test_typed_levels_of_thousands_of_slices_are_found_at_once():
    """The table of slices asks for each after every change; one by one through all of them took over a second."""
    keys = [SliceKey(f"1.{n}") for n in range(4000)]
    document = Document(levels=tuple(SliceLevel(key, "L4/5") for key in keys))
    other = document.with_typed_level(keys[7], "L5").with_typed_level(keys[8], None)
    started = time.thread_time()
    assert {document.typed_level(key) for key in keys} == {"L4/5"}
    assert time.thread_time() - started < 0.25
    assert [other.typed_level(key) for key in keys[6:9]] == ["L4/5", "L5", None]
    assert document.typed_level(keys[8]) == "L4/5"
