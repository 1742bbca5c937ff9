"""Looking for burned-in text before a figure leaves the program: which pixels, how they are shown, what is kept."""

from collections.abc import Iterable
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from viewer.app.figuring.contents import Contents
from viewer.app.figuring.previewing import page_of
from viewer.app.figuring.publishing.bundle import without_marks
from viewer.app.figuring.publishing.published import PublishedFigure, published
from viewer.app.figuring.publishing.report import report_page
from viewer.app.figuring.sources import FigureSource
from viewer.app.projects.cases import grey_by_rank
from viewer.core.document import Document
from viewer.core.figures.reviewed import BoxPx
from viewer.core.figures.spec import FigureSpec
from viewer.core.series import SliceKey
from viewer.errors import UsageError
from viewer.figure.doubtful import DoubtfulPixels, united, unseen, with_seen
from viewer.figure.page import Page
from viewer.tools.gesture import Notice
from viewer.tools.marks import crop

Output = Literal["figure", "bundle", "report"]
"""What is written: the page itself (a file, the clipboard, paper), with its plain twin, or laid out for the report."""


def pixels_to_review(
    spec: FigureSpec, source: FigureSource, outputs: Iterable[Output], contents: Contents | None = None
) -> tuple[DoubtfulPixels, ...]:
    """Pixels that would be written, may hold burned-in text, and that nobody has looked at yet.

    Parameters
    ----------
    spec, source
        The figure.
    outputs
        What is going to be written; each is laid out in its own way.
    contents
        What was read before; None to read anew.

    Raises
    ------
    SideError, OutlineError, UsageError, GeometryError, UnreadableError
        As `viewer.app.figuring.publishing.published.published` and `viewer.figure.layout.lay_out`.
    """
    if not source.study.may_hold_burned_in_text:
        return ()
    return unseen_pixels(published(spec, source, contents), outputs)


def unseen_pixels(figure: PublishedFigure, outputs: Iterable[Output]) -> tuple[DoubtfulPixels, ...]:
    """Pixels of a figure at which nobody has looked yet; for the parameters see `pixels_to_review`."""
    pages = [page for output in outputs for page in _pages(figure, output)]
    return united(unseen((one for page in pages for one in page.doubtful), figure.spec))


def _pages(figure: PublishedFigure, output: Output) -> list[Page]:
    if output == "report":
        return [report_page(figure)]
    page = page_of(figure.spec, figure.contents)
    return [page] if output == "figure" else [page, page_of(without_marks(figure.spec), figure.contents)]


def with_review(spec: FigureSpec, pixels: Iterable[DoubtfulPixels]) -> FigureSpec:
    """Recipe that tells that a person has looked at these pixels and saw no text that names anybody."""
    return with_seen(spec, pixels)


def shown_pixels(pixels: DoubtfulPixels, *, shows_faint: bool) -> NDArray[np.uint8]:
    """Pixels as they will be written, or with their grey values spread, so that faint text shows.

    Parameters
    ----------
    pixels
        What would be written; what is cropped away is black already.
    shows_faint
        Whether grey values are spread by their rank.
    """
    return grey_by_rank(pixels.grey) if shows_faint else np.ascontiguousarray(pixels.grey)


def cropped(document: Document, key: SliceKey, box: BoxPx) -> Document:
    """Document in which only a box of an image is kept.

    Parameters
    ----------
    document, key
        What the user made, and the image.
    box
        First column, first row, last column and last row that are kept, pixels.

    Raises
    ------
    UsageError
        If the box is too small, or would cut an outline.
    """
    found = crop.cropped(document, key, box)
    if isinstance(found, Notice):
        raise UsageError(found.sentence)
    return found
