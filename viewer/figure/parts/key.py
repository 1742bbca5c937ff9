"""The key of the sides: a cube with the patient's directions, or why image-left is the patient's right."""

import math
from collections.abc import Sequence

from viewer.core.geometry import Vector, direction_letters, negated
from viewer.figure.arranging.looks import Looks
from viewer.figure.arranging.views import PanelView
from viewer.figure.content import Edge
from viewer.figure.page import BLACK, CASING, WHITE, Anchor, Mark, PathMark, PointMm, TextMark
from viewer.figure.parts.placing import LOWER_LEFT, LOWER_RIGHT, UPPER_LEFT, UPPER_RIGHT, Part, Room
from viewer.figure.type.metrics import LINE_PITCH, MM_PER_PT

CUBE_MM, CUBE_DEPTH_MM = 7.0, 3.0
"""Least side of the cube's front, and least distance by which its back is moved to the right and up."""

LETTER_PART = 0.8
"""Type size of the letters on the cube as a part of that distance (no unit): they stand in narrow faces."""

LINE_PT, RIM_PT = 0.7, 0.5
"""Widths of the lines of the drawings, and of their dark rim on a panel."""

BODY_COLOUR = "#6b7782"
"""Colour of the body in the drawing of the view: dark enough for a grey print."""

FEET_SCALE = 0.72
"""Size of the drawing of the view; its own measures are mm before this."""

DRAWING_MM = (10.4, 15.6)
"""Width and height of the body with its eye on the page; the letters stand beside it."""

WORDS_MM = 58.0
"""Widest measure of the words beside the drawing."""


def cube_marks(view: PanelView, room: Room, chosen: Part | None) -> list[Mark]:
    """A cube whose front, top and right faces say which way they look; nothing where the directions are unknown."""
    letters = _faces(view)
    if letters is None:
        return []
    size, font, rim = room.looks.text_pt, room.looks.font, room.looks.rim_pt
    d = max(CUBE_DEPTH_MM, size * MM_PER_PT / LETTER_PART)
    s = max(CUBE_MM, 2 * d)
    left, top = room.find((s + d, s + d), (LOWER_LEFT, LOWER_RIGHT, UPPER_LEFT, UPPER_RIGHT), chosen)
    x, y = left, top + d
    faces = (
        ((x, y), (x + s, y), (x + s, y + s), (x, y + s)),
        ((x, y), (x + d, y - d), (x + s + d, y - d), (x + s, y)),
        ((x + s, y), (x + s + d, y - d), (x + s + d, y + s - d), (x + s, y + s)),
    )
    marks: list[Mark] = [
        PathMark((face,), is_closed=True, width_pt=0.0, casing_pt=0.0, fill=CASING, fill_alpha=0.55) for face in faces
    ]
    marks += [PathMark((face,), is_closed=True, width_pt=LINE_PT, casing_pt=RIM_PT) for face in faces]
    for face, letter in zip(faces, letters, strict=True):
        middle = (sum(p[0] for p in face) / 4, sum(p[1] for p in face) / 4)
        baseline = middle[1] + room.looks.cap_mm(size) / 2
        marks.append(
            TextMark(letter, middle[0], baseline, size, "key", "center", is_bold=True, casing_pt=rim, font=font)
        )
    return marks


def _faces(view: PanelView) -> tuple[str, str, str] | None:
    """Letters of the directions towards the viewer, up and right on the page; None where unknown or hidden."""
    orientation = view.content.geometry.orientation
    if orientation is None or view.stored_sides.state == "hidden":
        return None
    stored: tuple[tuple[Edge, Vector], ...] = (
        ("right", orientation.row),
        ("left", negated(orientation.row)),
        ("bottom", orientation.column),
        ("top", negated(orientation.column)),
    )
    shown = {view.turning.edge(edge): vector for edge, vector in stored}
    towards = negated(orientation.normal)
    found = tuple(direction_letters(vector)[0] for vector in (towards, shown["top"], shown["right"]))
    return (found[0], found[1], found[2])


class ViewKey:
    """The drawing of a patient on the back, of the slice, and of the eye that sees it, with words beside it.

    Parameters
    ----------
    view
        The panel it explains.
    looks
        Sizes.
    measure_mm
        Widest that drawing and words may be.
    holds_where
        Where it holds if not in every panel, such as 'in panel a'; '' for everywhere.
    """

    def __init__(self, view: PanelView, looks: Looks, *, measure_mm: float, holds_where: str = "") -> None:
        self._looks, self._where = looks, holds_where
        self._is_from_feet = _is_from_feet(view)
        size = looks.text_pt
        self._letter = max(looks.line_mm(letter, size, is_bold=True) for letter in "RL")
        self._body = DRAWING_MM[0] + 2 * (self._letter + 0.8)
        gap = 2.5
        measure = max(min(WORDS_MM, measure_mm - self._body - gap), 12.0)
        self._lines = _balanced(self._words(view), looks, measure)
        wide = max(looks.line_mm(line, size) for line in self._lines)
        self._words_left = self._body + gap
        self._block = looks.cap_mm(size) + (len(self._lines) - 1) * size * LINE_PITCH * MM_PER_PT
        self.size = (self._words_left + wide, max(DRAWING_MM[1], self._block + looks.depth_mm(size)))

    def _words(self, view: PanelView) -> str:
        place = "feet" if self._is_from_feet else "head"
        left = next(letter for edge, letter in view.sides.side_edges if edge == "left")
        side = "right" if left == "R" else "left"
        where = f"{self._where}, " if self._where else ""
        return (
            f"The slice is seen from the {place}, the patient lying on the back: {where}image-left is the patient's "
            f"{side}."
        )

    def marks(self, at: PointMm) -> list[Mark]:
        """Marks with their upper left corner at a place."""
        middle, down = at[0] + self._body / 2, at[1] + (self.size[1] - DRAWING_MM[1]) / 2
        top = down if self._is_from_feet else down + 3.4

        def on_page(point: PointMm) -> PointMm:
            return (middle + FEET_SCALE * point[0], top + FEET_SCALE * point[1])

        marks: list[Mark] = [_filled(tuple(map(on_page, ring)), BODY_COLOUR) for ring in _body_rings()]
        slice_y = 8.3
        line = (on_page((-5.6, slice_y)), on_page((5.6, slice_y)))
        marks.append(PathMark((line,), is_closed=False, width_pt=1.2, casing_pt=0.6, colour=BLACK, casing_colour=WHITE))
        marks += self._eye(middle, down)
        size, font = self._looks.text_pt, self._looks.font
        baseline = on_page((0.0, slice_y))[1] + self._looks.cap_mm(size) / 2
        ends: tuple[tuple[str, float, Anchor], ...] = (
            ("R", middle - DRAWING_MM[0] / 2 + 0.4, "right"),
            ("L", middle + DRAWING_MM[0] / 2 - 0.4, "left"),
        )
        for letter, x, anchor in ends:
            marks.append(TextMark(letter, x, baseline, size, "key", anchor, is_bold=True, colour=BLACK, font=font))
        first = at[1] + (self.size[1] - self._block) / 2 + self._looks.cap_mm(size)
        for number, text in enumerate(self._lines):
            y = first + number * size * LINE_PITCH * MM_PER_PT
            marks.append(TextMark(text, at[0] + self._words_left, y, size, "key", colour=BLACK, font=font))
        return marks

    def _eye(self, x: float, top: float) -> list[Mark]:
        """Almond with its iris and an arrow in the direction in which it looks."""
        sign = -1.0 if self._is_from_feet else 1.0  # up the page, or down
        y = top + (DRAWING_MM[1] - 0.9 if self._is_from_feet else 0.9)
        half, high = 1.9, 0.85
        angles = [math.pi * number / 12 for number in range(13)]
        almond = [(x - half * math.cos(a), y - high * math.sin(a)) for a in angles]
        almond += [(x + half * math.cos(a), y + high * math.sin(a)) for a in angles[1:-1]]
        iris = tuple((x + 0.55 * math.cos(2 * a), y + 0.55 * math.sin(2 * a)) for a in angles[:-1])
        start, tip = y + sign * 1.15, y + sign * 2.3
        arrow = (
            (x - 0.12, start),
            (x - 0.12, tip - sign * 0.6),
            (x - 0.5, tip - sign * 0.6),
            (x, tip),
            (x + 0.5, tip - sign * 0.6),
            (x + 0.12, tip - sign * 0.6),
            (x + 0.12, start),
        )
        outline = PathMark((tuple(almond),), is_closed=True, width_pt=LINE_PT, casing_pt=0.0, colour=BLACK)
        return [outline, _filled(iris, BLACK), _filled(arrow, BLACK)]


def _balanced(text: str, looks: Looks, measure_mm: float) -> tuple[str, ...]:
    """Lines of nearly one length, so that no word stands alone."""
    lines = looks.wrapped(text, looks.text_pt, measure_mm)
    while measure_mm > 12.0:
        measure_mm -= 1.0
        closer = looks.wrapped(text, looks.text_pt, measure_mm)
        if len(closer) > len(lines):
            break
        lines = closer
    return lines


def can_show_cube(view: PanelView) -> bool:
    """Whether the directions of a panel are known and shown."""
    return _faces(view) is not None


def can_show_view(view: PanelView) -> bool:
    """Whether the drawing of the view is true of a panel: an axial slice as it is stored, its front upwards."""
    sides = {letter for edge, letter in view.sides.side_edges if edge in ("left", "right")}
    is_plain = view.turning.mirrored is None and view.turning.turns == 0
    return (
        is_plain
        and view.sides.is_shown
        and sides == {"R", "L"}
        and view.anterior == "top"
        and view.content.geometry.plane == "axial"
    )


def holds_for_all(views: Sequence[PanelView]) -> bool:
    """Whether one drawing of the view is true of every panel: none is mirrored, turned or seen from elsewhere."""
    told = {(can_show_view(view), _is_from_feet(view), view.sides.side_edges) for view in views}
    return len(told) == 1


def _is_from_feet(view: PanelView) -> bool:
    orientation = view.content.geometry.orientation
    return orientation is None or orientation.normal[2] > 0


def _filled(ring: tuple[PointMm, ...], colour: str) -> PathMark:
    return PathMark((ring,), is_closed=True, width_pt=0.0, casing_pt=0.0, colour=colour, fill=colour)


def _body_rings() -> list[tuple[PointMm, ...]]:
    """Head, trunk, arms and legs of a patient who lies on the back, seen from above, head up; x from the middle."""
    head = tuple((1.55 * math.cos(a), 1.6 + 1.55 * math.sin(a)) for a in (math.pi * n / 12 for n in range(24)))
    rings = [head, _rounded(-2.5, 3.6, 2.5, 10.6, 0.9)]
    for sign in (-1.0, 1.0):
        arm, leg = sorted((sign * 2.95, sign * 4.15)), sorted((sign * 0.25, sign * 2.4))
        rings += [_rounded(arm[0], 3.8, arm[1], 10.4, 0.55), _rounded(leg[0], 9.8, leg[1], 17.4, 0.8)]
    return rings


def _rounded(left: float, top: float, right: float, bottom: float, radius: float) -> tuple[PointMm, ...]:
    corners = ((right, top, -1), (right, bottom, 0), (left, bottom, 1), (left, top, 2))
    ring = []
    for x, y, quarter in corners:
        cx, cy = (x - radius if x == right else x + radius), (y - radius if y == bottom else y + radius)
        for step in range(5):
            angle = math.pi / 2 * (quarter + step / 4)
            ring.append((cx + radius * math.cos(angle), cy + radius * math.sin(angle)))
    return tuple(ring)


def boxed(key: ViewKey, at: PointMm) -> list[Mark]:
    """The drawing on a light ground, for a place on a panel."""
    (left, top), (wide, high), air = at, key.size, 0.8
    corners = (
        (left - air, top - air),
        (left + wide + air, top - air),
        (left + wide + air, top + high + air),
        (left - air, top + high + air),
    )
    ground = PathMark(
        (corners,), is_closed=True, width_pt=0.0, casing_pt=0.0, colour=WHITE, fill=WHITE, fill_alpha=0.92
    )
    return [ground, *key.marks(at)]
