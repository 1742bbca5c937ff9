"""What comparing two readings found, as a table to copy and as sentences."""

import html
from dataclasses import dataclass

from viewer.app.numbers.formats import MINUS, screen_number, table_number
from viewer.core.document import ReadingCodes
from viewer.core.outline import Side, Structure
from viewer.io.tables.text_cells import inert

HEADS = (
    *("Series", "Slice", "Structure", "Side", "Dice", "Mean distance (mm)", "Area difference (mm²)"),
    *("Area difference (%)", "Fat fraction difference (points)"),
)
"""Heads of the table, also on the screen; differences are the first reading minus the second."""

_TABLE_HEADS = (*HEADS, "First reading", "Second reading", "First reader", "Second reader", "Method")


@dataclass(frozen=True, slots=True)
class ComparedOutline:
    """How one outline of the first reading differs from that of the second; None where a number does not exist."""

    series: int
    slice_number: int
    structure: Structure
    side: Side
    dice: float | None
    mean_distance_mm: float | None
    area_difference_mm2: float | None
    area_difference_percent: float | None
    fat_fraction_difference_points: float | None

    @property
    def name(self) -> str:
        """What was outlined: "patient's right multifidus"."""
        side = "" if self.side is Side.UNKNOWN else f"patient's {self.side} "
        return f"{side}{self.structure}"

    def cells(self) -> tuple[str, ...]:
        """Cells under `HEADS`, with the digits of tables."""
        return (
            str(self.series),
            str(self.slice_number),
            self.structure.value,
            "unknown" if self.side is Side.UNKNOWN else f"patient's {self.side}",
            table_number(self.dice, 3),
            table_number(self.mean_distance_mm, 2),
            table_number(self.area_difference_mm2, 1),
            table_number(self.area_difference_percent, 1),
            table_number(self.fat_fraction_difference_points, 2),
        )

    def shown_cells(self) -> tuple[str, ...]:
        """Cells under `HEADS` for the screen."""
        place, numbers = self.cells()[:4], self.cells()[4:]
        return (*place, *(text.replace("-", MINUS) or "–" for text in numbers))


@dataclass(frozen=True, slots=True)
class ReadingsCompared:
    """Two readings held against each other.

    Parameters
    ----------
    first, second
        Their names; the first is the one that is worked on.
    is_answer
        Whether the second is the answer.
    rows
        One per outline that both have, by slice.
    left_out
        Sentences about what only one of them has.
    codes
        Of both.
    method
        Name of the method that both were measured with.
    """

    first: str
    second: str
    is_answer: bool
    rows: tuple[ComparedOutline, ...]
    left_out: tuple[str, ...]
    codes: tuple[ReadingCodes, ReadingCodes]
    method: str

    def sentences(self) -> tuple[str, ...]:
        """The numbers in plain words, one sentence per outline, then what could not be compared."""
        if not self.rows and not self.left_out:
            return ("Neither reading has an outline that can be compared.",)
        other = "the answer" if self.is_answer else self.second
        return (*(_sentence(row, other) for row in self.rows), *self.left_out)

    def as_tsv(self) -> str:
        """The table for spreadsheets."""
        return "\n".join("\t".join(row) for row in self._table())

    def as_html(self) -> str:
        """The table for word processors."""
        heads, *rows = self._table()
        top = "".join(f"<th>{html.escape(cell)}</th>" for cell in heads)
        lines = "".join(f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
        return f"<table><tr>{top}</tr>{lines}</table>"

    def _table(self) -> list[list[str]]:
        one, other = (code.reader for code in self.codes)
        fixed = [inert(text) for text in (self.first, self.second, one, other, self.method)]
        return [list(_TABLE_HEADS), *([*row.cells(), *fixed] for row in self.rows)]


def _sentence(row: ComparedOutline, other: str) -> str:
    """Say how one outline differs, without calling it good or bad."""
    name = f"{row.name[0].upper()}{row.name[1:]}"
    said = []
    if row.dice is not None:
        said.append(f"your outline and that of {other} overlap with a Dice of {screen_number(row.dice, 2)}")
    if row.mean_distance_mm is not None:
        said.append(f"the borders lie {screen_number(row.mean_distance_mm, 1)} mm apart on average")
    if row.area_difference_mm2 is not None:
        said.append(_compared(row.area_difference_mm2, 0, "your area is", "mm²", ("larger", "smaller")))
    if row.fat_fraction_difference_points is not None:
        points = row.fat_fraction_difference_points
        said.append(_compared(points, 1, "your fat fraction is", "points", ("higher", "lower")))
    told = "; ".join(said) or "an outline crosses itself, so nothing can be compared"
    return f"Series {row.series}, slice {row.slice_number}. {name}: {told}."


def _compared(value: float, digits: int, what: str, unit: str, words: tuple[str, str]) -> str:
    size = screen_number(abs(value), digits)
    if not size.strip("0."):
        return f"{what} the same to the last shown digit"
    return f"{what} {size} {unit} {words[0] if value > 0 else words[1]}"
