"""The mouse and the keys on the page: what they mean is worked out in `viewer.app.figuring.editing.pointer`."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen

from viewer.app.figuring.editing import pointer as rules
from viewer.app.figuring.editing.aligning import Alignment, aligned, can_align
from viewer.app.figuring.editing.moving import (
    can_shift,
    grips_of,
    panel_at,
    to_page,
    to_stored,
    with_mark,
    without_marks,
)
from viewer.app.figuring.editing.things import IMAGE, Thing, box_of, thing_at, things_of, union
from viewer.core.figures.marks import Arrow, Bracket, Ellipse, Note
from viewer.core.figures.spec import FigureSpec
from viewer.errors import ViewerError
from viewer.figure.page import Page, PointMm
from viewer.ui import theme
from viewer.ui.figuring.page.text_entry import TextEntry
from viewer.ui.figuring.page.view import PageView

REACH = 5.0
"""How near to a line the pointer has to be, screen points."""

STEP_MM, LARGE_STEP_MM = 0.1, 1.0
"""How far an arrow key moves what is selected, mm of the page; the second with Shift."""

FREELY = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier
"""Held so that nothing draws what is dragged; some desktops keep Alt for themselves."""

GUIDE = "#ff5fa2"
"""Colour of guides: of nothing on a figure."""

HANDLE = 4.0
"""Half the width of a handle, screen points."""

_ARROWS: dict[int, PointMm] = {
    Qt.Key.Key_Left: (-1.0, 0.0),
    Qt.Key.Key_Right: (1.0, 0.0),
    Qt.Key.Key_Up: (0.0, -1.0),
    Qt.Key.Key_Down: (0.0, 1.0),
}


_NEXT: dict[int, int] = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}


class PagePointer(QObject):
    """Gives what happens on the page to the rules and shows what they answer.

    Parameters
    ----------
    view
        The page on the screen.
    lay_out
        Lays out recipes with the contents that are shown.
    """

    edited = Signal(str, object)
    """Name of a change and the recipe after it."""
    nudged = Signal(str, object)
    """The same of a small move, of which more may follow."""
    changed = Signal()
    """Something else is selected, or another tool is in hand."""
    panel_pressed = Signal(int)
    """A panel was pressed."""
    caption_wanted = Signal()
    """The words under the panels are to be written."""

    def __init__(self, view: PageView, lay_out: Callable[[FigureSpec], Page]) -> None:
        super().__init__(view)
        self.state = rules.Pointing()
        self._view = view
        self._lay_out = lay_out
        self._spec: FigureSpec | None = None
        self._page: Page | None = None
        self._hovered: Thing | None = None
        self._written: tuple[int | None, int, PointMm] | None = None
        self.entry = TextEntry(view)
        self.entry.taken.connect(self._take_text)
        self.entry.given_up.connect(self._forget_text)
        view.handler = self
        view.resized.connect(self.entry.take)  # its place has moved

    def show(self, spec: FigureSpec, page: Page | None) -> None:
        """Work on this recipe and its page from now on."""
        self._spec, self._page = spec, page
        after = rules.still_there(replace(self.state, drag=None, draft=None, guides=()), spec)
        if page is None:
            after = rules.Pointing()
        self._hovered = None
        self._take(after)

    @property
    def scene(self) -> rules.Scene | None:
        """What the rules work on, None while there is no page."""
        if self._spec is None or self._page is None:
            return None
        return rules.Scene(self._spec, self._page, self._lay_out, REACH / self._view.points_per_mm)

    def _take(self, state: rules.Pointing) -> None:
        before, self.state = self.state, state
        if (before.selected, before.adding) != (state.selected, state.adding):
            self.changed.emit()
        self._view.update()

    def add(self, adding: rules.Adding) -> None:
        """Let the next drag add something; '' to move things again."""
        self._take(replace(rules.give_up(self.state), selected=(), adding=adding))
        self._view.setCursor(Qt.CursorShape.CrossCursor if adding else Qt.CursorShape.ArrowCursor)

    def apply(self, edit: rules.Edit | None) -> None:
        """Tell of a change that some other control makes."""
        if edit is not None:
            self.edited.emit(edit.name, edit.spec)

    def align(self, how: Alignment) -> None:
        """Line up what is selected."""
        scene = self.scene
        if scene is None or not can_align(self.state.selected, how):
            return
        spec = aligned(scene.spec, scene.page, self.state.selected, how, scene.lay_out)
        if spec != scene.spec:
            self.edited.emit("align marks", spec)

    # Events

    def press(self, event: QMouseEvent) -> None:
        """Take hold of something."""
        scene = self.scene
        if scene is None:
            return
        adds = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        at = self._view.to_mm(event.position())
        self._take(rules.press(self.state, scene, at, adds=adds))
        self.panel_pressed.emit(panel_at(scene.page, at))
        self._point(event.position())

    def move(self, event: QMouseEvent) -> None:
        """Drag, or show what would be taken hold of."""
        if self.state.drag is None:
            self._point(event.position())
            return
        snaps = not event.modifiers() & FREELY
        before = self.state.draft
        try:
            after = rules.drag(self.state, self._view.to_mm(event.position()), snaps=snaps)
            page = None if after.draft is None or after.draft == before else self._lay_out(after.draft)
        except ViewerError:
            return  # no such place: what is dragged stays where it was
        self._take(after)
        if page is not None:
            self._view.show_page(page)

    def release(self, event: QMouseEvent) -> None:
        """Let go; what came of it is one change."""
        scene, adding = self.scene, self.state.adding
        at = self._view.to_mm(event.position())
        after, edit = rules.release(self.state)
        self._take(after)
        if edit is not None:
            self.edited.emit(edit.name, edit.spec)
        elif self._page is not None:
            self._view.show_page(self._page)
        if adding and scene is not None:
            self._ask_after(adding, scene, at)
        self._point(event.position())

    def _ask_after(self, adding: rules.Adding, scene: rules.Scene, at: PointMm) -> None:
        """What was drawn may be labelled at once."""
        if adding == "text":
            self._ask(None, panel_at(scene.page, at), at)
        elif adding in ("arrow", "bracket") and self.state.selected:
            self._ask_label(self.state.selected[0])

    def double(self, event: QMouseEvent) -> None:
        """Write a text where it stands."""
        scene = self.scene
        if scene is None:
            return
        at = self._view.to_mm(event.position())
        hit = thing_at(scene.page, at, reach=scene.reach_mm)
        if hit is not None and hit.mark is not None:
            self._take(replace(rules.give_up(self.state), selected=(hit,)))
            self._ask_label(hit)
        elif hit is None and panel_at(scene.page, at) < 0:
            self.caption_wanted.emit()

    def key(self, event: QKeyEvent) -> bool:
        """Move, delete or give up; False where the key means nothing here."""
        scene, key = self.scene, event.key()
        if scene is None:
            return False
        if key in _ARROWS and self.state.selected:
            step = LARGE_STEP_MM if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else STEP_MM
            x, y = _ARROWS[key]
            edit = rules.nudge(self.state, scene, (x * step, y * step))
            if edit is not None:
                self.nudged.emit(edit.name, edit.spec)
            return True
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.state.selected:
            after, edit = rules.delete(self.state, scene)
            self._take(after)
            self.apply(edit)
            return True
        if key in _NEXT:
            self._take(rules.select_next(self.state, scene, _NEXT[key]))
            return True
        if key == Qt.Key.Key_Escape and self.state != rules.Pointing():
            self.give_up()
            return True
        return False

    def give_up(self) -> None:
        """Let things be as they were before they were touched."""
        self._take(rules.give_up(self.state))
        self._view.setCursor(Qt.CursorShape.ArrowCursor)
        if self._page is not None:
            self._view.show_page(self._page)

    def _point(self, point: QPointF) -> None:
        """Show what is under the pointer, and what can be done with it."""
        scene = self.scene
        if scene is None or self.state.adding:
            return
        at = self._view.to_mm(point)
        grip = rules.grip_at(self.state, scene, at)
        hit = grip[0] if grip is not None else thing_at(scene.page, at, reach=scene.reach_mm)
        is_held = self.state.drag is not None
        shape = Qt.CursorShape.ArrowCursor
        if grip is not None:
            shape = Qt.CursorShape.CrossCursor
        elif hit is not None:
            shape = Qt.CursorShape.SizeAllCursor
        elif self._can_shift(scene, at):
            shape = Qt.CursorShape.ClosedHandCursor if is_held else Qt.CursorShape.OpenHandCursor
        self._view.setCursor(shape)
        if hit != self._hovered:
            self._hovered = hit
            self._view.update()

    @staticmethod
    def _can_shift(scene: rules.Scene, at: PointMm) -> bool:
        panel = panel_at(scene.page, at)
        return panel >= 0 and can_shift(scene.spec, panel)

    # Texts

    def _ask_label(self, thing: Thing) -> None:
        """Write the label of a mark."""
        scene, index = self.scene, thing.mark
        if scene is None or index is None or index >= len(scene.spec.marks):
            return
        mark = scene.spec.marks[index]
        if isinstance(mark, Ellipse):
            return
        labels = [box_of(text) for text in scene.page.texts() if text.item == thing.item]
        if labels:
            left, top, right, bottom = union(labels)
            at = ((left + right) / 2, (top + bottom) / 2)
        else:
            at = to_page(scene.page, mark.panel, _label_place(mark))
        self._ask(index, mark.panel, at, mark.text)

    def _ask(self, index: int | None, panel: int, at: PointMm, text: str = "") -> None:
        self._written = (index, panel, at)
        place = self._view.to_point(at).toPoint()
        self.entry.ask(text.replace("\n", " / "), place, belongs_to_mark=index is not None)

    def _take_text(self, text: str) -> None:
        asked, self._written = self._written, None
        scene = self.scene
        if asked is None or scene is None:
            return
        index, panel, at = asked
        text = text.replace(" / ", "\n")
        try:
            edit = _with_text(scene, index, panel, at, text)
        except ViewerError:
            return  # nothing that can be printed was written
        if edit is not None:
            self.edited.emit(edit.name, edit.spec)

    def _forget_text(self) -> None:
        self._written = None

    # Painting

    def paint(self, painter: QPainter) -> None:
        """Paint guides, what is selected and its handles over the page."""
        page = self._view.page
        if page is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for guide in self.state.guides:
            self._paint_guide(painter, page, guide.at_mm, is_upright=guide.is_upright)
        boxes = things_of(page)
        hovered = () if self._hovered is None or self.state.drag is not None else (self._hovered,)
        for thing in (*hovered, *self.state.selected):
            if thing in boxes and thing.item != IMAGE:
                is_selected = thing in self.state.selected
                self._paint_box(painter, boxes[thing], is_selected=is_selected)
        spec = self.state.draft or self._spec
        if spec is not None:
            for thing in self.state.selected:
                if thing.mark is not None and thing.mark < len(spec.marks):
                    for at in grips_of(page, spec.marks[thing.mark]).values():
                        self._paint_handle(painter, at)

    def _paint_guide(self, painter: QPainter, page: Page, at: float, *, is_upright: bool) -> None:
        painter.setPen(QPen(QColor(GUIDE), 1.0))
        ends = ((at, 0.0), (at, page.height_mm)) if is_upright else ((0.0, at), (page.width_mm, at))
        painter.drawLine(self._view.to_point(ends[0]), self._view.to_point(ends[1]))

    def _paint_box(self, painter: QPainter, box: tuple[float, float, float, float], *, is_selected: bool) -> None:
        rect = QRectF(self._view.to_point(box[:2]), self._view.to_point(box[2:])).adjusted(-3, -3, 3, 3)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(0, 0, 0, 150), 2.6))
        painter.drawRoundedRect(rect, 2, 2)
        style = Qt.PenStyle.SolidLine if is_selected else Qt.PenStyle.DotLine
        painter.setPen(QPen(QColor(theme.ACCENT), 1.2, style))
        painter.drawRoundedRect(rect, 2, 2)

    def _paint_handle(self, painter: QPainter, at: PointMm) -> None:
        painter.setPen(QPen(QColor("#0e2a3d"), 1.2))
        painter.setBrush(QColor("#ffffff"))
        painter.drawEllipse(self._view.to_point(at), HANDLE, HANDLE)


def _label_place(mark: Arrow | Note | Bracket) -> PointMm:
    """Where a mark's label stands, as stored."""
    match mark:
        case Arrow():
            return mark.tail_mm
        case Note():
            return mark.at_mm
        case Bracket():
            (x0, y0), (x1, y1) = mark.start_mm, mark.end_mm
            return ((x0 + x1) / 2, (y0 + y1) / 2)


def _with_text(scene: rules.Scene, index: int | None, panel: int, at: PointMm, text: str) -> rules.Edit | None:
    """Change that writes a text: on a mark, or as a new one; None where it changes nothing."""
    if index is None:
        if not text:
            return None
        note = Note(panel, to_stored(scene.page, panel, at), text)
        return rules.Edit("add text", replace(scene.spec, marks=(*scene.spec.marks, note)))
    if index >= len(scene.spec.marks):
        return None
    mark = scene.spec.marks[index]
    if isinstance(mark, Ellipse) or mark.text == text:
        return None
    if isinstance(mark, Note) and not text:
        return rules.Edit("delete mark", without_marks(scene.spec, {index}))
    return rules.Edit("write text", with_mark(scene.spec, index, replace(mark, text=text)))
