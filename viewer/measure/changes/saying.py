"""A change in words: one table for panel and terminal, and the sentences that stand below it."""

from collections.abc import Sequence

from viewer.core.outline import Side, Structure
from viewer.measure.changes.amounts import (
    AREA_REPEATABILITY_MM2,
    OWN_REPEATABILITY_POINTS,
    REPEATABILITY_POINTS,
    UNITS,
    Quantity,
)
from viewer.measure.changes.change import Change, ChangeRow, DifferenceRow, Linked, Role, Verdict
from viewer.measure.measurement import Interval

HEADS = ("", "before", "after", "change", "95 %", "")
"""Heads of `change_table`; the last column holds the verdict."""

DIFFERENCE_HEADS = ("", "treated side", "other side", "difference", "95 %", "")
"""Heads of the part of the table with differences in differences."""

OF_ERRORS = (
    "Held against the interval of the change and the published repeatability coefficient of the method "
    f"({REPEATABILITY_POINTS:g} points of fat, {AREA_REPEATABILITY_MM2:g} mm² of area; on this program's phantoms "
    f"{OWN_REPEATABILITY_POINTS:g} points); errors of placing the patient and the slice anew are in neither."
)
"""What a verdict rests on."""

OF_CAUSES = "The numbers tell what changed and how surely, not why."
"""Said below every change."""

_DIGITS = {Quantity.FAT_FRACTION: 1, Quantity.RATIO: 3}


def change_table(change: Change) -> list[list[str]]:
    """Cells of everything that changed, with heads; a row per level and side is followed by those of its quantities.

    Parameters
    ----------
    change
        With its rows.
    """
    table = [list(HEADS)]
    for row in change.rows:
        table.append([f"{where_text(row.where)}, {side_text(row)}", *5 * [""]])
        table += [
            [
                _named(one.quantity),
                _value(one.before, one.quantity),
                _value(one.after, one.quantity),
                _signed(one.change, one.quantity),
                _ends(one.interval, one.quantity),
                _verdict(one.verdict),
            ]
            for one in row.values
        ]
    if change.differences:
        table.append(list(DIFFERENCE_HEADS))
    for difference in change.differences:
        table.append([f"{where_text(difference.where)}, {difference_text(difference)}", *5 * [""]])
        table += [
            [
                _named(one.quantity),
                _signed(one.treated, one.quantity),
                _signed(one.other, one.quantity),
                _signed(one.difference, one.quantity),
                _ends(one.interval, one.quantity),
                _verdict(one.verdict),
            ]
            for one in difference.values
        ]
    return table


def change_lines(change: Change) -> list[str]:
    """Lines for the terminal: an aligned table, then its sentences."""
    table = change_table(change)
    numbered = [row for row in table if any(row[1:])]
    widths = [max((len(row[column]) for row in numbered), default=0) for column in range(len(HEADS))]
    return ["Change between the dates", *(_line(row, widths) for row in table), *sentences(change)]


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    if not any(row[1:]):
        return f"  {row[0]}"
    numbers = (f"{cell:>{width}}" for cell, width in zip(row[1:-1], widths[1:-1], strict=True))
    return "  ".join(["   ", f"{row[0]:<{widths[0]}}", *numbers, row[-1]]).rstrip()


def sentences(change: Change) -> list[str]:
    """What stands below the table: the time since the procedure, what verdicts rest on, and every caution."""
    said = []
    weeks = change.weeks_since_procedure
    if weeks is not None:
        said.append(f"Second study {weeks:.0f} weeks after the procedure.")
    if any(one.verdict is not None for row in change.rows for one in row.values):
        said.append(OF_ERRORS)
    said.append(OF_CAUSES)
    return [*said, *(f"Warning: {caution.sentence} [{caution.identifier}]" for caution in change.cautions)]


def where_text(where: Linked) -> str:
    """How people call two linked slices: 'L4/5, slice 3 → 4', with series and levels where they differ."""
    before, after = where.before, where.after
    level = before.level if before.level == after.level else f"{before.level or '?'} → {after.level or '?'}"
    slices = f"slice {before.slice_number} → {after.slice_number}"
    if before.series != after.series:
        slices = (
            f"series {before.series} slice {before.slice_number} → series {after.series} slice {after.slice_number}"
        )
    apart = "" if where.distance_mm is None else f" ({where.distance_mm:.1f} mm apart)"
    return f"{level}, {slices}{apart}" if level else f"{slices[0].upper()}{slices[1:]}{apart}"


def side_text(row: ChangeRow) -> str:
    """How people call a side: "patient's right multifidus (treated side)"."""
    role = f" ({row.role})" if row.role in {Role.TREATED, Role.OTHER} else ""
    return f"{_side(row.side, row.structure)}{role}"


def difference_text(row: DifferenceRow) -> str:
    """How people call a difference in differences."""
    other = Side.LEFT if row.treated is Side.RIGHT else Side.RIGHT
    return f"{row.structure}: patient's {row.treated} ({Role.TREATED}) minus patient's {other} ({Role.OTHER})"


def _side(side: Side, structure: Structure) -> str:
    return f"patient's {side} {structure}"


def _named(quantity: Quantity) -> str:
    unit = UNITS[quantity]
    return f"{quantity}, {unit}" if unit else str(quantity)


def _number(value: float, quantity: Quantity, *, is_signed: bool) -> str:
    """A number with a true minus sign, and a plus sign where it is a change; none before zero."""
    text = f"{value:.{_DIGITS.get(quantity, 0)}f}"
    digits = text.removeprefix("-")
    if float(digits) == 0.0:
        return digits
    return f"−{digits}" if text != digits else f"+{digits}" if is_signed else digits


def _value(value: float | None, quantity: Quantity) -> str:
    return "–" if value is None else _number(value, quantity, is_signed=False)


def _signed(value: float | None, quantity: Quantity) -> str:
    return "–" if value is None else _number(value, quantity, is_signed=True)


def _ends(interval: Interval | None, quantity: Quantity) -> str:
    if interval is None:
        return "–"
    return " to ".join(_number(end, quantity, is_signed=True) for end in interval)


def _verdict(verdict: Verdict | None) -> str:
    return "" if verdict is None else str(verdict)
