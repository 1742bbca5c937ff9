"""When a paired study was made, in words without a date."""

from dataclasses import replace

import pytest

from tests.measure.changes.two_dates import PAIRED, dates
from viewer.core.annotations.pairing import PairedBlock, Pairing
from viewer.core.document import Document
from viewer.measure.changes.time_words import duration, time_words_of


@pytest.mark.parametrize(
    ("procedure_day", "words"),
    [(None, "52 weeks after"), (183, "26 weeks after"), (355, "10 days after"), (364, "1 day after"), (400, "after")],
)
def test_the_study_after_is_told_by_the_time_since_the_procedure(procedure_day, words):
    before, after = dates()  # 365 days apart
    document = Document(pairing=replace(PAIRED, procedure_day=procedure_day))
    assert time_words_of(document, before, (before, after)) == "before"
    assert time_words_of(document, after, (before, after)) == words


def test_nothing_is_said_of_what_is_not_paired_or_paired_with_itself():
    before, after = dates()
    assert time_words_of(Document(), before, (before, after)) == ""
    same = Document(pairing=Pairing(PairedBlock("1.1"), PairedBlock("1.1"), offset_slices=1))
    assert time_words_of(same, before, (before, after)) == ""
    assert time_words_of(Document(pairing=PAIRED), before, (before,)) == "before"


def test_unknown_and_reversed_dates_give_no_duration():
    before, after = dates()
    undated = replace(after, identity=replace(after.identity, study_date=""))
    assert time_words_of(Document(pairing=PAIRED), undated, (before, undated)) == "after"
    earlier = replace(after, identity=replace(after.identity, study_date="20230101"))
    assert time_words_of(Document(pairing=PAIRED), earlier, (before, earlier)) == "after"


def test_two_weeks_and_more_are_told_in_weeks():
    assert [duration(days) for days in (1, 13, 14, 17, 18)] == ["1 day", "13 days", "2 weeks", "2 weeks", "3 weeks"]
