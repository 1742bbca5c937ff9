"""The bar that says which colour is which fat fraction."""

import numpy as np

from viewer.core.colour_map import LEGEND, LEGEND_TICKS, bar_colours
from viewer.figure.page import Anchor, ImageMark, Mark, PathMark, TextMark
from viewer.figure.parts.placing import LOWER_LEFT, LOWER_RIGHT, UPPER_LEFT, UPPER_RIGHT, Part, Room
from viewer.figure.type.metrics import MM_PER_PT, width_mm

WIDTH_MM, HEIGHT_MM = 24.0, 1.8
"""Size of the bar where the panel is wide enough."""

STEPS = 128
"""Colours of the bar."""

GAP_PT = 2.2
"""Distance of the words from the bar."""

FRAME_PT = 0.5
"""Width of the line round the bar."""


def colour_bar_marks(room: Room, placed: Part | None) -> list[Mark]:
    """Bar from lean to fat with its ends in percent, and what it shows above it.

    Parameters
    ----------
    room
        The panel.
    placed
        Where the user put it, or None.
    """
    looks = room.looks
    size = looks.text_pt
    cap, gap = looks.cap_mm(size), GAP_PT * MM_PER_PT
    ends = [words for _, words in LEGEND_TICKS]
    least = max(
        width_mm(LEGEND, size_pt=size),
        width_mm(ends[0], size_pt=size) + width_mm(ends[-1], size_pt=size) + 2 * cap,
    )
    wide = max(min(WIDTH_MM, room.size[0] - 2 * looks.margin_mm), least)
    high = cap + gap + HEIGHT_MM + gap + cap
    left, top = room.find((wide, high), (LOWER_LEFT, LOWER_RIGHT, UPPER_LEFT, UPPER_RIGHT), placed)
    bar_top = top + cap + gap
    colours = np.ascontiguousarray(bar_colours(STEPS)[np.newaxis])
    corners = (
        (left, bar_top),
        (left + wide, bar_top),
        (left + wide, bar_top + HEIGHT_MM),
        (left, bar_top + HEIGHT_MM),
    )
    marks: list[Mark] = [
        ImageMark(colours, left, bar_top, wide, HEIGHT_MM),
        PathMark((corners,), is_closed=True, width_pt=FRAME_PT, casing_pt=FRAME_PT),
        _words(LEGEND, left + wide / 2, top + cap, "center", room),
    ]
    has_middle = wide >= sum(width_mm(words, size_pt=size) for words in ends) + 4 * cap
    for number, (fraction, words) in enumerate(LEGEND_TICKS):
        is_end = number in (0, len(LEGEND_TICKS) - 1)
        if is_end or has_middle:
            anchor: Anchor = "left" if number == 0 else "right" if is_end else "center"
            marks.append(_words(words, left + fraction * wide, top + high, anchor, room))
    return marks


def _words(text: str, x: float, baseline: float, anchor: Anchor, room: Room) -> TextMark:
    looks = room.looks
    return TextMark(text, x, baseline, looks.text_pt, "colour-bar", anchor, casing_pt=looks.rim_pt)
