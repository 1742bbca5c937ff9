"""The figure's recipe: what a user chooses about a figure; everything else follows from the slices."""

import json
from dataclasses import dataclass
from typing import Literal

from viewer.core.figures.checks import check_range, check_text
from viewer.core.figures.marks import FigureMark
from viewer.core.figures.panels import Panel, check_crop
from viewer.core.figures.reviewed import MAX_REVIEWED, Reviewed
from viewer.core.figures.style import Style
from viewer.core.grey import Window
from viewer.errors import UsageError

FORMAT = "multifidus-figure"
"""What a stored recipe calls itself."""

SCHEMA_VERSION = 3
"""Version of the stored recipe; a reader refuses a newer one. Version 1 had one panel and no marks; version 2 knew
of no pixels that were looked at, and a recipe without any is still written as such, so that older programs read it."""

MAX_JSON_CHARACTERS = 400_000
"""Longest recipe that is read; a full one of 12 panels with 100 marks has under 40,000 characters."""

MAX_PANELS, MAX_MARKS = 24, 500
"""Most panels and marks of one figure."""

DEFAULT_PRESET = "springer-single"
"""The narrowest column of all outlets at 8 pt and 600 dpi: no journal has to shrink it, so type and lines
stay at the size they were given, and it meets the type sizes of Springer, Elsevier, BMC and PLOS."""

Inset = Literal["none", "whole", "locator"]
"""Small picture in a corner of the first panel: the whole slice with the crop, or the sagittal image with the line."""

Key = Literal["none", "cube", "feet"]
"""Small drawing: a cube with the patient's directions, or why image-left is the patient's right."""

Interpolation = Literal["bicubic", "nearest"]
"""How the slice's pixels are enlarged in pixel formats."""

Arrangement = Literal["single", "mirrored", "dates", "twin", "levels"]
"""What the panels are together: any panels by themselves; right beside left mirrored; two times; plain beside
annotated; a row of levels. Words and titles follow it."""

Item = Literal["scale-bar", "sides", "panel-letter", "colour-bar", "inset", "key", "badge"]
"""What the layout places by itself and the user may move."""

INSETS: tuple[Inset, ...] = ("none", "whole", "locator")
KEYS: tuple[Key, ...] = ("none", "cube", "feet")
INTERPOLATIONS: tuple[Interpolation, ...] = ("bicubic", "nearest")
ARRANGEMENTS: tuple[Arrangement, ...] = ("single", "mirrored", "dates", "twin", "levels")
ITEMS: tuple[Item, ...] = ("scale-bar", "sides", "panel-letter", "colour-bar", "inset", "key", "badge")


@dataclass(frozen=True, slots=True)
class Placed:
    """Where the user put something that the layout places by itself.

    Parameters
    ----------
    item
        What.
    panel
        Number of its panel from 0.
    part
        Where in the room left by its size and the margins, (across, down): (0, 0) the upper left corner, (1, 1) the
        lower right one. It fits every preset, since it is no length.

    Raises
    ------
    UsageError
        If a value is out of range.
    """

    item: Item
    panel: int
    part: tuple[float, float]

    def __post_init__(self) -> None:
        if self.item not in ITEMS:
            raise UsageError(f"Only {', '.join(ITEMS)} can be placed in a figure; place one of these.")
        if not 0 <= self.panel < MAX_PANELS:
            raise UsageError("The figure places something on a panel that there cannot be; place it again.")
        for value in self.part:
            check_range(f"place of the {self.item}", value, 0.0, 1.0, "(no unit)")


@dataclass(frozen=True, slots=True)
class FigureSpec:
    """What the user chose about a figure; everything else follows from the slices.

    Parameters
    ----------
    preset
        Name of the outlet's preset; who lays the figure out looks it up.
    window
        Display window of every panel that has none of its own; None for the file's own, or, without one, the 1st to
        99.5th percentile.
    crop_mm
        Width of the crop in mm of the patient; None crops round the outlines, `WHOLE_SLICE` (0) does not.
    caption, alt
        The user's own caption and alternative text with live fields such as '{right.fat_fraction}', or None for
        generated ones.
    shows_numbers
        Whether a table under the panels gives area, fat fraction and ratio of each side.
    shows_sides
        Whether R, L and the words are drawn and the outlines are called right and left.
    shows_caption
        Whether the caption is printed under the panels (it is always available as text).
    shows_edges
        Whether the letters of the other two edges (A and P on an axial slice) are drawn too, small.
    shows_scale_bar
        Whether a scale bar is drawn; it never is without a known pixel spacing.
    style
        How outlines and type are drawn.
    name
        What the user calls it in the project, '' for its place in the list.
    arrangement
        What the panels are together.
    panels
        From left to right, then down; at least one.
    columns
        Panels side by side, None for the layout's choice.
    marks
        What the user put on it, in painting order.
    places
        Where the user put what the layout places by itself, at most one per item and panel.
    shows_side_words
        Whether "patient's right" and "patient's left" stand at the letters R and L.
    shows_panel_letters
        Whether panels are called a, b, …; None for as soon as there are two.
    scale_bar_mm
        Length the scale bar stands for, None for the layout's choice.
    inset
        Small picture in a corner of the first panel.
    key
        Small drawing that explains the sides.
    interpolation
        How the slice's pixels are enlarged in pixel formats.
    own_preset
        The user's own preset of that name as canonical JSON, '' for one that comes with the program; with it the
        figure looks the same on another computer.
    reviewed
        Pixels in which a person has looked for burned-in text; what is not among them is asked about again.

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
    style: Style = Style()  # noqa: RUF009 - frozen
    name: str = ""
    arrangement: Arrangement = "single"
    panels: tuple[Panel, ...] = (Panel(),)
    columns: int | None = None
    marks: tuple[FigureMark, ...] = ()
    places: tuple[Placed, ...] = ()
    shows_side_words: bool = True
    shows_panel_letters: bool | None = None
    scale_bar_mm: float | None = None
    inset: Inset = "none"
    key: Key = "none"
    interpolation: Interpolation = "bicubic"
    own_preset: str = ""
    reviewed: tuple[Reviewed, ...] = ()

    def __post_init__(self) -> None:
        check_text("preset's name", self.preset, longest=100)
        check_text("name", self.name, longest=100)
        check_text("own preset", self.own_preset)
        if self.crop_mm is not None:
            check_crop(self.crop_mm)
        for what, text in (("caption", self.caption), ("alternative text", self.alt)):
            if text is not None:
                check_text(what, text)
        for what, value, known in (
            ("arrangement", self.arrangement, ARRANGEMENTS),
            ("inset", self.inset, INSETS),
            ("key", self.key, KEYS),
            ("interpolation", self.interpolation, INTERPOLATIONS),
        ):
            if value not in known:
                raise UsageError(f"The {what} of the figure must be one of {', '.join(known)}.")
        self._check_counts()
        if self.scale_bar_mm is not None:
            check_range("scale bar", self.scale_bar_mm, 0.1, 1000.0, "mm")

    def _check_counts(self) -> None:
        if not 1 <= len(self.panels) <= MAX_PANELS:
            raise UsageError(f"A figure has 1 to {MAX_PANELS} panels; take some away, or add one.")
        if len(self.marks) > MAX_MARKS:
            raise UsageError(f"A figure has at most {MAX_MARKS} marks; delete some.")
        if len(self.reviewed) > MAX_REVIEWED:
            raise UsageError(f"A figure keeps at most {MAX_REVIEWED} reviews of its pixels; make a new figure.")
        if self.columns is not None and not 1 <= self.columns <= MAX_PANELS:
            raise UsageError(f"A figure has 1 to {MAX_PANELS} columns of panels; choose fewer.")
        if any(mark.panel >= len(self.panels) for mark in self.marks):
            raise UsageError("A mark lies on a panel that the figure does not have; delete it or add the panel.")
        spots = [(place.item, place.panel) for place in self.places]
        if len(spots) != len(set(spots)):
            raise UsageError("The figure places one thing twice; place it once.")

    def place_of(self, item: Item, panel: int) -> tuple[float, float] | None:
        """Where the user put something that the layout places by itself, or None."""
        return next((place.part for place in self.places if (place.item, place.panel) == (item, panel)), None)

    def to_json(self) -> str:
        """Return the recipe as canonical JSON with a seal (see `viewer.core.records.seal`): same recipe, same bytes."""
        from viewer.core.figures.stored import to_record
        from viewer.core.records.seal import sealed

        return json.dumps(sealed(to_record(self)), indent=1, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "FigureSpec":
        """Return the recipe that was stored.

        Parameters
        ----------
        text
            What `to_json` wrote, of this or an older schema; keys may be left out, the seal too, unknown keys are
            refused.

        Raises
        ------
        UsageError
            If it is not a figure recipe of a known version, or a value is of the wrong kind or out of range.
        """
        from viewer.core.figures.stored import parsed, spec_of

        return spec_of(parsed(text))
