"""Which blocks are offered as before and after, what is asked, and how the day of a procedure is read."""

from dataclasses import replace

import pytest

from tests.app.comparing.dates.two_studies import AFTER, BEFORE, PAIRED, block, compared, sided
from viewer.app.comparing.dates.choosing import (
    asked,
    first_pairing,
    likely_offset,
    names_of,
    offered,
    procedure_day,
    procedure_text,
    procedure_words,
    with_blocks,
)
from viewer.app.comparing.dates.doing import pair, show_dates
from viewer.app.comparing.dates.eyes import NOT_OPEN
from viewer.app.comparing.panes import refusal
from viewer.app.viewing import close_comparison
from viewer.core.annotations.pairing import PairedBlock, Pairing
from viewer.core.document import Document
from viewer.core.outline import Side
from viewer.core.series import Identity, Study
from viewer.errors import UsageError


def described(made, description):
    return replace(made, description=description)


def test_the_likeliest_pair_is_of_one_weighting_and_two_dates_the_earlier_one_before():
    study = Study(
        series=(
            described(block(1, AFTER), "AX T2 TSE"),
            described(block(2, AFTER), "AX T1 TSE"),
            described(block(3, BEFORE), "AX T1 TSE"),
            described(block(4, BEFORE), "AX T2 TSE"),
        )
    )
    assert first_pairing(study, Document(), series=1) == Pairing(PairedBlock("1.4"), PairedBlock("1.1"))
    assert first_pairing(study, Document(), series=3) == Pairing(PairedBlock("1.3"), PairedBlock("1.2"))


def test_a_single_series_is_paired_with_itself_for_two_levels():
    found = first_pairing(Study(series=(block(1, BEFORE),)), Document(), series=1)
    assert found == Pairing(PairedBlock("1.1"), PairedBlock("1.1"), offset_slices=1)


def test_the_pairing_of_the_document_is_gone_on_with():
    study = Study(series=(block(1, BEFORE), block(2, AFTER)))
    known = replace(PAIRED, offset_slices=2, procedure_day=30)
    assert first_pairing(study, Document(pairing=known), series=2) == known
    gone = replace(PAIRED, after=PairedBlock("9.9"))
    assert first_pairing(study, Document(pairing=gone), series=1) == PAIRED


def test_lists_tell_date_kind_and_outlines_and_no_date_where_it_is_hidden():
    study = Study(series=(described(block(1, BEFORE), "Doe AX T2"), block(2, AFTER)))
    document = Document(outlines=tuple(sided(1)))
    first, second = offered(study, document, hides_patient=False)
    assert first.words == "2024-01-01 · series 1 · Doe AX T2 · axial T2 · 3 slices · 1 outlined"
    assert second.words.endswith("3 slices")
    hidden = offered(study, document, hides_patient=True)[0].words
    assert hidden == "series 1 · axial T2 · 3 slices · 1 outlined"


def test_other_patients_and_reversed_dates_are_asked_about():
    stranger = replace(AFTER, patient_id="8", patient_name="Roe^Richard")
    study = Study(series=(block(1, BEFORE), block(2, AFTER), block(3, stranger), block(4, Identity())))
    kinds = [
        [caution.identifier for caution in asked(study, with_blocks(PAIRED, study, Document(), *pair))]
        for pair in ((1, 2), (2, 1), (1, 3), (1, 4))
    ]
    assert kinds == [[], ["dates-reversed"], ["patient-differs"], ["patient-unknown", "dates-unknown"]]
    assert names_of(study, with_blocks(PAIRED, study, Document(), 1, 3)) == "Before: Doe, Jane. After: Roe, Richard."


def test_an_offset_is_kept_for_the_same_blocks_only():
    study = Study(series=(block(1, BEFORE), block(2, AFTER), block(3, AFTER)))
    moved = replace(PAIRED, offset_slices=4, is_by_offset=True, procedure_day=9)
    assert with_blocks(moved, study, Document(), 1, 2) == moved
    assert with_blocks(moved, study, Document(), 1, 3) == replace(
        moved, after=PairedBlock("1.3"), offset_slices=0, is_by_offset=False
    )


def at_levels(made, *levels):
    return replace(
        made,
        slices=tuple(
            replace(one, acquisition=replace(one.acquisition, level=level))
            for one, level in zip(made.slices, levels, strict=True)
        ),
    )


def test_slices_are_first_linked_so_that_levels_agree():
    before = at_levels(block(1, BEFORE), "L3/4", "L4/5", "L5/S1")
    after = at_levels(block(2, AFTER), "L4/5", "L5/S1", None)
    assert likely_offset(before, after, Document()) == -1
    assert likely_offset(after, before, Document()) == 1
    assert likely_offset(block(1, BEFORE), after, Document()) == 0
    study = Study(series=(before, after))
    assert first_pairing(study, Document(), series=1) == replace(PAIRED, offset_slices=-1)
    typed = Document().with_typed_level(after.slices[2].key, "L3/4")  # of three links now two disagree with the third
    assert likely_offset(before, after, typed) == -1
    assert likely_offset(at_levels(before, "L4/5", "L4/5", None), after, Document()) == 0


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("", None),
        ("2024-03-01", 60),
        ("20240301", 60),
        ("2024.03.01", 60),
        ("12 weeks", 84),
        ("80 days", 80),
        ("1 d", 1),
        ("−2 weeks", -14),
        ("2023-12-31", -1),
    ],
)
def test_a_procedure_is_kept_as_days_after_the_study_before(text, day):
    assert procedure_day(text, BEFORE) == day


@pytest.mark.parametrize("text", ["soon", "2024-13-01", "1.3.24", "12", "3 months"])
def test_what_is_no_day_is_refused_and_says_what_is(text):
    with pytest.raises(UsageError, match="such as 12 weeks"):
        procedure_day(text, BEFORE)


def test_a_date_needs_the_date_of_the_first_study():
    with pytest.raises(UsageError, match="do not tell when the first study was made"):
        procedure_day("2024-03-01", Identity())
    assert procedure_day("10 weeks", Identity()) == 70


def test_the_day_is_told_in_weeks_from_both_studies():
    assert procedure_text(84) == "12 weeks"
    assert procedure_text(80) == "80 days"
    assert procedure_text(None) == ""
    assert procedure_words(84, BEFORE, AFTER) == "12 weeks after the first study, 40 weeks before the second."
    assert procedure_words(-7, BEFORE, AFTER).startswith("7 days before the first study, 53 weeks before")
    assert procedure_words(84, BEFORE, Identity()) == "12 weeks after the first study."
    assert procedure_words(None, BEFORE, AFTER) == ""


def test_of_several_blocks_of_the_other_date_that_of_the_level_on_the_screen_is_likelier():
    here = at_levels(block(1, BEFORE), "L5/S1", "L4/5", "L3/4")
    blocks = [at_levels(block(n, AFTER), *[level] * 3) for n, level in ((2, "L5/S1"), (3, "L4/5"))]
    study = Study(series=(here, *blocks))
    assert first_pairing(study, Document(), series=1, slice_number=2).after == PairedBlock("1.3")
    assert first_pairing(study, Document(), series=1, slice_number=1).after == PairedBlock("1.2")
    assert first_pairing(study, Document(), series=1).after == PairedBlock("1.2")


def test_a_pairing_whose_other_date_is_not_open_is_kept_and_what_is_missing_is_said():
    session = compared(pairing=replace(PAIRED, treated=Side.LEFT, procedure_day=14))
    close_comparison(session)
    whole = session.now
    session.open(replace(whole.study, series=whole.study.series[:1]), whole.place, document=whole.document)
    show_dates(session)
    assert refusal(session.now) == NOT_OPEN
    assert session.now.document.pairing == whole.document.pairing


def test_a_slice_without_partner_gives_way_to_one_that_has_one_and_the_panes_stay_as_they_stand():
    session = compared(pairing=replace(PAIRED, offset_slices=-2))  # only the third slice before has a partner
    assert session.now.view.slice_number == 3
    session.change(view=replace(session.now.view, comparing=replace(session.now.view.comparing, mode="swipe")))
    pair(session, replace(session.now.document.pairing, treated=Side.LEFT))
    assert session.now.view.comparing.mode == "swipe"
