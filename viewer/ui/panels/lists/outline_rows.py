"""What the list of outlines says, as values: every outline of the document under its slice."""

from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache

from viewer.core.annotations.levels import settled_level
from viewer.core.document import Document
from viewer.core.outline import SIDE_ORDER, Outline, OutlineRule, Point, Side, Structure, has_crossing
from viewer.core.series import Series, SliceKey, Study
from viewer.measure.anchored.scale import REFERENCES

CROSSES = "crosses"
"""Stands in place of the area of an outline that crosses itself: it has none to be trusted."""

ELSEWHERE = "Not among the opened images"
"""Heading of outlines whose slice is not in the study."""

_STRUCTURES = tuple(Structure)


@dataclass(frozen=True, slots=True)
class SliceHeading:
    """Stands above the outlines of one slice; `is_here` tells that the slice is on the screen."""

    title: str
    is_here: bool

    @property
    def key(self) -> None:
        """None: a heading cannot be chosen."""
        return

    @property
    def spoken(self) -> str:
        """The heading for a screen reader."""
        return f"{self.title}, on the screen" if self.is_here else self.title

    @property
    def tooltip(self) -> str:
        """The heading in full."""
        return self.title


@dataclass(frozen=True, slots=True)
class OutlineRow:
    """One outline of the list.

    Parameters
    ----------
    index
        Its place in `Document.outlines`.
    title
        Side and structure; its number where the side is unknown.
    area
        Enclosed area with its unit, or `CROSSES`; '' while numbers are hidden.
    side, structure, rule, is_proposed
        As in the outline.
    place
        Its slice, in words.
    is_here
        Whether its slice is on the screen.
    """

    index: int
    title: str
    area: str
    side: Side
    structure: Structure
    place: str
    is_here: bool
    rule: OutlineRule = OutlineRule.FASCIAL
    is_proposed: bool = False

    @property
    def key(self) -> int:
        """Its place in the document."""
        return self.index

    @property
    def spoken(self) -> str:
        """The row for a screen reader."""
        return ", ".join(filter(None, (self.title, "proposed" if self.is_proposed else "", self.area, self.place)))

    @property
    def tooltip(self) -> str:
        """What it is, and what a click does."""
        first = ", ".join(filter(None, (self.title, self.area, f"border: {self.rule}")))
        first += "; proposed, Enter on the image accepts it" if self.is_proposed else ""
        return f"{first}\n{self.place}. Click to show it, Delete to delete it."


OutlineListRow = SliceHeading | OutlineRow


def outline_rows(
    study: Study | None, document: Document, *, here: SliceKey | None, hides_numbers: bool = False
) -> tuple[OutlineListRow, ...]:
    """Every outline under the heading of its slice, in the order of the study; right before left.

    Parameters
    ----------
    study
        What is open, or None.
    document
        What the user made.
    here
        Slice on the screen, or None.
    hides_numbers
        Whether areas are left out.
    """
    by_slice: dict[SliceKey, list[int]] = {}
    for index, outline in enumerate(document.outlines):
        by_slice.setdefault(outline.slice_key, []).append(index)
    places = _places(study, set(by_slice))
    names_series = len({series.number for series, _ in places.values()}) > 1
    rows: list[OutlineListRow] = []
    for key, (series, number) in places.items():
        heading = _heading(document, series, number, names_series=names_series)
        rows.append(SliceHeading(heading, key == here))
        rows += _rows(document, by_slice.pop(key), heading, series=series, number=number, is_here=key == here)
    rows += [SliceHeading(ELSEWHERE, is_here=False)] if by_slice else []
    for indices in by_slice.values():
        rows += _rows(document, indices, ELSEWHERE, series=None, number=0, is_here=False)
    return tuple(_without_area(row) if hides_numbers else row for row in rows)


def _without_area(row: OutlineListRow) -> OutlineListRow:
    """The row without its area; that an outline crosses itself is no number and stays."""
    return replace(row, area="") if isinstance(row, OutlineRow) and row.area != CROSSES else row


def _places(study: Study | None, wanted: set[SliceKey]) -> dict[SliceKey, tuple[Series, int]]:
    """Outlined slices in the order of the study, each with its block and number from 1."""
    found: dict[SliceKey, tuple[Series, int]] = {}
    for series in study.series if study is not None and wanted else ():
        for number, image in enumerate(series.slices, start=1):
            if image.key in wanted:
                found.setdefault(image.key, (series, number))
    return found


def _heading(document: Document, series: Series, number: int, *, names_series: bool) -> str:
    level = settled_level(document, series.slices[number - 1], series.frame_of_reference_uid)
    parts = [f"Series {series.number}" if names_series else "", f"Slice {number}", level or ""]
    return " · ".join(part for part in parts if part)


def _rows(
    document: Document, indices: list[int], place: str, *, series: Series | None, number: int, is_here: bool
) -> list[OutlineRow]:
    outlines = document.outlines
    ordered = sorted(indices, key=lambda i: (_STRUCTURES.index(outlines[i].structure), SIDE_ORDER[outlines[i].side], i))
    totals = Counter(outlines[index].structure for index in indices)
    alike = Counter((outlines[index].structure, outlines[index].side) for index in indices)
    counted: Counter[Structure] = Counter()
    rows = []
    for index in ordered:
        outline = outlines[index]
        counted[outline.structure] += 1
        if outline.structure in REFERENCES and outline.side is Side.UNKNOWN and totals[outline.structure] == 1:
            title = outline.structure.capitalize()  # a level has no side and needs no number
        elif outline.side is Side.UNKNOWN:
            title = f"{outline.structure.capitalize()} {counted[outline.structure]}"
        else:
            title = f"{outline.side.capitalize()} {outline.structure}"
            if alike[outline.structure, outline.side] > 1:
                title += f" {counted[outline.structure]}"  # the number it has beside its results
        area = _area(outline, document, series, number)
        title += " ?" if outline.is_proposed else ""
        what = (outline.rule, outline.is_proposed)
        rows.append(OutlineRow(index, title, area, outline.side, outline.structure, place, is_here, *what))
    return rows


@lru_cache(maxsize=1024)
def _crosses(rings: tuple[tuple[Point, ...], ...]) -> bool:
    """Whether a ring crosses itself; kept, as the list is made anew for every slice that comes on the screen."""
    return any(has_crossing(ring) for ring in rings)


def _area(outline: Outline, document: Document, series: Series | None, number: int) -> str:
    """Area in mm² as far as a spacing is known or stated, else in pixels; that it crosses itself where it does."""
    if _crosses(outline.rings):
        return CROSSES
    spacing = None
    if series is not None:
        spacing = series.slices[number - 1].geometry.spacing or document.statement_for(series.series_uid).spacing
    if spacing is None:
        return f"{outline.area_px:.0f} px"
    return f"{outline.area_px * spacing.row_mm * spacing.column_mm:.0f} mm²"
