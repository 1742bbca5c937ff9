"""What each live field stands for: a function of one measured row, or of one panel.

Nothing here ever reads a text of the input: levels, methods and weightings are those of fixed lists.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from string import ascii_lowercase

from viewer.core.figures.spec import FigureSpec
from viewer.core.outline import Side, Structure
from viewer.figure.arranging.greys import windows_of
from viewer.figure.content import FigureContent
from viewer.figure.words.phrases import (
    NO_VALUE,
    PROGRAM,
    area_words,
    comparison_of,
    interval_words,
    kind_words,
    level_of,
    method_words,
    mm2_words,
    percent_words,
    points_words,
    ratio_words,
    sequence_words,
)
from viewer.measure.measurement import MeasurementRow


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of a measured row: what it means, an example, and how it is written."""

    meaning: str
    example: str
    value: Callable[[MeasurementRow], str]


@dataclass(frozen=True, slots=True)
class Place:
    """One panel as fields see it: the recipe, its content, its index from 0, its scale bar's length, all contents."""

    spec: FigureSpec
    content: FigureContent
    index: int
    scale_bar_mm: float | None = None
    contents: tuple[FigureContent, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of a panel: what it means, an example, and how it is written."""

    meaning: str
    example: str
    value: Callable[[Place], str]


def _with_unit(words: str, unit: str) -> str:
    return words if words == NO_VALUE else f"{words} {unit}"


QUANTITIES: dict[str, Quantity] = {
    "fat_fraction": Quantity("Fat fraction", "45.1 %", lambda row: percent_words(row.fat_fraction_percent)),
    "interval": Quantity(
        "95 % interval of the fat fraction",
        "42.2 to 48.1 %",
        lambda row: _with_unit(interval_words(row.fat_fraction_interval_percent), "%"),
    ),
    "area": Quantity("Area", "612 mm²", area_words),
    "muscle_area": Quantity("Area of muscle without fat", "336 mm²", lambda row: mm2_words(row.muscle_area_mm2)),
    "fat_area": Quantity("Area of fat", "276 mm²", lambda row: mm2_words(row.fat_area_mm2)),
    "ratio": Quantity("Fat-to-muscle ratio", "0.82", lambda row: ratio_words(row.fat_to_muscle_ratio)),
    "ratio_interval": Quantity(
        "95 % interval of the fat-to-muscle ratio",
        "0.73 to 0.93",
        lambda row: interval_words(row.fat_to_muscle_ratio_interval, digits=2),
    ),
}
"""Name behind the side → number of the row."""

SIDES: dict[str, Side | int] = {"right": Side.RIGHT, "left": Side.LEFT, "outline_1": 1, "outline_2": 2}
"""Name before a number → side of the patient, or number of the outline where sides are unknown."""

STRUCTURES: dict[str, Structure] = {structure.value.replace(" ", "_"): structure for structure in Structure}
"""Name between side and number → structure."""


def side_value(place: Place, which: Side | int, structure: Structure | None, quantity: str) -> str:
    """Number of the one row of a side, '–' where there is none or more than one."""
    rows = place.content.rows
    wanted = structure or main_structure(place.content)
    found = [row for row in rows if row.structure is wanted and which in (row.side, row.outline)]
    return QUANTITIES[quantity].value(found[0]) if len(found) == 1 else NO_VALUE


def main_structure(content: FigureContent) -> Structure:
    """The structure that texts mean when they name none: the multifidus, else the first that was measured."""
    structures = [row.structure for row in content.rows]
    return structures[0] if structures and Structure.MULTIFIDUS not in structures else Structure.MULTIFIDUS


def panel_letter(index: int) -> str:
    """Letter of a panel: a, b, c."""
    return ascii_lowercase[index]


def panel_index(which: str, panel: int, spec: FigureSpec, contents: Sequence[FigureContent]) -> int | None:
    """Index of the panel whose facts a field tells; None where there is no such panel.

    Parameters
    ----------
    which
        Letter of a panel, 'before' or 'after', '' for none.
    panel
        Panel on which the text stands, -1 for the page.
    spec, contents
        The recipe and the content of each panel.
    """
    if which in ("before", "after"):
        times = [time_of(spec, content, i) for i, content in enumerate(contents)]
        return times.index(which) if which in times else None
    index = ascii_lowercase.index(which) if which else panel
    if index < 0:
        index = next((i for i, content in enumerate(contents) if content.rows), 0)
    return index if index < len(contents) else None


def time_of(spec: FigureSpec, content: FigureContent, index: int) -> str:
    """'before' or 'after' of a panel in a figure of two times, '' in others."""
    if spec.arrangement != "dates":
        return ""
    said = next((which for which in ("before", "after") if which in content.time_words.split()), "")
    return said or ("before", "after")[index % 2]


def _side(place: Place, side: Side) -> str:
    is_known = place.spec.shows_sides and place.content.geometry.can_tell_side
    return f"patient's {side}" if is_known else NO_VALUE


def _part(place: Place) -> str:
    part = place.spec.panels[place.index].part if place.index < len(place.spec.panels) else "whole"
    return NO_VALUE if part == "whole" else _side(place, Side(part))


def _difference(place: Place) -> str:
    found = comparison_of(place.content, main_structure(place.content))
    points = None if found is None else found.fat_fraction_difference_points
    return NO_VALUE if points is None else points_words(points)


def _difference_interval(place: Place) -> str:
    found = comparison_of(place.content, main_structure(place.content))
    return _with_unit(interval_words(None if found is None else found.interval_points), "points")


def _area_difference(place: Place) -> str:
    found = comparison_of(place.content, main_structure(place.content))
    return percent_words(None if found is None else found.area_asymmetry_percent)


def _window(place: Place) -> str:
    window = windows_of(place.spec, place.contents)[place.index]
    return f"{window.center:.4g}, {window.width:.4g}"


def _scale_bar(place: Place) -> str:
    length = place.scale_bar_mm if place.scale_bar_mm is not None else place.spec.scale_bar_mm
    is_drawn = place.spec.shows_scale_bar and place.content.geometry.spacing is not None
    return f"{length:g} mm" if is_drawn and length is not None else NO_VALUE


FACTS: dict[str, Fact] = {
    "right": Fact("The words for that side, from the geometry", "patient's right", lambda p: _side(p, Side.RIGHT)),
    "left": Fact("The words for that side, from the geometry", "patient's left", lambda p: _side(p, Side.LEFT)),
    "side": Fact("Side of a panel that shows one half of the patient", "patient's left", _part),
    "difference": Fact("Fat fraction, right minus left", "+32.7 points", _difference),
    "difference_interval": Fact("95 % interval of that difference", "28.9 to 36.5 points", _difference_interval),
    "area_difference": Fact("Area, (larger − smaller) / larger", "8.3 %", _area_difference),
    "level": Fact("Level of the slice", "L4/5", lambda p: level_of(p.content) or NO_VALUE),
    "sequence": Fact("Kind of image", "T2-weighted MRI", lambda p: sequence_words(p.content)),
    "image": Fact("Plane and kind of image", "axial T2-weighted MRI", lambda p: kind_words(p.content)),
    "method": Fact(
        "Method of the fat fraction",
        "one Otsu threshold for both sides together (otsu-shared 1)",
        lambda p: method_words(p.content.measurement) if p.content.measurement else NO_VALUE,
    ),
    "window": Fact("Display window, centre and width", "300, 600", _window),
    "scale_bar": Fact("Length that the scale bar stands for", "20 mm", _scale_bar),
    "panel": Fact("Letter of the panel", "a", lambda p: panel_letter(p.index)),
    "time": Fact(
        "Time of the panel in a figure of two times, never a date",
        "26 weeks after",
        lambda p: p.content.time_words or time_of(p.spec, p.content, p.index) or NO_VALUE,
    ),
    "program": Fact("Program and version", PROGRAM, lambda _: PROGRAM),
}
"""Name → fact of a panel."""
