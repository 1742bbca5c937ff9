"""Arrangements: which panels they have, on which slices, and where the marks go."""

from dataclasses import replace

import pytest

from tests.dialog_source import Held
from tests.figure.figure_scene import AXIAL, a_content, a_slice, ramp, square
from viewer.app.figuring.arrangements import (
    OFFERS,
    arranged,
    choice_of,
    one_per_level,
    outlined_levels,
    pinned,
    rehomed,
)
from viewer.core.annotations.pairing import PairedBlock, Pairing
from viewer.core.document import Document
from viewer.core.figures.marks import Arrow, Note
from viewer.core.figures.panels import Panel
from viewer.core.figures.spec import FigureSpec, Placed
from viewer.core.fingerprints import fingerprint
from viewer.core.outline import Side, Structure
from viewer.core.series import Identity, Series, SliceKey, Study
from viewer.errors import UsageError
from viewer.figure.layout import lay_out


def block(number, uid, count, *, study_uid="1", date="20200101"):
    """Axial slices 4 mm apart, the first the lowest."""
    slices = tuple(
        replace(
            a_slice(replace(AXIAL, position_mm=(0.0, 0.0, 4.0 * n)), key=SliceKey(f"{uid}.{n}")),
            reader=Held(ramp()),
        )
        for n in range(count)
    )
    identity = Identity("", "", "", date, study_uid)
    return Series(number, uid, number, "", "MR", "", slices, identity=identity)


BEFORE, AFTER = block(1, "1.1", 3), block(2, "2.2", 3, study_uid="2", date="20210101")
STUDY = Study(series=(BEFORE, AFTER))
KEYS = [image.key for image in BEFORE.slices]
NAMES = [fingerprint(key.uid) for key in KEYS]


def outline_on(key, *, structure=Structure.MULTIFIDUS):
    return replace(square(40, 70, 30, Side.RIGHT, structure), slice_key=key)


OUTLINED = Document((outline_on(KEYS[0]), outline_on(KEYS[2])))


def made(choice, spec=None, document=OUTLINED, here=KEYS[0]):
    return arranged(spec or FigureSpec(), choice, document, STUDY, here)


def test_every_arrangement_that_is_offered_is_known_again():
    for offer in OFFERS:
        if offer.choice != "dates":
            assert choice_of(made(offer.choice)) == offer.choice


def test_right_beside_left_mirrors_the_left():
    spec = made("mirrored")
    assert spec.panels == (Panel(NAMES[0], part="right"), Panel(NAMES[0], part="left", is_mirrored=True))
    assert spec.arrangement == "mirrored"


def test_the_twin_is_plain_first():
    assert [panel.shows_outlines for panel in made("twin").panels] == [False, True]


def test_levels_run_from_head_to_foot_and_only_outlined_ones():
    document = replace(OUTLINED, outlines=(*OUTLINED.outlines, outline_on(KEYS[1], structure=Structure.REFERENCE_FAT)))
    assert outlined_levels(document, STUDY, KEYS[0]) == (KEYS[2], KEYS[0])
    assert [panel.slice_id for panel in made("levels", document=document).panels] == [NAMES[2], NAMES[0]]
    with pytest.raises(UsageError, match="needs two outlined slices"):
        made("levels", document=Document((outline_on(KEYS[0]),)))


def test_of_each_known_level_one_slice_is_in_the_row():
    document = Document(tuple(outline_on(key) for key in KEYS))
    document = document.with_typed_level(KEYS[0], "L5/S1").with_typed_level(KEYS[1], "L5/S1")
    assert one_per_level(document, STUDY, KEYS[0]) == (KEYS[2], KEYS[1], KEYS[0]), "only one level is known"
    document = document.with_typed_level(KEYS[2], "L4/5")
    assert one_per_level(document, STUDY, KEYS[1]) == (KEYS[2], KEYS[1]), "the one on the screen"
    assert one_per_level(document, STUDY, KEYS[2]) == (KEYS[2], KEYS[0])
    assert len(made("levels", document=document).panels) == 2


def test_numbers_are_shown_with_their_arrangement_and_go_with_it():
    spec = made("numbers")
    assert spec.shows_numbers
    assert not made("single", spec).shows_numbers
    assert not made("mirrored", spec).shows_numbers


def test_two_times_follow_the_pairing_whichever_slice_is_asked_for():
    document = replace(OUTLINED, pairing=Pairing(PairedBlock("1.1"), PairedBlock("2.2"), offset_slices=1))
    expected = [NAMES[0], fingerprint("2.2.1")]
    for here in (KEYS[0], AFTER.slices[1].key):
        assert [panel.slice_id for panel in made("dates", document=document, here=here).panels] == expected


def test_two_times_of_one_level_without_a_pairing_are_in_the_order_of_their_dates():
    later = AFTER.slices[2].key
    document = replace(OUTLINED, outlines=(outline_on(KEYS[0]), outline_on(later)))
    document = document.with_typed_level(KEYS[0], "L4/5").with_typed_level(later, "L4/5")
    expected = [NAMES[0], fingerprint(later.uid)]
    for here in (KEYS[0], later):
        assert [panel.slice_id for panel in made("dates", document=document, here=here).panels] == expected
    with pytest.raises(UsageError, match="no second time"):
        made("dates")


def test_marks_go_with_their_slice_and_places_are_left_to_the_layout():
    arrow, note = Arrow(0, (60.0, 60.0), (50.0, 45.0)), Note(-1, (3.0, 3.0), "page")
    spec = FigureSpec(
        panels=(Panel(NAMES[0]),), marks=(arrow, note), places=(Placed("scale-bar", 0, (0.1, 0.1)),), caption="Kept."
    )
    twin = made("twin", spec)
    assert twin.marks == (replace(arrow, panel=1), note), "on the outlined one"
    assert (twin.places, twin.caption) == ((), "Kept.")
    back = made("single", twin)
    assert back.marks == (arrow, note)
    assert made("single", spec, here=KEYS[2]).marks == (note,), "another slice shows it no more"


def test_a_mark_on_the_left_half_goes_to_its_panel():
    left, right = Note(0, (75.0, 60.0), "left"), Note(0, (40.0, 60.0), "right")
    spec = FigureSpec(
        panels=(Panel(part="right"), Panel(part="left", is_mirrored=True)), arrangement="mirrored", marks=(left, right)
    )
    page = lay_out(spec, a_content())
    assert [mark.panel for mark in rehomed(spec, page).marks] == [1, 0]


def test_only_panels_without_a_slice_are_bound():
    spec = FigureSpec(panels=(Panel(), Panel(NAMES[2])))
    assert [panel.slice_id for panel in pinned(spec, KEYS[0]).panels] == [NAMES[0], NAMES[2]]
    assert pinned(pinned(spec, KEYS[0]), KEYS[1]) == pinned(spec, KEYS[0])
