"""Measured numbers that a typed one may repeat, and the live field that stands for each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from viewer.core.outline import Side, Structure
from viewer.figure.checking.typed.claims import TypedNumber, Unit
from viewer.figure.content import FigureContent
from viewer.figure.words.field_values import panel_letter
from viewer.figure.words.fields import field_of
from viewer.measure.measurement import MeasurementRow


@dataclass(frozen=True, slots=True)
class MeasuredRow:
    """A measured row with the panel that shows it."""

    row: MeasurementRow
    panel: int

    def quantity_of(self, number: TypedNumber) -> str | None:
        """Name of the quantity that reads like a typed number, as live fields call it; None for none."""
        return next((name for name, value in _main(self.row, number.unit) if number.equals(value)), None)

    def is_near(self, number: TypedNumber) -> bool:
        """Whether the number is the end of an interval of this row, or what is left of a hundred per cent."""
        return any(number.equals(value) for value in _beside(self.row, number.unit))

    def has(self, unit: Unit) -> bool:
        """Whether the row has any number of a unit."""
        return any(value is not None for _, value in _main(self.row, unit))

    def field(self, quantity: str, *, default_panel: int | None) -> str:
        """Live field in braces for a quantity of this row.

        Parameters
        ----------
        quantity
            As live fields call it.
        default_panel
            Panel of which a field without a letter tells at the place of the text.
        """
        letter = "" if self.panel == default_panel else panel_letter(self.panel)
        if self.row.side is Side.UNKNOWN:
            return f"{{{f'{letter}.' if letter else ''}outline_{self.row.outline}.{quantity}}}"
        return field_of(self.row.side, self.row.structure, quantity, panel=letter)


def measured_rows(contents: Sequence[FigureContent]) -> tuple[MeasuredRow, ...]:
    """Every measured row of a figure, with the first panel that shows it."""
    found: dict[int, MeasuredRow] = {}
    for panel, content in enumerate(contents):
        for row in content.rows:
            found.setdefault(id(row), MeasuredRow(row, panel))
    return tuple(found.values())


def differences(contents: Sequence[FigureContent], unit: Unit) -> Iterator[float]:
    """Differences between the sides that a figure may tell: no number of one side."""
    if unit != "%":
        return
    for content in contents:
        for comparison in content.measurement.comparisons if content.measurement else ():
            for value in (comparison.area_asymmetry_percent, comparison.fat_fraction_difference_points):
                if value is not None:
                    yield abs(value)


def of_structures(rows: Sequence[MeasuredRow], named: frozenset[Structure | None]) -> tuple[MeasuredRow, ...]:
    """Rows of the structures that a text names, all where it names none."""
    return tuple(one for one in rows if not named or one.row.structure in named)


def _main(row: MeasurementRow, unit: Unit) -> tuple[tuple[str, float | None], ...]:
    if unit == "%":
        return (("fat_fraction", row.fat_fraction_percent),)
    if unit == "ratio":
        return (("ratio", row.fat_to_muscle_ratio),)
    return (("area", row.area_mm2), ("muscle_area", row.muscle_area_mm2), ("fat_area", row.fat_area_mm2))


def _beside(row: MeasurementRow, unit: Unit) -> tuple[float | None, ...]:
    if unit == "%":
        fat = row.fat_fraction_percent
        return (*(row.fat_fraction_interval_percent or ()), None if fat is None else 100.0 - fat)
    return row.fat_to_muscle_ratio_interval or () if unit == "ratio" else ()
