"""What the panel of numbers shows of one slice: values, never widgets; text only where it is asked for."""

import html
from dataclasses import dataclass, field

from viewer.app.numbers import formats
from viewer.app.numbers.histogram import Histogram
from viewer.core.outline import OutlineRule, Side, Structure
from viewer.measure.anchored.scale import SliceScale
from viewer.measure.checking.withholding import Remedy, Withheld
from viewer.measure.fat_map import FatMap
from viewer.measure.flags import FlagLevel
from viewer.measure.measurement import Comparison, MeasurementRow, ParameterValue

LEVEL_WORDS = {FlagLevel.DO_NOT_USE: "Do not use", FlagLevel.WITH_CARE: "With care", FlagLevel.NOTE: "Note"}
"""Level of a flag → how the panel calls it."""


@dataclass(frozen=True, slots=True)
class FlagText:
    """A flag of one outline: its fixed identifier and level, what was found, why it matters, and what to do."""

    identifier: str
    level: FlagLevel
    sentence: str
    why: str = ""
    remedy: str = ""

    @property
    def words(self) -> str:
        """Level and sentence, as they are read."""
        return f"{LEVEL_WORDS[self.level]}: {self.sentence}"


@dataclass(frozen=True, slots=True)
class Column:
    """One outline.

    Parameters
    ----------
    place
        Its place in `Document.outlines`.
    structure, side
        What it encloses, and on which side of the patient.
    number
        Its number on the slice, right before left, from 1; as in tables.
    head
        'Right' or 'Left', with a number where a side has several; '1', '2' … where sides are unknown.
    row
        Its numbers, or None where they are withheld.
    flags
        What limits them, worst first.
    withheld
        Why its numbers, or its part in the comparison, are withheld, and what helps.
    densities
        Part of its area per bin of the histogram, 0…1; empty where it has no pixels to show.
    """

    place: int
    structure: Structure
    side: Side
    number: int
    head: str
    row: MeasurementRow | None
    flags: tuple[FlagText, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    densities: tuple[float, ...] = field(default=(), repr=False)

    @property
    def name(self) -> str:
        """How sentences call it: 'patient's right multifidus', or 'multifidus 1' where the side is unknown."""
        return (
            f"{self.structure} {self.number}"
            if self.side is Side.UNKNOWN
            else f"patient's {self.side} {self.structure}"
        )

    @property
    def is_unusable(self) -> bool:
        """Whether a flag says not to use its numbers."""
        return any(text.level is FlagLevel.DO_NOT_USE for text in self.flags)

    @property
    def worst_flag(self) -> FlagText | None:
        """The flag to show; the rest of `flags` is folded."""
        return self.flags[0] if self.flags else None


@dataclass(frozen=True, slots=True)
class SideComparison:
    """Right against left of one structure.

    Parameters
    ----------
    structure
        What is compared.
    comparison
        The numbers, or None where they are withheld.
    withheld
        Why, and what helps.
    level
        Worst level of the flags of both sides, or None.
    """

    structure: Structure
    comparison: Comparison | None
    withheld: tuple[Withheld, ...] = ()
    level: FlagLevel | None = None

    @property
    def remedies(self) -> tuple[Remedy, ...]:
        """What helps where it is withheld, each once."""
        return tuple(dict.fromkeys(remedy for reason in self.withheld for remedy in reason.remedies))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the panel: its label, a cell per column, and what it means."""

    label: str
    cells: tuple[str, ...]
    explanation: str


@dataclass(frozen=True, slots=True)
class NumbersModel:
    """Numbers of the slice on the screen.

    Parameters
    ----------
    series, slice_number
        Where the slice is, both from 1; 0 when nothing is open.
    columns
        Its outlines: per structure, right before left before unknown. References are none.
    comparisons
        One per structure that has both sides.
    method, version, explanation, misleads
        How fat was told from muscle, and when that misleads, each in one sentence.
    is_manual
        Whether the threshold is the user's to drag.
    is_threshold
        Whether a threshold parts the pixels; dragging one that the method found makes it the user's.
    has_interval
        Whether the method gives its numbers with an interval.
    is_settled
        Whether these are the numbers as they will be saved; False for those shown at once, on a scale found before,
        whose interval is still to come.
    scale
        Levels of muscle and fat on the slice and where they come from, or None where the method uses none.
    parameters
        (Name, value) of what shaped the numbers, as in tables.
    statements
        What the user stated and what is to be known of the slice, as sentences.
    histogram
        Values of the measured outlines, or None without any.
    refused
        Why nothing at all can be measured, in one sentence, or None.
    remarks
        Reasons that belong to no column, such as a reference outline that crosses itself.
    fat_map
        Fat fraction of every pixel of the outlines that have one, where it was asked for.
    """

    series: int = 0
    slice_number: int = 0
    columns: tuple[Column, ...] = ()
    comparisons: tuple[SideComparison, ...] = ()
    method: str = ""
    version: str = ""
    explanation: str = ""
    misleads: str = ""
    is_manual: bool = False
    is_threshold: bool = False
    has_interval: bool = False
    is_settled: bool = True
    scale: SliceScale | None = field(default=None, repr=False)
    parameters: tuple[tuple[str, ParameterValue], ...] = ()
    statements: tuple[str, ...] = ()
    histogram: Histogram | None = field(default=None, repr=False)
    refused: str | None = None
    remarks: tuple[Withheld, ...] = ()
    fat_map: FatMap | None = field(default=None, repr=False, compare=False)

    @property
    def mapped(self) -> tuple[int, ...]:
        """Places of the outlines that have a fat fraction, in the document: those that a fat map may colour."""
        rows = ((column.place, column.row) for column in self.columns)
        return tuple(place for place, row in rows if row is not None and row.fat_fraction_percent is not None)

    @property
    def thresholds(self) -> tuple[float, ...]:
        """Thresholds in use, values after rescale, each once, ascending."""
        known = {c.row.threshold for c in self.columns if c.row is not None and c.row.threshold is not None}
        return tuple(sorted(known))

    def lines(self, *, decimal: str = ".") -> tuple[Line, ...]:
        """Lines of the panel; an interval, and areas in mm², only where any outline has one.

        Parameters
        ----------
        decimal
            Decimal sign of the reader's language.
        """
        rows = [column.row for column in self.columns]
        made = [
            Line(label, tuple(formats.NOTHING if row is None else text(row, decimal) for row in rows), explanation)
            for label, explanation, text in LINES
        ]
        return tuple(line for line in made if line.label not in OPTIONAL or set(line.cells) != {formats.NOTHING})

    def as_table(self) -> list[list[str]]:
        """Head and one row per measured outline, for a spreadsheet; every row says how it came about.

        Numbers have a decimal point in every language.
        """
        from viewer.app.numbers.copying import table_rows  # it reads this class

        return table_rows(self)

    def as_tsv(self) -> str:
        """Return `as_table` with tabs between cells and a line per row."""
        return "".join("\t".join(row) + "\n" for row in self.as_table())

    def as_html(self) -> str:
        """Return `as_table` as an HTML table, for word processors."""
        head, *body = self.as_table()
        cells = ["".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in body]
        heads = "".join(f"<th>{html.escape(cell)}</th>" for cell in head)
        return f"<table><tr>{heads}</tr>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"


BORDER_NAMES = {
    OutlineRule.FASCIAL: "fascial",
    OutlineRule.VISIBLE: "visible muscle",
    OutlineRule.UNSTATED: "not stated",
}
"""Rule of an outline → as a cell of the panel calls it."""


def _area(row: MeasurementRow, decimal: str) -> str:
    return formats.area(row.area_mm2, area_px=row.area_px, decimal=decimal)


LINES = (
    ("Area", "Area of the outline, as drawn.", _area),
    ("Area, cm²", "The same area in cm².", lambda r, d: formats.area_cm2(r.area_mm2, decimal=d)),
    ("Fat area", "Area of the pixels counted as fat.", lambda r, d: formats.area(r.fat_area_mm2, decimal=d)),
    (
        "Muscle area",
        "Area minus fat area: functional or lean cross-sectional area.",
        lambda r, d: formats.area(r.muscle_area_mm2, decimal=d),
    ),
    (
        "Fat fraction",
        "100 × fat area / area.",
        lambda r, d: formats.percent(r.fat_fraction_percent, decimal=d),
    ),
    (
        "Fat fraction, 95 %",
        "95 % interval of the fat fraction.",
        lambda r, d: formats.interval(r.fat_fraction_interval_percent, 1, "%", decimal=d),
    ),
    (
        "Fat-to-muscle ratio",
        "Fat area / muscle area.",
        lambda r, d: formats.ratio(r.fat_to_muscle_ratio, decimal=d),
    ),
    (
        "Ratio, 95 %",
        "95 % interval of the fat-to-muscle ratio.",
        lambda r, d: formats.interval(r.fat_to_muscle_ratio_interval, 2, decimal=d),
    ),
    (
        "Border",
        "Which border the outline follows: the fascial border, fat inside it included, or that of the visible muscle.",
        lambda r, _: "" if r.source is None else BORDER_NAMES[r.source.rule],
    ),
    (
        "Mean ± SD",
        "Mean and standard deviation of the values inside, in the unit of the image.",
        lambda r, d: formats.mean_and_sd(r.mean, r.sd, decimal=d),
    ),
)
"""Lines of the panel: label, what it means, and a row's text with a decimal sign."""

OPTIONAL = frozenset({"Area, cm²", "Fat area", "Muscle area", "Fat fraction, 95 %", "Ratio, 95 %"})
"""Lines that are left out where no outline has them."""
