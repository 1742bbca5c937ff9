"""A laid-out page: marks on paper in mm, from the top left corner, y downwards; line widths and type in pt."""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

PointMm = tuple[float, float]
Anchor = Literal["left", "center", "right"]
TextRole = Literal["side-letter", "side-words", "edge-letter", "outline-name", "scale-label", "number", "caption"]

WHITE = "#ffffff"
BLACK = "#000000"
CASING = "#101010"
"""Colour of the dark rim round white lines and letters: contrast to white 19:1."""


@dataclass(frozen=True, slots=True)
class ImageMark:
    """The grey pixels of the crop, unresampled.

    Parameters
    ----------
    grey
        Shape (rows, columns), uint8, read-only: stored pixels through the display window.
    left_mm, top_mm, width_mm, height_mm
        Place of the outer pixel edges.
    """

    grey: NDArray[np.uint8] = field(repr=False, compare=False)
    left_mm: float
    top_mm: float
    width_mm: float
    height_mm: float


@dataclass(frozen=True, slots=True)
class PathMark:
    """A line through points, with a dark rim.

    Parameters
    ----------
    rings_mm
        One or more runs of points.
    is_closed
        Whether each run returns to its start.
    width_pt, casing_pt
        Width of the line, and of the rim on each side of it.
    colour
        '#rrggbb'.
    dashes_pt
        Per run, dash and gap; empty for a solid line.
    clip
        Left, top, width, height in mm outside which nothing is drawn, or None.
    """

    rings_mm: tuple[tuple[PointMm, ...], ...]
    is_closed: bool
    width_pt: float
    casing_pt: float
    colour: str = WHITE
    dashes_pt: tuple[tuple[float, float], ...] = ()
    clip: tuple[float, float, float, float] | None = None


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
    """

    x_mm: float
    y_mm: float
    length_mm: float
    represents_mm: float
    width_pt: float
    casing_pt: float


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
    """

    width_mm: float
    height_mm: float
    marks: tuple[Mark, ...]
    title: str
    caption: str
    alt: str
    process: str
    record: str = "{}"

    @property
    def image(self) -> ImageMark:
        """The (first) image on the page."""
        return next(mark for mark in self.marks if isinstance(mark, ImageMark))

    def texts(self, *roles: TextRole) -> tuple[TextMark, ...]:
        """Text marks of these roles, or all."""
        marks = (mark for mark in self.marks if isinstance(mark, TextMark))
        return tuple(mark for mark in marks if not roles or mark.role in roles)
