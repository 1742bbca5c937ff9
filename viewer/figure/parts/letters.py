"""Letters and words on the image: R and L with the patient's sides, other edges, numbers of outlines."""

from collections.abc import Sequence

from viewer.figure.content import Edge, Sides
from viewer.figure.page import Anchor, TextMark
from viewer.figure.presets import Preset
from viewer.figure.type.metrics import CAP_HEIGHT, DESCENT, MM_PER_PT, width_mm

CASING_PT = 0.9
"""Width of the dark rim round letters."""

NAME_GAP_MM = 1.2
"""Distance of an outline's number from the outline."""

WORDS = {"R": "patient's right", "L": "patient's left"}

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in mm."""


def side_marks(
    sides: Sides, frame_mm: tuple[float, float], outlet: Preset, margin_mm: float, outlines: Sequence[Box]
) -> list[TextMark]:
    """R and L at their edges, each with the words below it.

    At the left and right edges both stand at one height: in the upper corners, or, where an outline is in
    the way, in the lower corners or half-way. At the top and bottom edges they stand in the middle, or at
    the left or right end.

    Parameters
    ----------
    sides
        Which letters belong to which edges.
    frame_mm
        Width and height of the image on the page.
    outlet
        Type sizes.
    margin_mm
        Distance from the edges.
    outlines
        Boxes of the outlines, to be kept clear.
    """
    places = [
        [_block(edge, letter, frame_mm, outlet, margin_mm, part) for edge, letter in sides.side_edges]
        for part in ((0.0, 1.0, 0.5) if _is_upright(sides) else (0.5, 0.0, 1.0))
    ]
    if not sides.side_edges:
        return []
    clear = next((p for p in places if not any(meets(box, o) for _, box in p for o in outlines)), places[0])
    return [mark for marks, _ in clear for mark in marks]


def _is_upright(sides: Sides) -> bool:
    return any(edge in ("left", "right") for edge, _ in sides.side_edges)


def _block(
    edge: Edge, letter: str, frame_mm: tuple[float, float], outlet: Preset, margin_mm: float, part: float
) -> tuple[list[TextMark], Box]:
    """Letter and words at an edge, and the box they fill; `part` is the place along the edge, 0…1."""
    width, height = frame_mm
    cap = outlet.letter_pt * CAP_HEIGHT * MM_PER_PT
    pitch = (outlet.text_pt * 1.28) * MM_PER_PT
    depth = outlet.text_pt * DESCENT * MM_PER_PT
    block = cap + pitch + depth
    wide = max(
        width_mm(letter, size_pt=outlet.letter_pt, is_bold=True), width_mm(WORDS[letter], size_pt=outlet.text_pt)
    )
    anchor: Anchor
    if edge in ("left", "right"):
        anchor = edge
        top = margin_mm + part * (height - block - 2 * margin_mm)
    else:
        anchor = "left" if part == 0.0 else "right" if part == 1.0 else "center"
        top = margin_mm if edge == "top" else height - margin_mm - block
    x = {"left": margin_mm, "right": width - margin_mm, "center": width / 2}[anchor]
    left = {"left": x, "right": x - wide, "center": x - wide / 2}[anchor]
    baseline = top + cap
    marks = [
        TextMark(letter, x, baseline, outlet.letter_pt, "side-letter", anchor, is_bold=True, casing_pt=CASING_PT),
        TextMark(WORDS[letter], x, baseline + pitch, outlet.text_pt, "side-words", anchor, casing_pt=CASING_PT),
    ]
    return marks, (left, top, left + wide, top + block)


def meets(first: Box, second: Box) -> bool:
    """Whether two boxes share an area."""
    return first[0] < second[2] and second[0] < first[2] and first[1] < second[3] and second[1] < first[3]


def text_box(mark: TextMark) -> Box:
    """Box that one line of text fills."""
    wide = width_mm(mark.text, size_pt=mark.size_pt, is_bold=mark.is_bold)
    left = mark.x_mm - {"left": 0.0, "center": wide / 2, "right": wide}[mark.anchor]
    size_mm = mark.size_pt * MM_PER_PT
    return (left, mark.baseline_mm - CAP_HEIGHT * size_mm, left + wide, mark.baseline_mm + DESCENT * size_mm)


def edge_letter_marks(
    edges: tuple[tuple[Edge, str], ...],
    frame_mm: tuple[float, float],
    outlet: Preset,
    margin_mm: float,
    *,
    is_large: bool,
) -> list[TextMark]:
    """Letters A, P, H, F in the middle of their edges, small unless they are the only letters."""
    width, height = frame_mm
    size = outlet.letter_pt if is_large else outlet.text_pt
    cap = size * CAP_HEIGHT * MM_PER_PT
    middle = height / 2 + cap / 2
    places: dict[Edge, tuple[float, float, Anchor]] = {
        "top": (width / 2, margin_mm + cap, "center"),
        "bottom": (width / 2, height - margin_mm, "center"),
        "left": (margin_mm, middle, "left"),
        "right": (width - margin_mm, middle, "right"),
    }
    return [
        TextMark(letter, *places[edge][:2], size, "edge-letter", places[edge][2], is_bold=is_large, casing_pt=CASING_PT)
        for edge, letter in edges
    ]


def outline_name_marks(
    numbers: tuple[int, ...], boxes: Sequence[Box], frame_mm: tuple[float, float], outlet: Preset, taken: Sequence[Box]
) -> list[TextMark]:
    """Number of each outline above it, or below it where a letter stands; used where sides are not named."""
    cap = outlet.text_pt * CAP_HEIGHT * MM_PER_PT
    marks = []
    for number, box in zip(numbers, boxes, strict=True):
        above = max(box[1] - NAME_GAP_MM, cap + 1.0)
        below = min(box[3] + NAME_GAP_MM + cap, frame_mm[1] - 1.0)
        places = [
            TextMark(
                str(number),
                x_mm=(box[0] + box[2]) / 2,
                baseline_mm=baseline,
                size_pt=outlet.text_pt,
                role="outline-name",
                anchor="center",
                is_bold=True,
                casing_pt=CASING_PT,
            )
            for baseline in (above, below)
        ]
        marks.append(next((m for m in places if not any(meets(text_box(m), t) for t in taken)), places[0]))
    return marks
