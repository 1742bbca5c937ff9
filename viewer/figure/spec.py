"""The figure's recipe: what a user chooses about a figure, stored as versioned JSON."""

import json
import math
import re
from contextlib import suppress
from dataclasses import asdict, dataclass, fields

from viewer.core.grey import Window
from viewer.errors import UsageError
from viewer.figure.presets import DEFAULT_PRESET, preset

FORMAT = "multifidus-figure"
"""What a stored recipe calls itself."""

SCHEMA_VERSION = 1
"""Version of the stored recipe; a reader refuses a newer one."""

WHOLE_SLICE = 0.0
"""Value of `FigureSpec.crop_mm` that shows the whole slice."""

MAX_JSON_CHARACTERS = 100_000
"""Longest recipe that is read; a real one has under 3,000 characters."""

MAX_TEXT_CHARACTERS = 5_000
"""Longest caption or alternative text."""


@dataclass(frozen=True, slots=True)
class Style:
    """How outlines are drawn, at the final width.

    Parameters
    ----------
    dash_pt
        Length of a dash and of the gap after it in pt; both are stretched alike by a few per cent so that a
        whole number of them closes the outline.
    line_pt
        Width of the line in pt.
    casing_pt
        Width of the dark rim on each side of the line in pt.
    colour
        '#rrggbb' of the line.

    Raises
    ------
    UsageError
        If a value is out of range.
    """

    dash_pt: tuple[float, float] = (4.0, 2.2)
    line_pt: float = 1.0
    casing_pt: float = 0.4
    colour: str = "#ffffff"

    def __post_init__(self) -> None:
        for name, values, low, high in (
            ("dash_pt", self.dash_pt, 0.2, 50.0),
            ("line_pt", (self.line_pt,), 0.05, 20.0),
            ("casing_pt", (self.casing_pt,), 0.0, 20.0),
        ):
            if not all(low <= value <= high for value in values):
                raise UsageError(f"The figure style's {name} must lie between {low:g} and {high:g} pt.")
        if not re.fullmatch(r"#[0-9a-fA-F]{6}", self.colour):
            raise UsageError("The figure style's colour must be written as #rrggbb, such as #ffffff.")


@dataclass(frozen=True, slots=True)
class FigureSpec:
    """What the user chose about a figure; everything else follows from the slice.

    Parameters
    ----------
    preset
        Name of one of `PRESETS`.
    window
        Display window, or None for the file's own, or, without one, the 1st to 99.5th percentile.
    crop_mm
        Width of the crop in mm of the patient; None crops round the outlines, `WHOLE_SLICE` (0) does not.
    caption, alt
        The user's own caption and alternative text, or None for generated ones.
    shows_numbers
        Whether a strip under the image gives area, fat fraction and ratio of each side.
    shows_sides
        Whether R, L and the words are drawn and the outlines are called right and left.
    shows_caption
        Whether the caption is printed under the image (it is always available as text).
    shows_edges
        Whether the letters of the other two edges (A and P on an axial slice) are drawn too, small.
    shows_scale_bar
        Whether a scale bar is drawn; it never is without a known pixel spacing.
    style
        How outlines are drawn.

    Raises
    ------
    UsageError
        If a value is out of range.
    """

    preset: str = DEFAULT_PRESET
    window: Window | None = None
    crop_mm: float | None = None
    caption: str | None = None
    alt: str | None = None
    shows_numbers: bool = False
    shows_sides: bool = True
    shows_caption: bool = False
    shows_edges: bool = False
    shows_scale_bar: bool = True
    style: Style = Style()

    def __post_init__(self) -> None:
        preset(self.preset)
        if self.crop_mm is not None and not (self.crop_mm == WHOLE_SLICE or 10.0 <= self.crop_mm <= 1000.0):
            raise UsageError("The crop of a figure must be between 10 and 1000 mm wide, or 0 for the whole slice.")
        for name, text in (("caption", self.caption), ("alternative text", self.alt)):
            if text is not None:
                _check_text(name, text)

    def to_json(self) -> str:
        """Return the recipe as canonical JSON: same recipe, same bytes."""
        record = {"format": FORMAT, "schema_version": SCHEMA_VERSION, **asdict(self)}
        return json.dumps(record, indent=1, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "FigureSpec":
        """Return the recipe that was stored.

        Parameters
        ----------
        text
            What `to_json` wrote; keys may be left out, unknown keys are refused.

        Raises
        ------
        UsageError
            If it is not a figure recipe of a known version, or a value is of the wrong kind or out of range.
        """
        record = _parsed(text)
        if record.pop("format", None) != FORMAT:
            raise UsageError(f"The figure recipe does not say format '{FORMAT}'; use a file that this program wrote.")
        version = record.pop("schema_version", None)
        if type(version) is not int or version != SCHEMA_VERSION:
            raise UsageError(
                f"The figure recipe is not of schema version {SCHEMA_VERSION}; this program cannot read it."
            )
        _refuse_unknown(record, {field.name for field in fields(cls)}, where="the figure recipe")
        values = {name: _READERS[name](name, value) for name, value in record.items()}
        return cls(**values)  # type: ignore[arg-type]  # each reader returns what its field holds


def _check_text(name: str, text: str) -> None:
    if len(text) > MAX_TEXT_CHARACTERS:
        raise UsageError(f"The {name} of the figure is longer than {MAX_TEXT_CHARACTERS} characters; shorten it.")
    if any(not (character.isprintable() or character in "\n\t") for character in text):
        raise UsageError(f"The {name} of the figure holds a character that cannot be printed; retype it.")


def _parsed(text: str) -> dict[str, object]:
    if len(text) > MAX_JSON_CHARACTERS:
        raise UsageError(f"The figure recipe is longer than {MAX_JSON_CHARACTERS} characters; it is not one of ours.")
    try:
        record = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_without_repeats)
    except (ValueError, RecursionError) as e:
        raise UsageError("The figure recipe is not valid JSON; save it again from the program.") from e
    if not isinstance(record, dict):
        raise UsageError("The figure recipe is not a JSON object; save it again from the program.")
    return record


def _refuse_constant(name: str) -> object:
    raise ValueError(name)


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    record = dict(pairs)
    if len(record) != len(pairs):
        raise ValueError("a key is given twice")
    return record


def _refuse_unknown(record: dict[str, object], known: set[str], *, where: str) -> None:
    unknown = [name for name in record if name not in known]
    if unknown:
        shown = "".join(c for c in unknown[0][:40] if c.isprintable())
        raise UsageError(f"The entry '{shown}' in {where} is unknown; remove it or update the program.")


def _number(name: str, value: object) -> float:
    number = math.nan
    if isinstance(value, int | float) and not isinstance(value, bool):
        with suppress(OverflowError):  # a whole number of hundreds of digits
            number = float(value)
    if not math.isfinite(number):
        raise UsageError(f"The entry '{name}' in the figure recipe must be a number.")
    return number


def _optional_number(name: str, value: object) -> float | None:
    return None if value is None else _number(name, value)


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise UsageError(f"The entry '{name}' in the figure recipe must be a text.")
    return value


def _optional_text(name: str, value: object) -> str | None:
    return None if value is None else _text(name, value)


def _switch(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise UsageError(f"The entry '{name}' in the figure recipe must be true or false.")
    return value


def _record(name: str, value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise UsageError(f"The entry '{name}' in the figure recipe must be an object.")
    return value


def _window(name: str, value: object) -> Window | None:
    if value is None:
        return None
    record = _record(name, value)
    _refuse_unknown(record, {"center", "width"}, where="the figure recipe's window")
    if len(record) != 2:
        raise UsageError("The window in the figure recipe needs both a center and a width.")
    return Window(_number("center", record["center"]), _number("width", record["width"]))


def _dash(name: str, value: object) -> tuple[float, float]:
    if not isinstance(value, list) or len(value) != 2:
        raise UsageError(f"The entry '{name}' in the figure recipe must be two numbers, dash and gap.")
    return (_number(name, value[0]), _number(name, value[1]))


def _style(name: str, value: object) -> Style:
    record = _record(name, value)
    _refuse_unknown(record, {field.name for field in fields(Style)}, where="the figure recipe's style")
    values = {key: _STYLE_READERS[key](key, entry) for key, entry in record.items()}
    return Style(**values)  # type: ignore[arg-type]  # each reader returns what its field holds


_STYLE_READERS = {"dash_pt": _dash, "line_pt": _number, "casing_pt": _number, "colour": _text}
_READERS = {
    "preset": _text,
    "window": _window,
    "crop_mm": _optional_number,
    "caption": _optional_text,
    "alt": _optional_text,
    "shows_numbers": _switch,
    "shows_sides": _switch,
    "shows_caption": _switch,
    "shows_edges": _switch,
    "shows_scale_bar": _switch,
    "style": _style,
}
