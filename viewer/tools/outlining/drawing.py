"""An outline being drawn: points in the pieces in which they were added and are taken back."""

from dataclasses import dataclass, field, replace
from typing import Literal

from viewer.core.outline import Point
from viewer.core.series import SliceKey
from viewer.core.view import Viewport
from viewer.proposals.livewire.wire import Wire
from viewer.tools.reach import FIRST_REACH, simplified

ROUND_REACH = 15.0
"""Distance from the first vertex that a run must have reached to be closed when it comes back, screen points."""

SNAP = 2.0
"""Distance within which a further point is taken for the one before it, screen points."""

PIECE_LENGTH = 60.0
"""Length of the pieces in which a freehand run is taken back, screen points."""

WIRE_AREA_PART = 0.008
"""What simplifying a course along the border may change of the area between it and its chord (no unit): a course has
points at every node, and each that stays is one to drag later. Whole outlines keep their area to 0.3 %."""

Course = tuple[Point, ...]
"""Image points of an open line."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Points that were added, and are taken back, together.

    Parameters
    ----------
    points
        The points, in order; at least one.
    kind
        A 'vertex' is the end of a straight edge; a 'run' was traced by hand; a 'wire' was led along the border.
    """

    points: Course
    kind: Literal["vertex", "run", "wire"] = "vertex"


@dataclass(frozen=True, slots=True)
class Drawing:
    """An outline is being drawn and no button is held.

    Parameters
    ----------
    slice_key
        The slice it was begun on.
    place
        How sentences call that slice.
    pieces
        What was drawn so far, in order.
    taken
        Pieces taken back, the next to be drawn again last.
    pointer
        Image point under the pointer, None off the canvas.
    wire
        Courses along the border from the last point, or None while they are not asked for.
    trail
        The one of them that a click would accept, without the last point, or ().
    """

    slice_key: SliceKey
    place: str
    pieces: tuple[Piece, ...] = ()
    taken: tuple[Piece, ...] = ()
    pointer: Point | None = None
    wire: Wire | None = field(default=None, compare=False)
    trail: Course = ()

    @property
    def points(self) -> Course:
        """All points so far."""
        return tuple(point for piece in self.pieces for point in piece.points)

    def with_pieces(self, pieces: tuple[Piece, ...], pointer: Point | None) -> "Drawing":
        """Return the drawing with more pieces; what was taken back before is gone."""
        taken = () if pieces else self.taken
        return replace(self, pieces=(*self.pieces, *pieces), taken=taken, pointer=pointer, wire=None, trail=())

    def at_rest(self, *, taken: tuple[Piece, ...]) -> "Drawing":
        """Return the drawing with other pieces to be drawn again, and nothing that leads to the pointer."""
        return replace(self, taken=taken, wire=None, trail=())

    def without_last(self) -> "Drawing":
        """Return the drawing without its last piece, which can be drawn again."""
        taken = (*self.taken, self.pieces[-1])
        return replace(self, pieces=self.pieces[:-1], taken=taken, wire=None, trail=())

    def with_taken(self) -> "Drawing":
        """Return the drawing with the piece that was taken back last."""
        pieces = (*self.pieces, self.taken[-1])
        return replace(self, pieces=pieces, taken=self.taken[:-1], wire=None, trail=())


@dataclass(frozen=True, slots=True)
class Tracing:
    """The button is held: a vertex that becomes a freehand run as soon as the pointer goes off.

    Parameters
    ----------
    drawing
        What was drawn before the press.
    trace
        Image points of the pointer since the press, that of the press first.
    is_run
        Whether it has become a run.
    led
        Course along the border from the last point before the press to the press, without these two.
    wire
        Courses along the border from the end of the trace, or None while they are not asked for.
    trail
        The one of them that letting go would accept, without its first point, or ().
    """

    drawing: Drawing
    trace: Course
    is_run: bool = False
    led: Course = ()
    wire: Wire | None = field(default=None, compare=False)
    trail: Course = ()


def slice_of(state: Drawing | Tracing) -> SliceKey:
    """The slice on which an outline is being drawn."""
    return state.slice_key if isinstance(state, Drawing) else state.drawing.slice_key


def comes_home(state: Tracing, viewport: Viewport) -> bool:
    """Whether a run ends at the first vertex after having been well away from it: it goes round something."""
    if not state.is_run:
        return False
    points = (*state.drawing.points, *state.trace, *state.trail)
    away = max(viewport.screen_distance(points[0], point) for point in (*state.trace, *state.trail))
    return away > ROUND_REACH and viewport.screen_distance(points[0], points[-1]) <= FIRST_REACH


def traced(state: Tracing, viewport: Viewport) -> Drawing:
    """Drawing after the button was let go: with one more vertex, a course to it, or with the pieces of a run."""
    before = state.drawing.points
    trace = (*state.trace, *state.trail)
    points = simplified(trace, viewport) if state.is_run else trace
    pieces: tuple[Piece, ...] = ()
    if state.led:
        course = simplified((before[-1], *state.led, points[0]), viewport, area_part=WIRE_AREA_PART)
        pieces, points = (Piece(course[1:], "wire"),), points[1:]
    elif before and viewport.screen_distance(before[-1], points[0]) <= SNAP:
        points = points[1:]
    return state.drawing.with_pieces((*pieces, *_in_pieces(points, viewport, is_run=state.is_run)), trace[-1])


def _in_pieces(points: Course, viewport: Viewport, *, is_run: bool) -> tuple[Piece, ...]:
    """Points in pieces of at most `PIECE_LENGTH`, or of one point."""
    pieces: list[list[Point]] = []
    length = 0.0
    for number, point in enumerate(points):
        length += viewport.screen_distance(points[number - 1], point) if number else 0.0
        if not pieces or length > PIECE_LENGTH:
            pieces.append([])
            length = 0.0
        pieces[-1].append(point)
    return tuple(Piece(tuple(piece), "run" if is_run and len(piece) > 1 else "vertex") for piece in pieces)
