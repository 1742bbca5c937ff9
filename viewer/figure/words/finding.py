"""The finding in one sentence to copy: what the sides hold, with intervals, and whether they differ measurably.

Numbers that a flag forbids are never told: the sentence says so instead.
"""

from collections.abc import Sequence

from viewer.core.outline import Side, Structure
from viewer.figure.content import FigureContent
from viewer.figure.words.phrases import (
    area_words,
    capital,
    comparison_of,
    do_not_use,
    interval_words,
    level_of,
    method_words,
    percent_words,
)
from viewer.measure.changes.amounts import UNITS, Quantity
from viewer.measure.changes.change import Change, Changed, ChangeRow, DifferenceRow, Role
from viewer.measure.measurement import Comparison, MeasurementRow

TOLD = (Quantity.MUSCLE_AREA, Quantity.FAT_FRACTION)
"""What a sentence of change tells, the primary quantity first."""

_DIGITS = {Quantity.FAT_FRACTION: 1, Quantity.RATIO: 2}


def finding_sentence(
    contents: Sequence[FigureContent], change: Change | None = None, *, shows_sides: bool = True
) -> str:
    """One sentence per slice and structure, or per changed side; '' where nothing was measured.

    Parameters
    ----------
    contents
        What the panels show; each slice is told once.
    change
        What changed between two dates; it is told instead.
    shows_sides
        False where the user asked for a figure without sides.

    Returns
    -------
    str
        Sentences, parted by line breaks, such as "At L4/5 the patient's right multifidus holds 45.1 % fat (95 %
        interval 42.2 to 48.1), the left 12.4 % (10.0 to 14.7); the difference of 32.7 points (28.9 to 36.5) is more
        than the measurement error (one Otsu threshold for both sides together (otsu-shared 1))."
    """
    if change is not None and change.rows:
        return "\n".join([*map(_changed_sentence, change.rows), *map(_differing_sentence, change.differences)])
    told: dict[tuple[object, Structure], str] = {}
    times = len({content.time_words for content in contents}) > 1
    for content in contents:
        for structure in dict.fromkeys(row.structure for row in content.rows):
            key = (content.image.key, structure)
            if key not in told:
                told[key] = _sentence(content, structure, _where(content, contents, names_time=times), shows_sides)
    said = [sentence for sentence in told.values() if sentence]
    if said and any(" holds " in sentence for sentence in said):
        measurement = next(content.measurement for content in contents if content.rows)
        said[-1] = f"{said[-1][:-1]} (measured by {method_words(measurement).replace('(', '[').replace(')', ']')})."
    return "\n".join(said)


def _where(content: FigureContent, contents: Sequence[FigureContent], *, names_time: bool) -> str:
    """'at L4/5', 'at L4/5 (before)', 'before,'; the slice by its number where that does not tell it from another."""
    level, time = level_of(content), content.time_words if names_time else ""
    said = f"at {level}{f' ({time})' if time else ''}" if level else f"{time}," if time else ""
    others = [one for one in contents if one.image.key != content.image.key]
    if all((level_of(one), one.time_words) != (level_of(content), content.time_words) for one in others):
        return said
    on_slice = f"on slice {content.rows[0].slice_number}"
    return f"{said} {on_slice}".strip()


def _sentence(content: FigureContent, structure: Structure, where: str, shows_sides: bool) -> str:  # noqa: FBT001
    rows = tuple(row for row in content.rows if row.structure is structure)
    begin = f"{capital(where)} the " if where else "The "
    reasons = do_not_use(rows)
    if reasons:
        why = reasons[0].removeprefix("Do not use these numbers: ").rstrip(".")
        return f"{begin}numbers of the {structure} must not be used: {why}."
    measured = [row for row in rows if row.fat_fraction_percent is not None]
    if not measured:
        return ""
    is_sided = shows_sides and all(row.side is not Side.UNKNOWN for row in measured)
    parts = [_holds(row, structure, is_first=i == 0, is_sided=is_sided) for i, row in enumerate(measured)]
    compared = comparison_of(content, structure)
    said = _difference(compared) if compared is not None and len(measured) == 2 else ""
    return f"{begin}{', '.join(parts)}{said}."


def _holds(row: MeasurementRow, structure: Structure, *, is_first: bool, is_sided: bool) -> str:
    """'patient's right multifidus holds 45.1 % fat (95 % interval 42.2 to 48.1)'; shorter after the first."""
    percent = percent_words(row.fat_fraction_percent)
    interval = row.fat_fraction_interval_percent
    ends = interval_words(interval)
    if not is_first:
        name = f"the {row.side}" if is_sided else f"outline {row.outline}"
        return f"{name} {percent}{'' if interval is None else f' ({ends})'}"
    name = f"patient's {row.side} {structure}" if is_sided else f"{structure} in outline {row.outline}"
    said = f"{name} holds {percent} fat"
    return f"{said} in {area_words(row)}" if interval is None else f"{said} (95 % interval {ends})"


def _difference(compared: Comparison) -> str:
    """'; the difference of 32.7 points (28.9 to 36.5) is more than the measurement error'."""
    points = compared.fat_fraction_difference_points
    if points is None:
        return ""
    interval = compared.interval_points
    if interval is not None and points < 0.0:
        interval = (-interval[1], -interval[0])
    said = f"; the difference of {abs(points):.1f} points"
    if interval is None:
        return f"{said} has no interval by this method"
    said = f"{said} ({interval_words(interval)})"
    if compared.distinguishable is None:
        return f"{said} is not judged while an outline is only proposed"
    return f"{said} is {'more than' if compared.distinguishable else 'within'} the measurement error"


def _changed_sentence(row: ChangeRow) -> str:
    level = row.where.after.level or row.where.before.level
    role = f" ({row.role})" if row.role in (Role.TREATED, Role.OTHER) else ""
    name = f"the patient's {row.side} {row.structure}{role}"
    begin = f"At {level}, in {name}" if level else f"In {name}"
    parts = [_changed(row.of(quantity)) for quantity in TOLD]
    told = "; ".join(part for part in parts if part)
    if not told:
        return f"{begin}, no change could be measured."
    return f"{begin}, {told}."


def _changed(one: Changed) -> str:
    """'the muscle area changed by +35 mm² (95 % interval +12 to +58), more than the measurement error'."""
    if one.change is None:
        return ""
    digits = _DIGITS.get(one.quantity, 0)
    unit = "points" if one.quantity is Quantity.FAT_FRACTION else UNITS[one.quantity]
    said = f"the {one.quantity} changed by {_signed(one.change, digits)} {unit}"
    if one.interval is not None:
        said += f" (95 % interval {' to '.join(_signed(end, digits) for end in one.interval)})"
    return said if one.verdict is None else f"{said}, {one.verdict}"


def _differing_sentence(row: DifferenceRow) -> str:
    one = row.of(TOLD[0])
    if one.difference is None:
        return ""
    digits = _DIGITS.get(one.quantity, 0)
    ends = "" if one.interval is None else f" (95 % interval {' to '.join(_signed(e, digits) for e in one.interval)})"
    verdict = "" if one.verdict is None else f", {one.verdict}"
    amount = f"{_signed(one.difference, digits)} {UNITS[one.quantity]}"
    return f"The {one.quantity} of the treated side changed by {amount}{ends} against the other side{verdict}."


def _signed(value: float, digits: int) -> str:
    text = f"{value:+.{digits}f}".replace("-", "−")
    return text.lstrip("+−") if float(text.replace("−", "-")) == 0.0 else text
