"""Contrast: of text and lines against what really lies under them, and of colours once they are printed in grey.

A mark with a dark rim is legible wherever it stands out from its rim; without one it must stand out from the picture.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from viewer.core.figures.spec import FigureSpec
from viewer.figure.checking import background
from viewer.figure.checking.finding import Finding, Fix, Inquiry
from viewer.figure.checking.lettering import shown
from viewer.figure.page import WHITE, Mark, PathMark, TextMark

TEXT_MINIMUM = 4.5
"""Smallest contrast of text to what is round it (WCAG 2.2, 1.4.3; no unit)."""

LINE_MINIMUM = 3.0
"""Smallest contrast of lines to what is round them (WCAG 2.2, 1.4.11; no unit)."""

GREY_MINIMUM = 1.5
"""Smallest contrast of two colours that can be told apart in a grey print (no unit): about 40 of 255 steps."""

RIM_MINIMUM_PT = 0.25
"""Thinnest rim that parts a mark from the picture in print, pt."""

LOST_PART = 0.1
"""Part of a mark that may fall below the contrast: single pixels hide no letter and no outline (no unit)."""

PLAIN_RIM_PT = 0.5
"""Rim that the fix gives the outlines, pt: that of the default style."""


def text_contrast(asked: Inquiry) -> Iterator[Finding]:
    """Whether every text stands out from what lies under it."""
    page = asked.page
    weak = [mark for mark in page.texts() if mark.text.strip() and _is_lost(asked, mark)]
    if weak:
        more = "" if len(weak) == 1 else f", and {len(weak) - 1} more texts do not either"
        yield Finding(
            "text-contrast",
            "problem",
            f"The text '{shown(weak[0].text)}' does not stand out from what lies under it{more}.",
            "Give it no colour of its own, so that it is white with a dark rim, or move it.",
            _fixed(asked.spec, _plain_marks(asked.spec), "White text with a dark rim"),
        )


def line_contrast(asked: Inquiry) -> Iterator[Finding]:
    """Whether outlines, arrows and other lines on the pictures stand out from what lies under them."""
    lines = [mark for mark in asked.page.marks if isinstance(mark, PathMark) and _is_line(mark)]
    weak = [mark for mark in lines if _is_lost(asked, mark)]
    if not weak:
        return
    if any(mark.item in ("outline", "") for mark in weak):
        sentence = "The outlines' colour does not stand out from their rim and from the image."
        remedy = "Choose a lighter colour; white prints best."
    else:
        sentence = "An arrow or another line does not stand out from its rim and from what lies under it."
        remedy = "Give it no colour of its own, so that it has that of the outlines."
    fix = _fixed(asked.spec, _plain_lines(asked.spec), "White lines with a dark rim")
    yield Finding("contrast", "problem", sentence, remedy, fix)


def grey_print(asked: Inquiry) -> Iterator[Finding]:
    """Whether what colours tell is still told in a grey print."""
    colours = sorted({_colour(mark).lower() for mark in _drawn(asked) if mark.panel >= 0})
    alike = [pair for pair in combinations(colours, 2) if background.contrast(*pair) < GREY_MINIMUM]
    if alike:
        first, second = alike[0]
        yield Finding(
            "grey-print",
            "note",
            f"In a grey print the colours {first} and {second} look the same.",
            "Tell the marks apart by their letters or line patterns too, or choose one colour.",
            _fixed(asked.spec, _plain_lines(asked.spec), "White marks with a dark rim"),
        )
    if any(panel.shows_fat_map for panel in asked.spec.panels) and asked.outlet.kind == "journal":
        yield Finding(
            "fat-map-in-grey",
            "note",
            "In a grey print the colours of the fat map mix with the grey of the image.",
            "Ask for colour, or put the plain image beside it.",
        )


def _drawn(asked: Inquiry) -> Iterator[PathMark | TextMark]:
    """Marks whose colour is a choice: lines and texts of the style and of the user."""
    for mark in asked.page.marks:
        if isinstance(mark, PathMark | TextMark) and (mark.item == "outline" or mark.item.startswith("mark:")):
            yield mark


def _is_line(mark: PathMark) -> bool:
    """Whether a path is a line, or a shape that the user put there, such as an arrow."""
    return mark.width_pt > 0.0 or (mark.fill is not None and mark.item.startswith("mark:"))


def _colour(mark: PathMark | TextMark) -> str:
    """Colour of a mark; of a shape without a line, that of its inside."""
    if isinstance(mark, PathMark) and mark.width_pt == 0.0 and mark.fill is not None:
        return mark.fill
    return mark.colour


def _is_lost(asked: Inquiry, mark: PathMark | TextMark) -> bool:
    """Whether a mark stands out neither from its rim nor from what lies under it."""
    least = TEXT_MINIMUM if isinstance(mark, TextMark) else LINE_MINIMUM
    has_rim = mark.casing_pt >= RIM_MINIMUM_PT
    if has_rim and background.contrast(_colour(mark), mark.casing_colour) >= least:
        return False
    places = background.places_in(mark) if isinstance(mark, TextMark) else background.places_along(mark)
    if not len(places):
        return False
    under = background.colours_under(asked.page, places, below=_number(asked.page.marks, mark))
    return float((background.contrasts(_colour(mark), under) < least).mean()) > LOST_PART


def _number(marks: tuple[Mark, ...], mark: Mark) -> int:
    return next(i for i, one in enumerate(marks) if one is mark)


def _plain_marks(spec: FigureSpec) -> FigureSpec:
    """Marks on the panels without colours of their own: notes white with a dark rim, lines like the outlines."""
    marks = tuple(replace(mark, colour="") if mark.panel >= 0 else mark for mark in spec.marks)
    return replace(spec, marks=marks)


def _plain_lines(spec: FigureSpec) -> FigureSpec:
    """White outlines with a dark rim, and marks like them."""
    style = replace(spec.style, colour=WHITE, casing_pt=max(spec.style.casing_pt, PLAIN_RIM_PT))
    return _plain_marks(replace(spec, style=style))


def _fixed(before: FigureSpec, after: FigureSpec, name: str) -> Fix | None:
    """The fix, if it changes anything."""
    return None if after == before else Fix(name, after)
