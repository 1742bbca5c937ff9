"""The canvas: paints the slice and what lies on it, turns events into gestures. Keeps no truth of its own."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QLineF, QPointF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QCursor,
    QFocusEvent,
    QFont,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from viewer.app.actions.outlining import take_key
from viewer.app.display.corner_texts import corners_of
from viewer.app.session import Session, Snapshot
from viewer.app.sides.hiding import as_shown
from viewer.app.viewing import close_comparison, step_slice
from viewer.core.outline import Side
from viewer.core.series import Slice
from viewer.core.view import Pane, Viewport
from viewer.measure.anchored.scale import Reference
from viewer.tools.gesture import Cursor, Draft, Gesture, Kind
from viewer.ui import theme
from viewer.ui.canvas.annotations import paint_corners, paint_letters, paint_scale_bar
from viewer.ui.canvas.events import POINTING, is_mirror_key, key_gesture, mouse_gesture, pinch_gesture, wheel_gesture
from viewer.ui.canvas.image_layer import ImageLayer
from viewer.ui.canvas.mirror_key import MirrorKey
from viewer.ui.canvas.other_readings import paint_other_readings
from viewer.ui.canvas.outlines import paint_draft, paint_label, paint_outlines, shade_crop
from viewer.ui.canvas.references import paint_references

if TYPE_CHECKING:
    from viewer.measure.fat_map import FatMap
    from viewer.ui.canvas.fat_map import FatMapLayer

_CURSORS: dict[Cursor, Qt.CursorShape] = {
    "arrow": Qt.CursorShape.ArrowCursor,
    "cross": Qt.CursorShape.CrossCursor,
    "move": Qt.CursorShape.SizeAllCursor,
    "grab": Qt.CursorShape.OpenHandCursor,
    "grabbing": Qt.CursorShape.ClosedHandCursor,
    "window": Qt.CursorShape.SizeBDiagCursor,
    "wait": Qt.CursorShape.WaitCursor,
}
CLICK_REACH = 3.0
"""How far the pointer may move during a right click that opens the menu, screen points; as in `tools.navigation`."""

PINCH_STEPS = 4.0
"""Notches of a wheel that a pinch to twice the size counts for."""


class ImageCanvas(QWidget):
    """The slice on the screen.

    Parameters
    ----------
    session
        Gets the gestures; its snapshot says what to paint.
    parent
        The widget that it lies in.
    pane
        Which pane of a comparison it is; without a comparison it shows the one image.

    Notes
    -----
    `moved` tells the image point (x, y) under the pointer, None when it left; `menu_requested` the screen point
    of a right click without motion; `drafted` that what is being drawn has changed;
    `first_painted` that a slice has been on the screen for the first time. `over` paints what a comparison lays
    over outlines, below letters and texts; `twin` is the other pane, which shows what lies on the image too;
    `within` is the part of the width that is seen, None for all of it.
    """

    moved = Signal(object)
    menu_requested = Signal(QPointF)
    drafted = Signal(object)
    first_painted = Signal()
    resized = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None, *, pane: Pane = 0) -> None:
        super().__init__(parent)
        self._session = session
        self._pane: Pane = pane
        self.over: Callable[[QPainter, Snapshot], None] | None = None
        self.twin: ImageCanvas | None = None
        self.within: tuple[float, float] | None = None
        self._layer = ImageLayer()
        self._mirror_key = MirrorKey(session, self)
        self._draft = Draft()
        self._references: tuple[Reference, ...] = ()
        self._fat_map: FatMapLayer | None = None
        self._is_space_held = False
        self._hides_for_now = False
        self._pointer: tuple[float, float] | None = None
        self._message = ""
        self._has_painted = False
        self._is_image_first = False
        self._right_at: QPointF | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 200)
        self.setAccessibleName("Image")
        self.setAccessibleDescription("The slice; draw outlines with the pointer, change slices with Page Up and Down.")

    @property
    def draft(self) -> Draft:
        """What the tool in hand wants painted."""
        return self._draft

    def paint_image_first(self) -> None:
        """Paint the first slice of a start without what lies on it, which follows in the next frame, 10 ms later."""
        self._is_image_first = True

    def set_message(self, text: str) -> None:
        """Show a text in the middle instead of the image, '' for none."""
        if text != self._message:
            self._message = text
            self.update()

    def show_references(self, references: tuple[Reference, ...]) -> None:
        """Show where the levels of muscle and fat come from, on the slice on the screen; empty for nowhere."""
        if references != self._references:
            self._references = references
            self.update()
        if self.twin is not None:
            self.twin.show_references(references)

    def show_fat_map(self, fat_map: "FatMap | None", places: Sequence[int] = ()) -> None:
        """Show the fat fractions of the slice on the screen, None for nowhere, in the outlines at these places."""
        if self.twin is not None:
            self.twin.show_fat_map(fat_map, places)
        if self._fat_map is None:
            if fat_map is None:
                return
            from viewer.ui.canvas.fat_map import FatMapLayer  # not needed for the first image

            self._fat_map = FatMapLayer()
        if self._fat_map.show(fat_map, places):
            self.update()

    def refresh(self, now: Snapshot) -> None:
        """Paint another snapshot."""
        now = now if now.view.comparing is None else self._session.seen(self._pane)
        image = now.image
        if image is None or now.loaded is None or not now.is_loaded:
            self._layer.clear()
        else:
            self._layer.show(now.loaded, image.mapping, now.window)
        draft = self._session.draft(self._pane)
        draft = replace(draft, side=Side.UNKNOWN) if now.view.hides_sides else draft
        if draft != self._draft:
            self._draft = draft
            self.setCursor(QCursor(_CURSORS[draft.cursor]))
            self.drafted.emit(draft)
        self.update()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the slice and what lies on it."""
        del event
        now = self._session.seen(self._pane)
        painter = QPainter(self)
        viewport = now.viewport
        image = now.stated_image
        self._layer.paint_beside(painter, viewport, self.rect())
        is_first = not self._has_painted and not self._layer.is_empty
        if viewport is not None and image is not None:
            self._layer.paint(painter, viewport, is_smooth=now.view.is_smooth)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            crop = now.document.crop_of(image.key)
            if crop is not None:
                shade_crop(painter, crop, viewport)
        if viewport is not None and image is not None and not (is_first and self._is_image_first):
            has_map = self._paint_overlays(painter, now, viewport, image)
            if self.over is not None:
                self.over(painter, now)
            if has_map and self._fat_map is not None:
                self._fat_map.paint_bar(painter, viewport, self.font(), opacity=now.view.fat_map_opacity)
            self._paint_annotations(painter, now, viewport, image)
            if self._draft.label and self._pointer is not None:
                paint_label(painter, self._draft.label, QPointF(*self._pointer))
        self._paint_message(painter)
        painter.end()
        if is_first:
            self._has_painted = True
            self.update()
            self.first_painted.emit()

    def _paint_overlays(self, painter: QPainter, now: Snapshot, viewport: Viewport, image: Slice) -> bool:
        """Paint what lies on the image; return whether the fat map is among it."""
        view, has_map = now.view, False
        if view.hides_overlays or self._hides_for_now:
            return False
        document = as_shown(self._draft.preview or now.document, hides_sides=view.hides_sides)
        if self._fat_map is not None and view.shows_fat_map and not view.hides_numbers:
            here, opacity = document.numbered_on_slice(image.key), view.fat_map_opacity
            has_map = self._fat_map.paint(painter, viewport, here, is_smooth=view.is_smooth, opacity=opacity)
        if self._references and not view.hides_references:
            painter.setFont(self.font())
            drawn, is_named = now.document.on_slice(image.key), view.comparing is None  # panes are too narrow for names
            paint_references(painter, self._references, viewport, outlines=drawn, is_named=is_named)
        painter.setFont(_bold(self.font()))
        paint_other_readings(painter, document, image.key, viewport)
        paint_outlines(painter, document, image.key, viewport, self._draft)
        paint_draft(painter, self._draft, viewport)
        return has_map

    def _paint_annotations(self, painter: QPainter, now: Snapshot, viewport: Viewport, image: Slice) -> None:
        font, shows = self.font(), not now.view.hides_annotations
        paint_corners(painter, viewport, corners_of(now), font, within=self.within)
        # Letters stay when other texts are hidden only if the view is turned: then they must not be missed.
        if (shows or now.view.is_reoriented) and not now.view.hides_sides:
            paint_letters(painter, viewport, image.geometry, font, within=self.within)
        if shows:
            paint_scale_bar(painter, viewport, image.geometry, font)

    @property
    def error(self) -> str:
        """Why the slice on the screen cannot be shown, '' where it can."""
        now = self._session.now
        if now.loaded is None or now.loaded.error is None or now.image is None:
            return ""
        return without_folders(now.loaded.error, now.image.file, is_hidden=now.view.hides_patient)

    def _paint_message(self, painter: QPainter) -> None:
        text = self._message or self.error
        if not text:
            return
        painter.setFont(self.font())
        painter.setPen(QColor(theme.QUIET if self._message else theme.DANGER))
        box = self.rect().adjusted(40, 40, -40, -40)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)

    # Events

    def _give(self, gesture: Gesture) -> None:
        self._session.gesture(gesture, self._pane if gesture.kind in POINTING else None)

    @property
    def _viewport(self) -> Viewport | None:
        """The image on this canvas, or None."""
        return self._session.seen(self._pane).viewport

    def _on_mouse(self, event: QMouseEvent) -> None:
        viewport = self._viewport
        self._pointer = (event.position().x(), event.position().y())
        if viewport is None:
            return
        gesture = mouse_gesture(event, viewport, is_space_held=self._is_space_held)
        self._give(gesture)
        self.moved.emit(gesture.at)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Forward a press."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._right_at = event.position() if event.button() == Qt.MouseButton.RightButton else None
        self._on_mouse(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Forward a move."""
        self._on_mouse(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Forward a release; a right click without motion asks for the menu."""
        self._on_mouse(event)
        started = self._right_at
        if event.button() == Qt.MouseButton.RightButton and started is not None:
            if QLineF(event.position(), started).length() <= CLICK_REACH:
                self.menu_requested.emit(event.position())
            self._right_at = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Forward the second press of a double click."""
        self._on_mouse(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """Open the menu by its key; by mouse it follows the release of the right button."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.menu_requested.emit(QPointF(self.rect().center()))
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Forward a turn of the wheel."""
        viewport = self._viewport
        if viewport is not None:
            self._give(wheel_gesture(event, viewport))
        elif event.angleDelta().y():  # a pane without a partner: the other one leads
            step_slice(self._session, -1 if event.angleDelta().y() > 0 else 1)
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Forward pinching on a trackpad; all else as usual."""
        viewport = self._viewport
        if isinstance(event, QNativeGestureEvent) and viewport is not None and _is_pinch(event):
            self._give(pinch_gesture(event.position(), PINCH_STEPS * event.value(), viewport))
            return True
        # Keys of drawing must reach the canvas, not the menu that also knows them.
        if isinstance(event, QKeyEvent) and _is_key_of_drawing(event):
            event.accept()
            return True
        return super().event(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Say that the pointer left."""
        self._pointer = None
        self._give(Gesture(Kind.LEAVE))
        self.moved.emit(None)
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Forward keys of drawing; S hides outlines while held, the space bar pans."""
        if event.key() == Qt.Key.Key_Space:
            self._is_space_held = True
            return
        if event.key() == Qt.Key.Key_S and not event.modifiers():
            self._hides_for_now = True
            self.update()
            return
        if is_mirror_key(event):
            self._mirror_key.press(event)
            return
        viewport = self._viewport
        at = (0.0, 0.0)
        if viewport is not None and self._pointer is not None:
            at = viewport.point_to_image(self._pointer)
        gesture = key_gesture(event, at=at)
        if gesture is None:
            super().keyPressEvent(event)
            return
        if gesture.kind is Kind.CANCEL and self._mirror_key.leave():
            return
        if gesture.kind is Kind.KEY:
            take_key(self._session, gesture)
            return
        before = self._session.now
        self._give(gesture)
        if gesture.kind is Kind.CANCEL and self._session.now == before:  # no tool had anything to give up
            close_comparison(self._session)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """End what lasts while a key is held."""
        if event.isAutoRepeat():
            return
        if event.key() == Qt.Key.Key_Space:
            self._is_space_held = False
        elif event.key() == Qt.Key.Key_S:
            self._hides_for_now = False
            self.update()
        elif event.key() == Qt.Key.Key_M:
            self._mirror_key.release()
        else:
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Forget held keys: their release goes elsewhere."""
        self._is_space_held = self._hides_for_now = False
        self._mirror_key.leave()
        self.update()
        super().focusOutEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Tell the session the size of the canvas."""
        if self._pane == 0:  # panes are of one size
            self._session.change(canvas=(float(event.size().width()), float(event.size().height())))
        super().resizeEvent(event)
        self.resized.emit()


def _bold(font: QFont) -> QFont:
    bold = QFont(font)
    bold.setBold(True)
    return bold


def _is_pinch(event: QNativeGestureEvent) -> bool:
    return event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture


def _is_key_of_drawing(event: QKeyEvent) -> bool:
    is_override = event.type() == QEvent.Type.ShortcutOverride
    return is_override and (is_mirror_key(event) or key_gesture(event, at=(0.0, 0.0)) is not None)


def without_folders(sentence: str, file: str, *, is_hidden: bool) -> str:
    """Sentence about a file, without the folders it lies in: they may name the patient, and so may its own name."""
    return sentence.replace(file, "This file" if is_hidden else PurePath(file).name)
