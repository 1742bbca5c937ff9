"""The view that shows where the slice lies: which series and slice it shows, and what the pointer does on it.

It holds no pixels and no document: slices are jumped to, and vertebrae named, through the session.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from viewer.app.levels import naming
from viewer.app.levels.companions import best_slice, companions_of, first_companion
from viewer.app.levels.crossing import nearest_place
from viewer.app.levels.stating import contradiction
from viewer.app.session import Session, Snapshot
from viewer.core.annotations.levels import VertebraMark, marks_in
from viewer.core.document import Document
from viewer.core.geometry import Vector
from viewer.core.outline import Point
from viewer.core.series import Series, Slice, Study
from viewer.core.view import Framing, Viewport
from viewer.errors import ViewerError
from viewer.tools.gesture import Notice, Task, TaskResult

MARK_REACH = 12.0
"""How near to a vertebra's name the pointer takes hold of it, screen points."""

DRAG_START = 3.0
"""How far the pointer moves, in screen points, before a click becomes a drag."""

Search = Callable[[], tuple[tuple[Point, ...], tuple[Point, ...]]]
"""Finds vertebral centres above and below one that was clicked; image points, the nearest first."""

Finder = Callable[[Slice, Point, str], Search]
"""Makes the search from a slice, a clicked point and the vertebra's name; the search itself runs elsewhere."""


@dataclass(frozen=True, slots=True)
class Held:
    """What the pressed pointer holds: a mark, or the line of the slice where `mark` is None."""

    start: Point
    mark: VertebraMark | None = None
    has_moved: bool = False


@dataclass(frozen=True, slots=True)
class LocatorState:
    """What the view shows and what the pointer does on it; never saved, never undone.

    Parameters
    ----------
    series, slice_number
        Number of the block shown and of the slice in it, from 1; 0 for none.
    framing
        Zoom and place of the image in the view.
    is_naming
        Whether a click names a vertebra instead of jumping to a slice.
    start
        Name of the first vertebra that is named.
    held
        What the pointer holds, or None.
    preview
        Document as it would be if the pointer were let go, or None.
    """

    series: int = 0
    slice_number: int = 0
    framing: Framing = Framing()  # noqa: RUF009 - frozen
    is_naming: bool = False
    start: str = naming.STARTS[0]
    held: Held | None = None
    preview: Document | None = None


class Locator:
    """Decides what the view shows.

    Parameters
    ----------
    session
        Is told to jump and to change the document.
    find
        Makes the search for further vertebrae once one is named, None to find none.
    """

    def __init__(self, session: Session, find: Finder | None = None) -> None:
        self._session = session
        self._find = find
        self._study: Study | None = None
        self._listeners: list[Callable[[], None]] = []
        self.state = LocatorState()
        self.companions: tuple[Series, ...] = ()

    def subscribe(self, listener: Callable[[], None]) -> None:
        """Call a listener after every change of the state."""
        self._listeners.append(listener)

    def _put(self, state: LocatorState) -> None:
        if state != self.state:
            self.state = state
            for listener in tuple(self._listeners):
                listener()

    def follow(self, now: Snapshot) -> None:
        """Show the companion of what is on the screen now; a slice that was chosen by the wheel stays."""
        series, image = now.series, now.image
        self._forget_preview(now)
        before = self.companions
        if now.study is not self._study or series is None or not self._is_companion_of(series):
            self.companions = companions_of(now.study, series)
        if not self.companions or series is None or image is None:
            self._study = now.study
            self._put(LocatorState(start=self.state.start))
            return
        if now.study is not self._study or before != self.companions or self.series is None:
            self._study = now.study
            chosen = first_companion(self.companions, series)
            number = best_slice(chosen, series, image, now.document)
            self._put(LocatorState(series=chosen.number, slice_number=number, start=self.state.start))

    def _forget_preview(self, now: Snapshot) -> None:
        """Show the document again when counting has ended, whatever came of it."""
        if self.state.held is None and now.pending is None and self.state.preview is not None:
            self._put(replace(self.state, preview=None))

    def _is_companion_of(self, series: Series) -> bool:
        shown = self.series
        return shown is not None and shown.frame_of_reference_uid == series.frame_of_reference_uid

    # What is shown

    @property
    def series(self) -> Series | None:
        """The block shown, or None."""
        return next((series for series in self.companions if series.number == self.state.series), None)

    @property
    def image(self) -> Slice | None:
        """The slice shown, or None."""
        series = self.series
        return None if series is None else series.slices[self.state.slice_number - 1]

    @property
    def frame_of_reference(self) -> str:
        """Frame of Reference UID of what is shown, '' for nothing."""
        series = self.series
        return "" if series is None else series.frame_of_reference_uid

    @property
    def document(self) -> Document:
        """The document, or what it would be if the pointer were let go."""
        return self.state.preview or self._session.now.document

    @property
    def marks(self) -> tuple[VertebraMark, ...]:
        """Named vertebrae to be shown, from the head down."""
        return marks_in(self.document.vertebrae, self.frame_of_reference)

    @property
    def has_proposed(self) -> bool:
        """Whether a name waits to be accepted."""
        return any(mark.is_proposed for mark in self.marks)

    def viewport(self, width: float, height: float) -> Viewport | None:
        """The slice shown in a view of this size (screen points), or None."""
        image = self.image
        if image is None or image.geometry.spacing is None:
            return None
        spacing = image.geometry.spacing
        return Viewport(
            width=width,
            height=height,
            columns=image.columns,
            rows=image.rows,
            aspect=spacing.row_mm / spacing.column_mm,
            framing=self.state.framing,
        )

    def mark_at(self, at: Point, viewport: Viewport) -> VertebraMark | None:
        """Mark in reach of an image point, or None."""
        image = self.image
        near: list[tuple[float, VertebraMark]] = []
        for mark in self.marks if image is not None else ():
            x, y = image.geometry.to_pixels(mark.position_mm)[0]  # type: ignore[union-attr]  # no marks without one
            near.append((viewport.screen_distance(at, (float(x), float(y))), mark))
        reached = [one for one in near if one[0] <= MARK_REACH]
        return min(reached, key=lambda one: one[0])[1] if reached else None

    # What the user chooses

    def show_series(self, number: int) -> None:
        """Show another companion."""
        now = self._session.now
        chosen = next((series for series in self.companions if series.number == number), None)
        if chosen is None or now.series is None or now.image is None:
            return
        at = best_slice(chosen, now.series, now.image, now.document)
        self._put(replace(self.state, series=number, slice_number=at, framing=Framing(), held=None, preview=None))

    def step(self, count: int) -> None:
        """Show the slice some places further on; stops at the ends."""
        series = self.series
        if series is not None:
            number = min(max(self.state.slice_number + count, 1), len(series.slices))
            self._put(replace(self.state, slice_number=number))

    def frame(self, framing: Framing) -> None:
        """Show the image with another zoom and place."""
        self._put(replace(self.state, framing=framing))

    def name_levels(self, *, is_on: bool) -> None:
        """Let clicks name vertebrae, or jump to slices."""
        self._put(replace(self.state, is_naming=is_on, held=None, preview=None))

    def start_at(self, name: str) -> None:
        """Choose the name of the first vertebra that is clicked; where some are named, the lowest is called so."""
        self._put(replace(self.state, start=name))

    # What the pointer does

    def press(self, at: Point, viewport: Viewport) -> None:
        """Take hold of a mark or of the line of the slice, or name a vertebra."""
        if self.image is None or self.state.preview is not None:
            return
        if not self.state.is_naming:
            self._put(replace(self.state, held=Held(at)))
            self._jump(at)
            return
        mark = self.mark_at(at, viewport)
        if mark is None:
            self._name(at)
        else:
            self._put(replace(self.state, held=Held(at, mark)))

    def move(self, at: Point, viewport: Viewport) -> None:
        """Drag what is held."""
        held = self.state.held
        if held is None:
            return
        if held.mark is None:
            self._jump(at)
        elif held.has_moved or viewport.screen_distance(at, held.start) > DRAG_START:
            document = naming.with_mark_at(self._session.now.document, held.mark, self._place_mm(at))
            self._put(replace(self.state, held=replace(held, has_moved=True), preview=document))

    def release(self) -> None:
        """Let go: a moved mark stays where it is, one that was only clicked is accepted."""
        held, preview = self.state.held, self.state.preview
        if held is None:
            return
        self._put(replace(self.state, held=None, preview=None))
        if held.mark is None:
            return
        if preview is not None:
            self._session.edit(f"move {held.mark.name}", preview)
        elif held.mark.is_proposed:
            self._session.edit(
                f"accept {held.mark.name}",
                naming.with_mark_at(self._session.now.document, held.mark, held.mark.position_mm),
            )

    def cancel(self) -> None:
        """Put back what is dragged; else stop naming."""
        if self.state.held is not None:
            self._put(replace(self.state, held=None, preview=None))
        else:
            self.name_levels(is_on=False)

    def _place_mm(self, at: Point) -> Vector:
        if self.image is None:
            raise AssertionError("asked only where an image is shown")
        return _place_mm(self.image, at)

    def _jump(self, at: Point) -> None:
        now = self._session.now
        if now.study is None:
            return
        place = nearest_place(now.study, self.frame_of_reference, self._place_mm(at), present=now.series)
        if place is not None:
            self._session.show(place)

    def _name(self, at: Point) -> None:
        document = self._session.now.document
        frame, where = self.frame_of_reference, self._place_mm(at)
        is_first = not marks_in(document.vertebrae, frame)
        try:
            changed, name = naming.with_vertebra(document, frame, where, start=self.state.start)
        except ViewerError as e:
            self._session.change(notice=Notice("refused", str(e)))
            return
        image = self.image
        if not is_first or self._find is None or image is None:
            self._session.edit(f"name {name}", changed)
            return
        mark = VertebraMark(frame, name, where)
        search = self._find(image, at, name)
        self._put(replace(self.state, preview=changed))  # shown at once, while the others are counted
        self._session.start(_counting(changed, mark, image, search))
        self._forget_preview(self._session.now)

    # What the menu of a mark does

    def recount(self, mark: VertebraMark, name: str) -> None:
        """Call a mark by another name and count the others from it."""
        self._session.edit(f"call {mark.name} {name}", naming.recounted(self._session.now.document, mark, name))

    def remove(self, mark: VertebraMark) -> None:
        """Remove a mark."""
        self._session.edit(f"remove {mark.name}", naming.without_mark(self._session.now.document, mark))

    def remove_all(self) -> None:
        """Remove every mark of this frame of reference."""
        document = naming.with_marks(self._session.now.document, self.frame_of_reference, ())
        self._session.edit("remove names of levels", document)

    def accept(self) -> None:
        """Accept every name that was counted."""
        document = naming.with_accepted(self._session.now.document, self.frame_of_reference)
        self._session.edit("accept names of levels", document, notice=contradiction(self._session.now, document))


def _place_mm(image: Slice, at: Point) -> Vector:
    """LPS position of an image point, mm."""
    x, y, z = (float(v) for v in image.geometry.to_patient_mm([at])[0])
    return (x, y, z)


def _counting(document: Document, mark: VertebraMark, image: Slice, search: Search) -> Task:
    """Task that adds to a document with its first mark the vertebrae that can be counted from it, to be accepted."""

    def work(report: Callable[[int, int], None]) -> TaskResult:
        del report
        above, below = search()
        counted = naming.with_proposed(
            document,
            mark,
            above_mm=[_place_mm(image, point) for point in above],
            below_mm=[_place_mm(image, point) for point in below],
        )
        return TaskResult(counted)

    return Task(f"name {mark.name}", "Counting the vertebrae …", work)
