"""What changed between the numbers stored in a project and those measured now, as sentences."""

from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass

from viewer.core.outline import Side, Structure
from viewer.core.series import SliceKey
from viewer.io.project import StoredMeasurement, StoredRow
from viewer.io.project.contents import as_fingerprint_key
from viewer.measure.measurement import Measurement, MeasurementRow

RELATIVE_TOLERANCE = 1e-9
"""Largest difference of two numbers, in parts of the larger one, that is rounding of another computer (no unit)."""

FIT_TOLERANCE = 1e-6
"""The same for numbers that a fit may be behind, whose steps end elsewhere in the last digits (no unit): at
most a ten-thousandth of a percentage point of fat."""

_DECIMALS_MAXIMUM = 12


@dataclass(frozen=True, slots=True)
class _Quantity:
    """A number that is compared: how it is called, its unit, its decimals, its tolerance, and where it stands."""

    name: str
    unit: str
    decimals: int
    tolerance: float
    value: Callable[[StoredRow | MeasurementRow], float | None]


_QUANTITIES = (
    _Quantity("area", " px", 1, RELATIVE_TOLERANCE, lambda row: row.area_px),
    _Quantity("area", " mm²", 1, RELATIVE_TOLERANCE, lambda row: row.area_mm2),
    _Quantity("fat fraction", " %", 1, FIT_TOLERANCE, lambda row: row.fat_fraction_percent),
    _Quantity("fat-to-muscle ratio", "", 3, FIT_TOLERANCE, lambda row: row.fat_to_muscle_ratio),
)

_Place = tuple[SliceKey, Structure, int]


def differences(stored: StoredMeasurement, now: Measurement, slices: Set[SliceKey]) -> tuple[str, ...]:
    """Every number that is another one now, one sentence each; a changed method version also without any.

    Parameters
    ----------
    stored
        As it was shown when the project was saved.
    now
        Measured from the same document.
    slices
        Fingerprints of the outlined slices that are there; nothing is said about others.
    """
    found = {_place_of(row): row for row in now.rows}
    version = f"method {now.method.name} {stored.method.version} → {now.method.version}"
    if stored.method.name != now.method.name:
        version = f"method {stored.method.name} → {now.method.name}"
    is_other = (stored.method.name, stored.method.version) != (now.method.name, now.method.version)
    by = f" ({version})" if is_other else ""
    is_one_slice = len({row.slice_key for row in stored.rows}) == 1
    sentences = []
    for row in stored.rows:
        again = found.get((row.slice_key, row.structure, row.outline))
        if again is None:
            gone = row.slice_key in slices
            sentences += [f"{_name(row, None)}: measured when saved, and not any more."] if gone else []
        else:
            name = _name(row, None if is_one_slice else again)
            sentences += [f"{name}: {change}{by}." for change in _changes(row, again)]
    if is_other and not sentences:
        sentences.append(f"The numbers are measured in another way now, which changed none of them ({version}).")
    return tuple(sentences)


def _place_of(row: MeasurementRow) -> _Place:
    return as_fingerprint_key(SliceKey(row.sop_instance_uid, row.frame)), row.structure, row.outline


def _name(row: StoredRow, place: MeasurementRow | None) -> str:
    """How a sentence begins, such as 'Patient's right multifidus'; with its series and slice if a place is given."""
    side = f"patient's {row.side} {row.structure}"
    name = f"{row.structure} {row.outline}" if row.side is Side.UNKNOWN else side
    if place is not None:
        return f"Series {place.series}, slice {place.slice_number}, {name}"
    return f"{name[0].upper()}{name[1:]}"


def _changes(row: StoredRow, again: MeasurementRow) -> Iterable[str]:
    if row.side is not again.side:
        yield f"side {row.side} when saved, {again.side} now"
    for quantity in _QUANTITIES:
        before, after = quantity.value(row), quantity.value(again)
        if not _is_same(before, after, quantity.tolerance):
            was, is_now = _shown(before, after, quantity)
            yield f"{quantity.name} {was} when saved, {is_now} now"


def _is_same(before: float | None, after: float | None, tolerance: float) -> bool:
    if before is None or after is None:
        return before is after
    return abs(before - after) <= tolerance * max(abs(before), abs(after))


def _shown(before: float | None, after: float | None, quantity: _Quantity) -> tuple[str, str]:
    """Both numbers with as many decimals as it takes to tell them apart."""
    for decimals in range(quantity.decimals, _DECIMALS_MAXIMUM):
        was, is_now = ("none" if value is None else f"{value:.{decimals}f}{quantity.unit}" for value in (before, after))
        if was != is_now:
            break
    return was, is_now
