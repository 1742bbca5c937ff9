"""A figure on its way to the screen: its page at once, and the file's own pixels, words and findings when it rests."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from viewer.app.figuring.arrangements import Choice, arranged, rehomed
from viewer.app.figuring.contents import slice_of
from viewer.app.figuring.saving import PAINTING, VECTOR_FORMATS, laid_out
from viewer.app.figuring.sources import FigureSource
from viewer.core.figures.spec import FigureSpec
from viewer.figure.checking.preflight import Finding, check
from viewer.figure.content import FigureContent
from viewer.figure.encoding import DPI_RANGE
from viewer.figure.page import Page
from viewer.figure.painting.pixels import pixel_size, to_pixels
from viewer.figure.presets import resolve_preset

MM_PER_INCH = 25.4

Figure = tuple[FigureContent, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """A figure that rests: everything about it that takes a while.

    Parameters
    ----------
    spec, contents, page
        Recipe, what it shows, and its page.
    pixels
        Shape (rows, columns) or (rows, columns, 3): the page as the file's own painter paints it.
    screen_dpi
        Pixels of the screen per inch of the page.
    file_pixels
        Width and height of the file in pixels, None for formats without a resolution.
    dpi
        Resolution of the file.
    findings
        What the pre-flight check found.
    """

    spec: FigureSpec
    contents: Figure = field(repr=False)
    page: Page = field(repr=False)
    pixels: NDArray[np.uint8] = field(repr=False)
    screen_dpi: int
    file_pixels: tuple[int, int] | None
    dpi: int
    findings: tuple[Finding, ...]


def page_of(spec: FigureSpec, contents: Figure) -> Page:
    """Page of a recipe.

    Raises
    ------
    SideError, OutlineError, UsageError
        As `lay_out`, in the window's words where the sides are unknown.
    """
    return laid_out(spec, contents)


def settle(
    spec: FigureSpec, contents: Figure, *, screen_dpi: int | None, box_px: tuple[int, int], dpi: int | None, suffix: str
) -> Settled:
    """Figure as it is on the screen when it rests, with what the pre-flight check says about its file.

    Parameters
    ----------
    spec, contents
        Recipe and what it shows.
    screen_dpi
        Pixels of the screen per inch of the page; None to fit the box.
    box_px
        Width and height of the room for the page in pixels of the screen.
    dpi
        Resolution the file will have, None for the preset's.
    suffix
        Ending the file will have, with its dot.

    Raises
    ------
    SideError, OutlineError, UsageError
        As `page_of`.
    """
    page = page_of(spec, contents)
    resolution = resolve_preset(spec.preset, spec.own_preset or None).dpi if dpi is None else dpi
    shown = fitting_dpi(page, box_px) if screen_dpi is None else screen_dpi
    with PAINTING:
        pixels = to_pixels(page, dpi=shown)
    return Settled(
        spec=spec,
        contents=contents,
        page=page,
        pixels=pixels,
        screen_dpi=shown,
        file_pixels=None if suffix in VECTOR_FORMATS else pixel_size(page, dpi=resolution),
        dpi=resolution,
        findings=check(page, spec, contents, dpi=resolution, suffix=suffix),
    )


def fitting_dpi(page: Page, box_px: tuple[int, int]) -> int:
    """Pixels per inch at which a page just fits into a box on the screen."""
    fitting = min(box_px[0] / page.width_mm, box_px[1] / page.height_mm) * MM_PER_INCH
    return min(max(int(fitting), DPI_RANGE[0]), DPI_RANGE[1])


def rearranged(spec: FigureSpec, choice: Choice, source: FigureSource, contents: Figure | None) -> FigureSpec:
    """Recipe with its panels arranged otherwise; marks go to the panel on which they are seen then.

    Parameters
    ----------
    spec
        The recipe.
    choice
        The arrangement.
    source
        What is open, the document, and the slice for a panel that names none.
    contents
        What the recipe shows now, None where that is not known yet.

    Raises
    ------
    UsageError
        If there is no second time, no second level, or the slice of the first panel is not open.
    """
    first = slice_of(spec.panels[0], source, number=0)[1].key
    after = arranged(spec, choice, source.document, source.study, first)
    if contents is None or len({(panel.slice_id, panel.frame) for panel in after.panels}) > 1:
        return after
    return rehomed(after, page_of(after, contents[:1] * len(after.panels)))
