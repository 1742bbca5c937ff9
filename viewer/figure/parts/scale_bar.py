"""The scale bar: how long it is, what it stands for, and in which corner it is in nobody's way."""

from viewer.figure.page import Mark, ScaleBarMark, TextMark
from viewer.figure.parts.placing import LOWER_LEFT, LOWER_RIGHT, UPPER_LEFT, UPPER_RIGHT, Part, Room
from viewer.figure.type.metrics import MM_PER_PT

LONGEST_PART = 0.22
"""Longest scale bar as a part of the image's width (no unit), where the layout chooses it."""

LONGEST_PART_NARROW = 0.4
"""The same on a narrow panel, where a bar would get shorter than its label."""

STEPS_MM = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)
"""Lengths in mm of the patient that a scale bar may stand for."""

BAR_PT = 1.5
"""Width of the bar."""

LABEL_GAP_PT = 3.0
"""Distance of the label's baseline from the bar's middle."""


def scale_bar_marks(
    page_mm_per_mm: float, room: Room, *, asked_mm: float | None = None, placed: Part | None = None
) -> tuple[Mark, ...]:
    """Scale bar and its label in the first free corner: lower right, lower left, upper right, upper left.

    Parameters
    ----------
    page_mm_per_mm
        Millimetres on the page per millimetre in the patient.
    room
        The panel.
    asked_mm
        Length the user wants it to stand for; None, or longer than the panel, for the layout's choice.
    placed
        Where the user put it, or None.
    """
    looks = room.looks
    width = room.size[0] - 2 * room.margin_mm
    represents = asked_mm if asked_mm is not None and asked_mm * page_mm_per_mm <= width else None
    if represents is None:
        represents = _automatic(page_mm_per_mm, room)
    length = represents * page_mm_per_mm
    label = f"{represents:g} mm"
    wide = max(length, looks.line_mm(label, looks.text_pt))
    gap = LABEL_GAP_PT * MM_PER_PT
    high = looks.cap_mm(looks.text_pt) + gap
    left, top = room.find((wide, high), (LOWER_RIGHT, LOWER_LEFT, UPPER_RIGHT, UPPER_LEFT), placed)
    y = top + high
    return (
        ScaleBarMark(
            left + (wide - length) / 2,
            y,
            length,
            represents,
            width_pt=BAR_PT,
            casing_pt=looks.rim_pt,
        ),
        TextMark(
            label,
            x_mm=left + wide / 2,
            baseline_mm=y - gap,
            size_pt=looks.text_pt,
            role="scale-label",
            anchor="center",
            casing_pt=looks.rim_pt,
            font=looks.font,
        ),
    )


def _automatic(page_mm_per_mm: float, room: Room) -> float:
    label = room.looks.line_mm("00 mm", room.looks.text_pt)
    part = LONGEST_PART if LONGEST_PART * room.size[0] >= label else LONGEST_PART_NARROW
    longest = part * room.size[0] / page_mm_per_mm
    return max((step for step in STEPS_MM if step <= longest), default=STEPS_MM[0])
