"""What the panel beside both dates says: the cells of the command line, muscle area first, hidden when numbers are."""

from dataclasses import replace

import numpy as np
import pytest

from tests.app.comparing.dates.two_studies import AFTER, BEFORE, PAIRED, block, both, sided
from tests.measure.changes.two_dates import dates, measured, numbers, paired_measurement
from viewer.app.comparing.dates.changed import (
    BLINDED,
    HIDDEN,
    MEASURING,
    NOT_BOTH,
    NOTHING,
    change_text,
    measured_change,
    page_of,
)
from viewer.core.document import Document
from viewer.core.outline import Side
from viewer.core.series import Study
from viewer.errors import UsageError
from viewer.measure.changes.finding import with_change
from viewer.measure.changes.saying import change_table


def page(measurement=None, **changes):
    return page_of(paired_measurement() if measurement is None else measurement, hides_numbers=False, **changes)


def test_muscle_area_comes_first_of_the_treated_side_first():
    blocks = page().blocks
    assert [(one.title, one.role, one.side) for one in blocks] == [
        ("Patient's left multifidus", "treated side", Side.LEFT),
        ("Patient's right multifidus", "other side", Side.RIGHT),
        ("Multifidus: difference of the changes", "treated side minus other side", Side.UNKNOWN),
    ]
    for one in blocks:
        assert [line.label for line in one.lines] == [
            "Muscle area",
            "Fat area",
            "Fat fraction",
            "Fat-to-muscle ratio",
            "Area",
        ]
    left = blocks[0].lines
    assert (left[0].before, left[0].after, left[0].unit, left[0].change) == ("800", "585", "mm²", "−215")
    assert (left[2].before, left[2].after, left[2].change) == ("20.0", "35.0", "+15.0")
    assert left[2].verdict == "more than the measurement error"
    assert left[2].is_more
    assert blocks[1].lines[0].verdict == "within the measurement error"
    assert not blocks[1].lines[0].is_more


def test_cells_are_those_of_the_table_that_is_printed():
    measurement = paired_measurement()
    printed = {tuple(row[1:]) for row in change_table(measurement.change) if row[0] and any(row[1:])}
    shown = {
        (line.before, line.after, line.change, line.interval, line.verdict)
        for one in page(measurement).blocks
        for line in one.lines
    }
    assert shown == printed


def test_the_headline_tells_the_primary_result():
    [headline] = page().headlines
    assert headline.startswith("Muscle area: treated side −215, other side −8 mm²; difference −207 mm² (−")
    assert headline.endswith("more than the measurement error.")


def test_of_several_levels_the_one_on_the_screen_comes_first_and_is_told():
    blocks = dates()
    rows = [row for n in (1, 2) for of in blocks for row in numbers(of, n, left=20.0 + n, area=(900.0 + n, 1000.0))]
    document = Document(pairing=paired_measurement().change.pairing)
    found = with_change(measured(*rows), blocks, document)
    at_first = page_of(found, hides_numbers=False)
    assert len(at_first.blocks) == 6
    assert len(at_first.headlines) == 2
    for of in blocks:
        shown = page_of(found, here=of.slices[1].key, hides_numbers=False)
        assert [one.where for one in shown.blocks] == [
            one.where for one in (*at_first.blocks[3:], *at_first.blocks[:3])
        ]
        assert len(shown.headlines) == 1


def test_without_a_treated_side_each_side_is_told():
    blocks = dates()
    rows = (*numbers(blocks[0], 2), *numbers(blocks[1], 2, left=35.0, area=(990.0, 900.0)))
    document = Document(pairing=replace(paired_measurement().change.pairing, treated=None, procedure_day=None))
    headlines = page(with_change(measured(*rows), blocks, document)).headlines
    assert [one.split(":")[0] for one in headlines] == [
        "Muscle area, patient's right multifidus",
        "Muscle area, patient's left multifidus",
    ]


def test_the_time_since_the_procedure_and_every_caution_are_told():
    found = page()
    assert found.since == "Second study 38 weeks after the procedure."
    assert found.errors.startswith("Held against")
    assert found.causes == "The numbers tell what changed and how surely, not why."
    assert len(found.warnings) == len(paired_measurement().change.cautions)


def test_no_number_is_shown_while_numbers_are_hidden():
    for is_blinded, words in ((False, HIDDEN), (True, BLINDED)):
        found = page_of(paired_measurement(), hides_numbers=True, is_blinded=is_blinded)
        assert (found.message, found.blocks, found.headlines, found.warnings) == (words, (), (), ())


def test_what_is_missing_is_said():
    assert page_of(None, hides_numbers=False).message == MEASURING
    assert page_of(UsageError("Why."), hides_numbers=False).message == "Why."
    blocks = dates()
    document = Document(pairing=paired_measurement().change.pairing)
    lone = with_change(measured(*numbers(blocks[0], 2)), blocks, document)
    assert page(lone).message == NOT_BOTH
    with pytest.raises(UsageError, match="Outline the same muscles"):
        measured_change(Document(), both())


def test_what_makes_the_images_unlike_is_told_before_anything_is_outlined():
    study = both()
    slow = [
        replace(one, acquisition=replace(one.acquisition, repetition_time_ms=5000.0)) for one in study.series[1].slices
    ]
    study = Study(series=(study.series[0], replace(study.series[1], slices=tuple(slow))))
    found = page(measured_change(Document(pairing=PAIRED), study))
    assert found.message == NOTHING
    assert any("repetition time differs" in one for one in found.warnings)
    assert not any("No two linked slices" in one for one in found.warnings)


def test_only_both_dates_are_measured_and_with_what_the_tables_say():
    noisy = {"pixels": np.random.default_rng(1).integers(200, 900, (100, 120)).astype(np.int16)}
    study = Study(series=(block(1, BEFORE, **noisy), block(2, AFTER, **noisy), block(3, AFTER, **noisy)))
    document = Document(outlines=(*sided(1), *sided(2), *sided(3)), pairing=PAIRED, method="otsu-shared")
    found = measured_change(document, study)
    assert {row.series for row in found.rows} == {1, 2}
    text = change_text(found)
    assert text.splitlines()[0].count("\t") > 5
    assert "muscle area" in text
    assert "Doe" not in text
    assert "2024" not in text
