"""Letters and words on the image: R and L with the patient's sides, other edges, numbers of outlines."""

from collections.abc import Sequence

from viewer.figure.content import Edge, Sides
from viewer.figure.page import Anchor, TextMark
from viewer.figure.parts.placing import Box, Part, Room, meets, text_box

__all__ = ["Box", "edge_letter_marks", "meets", "outline_name_marks", "side_marks", "text_box"]

NAME_GAP_MM = 1.2
"""Distance of an outline's number from the outline."""

WORDS = {"R": "patient's right", "L": "patient's left"}

_WORDS_PITCH = 1.28
"""Distance of the words' baseline from the letter's, as a part of the words' type size."""


def side_marks(sides: Sides, room: Room, *, has_words: bool, placed: Part | None) -> list[TextMark]:
    """R and L at their edges, each with the words below it.

    At the left and right edges both stand at one height: in the upper corners, or, where an outline is in
    the way, in the lower corners or half-way. At the top and bottom edges they stand in the middle, or at
    the left or right end. Words for which the panel is too narrow are left out; the letters never are.

    Parameters
    ----------
    sides
        Which letters belong to which edges of the picture.
    room
        The panel.
    has_words
        Whether the words are wanted.
    placed
        Where the user put them: only along their edges, since they belong to these.
    """
    if not sides.side_edges:
        return []
    is_upright = any(edge in ("left", "right") for edge, _ in sides.side_edges)
    has_words = has_words and _fits(sides, room, is_upright=is_upright)
    parts = (0.0, 1.0, 0.5) if is_upright else (0.5, 0.0, 1.0)
    if placed is not None:
        parts = (placed[1] if is_upright else placed[0],) * 3
    choices = [
        [_block(edge, letter, room, part, has_words=has_words) for edge, letter in sides.side_edges] for part in parts
    ]
    clear = min(choices, key=lambda blocks: room.trouble(*(box for _, box in blocks)))
    room.written += [box for _, box in clear]
    return [mark for marks, _ in clear for mark in marks]


def _fits(sides: Sides, room: Room, *, is_upright: bool) -> bool:
    widths = [room.looks.line_mm(WORDS[letter], room.looks.text_pt) for _, letter in sides.side_edges]
    margin = room.margin_mm
    if is_upright:
        return sum(widths) + (len(widths) + 1) * margin <= room.size[0]
    return max(widths) + 2 * margin <= room.size[0]


def _block(edge: Edge, letter: str, room: Room, part: float, *, has_words: bool) -> tuple[list[TextMark], Box]:
    """Letter and words at an edge, and the box they fill; `part` is the place along the edge, 0…1."""
    looks, margin = room.looks, room.margin_mm
    width, height = room.size
    cap = looks.cap_mm(looks.letter_pt)
    pitch = looks.text_pt * _WORDS_PITCH * 25.4 / 72.0
    block = cap + pitch + looks.depth_mm(looks.text_pt) if has_words else cap
    wide = looks.line_mm(letter, looks.letter_pt, is_bold=True)
    if has_words:
        wide = max(wide, looks.line_mm(WORDS[letter], looks.text_pt))
    anchor: Anchor
    if edge in ("left", "right"):
        anchor = edge
        top = margin + part * max(height - block - 2 * margin, 0.0)
        x = margin if edge == "left" else width - margin
    else:
        anchor = "left" if part == 0.0 else "right" if part == 1.0 else "center"
        top = margin if edge == "top" else height - margin - block
        middle = margin + wide / 2 + part * max(width - wide - 2 * margin, 0.0)
        x = {"left": margin, "right": width - margin, "center": middle}[anchor]
    left = {"left": x, "right": x - wide, "center": x - wide / 2}[anchor]
    baseline, rim, font = top + cap, looks.rim_pt, looks.font
    marks = [
        TextMark(letter, x, baseline, looks.letter_pt, "side-letter", anchor, is_bold=True, casing_pt=rim, font=font)
    ]
    if has_words:
        words, below = WORDS[letter], baseline + pitch
        marks.append(TextMark(words, x, below, looks.text_pt, "side-words", anchor, casing_pt=rim, font=font))
    return marks, (left, top, left + wide, top + block)


def edge_letter_marks(edges: tuple[tuple[Edge, str], ...], room: Room, *, is_large: bool) -> list[TextMark]:
    """Letters A, P, H, F in the middle of their edges, small unless they are the only letters."""
    looks, margin = room.looks, room.margin_mm
    width, height = room.size
    size = looks.letter_pt if is_large else looks.text_pt
    cap = looks.cap_mm(size)
    middle = height / 2 + cap / 2
    places: dict[Edge, tuple[float, float, Anchor]] = {
        "top": (width / 2, margin + cap, "center"),
        "bottom": (width / 2, height - margin, "center"),
        "left": (margin, middle, "left"),
        "right": (width - margin, middle, "right"),
    }
    marks = [
        TextMark(
            letter,
            *places[edge][:2],
            size,
            "edge-letter",
            places[edge][2],
            is_bold=is_large,
            casing_pt=looks.rim_pt,
            font=looks.font,
        )
        for edge, letter in edges
    ]
    room.written += [text_box(mark) for mark in marks]
    return marks


def outline_name_marks(numbers: tuple[int, ...], boxes: Sequence[Box | None], room: Room) -> list[TextMark]:
    """Number of each outline that is seen above it, or below it where a letter stands; where sides are not named."""
    looks = room.looks
    cap = looks.cap_mm(looks.text_pt)
    marks = []
    for number, box in zip(numbers, boxes, strict=True):
        if box is None:
            continue
        above = max(box[1] - NAME_GAP_MM, cap + 1.0)
        below = min(box[3] + NAME_GAP_MM + cap, room.size[1] - 1.0)
        places = [
            TextMark(
                str(number),
                x_mm=(box[0] + box[2]) / 2,
                baseline_mm=baseline,
                size_pt=looks.text_pt,
                role="outline-name",
                anchor="center",
                is_bold=True,
                casing_pt=looks.rim_pt,
                font=looks.font,
            )
            for baseline in (above, below)
        ]
        mark = next((m for m in places if not any(meets(text_box(m), t) for t in room.written)), places[0])
        room.written.append(text_box(mark))
        marks.append(mark)
    return marks
