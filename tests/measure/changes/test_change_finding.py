"""From the numbers of two dates to rows of change: who is compared with whom, and what is left out."""

from dataclasses import replace

import pytest

from tests.measure.changes.two_dates import AFTER, BEFORE, PAIRED, date, dates, found, identifiers, measured, numbers
from tests.measure.volumes.stacks import row
from viewer.core.annotations.pairing import PairedBlock
from viewer.core.document import Document
from viewer.core.outline import Side, Structure
from viewer.errors import UsageError
from viewer.measure.changes.amounts import Quantity
from viewer.measure.changes.change import Role
from viewer.measure.changes.finding import change_between, with_change
from viewer.measure.changes.saying import change_lines, change_table


def test_each_side_is_compared_with_itself_on_the_linked_slice():
    before, after = dates()
    change = found(
        (before, after),
        *numbers(before, 2, right=20.0, left=10.0),
        *numbers(after, 2, right=25.0, left=8.0, area=(950.0, 1010.0)),
    )
    assert [(r.side, r.role, r.structure) for r in change.rows] == [
        (Side.RIGHT, Role.RIGHT, Structure.MULTIFIDUS),
        (Side.LEFT, Role.LEFT, Structure.MULTIFIDUS),
    ]
    right, left = change.rows
    assert [one.quantity for one in right.values] == list(Quantity)
    assert right.values[0].quantity is Quantity.MUSCLE_AREA  # the primary one comes first
    assert right.of(Quantity.MUSCLE_AREA).change == pytest.approx(950.0 * 0.75 - 800.0)
    assert left.of(Quantity.FAT_FRACTION).change == pytest.approx(-2.0)
    assert left.of(Quantity.FAT_AREA).change == pytest.approx(1010.0 * 0.08 - 100.0)
    assert (right.where.before.slice_number, right.where.after.slice_number) == (2, 2)
    assert (right.where.before.series, right.where.after.series, right.where.distance_mm) == (1, 2, 0.0)
    assert (change.differences, change.cautions, change.days_between) == ((), (), 365)


def test_the_treated_side_comes_first_and_is_held_against_the_other():
    before, after = dates()
    rows = (*numbers(before, 2), *numbers(after, 2, left=30.0))
    change = found((before, after), *rows, pairing=replace(PAIRED, treated=Side.LEFT, procedure_day=30))
    assert [(r.side, r.role) for r in change.rows] == [(Side.LEFT, Role.TREATED), (Side.RIGHT, Role.OTHER)]
    [difference] = change.differences
    assert difference.treated is Side.LEFT
    assert difference.of(Quantity.FAT_FRACTION).difference == pytest.approx(10.0)
    assert difference.of(Quantity.MUSCLE_AREA).difference == pytest.approx(-100.0)
    assert (change.days_since_procedure, change.weeks_since_procedure) == (335, pytest.approx(335 / 7))


def test_a_side_on_one_date_only_is_left_out_and_told():
    before, after = dates()
    change = found(
        (before, after), *numbers(before, 2), numbers(after, 2)[0], pairing=replace(PAIRED, treated=Side.LEFT)
    )
    assert [r.side for r in change.rows] == [Side.RIGHT]
    assert change.differences == ()
    assert "side-missing" in identifiers(change)
    unsided = [replace(one, side=Side.UNKNOWN) for one in numbers(after, 2)]
    assert found((before, after), *numbers(before, 2), *unsided).rows == ()


def test_slices_without_an_outlined_partner_are_left_out_and_told():
    before, after = dates()
    change = found((before, after), *numbers(before, 1), *numbers(before, 2), *numbers(after, 2))
    assert {r.where.before.slice_number for r in change.rows} == {2}
    assert "some-unpaired" in identifiers(change)
    nothing = found((before, after), *numbers(before, 1), *numbers(after, 2))
    assert (nothing.rows, "nothing-paired" in identifiers(nothing)) == ((), True)


def test_an_offset_links_where_no_frame_is_shared():
    before, after = date(1, BEFORE), date(2, AFTER, frame="1.8")
    rows = (*numbers(before, 1), *numbers(after, 3))
    change = found((before, after), *rows, pairing=replace(PAIRED, offset_slices=2))
    where = change.rows[0].where
    assert (where.before.slice_number, where.after.slice_number, where.distance_mm) == (1, 3, None)
    assert identifiers(change) == {"linked-by-offset"}
    assert "linked-by-offset" not in identifiers(found(dates(), *rows))


def test_two_levels_of_one_series_are_compared_and_a_slice_never_with_itself():
    alone = date(1, BEFORE)
    rows = (*numbers(alone, 1), *numbers(alone, 3, left=50.0))
    own = replace(PAIRED, after=PAIRED.before, offset_slices=2)
    change = found((alone,), *rows, pairing=own)
    assert [r.of(Quantity.FAT_FRACTION).change for r in change.rows] == pytest.approx([0.0, 30.0])
    assert identifiers(change) == set()
    same = found((alone,), *rows, pairing=replace(own, offset_slices=0))
    assert (same.rows, identifiers(same)) == ((), {"same-slice", "nothing-paired"})


def test_a_date_that_is_not_open_is_told():
    before, after = dates()
    measurement = measured(*numbers(before, 2))
    with pytest.raises(UsageError, match="The study after of the comparison is not open"):
        change_between(measurement, Document(), (before,), PAIRED)
    kept = with_change(measurement, (before,), Document(pairing=PAIRED))
    assert kept.change is None
    assert "study after" in kept.warnings[0]
    assert with_change(measurement, (before, after), Document()) is measurement
    assert with_change(measurement, (before, after), Document(pairing=PAIRED)).change is not None
    with pytest.raises(UsageError, match="The study before"):
        change_between(measurement, Document(), (after,), replace(PAIRED, before=PairedBlock("8")))


def test_several_outlines_of_a_side_and_flags_of_both_dates():
    before, after = dates()
    parts = [row(before, 2, area_mm2=area, fat_percent=fat) for area, fat in ((750.0, 10.0), (250.0, 50.0))]
    later = row(after, 2, area_mm2=1000.0, fat_percent=20.0, flags=("lossy",))
    [only] = found((before, after), *parts, later).rows
    assert only.of(Quantity.FAT_FRACTION).change == pytest.approx(0.0)
    assert only.flags == ("lossy",)


def test_words_hold_what_was_found_and_no_patient():
    before, after = dates()
    pairing = replace(PAIRED, treated=Side.RIGHT, procedure_day=351)
    change = found((before, after), *numbers(before, 2), *numbers(after, 2, right=30.0), pairing=pairing)
    lines = change_lines(change)
    text = "\n".join(lines)
    assert (
        "  L4/5, series 1 slice 2 → series 2 slice 2 (0.0 mm apart), patient's right multifidus (treated side)" in lines
    )
    muscle = next(line for line in lines if "muscle area" in line)
    # pixels of 1 mm; SD before: sqrt((800 · 0.033 / 1.96 / 0.7)² + 10² + 5² + 5²) = 22.8 mm²,
    # after: sqrt((700 · 0.033 / 1.96 / 0.7)² + 150) = 20.8 mm²; 1.96 · hypot(22.84, 20.83) = 60.6 mm²
    assert " ".join(muscle.split()) == "muscle area, mm² 800 700 −100 −161 to −39 more than the measurement error"
    assert "multifidus: patient's right (treated side) minus patient's left (other side)" in text
    assert "Second study 2 weeks after the procedure." in lines
    assert "[recent-procedure]" in text and "not why" in text
    assert not any(word in text for word in ("Doe", "2024", "1.2.3", "20240101"))
    assert {len(cells) for cells in change_table(change)} == {6}
