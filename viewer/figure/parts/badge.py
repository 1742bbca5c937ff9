"""What says which panel is which: the letter and title above it, and the badge of a mirrored one."""

from viewer.figure.arranging.looks import Looks
from viewer.figure.page import BLACK, BoxMm, Mark, TextMark
from viewer.figure.parts.placing import LOWER_LEFT, LOWER_RIGHT, UPPER_LEFT, UPPER_RIGHT, Part, Room
from viewer.figure.type.metrics import MM_PER_PT

BADGE_WORDS = ("mirrored for comparison", "mirrored")
"""What a mirrored panel always says; the shorter one where it is narrow or full."""

ASCENDER = 0.78
"""Height of the letters b, d, h with some air as a part of the type size (no unit)."""

HEAD_GAP_PT = 4.0
"""Distance between the line above a panel and the panel."""

_WORD_GAP = 0.6
"""Distance between letter and title as a part of the type size (no unit)."""


def head_mm(looks: Looks) -> float:
    """Height of the line above a row of panels; the letters b and d reach higher than capitals."""
    return (max(looks.letter_pt, looks.text_pt) * ASCENDER + HEAD_GAP_PT) * MM_PER_PT


def head_marks(letter: str, title: str, box: BoxMm, looks: Looks, panel: int) -> list[Mark]:
    """Letter in bold and title on one line above a panel; a title that is too long is cut with an ellipsis."""
    baseline = box[1] - HEAD_GAP_PT * MM_PER_PT
    x, marks = box[0], list[Mark]()
    if letter:
        marks.append(
            TextMark(
                letter,
                x,
                baseline,
                looks.letter_pt,
                "panel-letter",
                is_bold=True,
                colour=BLACK,
                item="panel-letter",
                panel=panel,
                font=looks.font,
            )
        )
        x += looks.line_mm(letter, looks.letter_pt, is_bold=True) + _WORD_GAP * looks.text_pt * MM_PER_PT
    shown = _cut(title, looks, box[0] + box[2] - x)
    if shown:
        size, font = looks.text_pt, looks.font
        marks.append(TextMark(shown, x, baseline, size, "title", colour=BLACK, item="title", panel=panel, font=font))
    return marks


def _cut(text: str, looks: Looks, measure_mm: float) -> str:
    line = " ".join(text.split())
    if looks.line_mm(line, looks.text_pt) <= measure_mm:
        return line
    while line and looks.line_mm(f"{line}…", looks.text_pt) > measure_mm:
        line = line[:-1].rstrip()
    return f"{line}…" if line else ""


def placed_letter(letter: str, room: Room, placed: Part) -> list[TextMark]:
    """Panel letter on the picture, where the user put it."""
    looks = room.looks
    size = (looks.line_mm(letter, looks.letter_pt, is_bold=True), looks.cap_mm(looks.letter_pt))
    left, top = room.find(size, (), placed)
    return [
        TextMark(
            letter,
            left,
            top + size[1],
            looks.letter_pt,
            "panel-letter",
            is_bold=True,
            casing_pt=looks.rim_pt,
            font=looks.font,
        )
    ]


def badge_marks(room: Room, placed: Part | None) -> list[TextMark]:
    """The badge of a mirrored panel, shorter where it would cover something, smaller where it does not fit at all.

    It is never left out.
    """
    looks = room.looks
    measure = room.size[0] - 2 * room.margin_mm
    high = looks.cap_mm(looks.text_pt) + looks.depth_mm(looks.text_pt)
    corners = (LOWER_LEFT, LOWER_RIGHT, UPPER_LEFT, UPPER_RIGHT)
    fitting = [text for text in BADGE_WORDS if looks.line_mm(text, looks.text_pt) <= measure]
    words = min(
        fitting,
        key=lambda text: room.least_trouble((looks.line_mm(text, looks.text_pt), high), corners),
        default=BADGE_WORDS[-1],
    )
    wide = looks.line_mm(words, looks.text_pt)
    shrink = min(max(measure, 1.0) / wide, 1.0)
    left, top = room.find((shrink * wide, shrink * high), corners, placed)
    size = shrink * looks.text_pt
    baseline = top + looks.cap_mm(size)
    return [TextMark(words, left, baseline, size, "badge", casing_pt=looks.rim_pt, font=looks.font)]
