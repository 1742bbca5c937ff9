"""The bar that says which colour is which fat fraction."""

import numpy as np

from viewer.core.colour_map import LEGEND, LEGEND_TICKS, bar_colours
from viewer.figure.page import Anchor, ImageMark, Mark, PathMark, TextMark
from viewer.figure.parts.placing import LOWER_LEFT, LOWER_RIGHT, UPPER_LEFT, UPPER_RIGHT, Part, Room
from viewer.figure.type.metrics import MM_PER_PT

LENGTH_MM, SHORTEST_MM = 18.0, 5.0
"""Length of the bar where the panel is wide enough, and its least; it is as high as a capital letter."""

STEPS = 128
"""Colours of the bar."""

GAP_PT = 2.4
"""Distance of the words from the bar."""

FRAME_PT = 0.5
"""Width of the line round the bar."""


def colour_bar_marks(room: Room, placed: Part | None) -> list[Mark]:
    """Bar from lean to fat between its ends in percent, and what it shows above it.

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
    ends = [words for _, words in (LEGEND_TICKS[0], LEGEND_TICKS[-1])]
    sides = [looks.line_mm(words, size) + gap for words in ends]
    long = min(LENGTH_MM, room.size[0] - 2 * room.margin_mm - sum(sides))
    long = max(long, looks.line_mm(LEGEND, size) - sum(sides), SHORTEST_MM)
    wide, high = long + sum(sides), cap + gap + cap
    left, top = room.find((wide, high), (LOWER_LEFT, LOWER_RIGHT, UPPER_LEFT, UPPER_RIGHT), placed)
    bar_left, bar_top = left + sides[0], top + cap + gap
    right, bottom = bar_left + long, bar_top + cap
    corners = ((bar_left, bar_top), (right, bar_top), (right, bottom), (bar_left, bottom))
    return [
        ImageMark(np.ascontiguousarray(bar_colours(STEPS)[np.newaxis]), bar_left, bar_top, long, cap),
        PathMark((corners,), is_closed=True, width_pt=FRAME_PT, casing_pt=FRAME_PT),
        _words(LEGEND, bar_left + long / 2, top + cap, "center", room),
        _words(ends[0], bar_left - gap, bottom, "right", room),
        _words(ends[1], right + gap, bottom, "left", room),
    ]


def _words(text: str, x: float, baseline: float, anchor: Anchor, room: Room) -> TextMark:
    looks = room.looks
    return TextMark(text, x, baseline, looks.text_pt, "colour-bar", anchor, casing_pt=looks.rim_pt, font=looks.font)
