"""Under the panels: a small table of numbers per side. Black on white."""

from collections.abc import Sequence
from dataclasses import replace

from viewer.core.outline import Side
from viewer.figure.arranging.looks import Looks
from viewer.figure.arranging.views import PanelView
from viewer.figure.content import Sides
from viewer.figure.page import BLACK, Anchor, Mark, PathMark, TextMark
from viewer.figure.type.metrics import MM_PER_PT
from viewer.figure.under_panels.change_table import change_rows, change_table, verdict_words
from viewer.figure.under_panels.text_lines import GAP_MM, INSET_MM, text_lines
from viewer.figure.words.field_values import panel_letter
from viewer.figure.words.phrases import (
    NO_VALUE,
    area_words,
    capital,
    do_not_use,
    interval_words,
    percent_words,
    points_words,
    ratio_words,
)
from viewer.measure.measurement import Comparison, MeasurementRow

RULE_PT = 0.5
"""Width of the rules of the table of numbers."""

COLUMN_GAP_MM = 1.5
"""Smallest distance between columns of the table."""

WIDEST_GAP_MM = 14.0
"""Largest distance between columns: on a wide page the eye must still find its row."""

_NAMES = {Side.RIGHT: "R", Side.LEFT: "L"}


def number_marks(views: Sequence[PanelView], looks: Looks, *, top_mm: float) -> tuple[list[Mark], float]:
    """Table of area, fat fraction and ratio per outline and their difference, and its lower edge in mm.

    Columns follow the image from left to right, so that each number stands on its muscle's side. The panels of one
    slice share a table; of several slices each has a row.

    Parameters
    ----------
    views
        What is shown; the rows of the first measured structure are listed.
    looks
        Type sizes and width.
    top_mm
        Upper edge of the strip.
    """
    measured = [view for view in _one_per_slice(views) if rows_shown(view)]
    if not measured:
        return [], top_mm
    changes = change_rows(measured)
    if changes:
        table = change_table(changes)
    else:
        table = _table(measured[0], looks) if len(measured) == 1 else _table_of_slices(measured)
    marks, bottom = _set(table, looks, top_mm)
    for said in [*_warnings(measured), *filter(None, [verdict_words(changes)])]:
        more, bottom = text_lines(said, looks, top_mm=bottom)
        marks += [replace(mark, item="numbers") for mark in more]
    return marks, bottom


def _warnings(measured: Sequence[PanelView]) -> list[str]:
    """Sentences that forbid using numbers, of several slices with the names of those they are about."""
    if len(measured) == 1:
        return list(do_not_use(rows_shown(measured[0])))
    names: dict[str, list[str]] = {}
    for view in measured:
        for said in do_not_use(rows_shown(view)):
            names.setdefault(said, []).append(name_of(view, measured))
    return [f"{', '.join(found)}: {said[0].lower()}{said[1:]}" for said, found in names.items()]


def _one_per_slice(views: Sequence[PanelView]) -> list[PanelView]:
    """First panel of each slice and of each way in which its numbers came about: a fat map changes none."""
    found: list[PanelView] = []
    for view in views:
        content = view.content
        if not any((o.image.key, o.rows) == (content.image.key, content.rows) for o in (f.content for f in found)):
            found.append(view)
    return found


def rows_shown(view: PanelView) -> tuple[MeasurementRow, ...]:
    """Rows of the first measured structure of a panel's slice."""
    rows = view.content.rows
    return tuple(row for row in rows if row.structure is rows[0].structure)


def _in_image_order(rows: tuple[MeasurementRow, ...], view: PanelView) -> tuple[MeasurementRow, ...]:
    """Rows from image-left to image-right where the sides lie there, else in their own order."""
    is_turned = view.sides.is_shown and ("left", "L") in view.sides.side_edges and view.outer is None
    return tuple(reversed(rows)) if is_turned else rows


def _head(row: MeasurementRow, sides: Sides) -> str:
    return _NAMES.get(row.side, str(row.outline)) if sides.is_shown else str(row.outline)


def _table(view: PanelView, looks: Looks) -> list[list[str]]:
    rows = _in_image_order(rows_shown(view), view)
    comparison = _comparison(view, rows)
    table = [
        ["", *(_head(row, view.sides) for row in rows)],
        ["Area", *(area_words(row) for row in rows)],
        ["Fat fraction", *(percent_words(row.fat_fraction_percent) for row in rows)],
        ["Fat-to-muscle ratio", *(ratio_words(row.fat_to_muscle_ratio) for row in rows)],
    ]
    if comparison is not None:
        differences = [
            "Difference",
            percent_words(comparison.area_asymmetry_percent),
            _difference(comparison, view.sides),
            "",
        ]
        table = [[*line, cell] for line, cell in zip(table, differences, strict=True)]
    return _with_intervals(table, rows, comparison, view, looks)


def _with_intervals(
    table: list[list[str]],
    rows: tuple[MeasurementRow, ...],
    comparison: Comparison | None,
    view: PanelView,
    looks: Looks,
) -> list[list[str]]:
    """Table with the 95 % intervals below the fat fractions; only that of the difference where the page is narrow."""
    spans = [interval_words(row.fat_fraction_interval_percent) for row in rows]
    if comparison is not None:
        spans.append(interval_words(comparison.interval_points if view.sides.is_shown else None))
    if all(span == NO_VALUE for span in spans):
        return table
    wide = [*table[:3], ["95 % interval", *spans], *table[3:]]
    if _least_mm(wide, looks) <= looks.width_mm - 2 * INSET_MM:
        return wide
    if comparison is None or spans[-1] == NO_VALUE:
        return table
    return [*table[:3], ["95 % interval", *[""] * len(rows), spans[-1]], *table[3:]]


def _difference(comparison: Comparison | None, sides: Sides) -> str:
    points = None if comparison is None else comparison.fat_fraction_difference_points
    return "–" if points is None else points_words(points if sides.is_shown else abs(points))


def _table_of_slices(views: Sequence[PanelView]) -> list[list[str]]:
    """One row per slice: the fat fraction of each side, their difference, the area of each side."""
    heads = list(
        dict.fromkeys(_head(row, view.sides) for view in views for row in _in_image_order(rows_shown(view), view))
    )
    table = [["", *(f"Fat {head}" for head in heads), "Difference", *(f"Area {head}" for head in heads)]]
    for view in views:
        found = {_head(row, view.sides): row for row in rows_shown(view)}
        rows = [found.get(head) for head in heads]
        table.append(
            [
                name_of(view, views),
                *("–" if row is None else percent_words(row.fat_fraction_percent) for row in rows),
                _difference(_comparison(view, rows_shown(view)), view.sides),
                *("–" if row is None else area_words(row) for row in rows),
            ]
        )
    return table


def name_of(view: PanelView, among: Sequence[PanelView]) -> str:
    """What a slice is called beside others: its time, its level, or the letter of its panel."""
    times = [other.content.time_words for other in among]
    levels = [level_words(other) for other in among]
    if view.content.time_words and len(set(times)) == len(times):
        return capital(view.content.time_words)
    if level_words(view) and len(set(levels)) == len(levels):
        return level_words(view)
    parts = [part for part in (view.content.time_words, level_words(view)) if part]
    return capital(", ".join(parts)) if parts else panel_letter(view.index)


def level_words(view: PanelView) -> str:
    """Level of a panel's slice, '' where it is not known."""
    from viewer.figure.words.phrases import level_of

    return level_of(view.content) or ""


def _comparison(view: PanelView, rows: tuple[MeasurementRow, ...]) -> Comparison | None:
    measurement = view.content.measurement
    if measurement is None or len(rows) != 2:
        return None
    first = rows[0]
    return next(
        (
            comparison
            for comparison in measurement.comparisons
            if (comparison.series, comparison.slice_number) == (first.series, first.slice_number)
            and comparison.structure is first.structure
        ),
        None,
    )


def _set(table: list[list[str]], looks: Looks, top_mm: float) -> tuple[list[Mark], float]:
    """Marks of a table whose first line is its head, and its lower edge."""
    size, inset = looks.text_pt, INSET_MM
    pitch = size * 1.4 * MM_PER_PT
    cap = looks.cap_mm(size)
    size, rights = _fitted(table, looks)
    baseline = top_mm + GAP_MM + cap
    marks: list[Mark] = []
    for number, line in enumerate(table):
        for column, cell in enumerate(line):
            if not cell:
                continue
            x = inset + (0.0 if column == 0 else rights[column])
            anchor: Anchor = "left" if column == 0 else "right"
            is_bold = number == 0 or not any(line[1:])
            marks.append(
                TextMark(
                    cell,
                    x,
                    baseline,
                    size,
                    "number",
                    anchor,
                    is_bold=is_bold,
                    colour=BLACK,
                    item="numbers",
                    font=looks.font,
                )
            )
        if number in (0, len(table) - 1):
            marks.append(_rule(baseline + 0.5 * (pitch - cap), inset + rights[-1]))
        baseline += pitch
    return marks, baseline - pitch + looks.depth_mm(size) + inset


def _fitted(table: list[list[str]], looks: Looks) -> tuple[float, list[float]]:
    """Type size and right ends of the columns: spread over the page, never closer than the text allows.

    A table that is wider than the page is set smaller; the check of the smallest text then says so.
    """
    page = looks.width_mm - 2 * INSET_MM
    shrink = min(page / _least_mm(table, looks), 1.0)
    widths = [width * shrink for width in _widths(table, looks)]
    gap = max(min((page - sum(widths)) / max(len(widths) - 1, 1), WIDEST_GAP_MM), COLUMN_GAP_MM * shrink)
    ends = [widths[0]]
    for width in widths[1:]:
        ends.append(ends[-1] + gap + width)
    return looks.text_pt * shrink, ends


def _widths(table: list[list[str]], looks: Looks) -> list[float]:
    """Width of each column; the name of a group runs over the columns and does not count."""
    return [
        max(
            looks.line_mm(line[column], looks.text_pt, is_bold=number == 0)
            for number, line in enumerate(table)
            if any(line[1:])
        )
        for column in range(len(table[0]))
    ]


def _least_mm(table: list[list[str]], looks: Looks) -> float:
    """Width of a table whose columns are as close as they may be."""
    widths = _widths(table, looks)
    return sum(widths) + COLUMN_GAP_MM * (len(widths) - 1)


def _rule(y_mm: float, right_mm: float) -> PathMark:
    ends = ((INSET_MM, y_mm), (right_mm, y_mm))
    return PathMark((ends,), is_closed=False, width_pt=RULE_PT, casing_pt=0.0, colour=BLACK, item="numbers")
