"""Marks beside the geometry: told where they contradict it, and never followed."""

import numpy as np
import pytest

from tests.memory import SAGITTAL, image
from viewer.core.geometry import Orientation
from viewer.core.outline import Side
from viewer.core.series import Acquisition
from viewer.measure.checking.side_marks import is_side_mark, named_side, side_marks

VALUES = np.zeros((4, 4))
MIRRORED = Orientation((-1.0, 0.0, 0.0), (0.0, 1.0, 0.0))


def said(*, stated=None, **facts) -> list[str]:
    return list(side_marks(image(VALUES, **facts), stated=stated))


@pytest.mark.parametrize(
    ("word", "side"),
    [("R", "right"), ("L", "left"), (" l ", "left"), ("RIGHT", "right"), ("Left", "left"), ("LT", "left")]
    + [(word, "unknown") for word in ("", "U", "B", "LUMBAR", "RL", "L/R")],
)
def test_a_side_is_named_by_one_word(word, side):
    assert named_side(Acquisition(laterality=word)) is Side(side)


def test_laterality_is_told_by_what_the_geometry_knows():
    assert said() == []
    assert "orientation counts" in said(laterality="L")[0]
    assert "patient's left" in said(laterality="L")[0]
    [of_sagittal] = said(laterality="R", orientation=SAGITTAL)
    assert "name the side of an outline yourself" in of_sagittal
    [of_none] = said(laterality="R", orientation=None)
    assert "gives no orientation; no side is taken from that" in of_none


@pytest.mark.parametrize(
    ("letters", "orientation", "contradicts"),
    [
        ("L\\P", MIRRORED, True),
        ("R\\P", MIRRORED, False),
        ("LP\\PR", Orientation((0.8, 0.6, 0.0), (-0.6, 0.8, 0.0)), False),
        ("P\\L", Orientation((1.0, 0.0, 0.0), (0.0, 1.0, 0.0)), True),
        ("P\\F", SAGITTAL, False),
        ("A\\F", SAGITTAL, True),
    ],
)
def test_letters_of_the_header_against_its_cosines(letters, orientation, contradicts):
    found = said(patient_orientation=letters, orientation=orientation)
    assert bool(found) is contradicts
    assert all("contradicts its Image Orientation" in sentence for sentence in found)


def test_letters_without_cosines_are_told_and_not_taken():
    [told] = said(patient_orientation="R\\P", orientation=None)
    assert "puts the patient's right at image-right" in told
    [against] = said(patient_orientation="R\\P", orientation=None, stated="radiological")
    assert "stated radiological convention contradicts" in against
    assert said(patient_orientation="R\\P", orientation=None, stated="neurological") == []
    assert said(patient_orientation="P\\F", orientation=None) == []


def test_a_window_knows_every_sentence_again():
    mirrored = {"patient_orientation": "L\\P", "orientation": MIRRORED}
    told = [
        *said(laterality="L"),
        *said(laterality="L", orientation=SAGITTAL),
        *said(laterality="L", orientation=None),
        *said(**mirrored),
        *said(patient_orientation="R\\P", orientation=None),
        *said(patient_orientation="R\\P", orientation=None, stated="radiological"),
        *said(has_burned_in_text=True),
        *said(image_type=("DERIVED", "SECONDARY")),
    ]
    assert len(told) == 8
    assert all(map(is_side_mark, told))
    assert not is_side_mark("The patient's sides were stated by the user (radiological convention).")


def test_burned_in_text_is_told_where_geometry_knows_the_sides():
    [sure] = said(has_burned_in_text=True)
    assert sure.startswith("Text is burned into its pixels, which the program does not read")
    [maybe] = said(image_type=("DERIVED", "SECONDARY"))
    assert maybe.startswith("Text may be burned")
    assert said(image_type=("DERIVED", "SECONDARY"), has_burned_in_text=False) == []
    assert said(image_type=("DERIVED", "SECONDARY"), orientation=None) == []
