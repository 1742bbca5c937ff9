"""How single facts are put in words: numbers with their units, names of rows, levels, methods, forbidding flags."""

import re

from viewer import PROGRAM as PROGRAM_NAME
from viewer import __version__
from viewer.core.annotations.levels import known_level
from viewer.core.outline import Side, Structure
from viewer.figure.content import FigureContent, Sides
from viewer.measure.flags import FLAGS, FlagLevel
from viewer.measure.measurement import Comparison, Interval, Measurement, MeasurementRow
from viewer.measure.methods import METHODS
from viewer.measure.weighting import weighting

ALT_MAXIMUM = 200
"""Longest short alternative text, in characters."""

PROGRAM = f"{PROGRAM_NAME} {__version__}"
"""Program and version, as written files carry them."""

NO_VALUE = "–"
"""What stands where there is no value."""

_METHOD_NAME = re.compile(r"[a-z0-9-]{1,40}")


def row_name(row: MeasurementRow, sides: Sides) -> str:
    """How a measured row is called: 'patient's right', 'patient's left' or 'outline 1'."""
    if sides.is_shown and row.side is not Side.UNKNOWN:
        return f"patient's {row.side}"
    return f"outline {row.outline}"


def area_words(row: MeasurementRow) -> str:
    """Area with its unit: mm², or pixels where the spacing is unknown."""
    return f"{row.area_px:.0f} px" if row.area_mm2 is None else f"{row.area_mm2:.0f} mm²"


def mm2_words(value: float | None) -> str:
    """Area in mm², '–' where it does not exist."""
    return NO_VALUE if value is None else f"{value:.0f} mm²"


def percent_words(value: float | None) -> str:
    """Percentage with one decimal, '–' where it does not exist."""
    return NO_VALUE if value is None else f"{value:.1f} %"


def ratio_words(value: float | None) -> str:
    """Ratio with two decimals, '–' where it does not exist."""
    return NO_VALUE if value is None else f"{value:.2f}"


def points_words(value: float) -> str:
    """Signed difference in percentage points; nothing has no sign."""
    shown = f"{value:+.1f}"
    return f"{shown.lstrip('+-') if float(shown) == 0.0 else shown} points".replace("-", "−")


def interval_words(interval: Interval | None, *, digits: int = 1) -> str:
    """Ends of an interval without a unit, '42.2 to 48.1'; '–' where there is none."""
    if interval is None:
        return NO_VALUE
    return " to ".join(f"{end:.{digits}f}".replace("-", "−") for end in interval)


def do_not_use(rows: tuple[MeasurementRow, ...]) -> tuple[str, ...]:
    """Sentences of the flags that forbid using the numbers of these rows, worst first."""
    met = {flag for row in rows for flag in row.flags}
    return tuple(
        f"Do not use these numbers: {kind.sentence[0].lower()}{kind.sentence[1:]}"
        for kind in FLAGS
        if kind.level is FlagLevel.DO_NOT_USE and kind.identifier in met
    )


def ascii_words(text: str) -> str:
    """Text in seven-bit characters, for places that hold no others."""
    for character, plain in (("²", "2"), ("–", "-"), ("−", "-"), ("×", "x"), ("’", "'"), ("…", "...")):
        text = text.replace(character, plain)
    return text.encode("ascii", "replace").decode("ascii")


def kind_words(content: FigureContent) -> str:
    """Plane and kind, such as 'axial T2-weighted MRI'."""
    plane = content.geometry.plane
    return f"{'' if plane == 'unknown' else plane + ' '}{sequence_words(content)}"


def level_of(content: FigureContent) -> str | None:
    """Level of the slice, a disc or a vertebra; None where it is not known."""
    return known_level(
        next((row.level for row in content.rows if row.level), content.level or content.image.acquisition.level)
    )


def sequence_words(content: FigureContent) -> str:
    """Such as 'T2-weighted MRI'; 'image' where nothing of the header says that it is an MRI."""
    acquisition = content.image.acquisition
    weight = content.weighting or weighting(acquisition)
    if weight is not None:
        return f"{weight}-weighted MRI"
    sequence = {name.strip().upper() for name in acquisition.scanning_sequence}
    return "MRI" if sequence & {"SE", "IR", "GR", "EP"} else "image"


def method_words(measurement: Measurement | None) -> str:
    """The method in plain words with its name and version; nothing that is no method's name is repeated."""
    method = measurement.method if measurement is not None else None
    if method is None or not _METHOD_NAME.fullmatch(method.name):
        return "a named method"
    version = method.version if re.fullmatch(r"[0-9.]{1,12}", method.version) else ""
    words = next((known.caption for known in METHODS if known.name == method.name), "")
    name = f"{method.name} {version}".strip()
    return f"{words} ({name})" if words else f"the method {name}"


def comparison_of(content: FigureContent, structure: Structure) -> Comparison | None:
    """Right against left of a structure on the content's slice, None where it was not compared."""
    row = next((row for row in content.rows if row.structure is structure), None)
    if content.measurement is None or row is None:
        return None
    place = (row.series, row.slice_number, structure)
    found = content.measurement.comparisons
    return next((one for one in found if (one.series, one.slice_number, one.structure) == place), None)


def joined(words: list[str]) -> str:
    """'a', 'a and b', 'a, b and c'."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def capital(text: str) -> str:
    """Text with a capital first letter."""
    return f"{text[:1].upper()}{text[1:]}"
