"""The program's window with methods that Qt calls broken: run as a process, it prints what came of it as JSON.

`python -m tests.safety.stress.broken_window all` breaks every such method of every class at once while the window is
used, then closes it so; `each` breaks one after the other, and uses the window again afterwards.
"""

import json
import sys

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from tests.safety.stress.breaking import BROKEN, CALLED, KNOWN  # before any class of the window is made
from viewer.io.sample import sample_folder
from viewer.ui.application import run_window
from viewer.ui.faults.dialog import FaultDialog
from viewer.ui.main_window import MainWindow

NO = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


def window() -> MainWindow:
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))


def fault_dialogs() -> list[FaultDialog]:
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, FaultDialog) and w.isVisible()]


def use(widget: QWidget) -> None:
    """Send a widget one event of every kind."""
    at = QPointF(widget.width() / 2, widget.height() / 2)
    spot = QPointF(widget.mapToGlobal(at.toPoint()))
    E = QEvent.Type
    for kind in (E.MouseButtonPress, E.MouseMove, E.MouseButtonRelease, E.MouseButtonDblClick, E.MouseButtonRelease):
        buttons = Qt.MouseButton.NoButton if kind == E.MouseButtonRelease else LEFT
        QApplication.postEvent(widget, QMouseEvent(kind, at, spot, LEFT, buttons, NO))
    for kind in (E.KeyPress, E.KeyRelease):
        QApplication.postEvent(widget, QKeyEvent(kind, Qt.Key.Key_Right, NO, ""))
    wheel = QWheelEvent(
        at, spot, QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, NO, Qt.ScrollPhase.NoScrollPhase, False
    )
    QApplication.postEvent(widget, wheel)
    menu = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, at.toPoint(), spot.toPoint())
    for event in (menu, QEvent(E.Leave), QEvent(E.FontChange), QEvent(E.LayoutRequest)):
        QApplication.postEvent(widget, event)
    widget.updateGeometry()
    widget.update()


def use_everything() -> None:
    made = window()
    made.resize(made.width() ^ 16, made.height() ^ 16)
    for top in QApplication.topLevelWidgets():
        if top.isVisible() and not isinstance(top, FaultDialog):
            for widget in top.findChildren(QWidget):
                if widget.isVisible() and type(widget).__module__.startswith("viewer."):
                    use(widget)
                elif hasattr(widget, "viewport"):
                    widget.viewport().update()
    if made.windows.figure is not None:
        made.windows.figure.setVisible(not made.windows.figure.isVisible())


class Story:
    """What happens one thing after the other, from the event loop."""

    def __init__(self, kind: str) -> None:
        self.result: dict[str, object] = {"dialogs_at_once": 0}
        self._steps = iter(self._all() if kind == "all" else self._each())
        self._timer = QTimer()
        self._timer.setInterval(20)
        self._timer.timeout.connect(self._on)
        self._timer.start()

    def _on(self) -> None:
        at_once = max(int(self.result["dialogs_at_once"]), len(fault_dialogs()))  # type: ignore[call-overload]
        self.result["dialogs_at_once"] = at_once
        try:
            next(self._steps)
        except StopIteration:
            self._timer.stop()

    def _until_shown(self):
        while not window().session.now.is_loaded or not window().panels.is_made:
            yield
        window().windows.show_figure()
        window().windows.show_help()
        for _ in range(20):
            yield

    def _all(self):
        yield from self._until_shown()
        BROKEN.update(KNOWN)
        for _ in range(6):
            use_everything()
            yield
        self.result["dialogs"] = len(fault_dialogs())
        BROKEN.clear()
        use_everything()
        yield
        before = window().session.now.place
        window().commands.actions["next-slice"].trigger()
        self.result["is_usable"] = window().session.now.place != before
        BROKEN.update(KNOWN)
        window().close()
        yield

    def _each(self):
        yield from self._until_shown()
        usable = []
        for name in KNOWN:
            if name == "MainWindow.closeEvent":
                continue
            BROKEN.clear()
            BROKEN.add(name)
            use_everything()
            yield
            BROKEN.clear()
            yield
            before = window().session.now.place
            for action in ("next-slice", "previous-slice"):
                window().commands.actions[action].trigger()
                if window().session.now.place != before:
                    usable.append(name)
                    break
        self.result["unusable_after"] = sorted(set(KNOWN) - {*usable, "MainWindow.closeEvent"})
        BROKEN.add("MainWindow.closeEvent")
        window().close()
        yield


def main(kind: str) -> None:
    story: list[Story] = []
    QTimer.singleShot(0, lambda: story.append(Story(kind)))
    status = run_window([sample_folder()])
    print(json.dumps({**story[0].result, "status": status, "known": len(KNOWN), "called": sorted(CALLED)}))


if __name__ == "__main__":
    main(sys.argv[1])
