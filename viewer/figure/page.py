"""A laid-out page: marks on paper in mm, from the top left corner, y downwards; line widths and type in pt.

Every mark says which thing of the recipe it belongs to (`item`) and in which panel it stands (`panel`), so that a
click on the page finds what it hit. Marks are painted in the order of the page, whatever their kind.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from viewer.core.figures.marks import PAGE
from viewer.core.figures.spec import Interpolation
from viewer.core.figures.style import Font
from viewer.figure.doubtful import DoubtfulPixels

PointMm = tuple[float, float]
BoxMm = tuple[float, float, float, float]
"""Left, top, width, height in mm."""

Anchor = Literal["left", "center", "right"]
TextRole = Literal[
    "side-letter",
    "side-words",
    "edge-letter",
    "outline-name",
    "scale-label",
    "number",
    "number-head",
    "caption",
    "panel-letter",
    "note",
    "badge",
    "title",
    "colour-bar",
    "key",
]

WHITE = "#ffffff"
BLACK = "#000000"
CASING = "#101010"
"""Colour of the dark rim round white lines and letters: contrast to white 19:1."""

ITEMS = (
    "image",
    "outline",
    "sides",
    "edges",
    "scale-bar",
    "panel-letter",
    "colour-bar",
    "inset",
    "key",
    "numbers",
    "caption",
    "badge",
    "title",
)
"""Things of the recipe that a mark may belong to; besides them 'mark:<index among the recipe's marks>'; '' for none."""


@dataclass(frozen=True, slots=True)
class ImageMark:
    """The pixels of a crop, unresampled, already turned and mirrored as they are shown.

    Parameters
    ----------
    grey
        uint8, read-only: stored pixels through the display window, shape (rows, columns); or colours, shape
        (rows, columns, 3).
    left_mm, top_mm, width_mm, height_mm
        Place of the outer pixel edges.
    overlay
        Colours laid over the pixels, shape (rows, columns, 4), uint8, alpha not multiplied in; or None. It is enlarged
        in the same way as the pixels.
    clip
        Left, top, width, height in mm outside which nothing is drawn, or None.
    item, panel
        What it belongs to: one of `ITEMS`, or 'mark:<index>', or ''; and the index of its panel, `PAGE` for none.
    """

    grey: NDArray[np.uint8] = field(repr=False, compare=False)
    left_mm: float
    top_mm: float
    width_mm: float
    height_mm: float
    overlay: NDArray[np.uint8] | None = field(default=None, repr=False, compare=False)
    clip: BoxMm | None = None
    item: str = ""
    panel: int = PAGE

    def __post_init__(self) -> None:
        shape = self.grey.shape
        if len(shape) not in (2, 3) or (len(shape) == 3 and shape[2] != 3) or self.grey.dtype != np.uint8:
            raise ValueError("an image mark holds uint8 of shape (rows, columns) or (rows, columns, 3)")
        if self.overlay is not None and (self.overlay.shape != (*shape[:2], 4) or self.overlay.dtype != np.uint8):
            raise ValueError("an overlay is uint8 of shape (rows, columns, 4) on its image's grid")


@dataclass(frozen=True, slots=True)
class PathMark:
    """A line through points with a dark rim, or a filled shape.

    Parameters
    ----------
    rings_mm
        One or more runs of points.
    is_closed
        Whether each run returns to its start.
    width_pt, casing_pt
        Width of the line (0 for none), and of the rim on each side of it. A filled shape without a line has its rim
        round itself.
    colour
        '#rrggbb'.
    dashes_pt
        Per run, dash and gap; empty for a solid line. The rim goes round each dash.
    clip
        Left, top, width, height in mm outside which nothing is drawn, or None.
    fill, fill_alpha
        Colour of the inside '#rrggbb', or None; and its opacity, 0 to 1. A run inside another that
        goes the other way round cuts a hole.
    casing_colour
        Colour of the rim.
    item, panel
        As in `ImageMark`.
    """

    rings_mm: tuple[tuple[PointMm, ...], ...]
    is_closed: bool
    width_pt: float
    casing_pt: float
    colour: str = WHITE
    dashes_pt: tuple[tuple[float, float], ...] = ()
    clip: BoxMm | None = None
    fill: str | None = None
    fill_alpha: float = 1.0
    casing_colour: str = CASING
    item: str = ""
    panel: int = PAGE


@dataclass(frozen=True, slots=True)
class TextMark:
    """One line of text.

    Parameters
    ----------
    x_mm, baseline_mm
        Anchor point on the baseline.
    anchor
        Which part of the line lies at `x_mm`.
    casing_pt
        Width of the dark rim round the letters; 0 for none.
    role
        What the text is for; the pre-flight check reads it.
    angle_deg
        Turn about the anchor point, counter-clockwise.
    clip
        Left, top, width, height in mm outside which nothing is drawn, or None.
    casing_colour
        Colour of the rim.
    item, panel
        As in `ImageMark`.
    font
        Which of the bundled fonts.
    """

    text: str
    x_mm: float
    baseline_mm: float
    size_pt: float
    role: TextRole
    anchor: Anchor = "left"
    is_bold: bool = False
    colour: str = WHITE
    casing_pt: float = 0.0
    angle_deg: float = 0.0
    clip: BoxMm | None = None
    casing_colour: str = CASING
    item: str = ""
    panel: int = PAGE
    font: Font = "liberation-sans"


@dataclass(frozen=True, slots=True)
class ScaleBarMark:
    """A scale bar: a solid bar of known length, with a dark rim; its label is a `TextMark`.

    Parameters
    ----------
    x_mm, y_mm
        Left end of the bar's middle line.
    length_mm
        Length on paper.
    represents_mm
        Length in the patient.
    colour, casing_colour
        '#rrggbb' of the bar and of its rim.
    item, panel
        As in `ImageMark`.
    """

    x_mm: float
    y_mm: float
    length_mm: float
    represents_mm: float
    width_pt: float
    casing_pt: float
    colour: str = WHITE
    casing_colour: str = CASING
    item: str = "scale-bar"
    panel: int = PAGE


AffineMm = tuple[float, float, float, float, float, float]
"""(a, b, c, d, e, f): (x, y) lies at (a·x + b·y + c, d·x + e·y + f)."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a panel lies on the page, and the map between the anatomy of its slice and the page.

    A mark of the recipe on a panel is stored in mm along the slice's rows and columns (x, y) from the centre of its
    first pixel (pixels where the spacing is unknown), so it stays on its anatomy whatever crop, turn or mirror.

    Parameters
    ----------
    panel
        Index of the panel.
    box
        Left, top, width and height of its visible picture on the page, mm.
    affine
        From mm along the slice (pixels where the spacing is unknown) to mm on the page.
    turns, is_mirrored
        How the stored slice is shown, as in the recipe's panel.
    """

    panel: int
    box: BoxMm
    affine: AffineMm
    turns: int = 0
    is_mirrored: bool = False

    def to_page(self, point: PointMm) -> PointMm:
        """Place on the page, mm, of a place on the slice, mm along its rows and columns."""
        (a, b, c, d, e, f), (x, y) = self.affine, point
        return (a * x + b * y + c, d * x + e * y + f)

    def to_slice(self, point: PointMm) -> PointMm:
        """Place on the slice, mm along its rows and columns, of a place on the page, mm."""
        a, b, c, d, e, f = self.affine
        x, y = point[0] - c, point[1] - f
        area = a * e - b * d
        return ((e * x - b * y) / area, (a * y - d * x) / area)

    def holds(self, point: PointMm) -> bool:
        """Whether a place on the page lies in the visible picture."""
        left, top, width, height = self.box
        return left <= point[0] <= left + width and top <= point[1] <= top + height

    @property
    def page_mm_per_mm(self) -> float:
        """Length on the page of one mm along the slice (of one pixel where the spacing is unknown)."""
        a, b, _, d, e, _ = self.affine
        return math.sqrt(abs(a * e - b * d))


Mark = ImageMark | PathMark | TextMark | ScaleBarMark


@dataclass(frozen=True, slots=True)
class Page:
    """All marks of a figure, in painting order, and the words that go with it.

    Parameters
    ----------
    width_mm, height_mm
        Final size.
    marks
        From back to front.
    title, caption, alt
        Short title, full caption and alternative text.
    process
        How the picture was made (window, sides, method), in words for the file's metadata.
    record
        How the figure came about, as one line of JSON for the file's metadata.
    interpolation
        How image pixels are enlarged in pixel formats; the file's metadata name it.
    frames
        One per panel, in their order.
    enlargement
        Pixels of the figure per pixel of the slice that is enlarged most, at the preset's resolution.
    doubtful
        Pixels on it that may hold burned-in text.
    """

    width_mm: float
    height_mm: float
    marks: tuple[Mark, ...]
    title: str
    caption: str
    alt: str
    process: str
    record: str = "{}"
    interpolation: Interpolation = "bicubic"
    frames: tuple[Frame, ...] = ()
    enlargement: float = 1.0
    doubtful: tuple[DoubtfulPixels, ...] = ()

    @property
    def image(self) -> ImageMark:
        """The (first) image on the page."""
        return next(self.images())

    def images(self) -> Iterator[ImageMark]:
        """Every image on the page, from back to front."""
        return (mark for mark in self.marks if isinstance(mark, ImageMark))

    def texts(self, *roles: TextRole) -> tuple[TextMark, ...]:
        """Text marks of these roles, or all."""
        marks = (mark for mark in self.marks if isinstance(mark, TextMark))
        return tuple(mark for mark in marks if not roles or mark.role in roles)
