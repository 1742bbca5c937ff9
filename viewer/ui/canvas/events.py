"""Qt events → gestures in image pixels. The only place where the two meet."""

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QSinglePointEvent, QWheelEvent

from viewer.core.view import Viewport
from viewer.tools.gesture import Button, Gesture, Kind, Modifier

_BUTTONS: dict[Qt.MouseButton, Button] = {
    Qt.MouseButton.LeftButton: "left",
    Qt.MouseButton.MiddleButton: "middle",
    Qt.MouseButton.RightButton: "right",
}
_MODIFIERS: dict[Qt.KeyboardModifier, Modifier] = {
    Qt.KeyboardModifier.ShiftModifier: "shift",
    Qt.KeyboardModifier.ControlModifier: "ctrl",
    Qt.KeyboardModifier.AltModifier: "alt",
}
_KEYS = {
    Qt.Key.Key_Return: "Return",
    Qt.Key.Key_Enter: "Return",
    Qt.Key.Key_Backspace: "Backspace",
    Qt.Key.Key_Delete: "Delete",
    Qt.Key.Key_Left: "Left",
    Qt.Key.Key_Right: "Right",
    Qt.Key.Key_Up: "Up",
    Qt.Key.Key_Down: "Down",
    Qt.Key.Key_BracketLeft: "[",
    Qt.Key.Key_BracketRight: "]",
    Qt.Key.Key_N: "N",  # comes here only while its actions are disabled
}
_KINDS = {
    QEvent.Type.MouseButtonPress: Kind.PRESS,
    QEvent.Type.MouseButtonRelease: Kind.RELEASE,
    QEvent.Type.MouseButtonDblClick: Kind.DOUBLE,
    QEvent.Type.MouseMove: Kind.MOVE,
}
POINTING = frozenset({Kind.PRESS, Kind.DOUBLE, Kind.MOVE, Kind.WHEEL})
"""Gestures that take the hand to their pane of a comparison; others go where the hand is."""

WHEEL_NOTCH = 120.0
"""Eighths of a degree of one notch of a wheel."""


def held(modifiers: Qt.KeyboardModifier, *, is_space_held: bool) -> frozenset[Modifier]:
    """Keys held, in the words of gestures."""
    found: set[Modifier] = {name for key, name in _MODIFIERS.items() if modifiers & key}
    return frozenset(found | {"space"}) if is_space_held else frozenset(found)


def mouse_gesture(event: QMouseEvent, viewport: Viewport, *, is_space_held: bool) -> Gesture:
    """Gesture of a press, move, release or double click."""
    return Gesture(
        kind=_KINDS[event.type()],
        at=_image_point(event, viewport),
        button=_BUTTONS.get(event.button()),
        buttons=frozenset(name for key, name in _BUTTONS.items() if event.buttons() & key),
        modifiers=held(event.modifiers(), is_space_held=is_space_held),
        screen=(event.position().x(), event.position().y()),
    )


def wheel_gesture(event: QWheelEvent, viewport: Viewport) -> Gesture:
    """Gesture of a turn of the wheel, or of two fingers on a trackpad."""
    turned = event.angleDelta()
    # With Alt held some desktops turn the wheel sideways.
    amount = turned.y() or turned.x()
    return Gesture(
        kind=Kind.WHEEL,
        at=_image_point(event, viewport),
        modifiers=held(event.modifiers(), is_space_held=False),
        steps=amount / WHEEL_NOTCH,
        screen=(event.position().x(), event.position().y()),
    )


def pinch_gesture(position: QPointF, steps: float, viewport: Viewport) -> Gesture:
    """Gesture of pinching a trackpad: the same as Ctrl and the wheel."""
    return Gesture(
        kind=Kind.WHEEL,
        at=viewport.point_to_image((position.x(), position.y())),
        modifiers=frozenset({"ctrl"}),
        steps=steps,
        screen=(position.x(), position.y()),
    )


def key_gesture(event: QKeyEvent, *, at: tuple[float, float]) -> Gesture | None:
    """Gesture of a key that means something to a tool, or None; Esc cancels."""
    if event.key() == Qt.Key.Key_Escape:
        return Gesture(kind=Kind.CANCEL, at=at)
    name = _KEYS.get(Qt.Key(event.key()))
    others = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
    if name is None or (name == "N" and event.modifiers() & others):  # Ctrl+N is another action's
        return None
    return Gesture(kind=Kind.KEY, at=at, key=name, modifiers=held(event.modifiers(), is_space_held=False))


def is_mirror_key(event: QKeyEvent) -> bool:
    """Whether it is the key that mirrors as long as it is held, alone."""
    others = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
    return event.key() == Qt.Key.Key_M and not event.modifiers() & (others | Qt.KeyboardModifier.ShiftModifier)


def _image_point(event: QSinglePointEvent, viewport: Viewport) -> tuple[float, float]:
    position = event.position()
    return viewport.point_to_image((position.x(), position.y()))
