"""A user at random in front of the program's window: mouse, wheel, keyboard, commands, dialogs."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest as Sender
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPushButton,
    QWidget,
)
from shiboken6 import isValid

from tests.safety.stress.random_answers import Answers
from tests.safety.stress.random_steps import Step
from viewer.app.actions.views import VIEWS
from viewer.ui.main_window import MainWindow

LEAVES = frozenset({"quit"})
"""Commands that would end the run."""

CHANGE_NOTHING = tuple(action.name for action in VIEWS)
"""Commands that only change what is seen."""

BUTTONS = (Qt.MouseButton.LeftButton,) * 4 + (Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton)
HELD = (
    *(Qt.KeyboardModifier.NoModifier,) * 4,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)
KEYS = (
    *(Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Backspace, Qt.Key.Key_Delete, Qt.Key.Key_Tab, Qt.Key.Key_Space),
    *(Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown),
    *(Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketRight, Qt.Key.Key_Plus),
    *(Qt.Key(code) for code in range(Qt.Key.Key_A.value, Qt.Key.Key_Z.value + 1) if code != Qt.Key.Key_Q.value),
    *(Qt.Key(code) for code in range(Qt.Key.Key_0.value, Qt.Key.Key_9.value + 1)),
    *(Qt.Key.Key_F1, Qt.Key.Key_F2, Qt.Key.Key_F11, Qt.Key.Key_F12),
)
TEXTS = ("", "L4", "12", "-3,5", "1.25", "reader-1", "Ünïcödé", "x" * 300, "NaN", "../../x", "<b>&amp;</b>", "\t")


class RandomUser(Answers):
    """Does steps to a window.

    Parameters
    ----------
    window
        The program's.
    inputs
        What is opened.
    outputs
        Folder for what is saved.
    """

    def __init__(self, window: MainWindow, inputs: Sequence[Path], outputs: Path) -> None:
        super().__init__(inputs, outputs)
        self.window = window

    def do(self, step: Step) -> None:
        """Do one step and whatever the window does at once because of it."""
        self.told = step.kind
        self.timed.wall_s, self.timed.own_s = [], []
        self._rescue.start()
        try:
            getattr(self, f"_{step.kind}")(step)
            QApplication.processEvents()
            self._answer_file_dialogs(step)
        finally:
            self._rescue.stop()

    # What can be reached: a dialog that blocks, or a menu, keeps the mouse from all else.

    def _reachable(self, widget: QWidget) -> bool:
        popup, modal = QApplication.activePopupWidget(), QApplication.activeModalWidget()
        for over in (popup, modal):
            if over is not None:
                return over is widget or over.isAncestorOf(widget)
        return widget.isVisible() and widget.isEnabled()

    def _canvases(self) -> list[QWidget]:
        stage = self.window.windows.stage
        both = [self.window.canvas] + ([stage.second] if stage is not None else [])
        return [one for one in both if one.isVisible() and self._reachable(one)]

    def _tops(self) -> list[QWidget]:
        return sorted(
            (w for w in QApplication.topLevelWidgets() if w.isVisible() and not isinstance(w, QFileDialog)),
            key=lambda w: (type(w).__name__, w.windowTitle()),
        )

    def _anything(self, step: Step, place: int, kind: type[QWidget] = QWidget) -> QWidget | None:
        top = step.pick(place, self._tops() or [self.window])
        found = [w for w in top.findChildren(kind) if w.isVisible() and self._reachable(w)]
        return step.pick(place + 1, found) if found else None

    @staticmethod
    def _spot(widget: QWidget, across: float, down: float) -> QPoint:
        return QPoint(int(across * max(widget.width() - 1, 0)), int(down * max(widget.height() - 1, 0)))

    # Steps

    def _click(self, step: Step) -> None:
        for canvas in self._canvases()[:1] if step.dice[6] < 0.8 else self._canvases()[-1:]:
            button, held = step.pick(2, BUTTONS), step.pick(3, HELD)
            self.timed.mouseMove(canvas, self._spot(canvas, *step.dice[:2]))
            self.timed.mouseClick(canvas, button, held, self._spot(canvas, *step.dice[:2]))
            self._tell(button.name, held.name, self.window.session.now.tool)

    def _drag(self, step: Step) -> None:
        for canvas in self._canvases()[:1] if step.dice[6] < 0.8 else self._canvases()[-1:]:
            button, held = step.pick(4, BUTTONS), step.pick(5, HELD)
            self._tell(button.name, held.name, self.window.session.now.tool)
            start, end = self._spot(canvas, *step.dice[:2]), self._spot(canvas, *step.dice[2:4])
            self.timed.mousePress(canvas, button, held, start)
            for part in (0.3, 0.7, 1.0):
                self.timed.mouseMove(canvas, start + (end - start) * part)
                QApplication.processEvents()
            if step.dice[7] < 0.15:
                self.timed.keyClick(canvas, Qt.Key.Key_Escape)
            self.timed.mouseRelease(canvas, button, held, end)

    def _double(self, step: Step) -> None:
        for canvas in self._canvases()[:1]:
            self.timed.mouseDClick(
                canvas, Qt.MouseButton.LeftButton, step.pick(2, HELD), self._spot(canvas, *step.dice[:2])
            )

    def _hover(self, step: Step) -> None:
        for canvas in self._canvases()[:1]:
            self.timed.mouseMove(canvas, self._spot(canvas, *step.dice[:2]))

    def _wheel(self, step: Step) -> None:
        for canvas in self._canvases()[:1] if step.dice[6] < 0.7 else self._canvases()[-1:]:
            self._turn(canvas, step, step.pick(3, HELD))

    def _turn(self, widget: QWidget, step: Step, held: Qt.KeyboardModifier) -> None:
        at = QPointF(self._spot(widget, *step.dice[:2]))
        turned = QPoint(0, step.pick(2, (-120, 120, -240, 240, 30, -40)))
        none, phase = Qt.MouseButton.NoButton, Qt.ScrollPhase.NoScrollPhase
        event = QWheelEvent(at, widget.mapToGlobal(at), QPoint(), turned, none, held, phase, False)
        self.timed.taking(lambda: QApplication.sendEvent(widget, event))
        self._tell(type(widget).__name__, held.name)

    def _key(self, step: Step) -> None:
        target = QApplication.focusWidget() or self.window.canvas
        if not self._reachable(target) or isinstance(target.window(), QFileDialog):
            target = self.window.canvas
        if self._reachable(target):
            key, held = step.pick(0, KEYS), step.pick(1, HELD)
            if held == Qt.KeyboardModifier.AltModifier and key == Qt.Key.Key_F4:
                return
            self._tell(key.name, held.name, type(target).__name__)
            self.timed.keyClick(target, key, held)

    def _action(self, step: Step) -> None:
        actions = self.window.commands.actions
        name = step.pick(0, sorted(set(actions) - LEAVES))
        if actions[name].isEnabled() and self._reachable(self.window):
            self._tell(name)
            self.timed.taking(actions[name].trigger)

    def _view(self, step: Step) -> None:
        """A command that only changes what is seen: no outline and no side may change by it."""
        name = step.pick(0, CHANGE_NOTHING)

        def look() -> None:
            before = self.window.session.now.document
            self.window.commands.actions[name].trigger()
            assert self.window.session.now.document == before, f"{name} changed the document"

        if self.window.commands.actions[name].isEnabled() and self._reachable(self.window):
            self._tell(name)
            self.timed.taking(look)

    def _tool(self, step: Step) -> None:
        names = sorted(name for name in self.window.commands.actions if name.startswith("tool-"))
        name = step.pick(0, names)
        self._tell(name)
        self.timed.taking(self.window.commands.actions[name].trigger)

    def _outline(self, step: Step) -> None:
        """Draw an outline of some corners, so that there is something to work on."""
        canvas = self.window.canvas
        if not self._reachable(canvas) or not canvas.isVisible():
            return
        self.timed.taking(self.window.commands.actions["tool-outline"].trigger)
        middle, size = (
            self._spot(canvas, 0.2 + 0.6 * step.dice[0], 0.2 + 0.6 * step.dice[1]),
            12 + int(60 * step.dice[2]),
        )
        for dx, dy in ((-1, -1), (1, -1), (1.3, 0.2), (1, 1), (-1, 1))[: step.pick(3, (3, 4, 5, 5))]:
            self.timed.mouseClick(
                canvas, Qt.MouseButton.LeftButton, HELD[0], middle + QPoint(int(dx * size), int(dy * size))
            )
        self.timed.keyClick(canvas, Qt.Key.Key_Return)

    def _anywhere(self, step: Step) -> None:
        widget = self._anything(step, 2)
        if widget is None:
            return
        self._tell(type(widget.window()).__name__, type(widget).__name__, widget.accessibleName())
        if isinstance(widget, QAbstractButton) and widget.text().replace("&", "") in ("Quit", "Show in folder"):
            return
        how = int(10 * step.dice[4])
        if how < 6:
            self.timed.mouseClick(widget, step.pick(5, BUTTONS), HELD[0], self._spot(widget, *step.dice[:2]))
        elif how == 6:
            self.timed.mouseDClick(widget, Qt.MouseButton.LeftButton, HELD[0], self._spot(widget, *step.dice[:2]))
        elif how == 7:
            self._turn(widget, step, HELD[0])
        else:
            self.timed.keyClick(widget, step.pick(5, KEYS))

    def _answer(self, step: Step) -> None:
        """Press a button of a dialog, take a line of a menu, or put either away."""
        popup = QApplication.activePopupWidget()
        if isinstance(popup, QMenu):
            lines = [a for a in popup.actions() if a.isEnabled() and not a.menu() and not a.isSeparator()]
            line = step.pick(0, lines) if lines else None
            popup.close()
            if line is not None and line is not self.window.commands.actions["quit"] and step.dice[1] < 0.7:
                self._tell("menu", line.text())
                self.timed.taking(line.trigger)
            return
        if popup is not None:
            self.timed.keyClick(popup, step.pick(0, (Qt.Key.Key_Escape, Qt.Key.Key_Return)))
            return
        dialogs = [w for w in self._tops() if isinstance(w, QDialog) and self._reachable(w)]
        if not dialogs:
            return
        dialog = step.pick(0, dialogs)
        buttons = [b for b in dialog.findChildren(QPushButton) if b.isVisible() and b.isEnabled()]
        closing = "closing" in getattr(dialog, "text", str)() if isinstance(dialog, QMessageBox) else False
        if step.dice[1] < 0.25 or not buttons or closing:
            self._tell(type(dialog).__name__, "Esc")
            self.timed.keyClick(dialog, Qt.Key.Key_Escape)
        else:
            button = step.pick(2, buttons)
            if button.text().replace("&", "") != "Show in folder":
                self._tell(type(dialog).__name__, button.text())
                self.timed.mouseClick(button, Qt.MouseButton.LeftButton)

    def _type(self, step: Step) -> None:
        field = self._anything(step, 2, QLineEdit if step.dice[4] < 0.8 else QComboBox)
        if isinstance(field, QLineEdit):
            field.setFocus()
            field.selectAll()
            self._tell(type(field.window()).__name__, field.accessibleName())
            for letter in step.pick(0, TEXTS):
                if isValid(field) and field.isVisible():
                    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_unknown, HELD[0], letter)
                    QApplication.sendEvent(field, event)
            if isValid(field) and step.dice[1] < 0.5:
                self.timed.keyClick(field, Qt.Key.Key_Return)
        elif isinstance(field, QComboBox) and field.count():
            field.setCurrentIndex(int(step.dice[0] * field.count()))
            field.activated.emit(field.currentIndex())

    def _slider(self, step: Step) -> None:
        slider = self.window.slider
        if slider.isVisible() and self._reachable(slider):
            self.timed.taking(lambda: slider.setValue(1 + int(step.dice[0] * slider.maximum())))

    def _resize(self, step: Step) -> None:
        size = 300 + int(1500 * step.dice[0]), 200 + int(1000 * step.dice[1])
        self.timed.taking(lambda: self.window.resize(*size))

    def _hide(self, step: Step) -> None:
        top = step.pick(0, self._tops() or [self.window])
        if top is self.window:
            (self.window.showMinimized if step.dice[1] < 0.5 else self.window.hide)()
            QApplication.processEvents()
            self.window.showNormal()
        QApplication.sendEvent(top, QEvent(QEvent.Type.WindowDeactivate))
        QApplication.sendEvent(top, QEvent(QEvent.Type.WindowActivate))

    def _undo(self, step: Step) -> None:
        for _ in range(step.pick(0, (1, 1, 1, 2, 5))):
            self.timed.taking(self.window.commands.actions["undo"].trigger)

    def _redo(self, step: Step) -> None:
        for _ in range(step.pick(0, (1, 1, 1, 2, 5))):
            self.timed.taking(self.window.commands.actions["redo"].trigger)

    def _save(self, step: Step) -> None:
        if self.window.saving.path is None and step.dice[0] < 0.7:
            return
        if self._reachable(self.window):
            self.timed.taking(self.window.commands.actions["save"].trigger)

    def _open(self, step: Step) -> None:
        if self._reachable(self.window):
            path = step.pick(0, (*self._inputs, *sorted(self._outputs.glob("*.mfv"))))
            self._tell(path.name)
            self.window.opening.open([path])
            if step.dice[1] < 0.15:
                self.window.opening.cancel()

    def _add(self, step: Step) -> None:
        if self._reachable(self.window):
            self.window.windows.dates.add([step.pick(0, self._inputs)])

    def _figure(self, step: Step) -> None:
        """Work on the page of the figure, or open it."""
        figure = self.window.windows.figure
        if figure is None or not figure.isVisible() or not self._reachable(figure):
            if self._reachable(self.window) and self.window.commands.actions["figure"].isEnabled():
                self.timed.taking(self.window.commands.actions["figure"].trigger)
            return
        pages = [w for w in figure.findChildren(QWidget) if type(w).__name__ == "PageView" and w.isVisible()]
        for page in pages[:1]:
            start, end = self._spot(page, *step.dice[:2]), self._spot(page, *step.dice[2:4])
            how = int(5 * step.dice[4])
            if how == 0:
                self.timed.mouseDClick(page, Qt.MouseButton.LeftButton, HELD[0], start)
            elif how == 1:
                self.timed.keyClick(page, step.pick(5, KEYS), step.pick(6, HELD))
            elif how == 2:
                self._turn(page, step, step.pick(6, HELD))
            else:
                self.timed.mousePress(page, Qt.MouseButton.LeftButton, HELD[0], start)
                self.timed.mouseMove(page, (start + end) / 2)
                self.timed.mouseMove(page, end)
                self.timed.mouseRelease(page, Qt.MouseButton.LeftButton, HELD[0], end)

    def _close(self, step: Step) -> None:
        """Ask to close a dialog, or the program where it then asks about what is unsaved."""
        dialogs = [w for w in self._tops() if isinstance(w, QDialog) and self._reachable(w)]
        if dialogs:
            step.pick(0, dialogs).close()
        elif self.window.session.now.is_modified and not self.window.saving.is_closing_agreed:
            self.window.close()
            for box in QApplication.topLevelWidgets():
                if isinstance(box, QMessageBox) and box.isVisible():
                    self.timed.keyClick(box, Qt.Key.Key_Escape)

    def _drop(self, step: Step) -> None:
        if not self._reachable(self.window):
            return
        data = QMimeData()
        if step.dice[0] < 0.7:
            data.setUrls([QUrl.fromLocalFile(str(step.pick(1, self._inputs)))])
        else:
            data.setText("text")
        held = step.pick(2, (HELD[0], HELD[0], Qt.KeyboardModifier.ShiftModifier))
        event = QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, held)
        self.window.dropEvent(event)

    def _pause(self, step: Step) -> None:
        Sender.qWait(int(60 * step.dice[0]))
