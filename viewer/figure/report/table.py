"""The report's table: one line per outline, with every number and its interval."""

from collections.abc import Sequence
from dataclasses import dataclass

from viewer.core.outline import Side, Structure
from viewer.figure.content import FigureContent
from viewer.figure.words.phrases import (
    NO_VALUE,
    area_words,
    capital,
    interval_words,
    level_of,
    mm2_words,
    percent_words,
    ratio_words,
)
from viewer.measure.flags import FLAGS, FlagLevel
from viewer.measure.measurement import MeasurementRow

HEADS = ("", "Area", "Muscle area", "Fat fraction (95 %)", "Fat-to-muscle ratio (95 %)")
"""Heads of the columns."""


@dataclass(frozen=True, slots=True)
class ReportTable:
    """Lines of the table, head first, and the flags of all of them.

    Parameters
    ----------
    lines
        Cells of each line, as many as `HEADS`.
    flags
        One sentence per flag, worst first.
    """

    lines: tuple[tuple[str, ...], ...]
    flags: tuple[str, ...]


def report_table(contents: Sequence[FigureContent], *, shows_sides: bool) -> ReportTable:
    """Table of the measured outlines of all panels, each slice once.

    Parameters
    ----------
    contents
        What the panels show.
    shows_sides
        Whether right and left may be named.
    """
    slices = list({content.image.key: content for content in contents}.values())
    lines: list[tuple[str, ...]] = [HEADS]
    met: set[str] = set()
    for content in slices:
        for row in content.rows:
            lines.append(_line(row, content, shows_sides=shows_sides, is_one_of_many=len(slices) > 1))
            met |= set(row.flags)
    order = {FlagLevel.DO_NOT_USE: "Do not use", FlagLevel.WITH_CARE: "With care", FlagLevel.NOTE: "Note"}
    said = tuple(
        f"{word}: {kind.sentence}"
        for level, word in order.items()
        for kind in FLAGS
        if kind.level is level and kind.identifier in met
    )
    return ReportTable(tuple(lines), said)


def _line(row: MeasurementRow, content: FigureContent, *, shows_sides: bool, is_one_of_many: bool) -> tuple[str, ...]:
    name = _name(row, shows_sides=shows_sides)
    if is_one_of_many:
        where = content.time_words or level_of(content) or f"slice {row.slice_number}"
        name = f"{where}, {name}"
    return (
        capital(name),
        area_words(row),
        mm2_words(row.muscle_area_mm2),
        _with_interval(percent_words(row.fat_fraction_percent), interval_words(row.fat_fraction_interval_percent)),
        _with_interval(
            ratio_words(row.fat_to_muscle_ratio), interval_words(row.fat_to_muscle_ratio_interval, digits=2)
        ),
    )


def _name(row: MeasurementRow, *, shows_sides: bool) -> str:
    side = f"patient's {row.side}" if shows_sides and row.side is not Side.UNKNOWN else f"outline {row.outline}"
    return side if row.structure is Structure.MULTIFIDUS else f"{row.structure}, {side}"


def _with_interval(value: str, interval: str) -> str:
    return value if NO_VALUE in (value, interval) else f"{value} ({interval})"
