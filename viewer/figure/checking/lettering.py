"""Type and lines: their smallest sizes, signs that the type lacks, and text that does not fit."""

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from viewer.core.figures.marks import FigureMark, Note
from viewer.core.figures.spec import FigureSpec
from viewer.figure.checking.finding import Finding, Fix, Inquiry
from viewer.figure.page import BoxMm, PathMark, TextMark
from viewer.figure.painting.places import box_of
from viewer.figure.type.faces import face_of
from viewer.figure.type.metrics import MM_PER_PT, unknown_characters

TOLERANCE_MM = 0.3
"""How far text may run over an edge or into other text, mm: its box is a little larger than its ink."""

SHOWN_CHARACTERS = 24
"""Characters of a text that a finding repeats to say which text it means."""

_ARRANGED = frozenset({"number", "number-head", "caption"})
"""Roles whose lines are set in columns and paragraphs, where nothing can meet."""


def smallest_text(asked: Inquiry) -> Iterator[Finding]:
    """Whether the outlet accepts the smallest text."""
    least = asked.outlet.text_range_pt[0]
    smallest = min((mark.size_pt for mark in asked.page.texts()), default=least)
    if smallest < least - 1e-9:
        yield Finding(
            "small-text",
            "problem",
            f"The smallest text has {smallest:g} pt; {asked.outlet.outlet} asks for {least:g} pt.",
            "Choose the preset of the final width.",
            _changed(asked.spec, _with_larger_text(asked.spec, least), f"Set small text to {least:g} pt"),
        )


def _with_larger_text(spec: FigureSpec, least: float) -> FigureSpec:
    style = spec.style
    larger = replace(
        style,
        text_pt=None if style.text_pt is None else max(style.text_pt, least),
        letter_pt=None if style.letter_pt is None else max(style.letter_pt, least),
    )
    marks = tuple(
        replace(mark, size_pt=least)
        if isinstance(mark, Note) and mark.size_pt is not None and mark.size_pt < least
        else mark
        for mark in spec.marks
    )
    return replace(spec, style=larger, marks=marks)


def thinnest_line(asked: Inquiry) -> Iterator[Finding]:
    """Whether the outlet accepts the thinnest line."""
    least = asked.outlet.line_min_pt
    lines = (mark.width_pt for mark in asked.page.marks if isinstance(mark, PathMark) and mark.width_pt > 0.0)
    thinnest = min(lines, default=least)
    if thinnest < least - 1e-9:
        yield Finding(
            "thin-line",
            "problem",
            f"The thinnest line has {thinnest:g} pt; {asked.outlet.outlet} asks for {least:g} pt.",
            "Make the outlines' line wider in the figure's style.",
            _changed(asked.spec, _with_wider_lines(asked.spec, least), f"Set thin lines to {least:g} pt"),
        )


def _with_wider_lines(spec: FigureSpec, least: float) -> FigureSpec:
    style = replace(spec.style, line_pt=max(spec.style.line_pt, least))
    return replace(spec, style=style, marks=tuple(_wider(mark, least) for mark in spec.marks))


def _wider(mark: FigureMark, least: float) -> FigureMark:
    return mark if isinstance(mark, Note) or mark.width_pt >= least else replace(mark, width_pt=least)


def _changed(before: FigureSpec, after: FigureSpec, name: str) -> Fix | None:
    """The fix, if it changes anything."""
    return None if after == before else Fix(name, after)


def missing_glyphs(asked: Inquiry) -> Iterator[Finding]:
    """Whether the figure's type holds every sign."""
    strange = "".join(dict.fromkeys(c for mark in asked.page.texts() for c in unknown_characters(mark.text, mark.font)))
    if strange:
        yield Finding(
            "missing-glyph",
            "problem",
            f"The figure's type has no sign for '{strange[:20]}'.",
            "Write these characters in another way, or leave the printed caption out.",
        )


def backward_text(asked: Inquiry) -> Iterator[Finding]:
    """Whether a script that runs from right to left is used: its signs would stand in the wrong order."""
    backward = (mark.text for mark in asked.page.texts() if any(map(_is_backward, mark.text)))
    text = next(backward, None)
    if text is not None:
        yield Finding(
            "backward-text",
            "problem",
            f"The text '{shown(text)}' runs from right to left, and would be drawn in the wrong order.",
            "Write it in a script that runs from left to right.",
        )


def _is_backward(character: str) -> bool:
    return unicodedata.bidirectional(character) in ("R", "AL")


def text_off_the_page(asked: Inquiry) -> Iterator[Finding]:
    """Whether a text runs off the page, or out of the picture that cuts it."""
    page = asked.page
    whole = (0.0, 0.0, page.width_mm, page.height_mm)
    cut = [mark for mark in page.texts() if (box := ink_box(mark)) is not None and not _within(box, mark.clip or whole)]
    if cut:
        where = "its panel" if cut[0].clip is not None else "the page"
        more = "" if len(cut) == 1 else f", and {len(cut) - 1} more"
        yield Finding(
            "text-cut",
            "problem",
            f"The text '{shown(cut[0].text)}' runs out of {where}{more}.",
            "Move it inwards, break it into lines, or choose a smaller type size.",
        )


def overlapping_text(asked: Inquiry) -> Iterator[Finding]:
    """Whether two texts lie on each other."""
    boxes = [
        (mark, box)
        for mark in asked.page.texts()
        if mark.role not in _ARRANGED and mark.angle_deg % 90.0 == 0.0 and (box := ink_box(mark)) is not None
    ]
    met = [(a, b) for (a, first), (b, second) in combinations(boxes, 2) if _meet(first, second)]
    if met:
        first, second = met[0]
        more = "" if len(met) == 1 else f", and {len(met) - 1} more such pairs are there"
        yield Finding(
            "text-overlap",
            "problem",
            f"The texts '{shown(first.text)}' and '{shown(second.text)}' lie on each other{more}.",
            "Move one of them.",
        )


def shown(text: str) -> str:
    """Start of a text, to say which one is meant."""
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[: SHOWN_CHARACTERS - 1]}…"


def ink_box(mark: TextMark) -> BoxMm | None:
    """Left, top, width and height of a text without the room for accents above upright text, mm; None for none."""
    box = box_of(mark)
    if box is None or mark.angle_deg != 0.0:
        return box
    face = face_of(mark.font)
    air = (face.ascent - face.cap_height) * mark.size_pt * MM_PER_PT
    return (box[0], box[1] + air, box[2], box[3] - air)


def _within(box: BoxMm, room: BoxMm) -> bool:
    starts = box[0] >= room[0] - TOLERANCE_MM and box[1] >= room[1] - TOLERANCE_MM
    right, bottom = room[0] + room[2], room[1] + room[3]
    return starts and box[0] + box[2] <= right + TOLERANCE_MM and box[1] + box[3] <= bottom + TOLERANCE_MM


def _meet(a: BoxMm, b: BoxMm) -> bool:
    wide = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    high = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    return wide > TOLERANCE_MM and high > TOLERANCE_MM
