"""What stands between right and left: the numbers of both, their difference with its interval, and what it means."""

from collections.abc import Sequence
from dataclasses import dataclass

from viewer.app.numbers import formats
from viewer.app.numbers.model import Column, NumbersModel, SideComparison
from viewer.app.numbers.sentences import LEAST_PERCENT, comparison_sentences
from viewer.core.outline import Side, Structure
from viewer.measure.flags import FlagLevel
from viewer.measure.measurement import Comparison

LINES = ("Fat fraction", "Muscle area", "Fat-to-muscle ratio", "Area")
"""Lines of the panel of numbers that stand between the sides, most important first."""

INTERVALS = {"Fat fraction": "Fat fraction, 95 %", "Fat-to-muscle ratio": "Ratio, 95 %"}
"""Line → that of its interval."""

SEVERAL = "several"
"""Stands where a side has more than one outline; the panel beside the image has the numbers of each."""

HIDDEN = "The numbers are hidden."
NOTHING = "Outline both sides to compare their numbers."
MEASURING = "Measuring …"
PENDING = "…"
"""Stands where an interval is still being worked out, so that nothing moves when it comes."""

MORE = "More than the measurement error; healthy sides differ too."
WITHIN = "Within the measurement error."
UNKNOWN = "No interval is known for this method."
PROPOSED = "As proposed: accept or reject the proposal first."
DO_NOT_USE = "Do not use this difference: the numbers of a side must not be used."


@dataclass(frozen=True, slots=True)
class Row:
    """One quantity of both sides, each as text with its 95 % interval ('' for none)."""

    label: str
    right: str
    left: str
    right_interval: str = ""
    left_interval: str = ""


@dataclass(frozen=True, slots=True)
class Between:
    """What stands between the sides.

    Parameters
    ----------
    title
        What is measured.
    rows
        Its numbers.
    difference, interval
        Fat fraction of the right minus that of the left with its 95 % interval, percentage points; '' where it does
        not exist.
    sentences
        What the difference means and how the areas differ, in few words, as the panel has the whole sentences; or
        why the sides are not compared.
    message
        What is said in place of all this, or ''.
    """

    title: str = ""
    rows: tuple[Row, ...] = ()
    difference: str = ""
    interval: str = ""
    sentences: tuple[str, ...] = ()
    message: str = ""


def between(model: NumbersModel | None, *, hides_numbers: bool, decimal: str = ".") -> Between:
    """What stands between the sides of the slice on the screen.

    Parameters
    ----------
    model
        Its numbers, None while they are not there.
    hides_numbers
        Whether no number is to be seen.
    decimal
        Decimal sign of the reader's language.
    """
    if hides_numbers:
        return Between(message=HIDDEN)
    if model is None:
        return Between(message=MEASURING)
    if model.refused is not None:
        return Between(message=model.refused)
    sided = [column for column in model.columns if column.side is not Side.UNKNOWN]
    if not sided:
        return Between(message=NOTHING)
    structure = _structure(sided)
    rows = _rows(model, structure, decimal=decimal)
    found = next((found for found in model.comparisons if found.structure is structure), None)
    title = structure.capitalize()
    if found is None:
        return Between(title=title, rows=rows, message=NOTHING)
    is_settled = model.is_settled or not model.has_interval
    difference, interval = _difference(found, decimal=decimal)
    interval = PENDING if difference and not is_settled else interval
    return Between(title, rows, difference, interval, _sentences(found, decimal=decimal, is_settled=is_settled))


def _sentences(found: SideComparison, *, decimal: str, is_settled: bool) -> tuple[str, ...]:
    """What the difference means; why there is none, in the panel's own words."""
    comparison = found.comparison
    if comparison is None or comparison.fat_fraction_difference_points is None:
        return comparison_sentences(found, decimal=decimal, is_settled=is_settled)
    meaning = DO_NOT_USE if found.level is FlagLevel.DO_NOT_USE else _meaning(comparison, is_settled=is_settled)
    return tuple(filter(None, (meaning, _areas(comparison, decimal=decimal))))


def _meaning(comparison: Comparison, *, is_settled: bool) -> str:
    if comparison.interval_points is None:
        return UNKNOWN if is_settled else PENDING
    if comparison.distinguishable is None:
        return PROPOSED
    return MORE if comparison.distinguishable else WITHIN


def _areas(comparison: Comparison, *, decimal: str) -> str:
    percent = comparison.area_asymmetry_percent
    if comparison.smaller_side is None or percent is None or percent < LEAST_PERCENT:
        return "Areas are equal."
    return f"Area: {comparison.smaller_side} {formats.percent(percent, decimal=decimal)} smaller."


def _structure(sided: Sequence[Column]) -> Structure:
    """The structure that both sides have, else the first one; the multifidus before others."""
    order = sorted(dict.fromkeys(column.structure for column in sided), key=lambda s: s is not Structure.MULTIFIDUS)
    both = [s for s in order if {column.side for column in sided if column.structure is s} >= {Side.RIGHT, Side.LEFT}]
    return (both or order)[0]


def _rows(model: NumbersModel, structure: Structure, *, decimal: str) -> tuple[Row, ...]:
    lines = {line.label: line.cells for line in model.lines(decimal=decimal)}

    def cell(label: str, side: Side) -> str:
        places = [i for i, c in enumerate(model.columns) if c.structure is structure and c.side is side]
        if len(places) != 1:
            return SEVERAL if places else formats.NOTHING
        return lines[label][places[0]] if label in lines else ""

    def interval(label: str, side: Side) -> str:
        if label in INTERVALS and model.has_interval and not model.is_settled:
            return PENDING
        text = cell(INTERVALS[label], side) if label in INTERVALS else ""
        return "" if text in {formats.NOTHING, SEVERAL} else text

    return tuple(
        Row(
            label,
            cell(label, Side.RIGHT),
            cell(label, Side.LEFT),
            interval(label, Side.RIGHT),
            interval(label, Side.LEFT),
        )
        for label in LINES
        if label in lines
    )


def _difference(found: SideComparison, *, decimal: str) -> tuple[str, str]:
    comparison = found.comparison
    if comparison is None or comparison.fat_fraction_difference_points is None:
        return "", ""
    ends = comparison.interval_points
    said = "" if ends is None else formats.interval(ends, 1, decimal=decimal)
    return formats.points(comparison.fat_fraction_difference_points, decimal=decimal), said
