"""Wrapped lines of text under the panels, black on white."""

from viewer.figure.arranging.looks import Looks
from viewer.figure.page import BLACK, Mark, TextMark
from viewer.figure.type.metrics import LINE_PITCH, MM_PER_PT

GAP_MM = 1.6
"""Distance between panels, table and caption."""

INSET_MM = 1.0
"""Distance of table and caption from the page's sides and from its lower edge."""


def text_lines(text: str, looks: Looks, *, top_mm: float) -> tuple[list[Mark], float]:
    """Lines of a paragraph, and their lower edge with a margin, mm."""
    size, inset = looks.text_pt, INSET_MM
    baseline = top_mm + GAP_MM + looks.cap_mm(size)
    marks: list[Mark] = []
    for line in looks.wrapped(text, size, looks.width_mm - 2 * inset):
        marks.append(TextMark(line, inset, baseline, size, "caption", colour=BLACK, item="caption", font=looks.font))
        baseline += size * LINE_PITCH * MM_PER_PT
    return marks, baseline - size * LINE_PITCH * MM_PER_PT + looks.depth_mm(size) + inset
