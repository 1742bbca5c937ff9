"""Totals below the table of slices, as values: what each row says, and the table that is copied."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from viewer.app.numbers import formats
from viewer.app.slices.measuring import SliceNumbers
from viewer.core.document import Document
from viewer.core.outline import Side, Structure
from viewer.core.series import Series, SliceKey
from viewer.io.tables.columns import Cell
from viewer.io.tables.text_cells import inert
from viewer.io.tables.totals import total_heads, total_rows
from viewer.measure.flags import FlagLevel, flag
from viewer.measure.measurement import Measurement, MethodUsed
from viewer.measure.volumes.saying import OF_INTERVALS
from viewer.measure.volumes.total import Scope, Total
from viewer.measure.volumes.totals import totals_of


@dataclass(frozen=True, slots=True)
class TotalRow:
    """One total.

    Parameters
    ----------
    key
        What it is of.
    title
        'L4/5', 'Series 2' or 'All'.
    side
        Its side.
    slices, volume, muscle, fraction, ends
        Counted of all slices, volume and muscle volume in cm³, fat fraction in % and its interval, in digits.
    worst
        Level of the worst flag, None without flags.
    said
        What is to be known of it.
    """

    key: tuple[object, ...]
    title: str
    side: Side
    slices: str
    volume: str
    muscle: str
    fraction: str
    ends: str
    worst: FlagLevel | None
    said: tuple[str, ...]

    @property
    def spoken(self) -> str:
        """The row for a screen reader."""
        side = "" if self.side is Side.UNKNOWN else f"patient's {self.side}"
        numbers = [f"{self.slices} slices", f"volume {self.volume} cm³", f"muscle {self.muscle} cm³"]
        fat = f"fat fraction {self.fraction} %" + (f" ({self.ends})" if self.ends else "")
        return ", ".join(part for part in (self.title, side, *numbers, fat) if part)

    @property
    def tooltip(self) -> str:
        """Everything, and what is to be known."""
        return "\n".join((self.spoken, *self.said))


@dataclass(frozen=True, slots=True)
class TotalsModel:
    """All totals that are shown.

    Parameters
    ----------
    rows
        Those of the chosen structure.
    remarks
        What is to be known of them, each sentence once.
    totals
        Those of every structure, as they are copied.
    method
        What was measured with.
    awaited
        Outlined slices that are not measured yet; there are no rows before they are.
    """

    rows: tuple[TotalRow, ...] = ()
    remarks: tuple[str, ...] = ()
    totals: tuple[Total, ...] = ()
    method: MethodUsed | None = None
    awaited: int = 0

    def as_tsv(self, document: Document) -> str:
        """The totals as a table for spreadsheets; no cell holds a formula."""
        method = self.method or MethodUsed("", "")
        measured = Measurement(method, (), (), codes=document.codes, totals=self.totals)
        table: list[list[Cell]] = [[*total_heads()], *total_rows([measured])]
        return "\n".join("\t".join(_cell(cell) for cell in line) for line in table)


def _cell(cell: Cell) -> str:
    if cell is None:
        return ""
    return " ".join(inert(cell).split()) if isinstance(cell, str) else str(cell)


def totals_model(
    document: Document,
    blocks: Sequence[Series],
    known: Mapping[SliceKey, SliceNumbers],
    *,
    structure: Structure,
    within: AbstractSet[SliceKey],
    awaited: int,
    decimal: str = ".",
) -> TotalsModel:
    """Totals over a range of slices; none before all of them are measured, so that no total grows under the eye.

    Parameters
    ----------
    document, blocks, known, structure, decimal
        As for `viewer.app.slices.rows.slice_rows`.
    within
        Slices of the range.
    awaited
        Slices of the range that are not measured yet.
    """
    if awaited:
        return TotalsModel(awaited=awaited)
    rows = [row for numbers in known.values() for row in numbers.rows]
    found = totals_of(rows, blocks, document, within=within)
    shown = [total for total in found if total.structure is structure]
    method = next((numbers.method for numbers in known.values() if numbers.method is not None), None)
    remarks = [*_forbidding(shown), *_remarks(shown)]
    if any(total.fat_fraction_interval_percent is not None for total in shown):
        remarks.append(OF_INTERVALS)
    return TotalsModel(tuple(_row(total, decimal) for total in shown), tuple(remarks), found, method)


def _forbidding(shown: Sequence[Total]) -> list[str]:
    """What is found on some slices that says not to use their numbers, and so not these."""
    kinds = dict.fromkeys(flag(identifier) for total in shown for identifier in total.flags)
    return [f"Do not use (some slices): {k.sentence}" for k in kinds if k.level is FlagLevel.DO_NOT_USE]


def _remarks(shown: Sequence[Total]) -> list[str]:
    """Every sentence once, with the totals it is about where that is not all of them."""
    about: dict[str, list[Total]] = {}
    for total in shown:
        for sentence in total.said:
            about.setdefault(sentence, []).append(total)
    return [text if len(of) == len(shown) else f"{_names(of, shown)}: {text}" for text, of in about.items()]


def _names(of: Sequence[Total], shown: Sequence[Total]) -> str:
    """Totals by name; with the side where a sentence is about one of two."""
    names = []
    for title in dict.fromkeys(_title(total) for total in of):
        sides = [str(total.side) for total in of if _title(total) == title]
        is_all = len(sides) == sum(_title(total) == title for total in shown)
        names.append(title if is_all else f"{title} {' and '.join(sides)}")
    return ", ".join(names)


def _title(total: Total) -> str:
    if total.scope is Scope.LEVEL:
        return total.level or ""
    return f"Series {total.series[0]}" if total.scope is Scope.BLOCK else "All"


def _row(total: Total, decimal: str) -> TotalRow:
    ends = total.fat_fraction_interval_percent
    levels = [flag(identifier).level for identifier in total.flags]
    return TotalRow(
        key=(total.scope, total.series, total.level, total.side),
        title=_title(total),
        side=total.side,
        slices=f"{total.slices}/{total.slices + total.missing}",
        volume=formats.screen_number(total.volume_cm3, 1, decimal=decimal),
        muscle=formats.screen_number(total.muscle_volume_cm3, 1, decimal=decimal),
        fraction=formats.screen_number(total.fat_fraction_percent, 1, decimal=decimal),
        ends="" if ends is None else formats.interval(ends, 0, decimal=decimal),
        worst=max(levels, default=None),
        said=total.said,
    )
