"""Under the image: a small table of numbers per side, and the printed caption. Black on white."""

from viewer.core.outline import Side
from viewer.figure.content import FigureContent, Sides, side_edges
from viewer.figure.page import BLACK, Anchor, Mark, PathMark, TextMark
from viewer.figure.presets import Preset
from viewer.figure.type.metrics import CAP_HEIGHT, DESCENT, LINE_PITCH, MM_PER_PT, width_mm, wrap
from viewer.figure.words.captions import (
    area_words,
    do_not_use,
    percent_words,
    points_words,
    ratio_words,
)
from viewer.measure.measurement import Comparison, MeasurementRow

RULE_PT = 0.5
"""Width of the rules of the table of numbers."""

GAP_MM = 1.6
"""Distance between image, table and caption."""

INSET_MM = 1.0
"""Distance of table and caption from the page's sides and from its lower edge."""

COLUMN_GAP_MM = 1.5
"""Smallest distance between columns of the table."""

_NO_VALUE = ""


def number_marks(content: FigureContent, sides: Sides, outlet: Preset, *, top_mm: float) -> tuple[list[Mark], float]:
    """Table of area, fat fraction and ratio per outline and their difference, and its lower edge in mm.

    Columns follow the image from left to right, so that each number stands on its muscle's side.

    Parameters
    ----------
    content, sides
        What is shown; the rows of the first measured structure are listed.
    outlet
        Type sizes and width.
    top_mm
        Upper edge of the strip.
    """
    rows = _rows_shown(content)
    if not rows:
        return [], top_mm
    table = _table(content, sides, _in_image_order(rows, content, sides))
    size = outlet.text_pt
    pitch = size * 1.4 * MM_PER_PT
    cap = size * CAP_HEIGHT * MM_PER_PT
    rights = _column_ends(table, size, outlet.width_mm - 2 * INSET_MM)
    baseline = top_mm + GAP_MM + cap
    marks: list[Mark] = []
    for number, line in enumerate(table):
        for column, cell in enumerate(line):
            x = INSET_MM + (0.0 if column == 0 else rights[column])
            anchor: Anchor = "left" if column == 0 else "right"
            marks.append(TextMark(cell, x, baseline, size, "number", anchor, is_bold=number == 0, colour=BLACK))
        if number == 0:
            marks.append(_rule(baseline + pitch - cap - 0.5 * (pitch - cap), outlet.width_mm))
        baseline += pitch
    bottom = baseline - pitch + size * DESCENT * MM_PER_PT + INSET_MM
    warnings = [line for said in do_not_use(rows) for line in _wrapped(said, outlet)]
    more, bottom = _lines(tuple(warnings), outlet, bottom) if warnings else ([], bottom)
    return [mark for mark in [*marks, *more] if not isinstance(mark, TextMark) or mark.text], bottom


def _rows_shown(content: FigureContent) -> tuple[MeasurementRow, ...]:
    rows = content.rows
    return tuple(row for row in rows if row.structure is rows[0].structure)


def _in_image_order(
    rows: tuple[MeasurementRow, ...], content: FigureContent, sides: Sides
) -> tuple[MeasurementRow, ...]:
    """Rows from image-left to image-right where the sides lie there, else in their own order."""
    is_turned = sides.is_shown and ("left", "L") in side_edges(content.geometry)
    return tuple(reversed(rows)) if is_turned else rows


def _table(content: FigureContent, sides: Sides, rows: tuple[MeasurementRow, ...]) -> list[list[str]]:
    comparison = _comparison(content, rows)
    heads = [
        {Side.RIGHT: "R", Side.LEFT: "L"}.get(row.side, str(row.outline)) if sides.is_shown else str(row.outline)
        for row in rows
    ]
    table = [
        [_NO_VALUE, *heads],
        ["Area", *(area_words(row) for row in rows)],
        ["Fat fraction", *(percent_words(row.fat_fraction_percent) for row in rows)],
        ["Fat-to-muscle ratio", *(ratio_words(row.fat_to_muscle_ratio) for row in rows)],
    ]
    if comparison is not None:
        points = comparison.fat_fraction_difference_points
        differences = [
            "Difference",
            percent_words(comparison.area_asymmetry_percent),
            "–" if points is None else points_words(points if sides.is_shown else abs(points)),
            _NO_VALUE,
        ]
        table = [[*line, cell] for line, cell in zip(table, differences, strict=True)]
    return table


def _comparison(content: FigureContent, rows: tuple[MeasurementRow, ...]) -> Comparison | None:
    if content.measurement is None or len(rows) != 2:
        return None
    first = rows[0]
    return next(
        (
            comparison
            for comparison in content.measurement.comparisons
            if (comparison.series, comparison.slice_number) == (first.series, first.slice_number)
            and comparison.structure is first.structure
        ),
        None,
    )


def _column_ends(table: list[list[str]], size_pt: float, page_mm: float) -> list[float]:
    """Right ends of the columns: spread over the page, never closer than the text allows."""
    widths = [
        max(width_mm(line[column], size_pt=size_pt, is_bold=number == 0) for number, line in enumerate(table))
        for column in range(len(table[0]))
    ]
    spare = page_mm - sum(widths)
    gap = max(spare / max(len(widths) - 1, 1), COLUMN_GAP_MM)
    ends = [widths[0]]
    for width in widths[1:]:
        ends.append(ends[-1] + gap + width)
    return ends


def _rule(y_mm: float, width: float) -> PathMark:
    ends = ((INSET_MM, y_mm), (width - INSET_MM, y_mm))
    return PathMark((ends,), is_closed=False, width_pt=RULE_PT, casing_pt=0.0, colour=BLACK)


def caption_marks(caption: str, outlet: Preset, *, top_mm: float) -> tuple[list[Mark], float]:
    """Wrapped lines of the caption, and their lower edge in mm."""
    return _lines(_wrapped(caption, outlet), outlet, top_mm)


def _wrapped(text: str, outlet: Preset) -> tuple[str, ...]:
    return wrap(text, size_pt=outlet.text_pt, measure_mm=outlet.width_mm - 2 * INSET_MM)


def _lines(lines: tuple[str, ...], outlet: Preset, top_mm: float) -> tuple[list[Mark], float]:
    size = outlet.text_pt
    baseline = top_mm + GAP_MM + size * CAP_HEIGHT * MM_PER_PT
    marks: list[Mark] = []
    for line in lines:
        marks.append(TextMark(line, INSET_MM, baseline, size, "caption", colour=BLACK))
        baseline += size * LINE_PITCH * MM_PER_PT
    return marks, baseline - size * (LINE_PITCH - DESCENT) * MM_PER_PT + INSET_MM
