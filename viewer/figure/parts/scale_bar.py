"""The scale bar: how long it is, what it stands for, and in which corner it is in nobody's way."""

from collections.abc import Sequence

from viewer.figure.page import Mark, ScaleBarMark, TextMark
from viewer.figure.parts.letters import CASING_PT, Box, meets
from viewer.figure.presets import Preset
from viewer.figure.type.metrics import CAP_HEIGHT, MM_PER_PT, width_mm

LONGEST_PART = 0.22
"""Longest scale bar as a part of the image's width (no unit)."""

STEPS_MM = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)
"""Lengths in mm of the patient that a scale bar may stand for."""

BAR_PT = 1.5
"""Width of the bar."""

LABEL_GAP_PT = 3.0
"""Distance of the label's baseline from the bar's middle."""


def scale_bar_marks(
    page_mm_per_mm: float, frame_mm: tuple[float, float], outlet: Preset, margin_mm: float, taken: Sequence[Box]
) -> tuple[Mark, ...]:
    """Scale bar and its label in the first free corner: lower right, lower left, upper right, upper left.

    Parameters
    ----------
    page_mm_per_mm
        Millimetres on the page per millimetre in the patient.
    frame_mm
        Width and height of the image on the page.
    outlet
        Type size.
    margin_mm
        Distance from the edges.
    taken
        Boxes of outlines and letters.
    """
    width, height = frame_mm
    longest = LONGEST_PART * width / page_mm_per_mm
    represents = max((step for step in STEPS_MM if step <= longest), default=STEPS_MM[0])
    length = represents * page_mm_per_mm
    label = f"{represents:g} mm"
    wide = max(length, width_mm(label, size_pt=outlet.text_pt))
    high = (outlet.text_pt * CAP_HEIGHT + LABEL_GAP_PT) * MM_PER_PT
    corners = [
        (x, y)
        for y in (height - margin_mm, margin_mm + high)
        for x in (width - margin_mm - wide, margin_mm)  # left end of the block, middle line of the bar
    ]
    free = [(x, y) for x, y in corners if not any(meets((x, y - high, x + wide, y), box) for box in taken)]
    left, y = (free or corners)[0]
    return (
        ScaleBarMark(left + (wide - length) / 2, y, length, represents, width_pt=BAR_PT, casing_pt=CASING_PT),
        TextMark(
            label,
            x_mm=left + wide / 2,
            baseline_mm=y - LABEL_GAP_PT * MM_PER_PT,
            size_pt=outlet.text_pt,
            role="scale-label",
            anchor="center",
            casing_pt=CASING_PT,
        ),
    )
