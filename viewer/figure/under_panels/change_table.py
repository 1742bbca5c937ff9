"""The table of two dates: what each side measured before and after, and its change with the interval."""

from collections.abc import Sequence
from typing import Protocol

from viewer.core.outline import Side
from viewer.figure.content import FigureContent, Sides
from viewer.measure.changes.amounts import UNITS, Quantity
from viewer.measure.changes.change import ChangeRow, Role, Verdict

SHOWN = (Quantity.MUSCLE_AREA, Quantity.FAT_FRACTION)
"""What the table lists, the primary one first; the rest is in the tables of the program."""

HEADS = ("", "Before", "After", "Change", "95 % interval")

_DIGITS = {Quantity.FAT_FRACTION: 1}


class MeasuredPanel(Protocol):
    """A panel as far as its numbers go."""

    @property
    def content(self) -> FigureContent:
        """What it shows."""

    @property
    def sides(self) -> Sides:
        """Whether its sides are known and shown."""


def change_rows(views: Sequence[MeasuredPanel]) -> tuple[ChangeRow, ...]:
    """Changes between the two slices that panels show, of the first structure; none where nothing pairs them.

    Parameters
    ----------
    views
        One per slice.
    """
    keys = {view.content.image.key for view in views}
    for view in views:
        change = None if view.content.measurement is None else view.content.measurement.change
        found = [] if change is None else [r for r in change.rows if {r.where.before.key, r.where.after.key} == keys]
        if found and view.sides.is_shown:
            return tuple(row for row in found if row.structure is found[0].structure)
    return ()


def change_table(rows: Sequence[ChangeRow]) -> list[list[str]]:
    """Cells with heads; a line with the side's name alone is followed by those of its quantities."""
    table = [list(HEADS)]
    for row in rows:
        table.append([_side(row), "", "", "", ""])
        for quantity in SHOWN:
            one = row.of(quantity)
            unit = UNITS[quantity]
            interval = "–" if one.interval is None else " to ".join(_number(v, quantity, "+") for v in one.interval)
            table.append(
                [
                    f"{str(quantity).capitalize()}, {unit}" if unit else str(quantity).capitalize(),
                    _number(one.before, quantity),
                    _number(one.after, quantity),
                    _number(one.change, quantity, "+"),
                    interval,
                ]
            )
    return table


def verdict_words(rows: Sequence[ChangeRow]) -> str:
    """Which changes are more than the measurement error and which lie within it; '' where none is judged."""
    said = []
    for verdict in Verdict:
        which = [
            f"{quantity}, patient's {row.side}"
            for row in rows
            for quantity in SHOWN
            if row.of(quantity).verdict is verdict
        ]
        if which:
            said.append(f"{str(verdict).capitalize()}: {'; '.join(which)}.")
    return " ".join(said)


def _side(row: ChangeRow) -> str:
    name = f"Patient's {row.side}" if row.side is not Side.UNKNOWN else "Side unknown"
    return f"{name} ({row.role})" if row.role in (Role.TREATED, Role.OTHER) else name


def _number(value: float | None, quantity: Quantity, sign: str = "") -> str:
    if value is None:
        return "–"
    text = f"{value:{sign}.{_DIGITS.get(quantity, 0)}f}"
    return text.lstrip("+-") if float(text) == 0.0 else text.replace("-", "−")
