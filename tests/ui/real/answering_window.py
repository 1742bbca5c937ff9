"""Starts the program's window and answers questions about it on a local socket: run as a process by `Desktop`.

The program knows nothing of this: every answer is read from the window from outside, in the window's own thread.
Nothing here changes anything; what the window does, real events of mouse and keyboard make it do.
"""

import json
import socket
import sys
import threading
import time
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, QTimer, Signal, Slot
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QToolBar, QWidget

from viewer.app.figuring.editing.things import things_of
from viewer.ui.application import make_application, run_window
from viewer.ui.main_window import MainWindow
from viewer.ui.panels.histogram import HistogramView
from viewer.ui.panels.numbers.side_table import SideTable

HEARTBEAT_MS = 10


def main_window() -> MainWindow | None:
    return next((w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow)), None)


def middle(widget: QWidget) -> list[int]:
    at = widget.mapToGlobal(QPoint(widget.width() // 2, widget.height() // 2))
    return [at.x(), at.y()]


def visible(kind: type) -> list:
    tops = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
    return [w for top in tops for w in top.findChildren(kind) if w.isVisible()]


class Answers:
    """One method per question; arguments and answers are JSON."""

    def __init__(self) -> None:
        self.longest_stall_s = 0.0
        self._history: list[dict] = []

    def look(self) -> None:
        """Remember what the panel of numbers shows, if that has changed since the last look."""
        model = self.window.feed.model if self.is_up() else None
        if model is None or not model.columns:
            return
        seen = {"is_settled": model.is_settled, "columns": self.numbers(), "places": self._places_in_panel()}
        if not self._history or self._history[-1] != seen:
            self._history.append(seen)

    def history(self) -> list[dict]:
        """What the panel of numbers has shown since this was asked last."""
        history, self._history = self._history, []
        return history

    def _places_in_panel(self) -> dict[str, list[int]]:
        """Top and height of the parts of the panel that must not move while numbers follow."""
        panel = self.window.feed.panel
        parts = [part for kind in (SideTable, HistogramView) for part in panel.findChildren(kind) if part.isVisible()]
        return {type(part).__name__: [part.mapTo(panel, QPoint()).y(), part.height()] for part in parts}

    @property
    def window(self) -> MainWindow:
        window = main_window()
        assert window is not None
        return window

    def is_up(self) -> bool:
        window = main_window()
        return window is not None and window.isVisible()

    def places(self, points: list[list[float]]) -> list[list[int]]:
        """Screen places of image points."""
        viewport = self.window.session.now.viewport
        assert viewport is not None
        on_canvas = [viewport.point_to_screen((x, y)) for x, y in points]
        found = [self.window.canvas.mapToGlobal(QPoint(round(u), round(v))) for u, v in on_canvas]
        return [[at.x(), at.y()] for at in found]

    def pane_places(self, pane: int, points: list[list[float]]) -> list[list[int]]:
        """Screen places of image points in a pane of right beside left."""
        stage, viewport = self.window.windows.stage, self.window.session.seen(1 if pane else 0).viewport
        assert stage is not None
        assert viewport is not None
        canvas = stage.second if pane else stage.first
        on_canvas = [viewport.point_to_screen((x, y)) for x, y in points]
        found = [canvas.mapToGlobal(QPoint(round(u), round(v))) for u, v in on_canvas]
        return [[at.x(), at.y()] for at in found]

    def comparing(self) -> dict | None:
        """How the panes of a comparison stand, None for one image."""
        comparing = self.window.session.now.view.comparing
        if comparing is None:
            return None
        viewports = [self.window.session.seen(pane).viewport for pane in (0, 1)]
        zooms = [None if viewport is None else viewport.zoom for viewport in viewports]  # None in an empty pane
        return {"mode": comparing.mode, "pane": comparing.pane, "swipe": comparing.swipe, "zooms": zooms}

    def change(self) -> dict | None:
        """What the panel of change shows, and whether it is being measured; None before it was made."""
        stage = self.window.windows.stage
        if stage is None or stage.dates is None:
            return None
        labels = [label.text() for label in stage.dates.panel.findChildren(QLabel) if label.isVisible()]
        return {"texts": [text.replace("\u00a0", " ") for text in labels], "is_late": stage.dates.feed.is_late}

    def handles(self) -> list:
        """Kind and image point of everything that can be grabbed."""
        return [[handle.kind, list(handle.at)] for handle in self.window.canvas.draft.handles]

    def image_point(self, x: int, y: int) -> list[float]:
        """Image point at a screen place."""
        viewport = self.window.session.now.viewport
        assert viewport is not None
        at = self.window.canvas.mapFromGlobal(QPoint(x, y))
        return list(viewport.point_to_image((at.x(), at.y())))

    def state(self) -> dict:
        window = self.window
        now = window.session.now
        draft = window.canvas.draft
        return {
            "is_open": now.study is not None,
            "is_loaded": now.is_loaded,
            "series": now.view.series,
            "slice": now.view.slice_number,
            "tool": now.tool,
            "draft": [list(p) for p in draft.path],
            "window": [now.window.center, now.window.width],
            "zoom": None if now.viewport is None else now.viewport.zoom,
            "hides_annotations": now.view.hides_annotations,
            "hides_patient": now.view.hides_patient,
            "hides_overlays": now.view.hides_overlays,
            "undo": now.history.undo_name,
            "redo": now.history.redo_name,
            "is_modified": now.is_modified,
            "notice": None if now.notice is None else now.notice.sentence,
            "outlines": [
                {"side": str(o.side), "structure": str(o.structure), "rings": [[list(p) for p in r] for r in o.rings]}
                for o in now.document.outlines
            ],
            "title": window.windowTitle(),
            "hint": window.status._hint.text(),
            "message": window.message._sentence.text() if window.message.isVisible() else "",
            "questions": window.questions._sentence.text() if window.questions.isVisible() else "",
        }

    def sop_instance_uid(self) -> str:
        """The slice on the screen."""
        image = self.window.session.now.image
        assert image is not None
        return image.key.uid

    def numbers(self) -> list[dict] | None:
        """Measured columns of the panel, None while nothing is measured."""
        model = self.window.feed.model
        if model is None:
            return None
        return [
            {
                "head": c.head,
                "side": str(c.side),
                "number": c.number,
                "area_mm2": None if c.row is None else c.row.area_mm2,
                "area_px": None if c.row is None else c.row.area_px,
                "fat_fraction_percent": None if c.row is None else c.row.fat_fraction_percent,
                "ratio": None if c.row is None else c.row.fat_to_muscle_ratio,
                "interval": None if c.row is None else c.row.fat_fraction_interval_percent,
                "flags": [text.identifier for text in c.flags],
            }
            for c in model.columns
        ]

    def is_settled(self) -> bool:
        """Whether the numbers are those that will be saved, with their intervals."""
        model = self.window.feed.model
        return model is not None and model.is_settled

    def references(self) -> list[dict]:
        """References of the scale of the slice on the screen, empty while there is none."""
        model = self.window.feed.model
        found = () if model is None or model.scale is None else model.scale.references
        return [{"structure": str(r.structure), "tissue": r.tissue, "is_automatic": r.is_automatic} for r in found]

    def panel_texts(self) -> list[str]:
        return [label.text() for label in self.window.feed.panel.findChildren(QLabel) if label.isVisible()]

    def buttons(self) -> dict[str, list[int]]:
        """Text of every button that can be pressed -> its middle on the screen."""
        found = {
            (b.text() or b.accessibleName()).replace("&", ""): middle(b)
            for b in visible(QAbstractButton)
            if b.isEnabled()
        }
        bar = self.window.findChild(QToolBar)
        for name, action in self.window.commands.actions.items():
            button = bar.widgetForAction(action)
            if button is not None and button.isVisible():
                found[f"bar:{name}"] = middle(button)
        return found

    def named(self, name: str) -> list[int] | None:
        """Middle of the visible control with an accessible name."""
        return next((middle(w) for w in visible(QWidget) if w.accessibleName() == name), None)

    def focus(self) -> dict:
        active = QApplication.activeModalWidget() or QApplication.activeWindow()
        focus = QApplication.focusWidget()
        return {
            "window": type(active).__name__,
            "title": "" if active is None else active.windowTitle(),
            "widget": type(focus).__name__,
            "text": focus.text() if isinstance(focus, QLineEdit) else "",
        }

    def titles(self) -> list[str]:
        return [w.windowTitle() or type(w).__name__ for w in QApplication.topLevelWidgets() if w.isVisible()]

    def texts_of(self, title: str) -> list[str]:
        """Texts of the labels of the visible window with this title."""
        tops = [w for w in QApplication.topLevelWidgets() if w.isVisible() and w.windowTitle() == title]
        return [label.text() for top in tops for label in top.findChildren(QLabel) if label.isVisible()]

    def locator(self) -> dict:
        """What the view that shows where the slice lies tells; places are those of the screen."""
        panel = self.window.panels.made().locator
        shown, line = panel.locator, panel.canvas._lines.here
        marks = shown.marks
        points = [] if not marks else shown.image.geometry.to_pixels([mark.position_mm for mark in marks]).tolist()
        return {
            "is_visible": panel.isVisible(),
            "has_image": panel.canvas.isVisible() and not panel.canvas._layer.is_empty,
            "series": shown.state.series,
            "slice": shown.state.slice_number,
            "is_naming": shown.state.is_naming,
            "marks": {
                mark.name: {"is_proposed": mark.is_proposed, "at": at}
                for mark, at in zip(marks, self._on_locator(points), strict=True)
            },
            "line": [] if line is None else self._on_locator(line),
            "level": panel.level.field.currentText(),
            "source": panel.level._source.text(),
            "why": panel._why.text() if panel._why.isVisible() else "",
        }

    def on_locator(self, points: list[list[float]]) -> list[list[int]]:
        """Screen places of image points of the view that shows where the slice lies."""
        return self._on_locator(points)

    def _on_locator(self, points: list) -> list[list[int]]:
        canvas = self.window.panels.made().locator.canvas
        at = [canvas.viewport.point_to_screen((x, y)) for x, y in points]
        found = [canvas.mapToGlobal(QPoint(round(u), round(v))) for u, v in at]
        return [[one.x(), one.y()] for one in found]

    def figure(self) -> dict:
        """What is on the page of the figure's editor."""
        dialog = self.window.windows.figure
        assert dialog is not None
        texts = [mark.text for mark in dialog.view.page.texts()] if dialog.view.page else []
        boxes = {
            f"{thing.item} {thing.panel}": box
            for thing, box in (things_of(dialog.view.page) if dialog.view.page else {}).items()
        }
        record = json.loads(dialog.spec.to_json())
        kept = len(self.window.session.now.document.figures)
        return {"spec": record, "texts": texts, "boxes": boxes, "kept": kept, "is_settled": dialog.view.is_settled}

    def on_figure(self, points: list[list[float]]) -> list[list[int]]:
        """Screen places of points of the page, mm."""
        view = self.window.windows.figure.view  # type: ignore[union-attr]
        found = [view.mapToGlobal(view.to_point((x, y)).toPoint()) for x, y in points]
        return [[at.x(), at.y()] for at in found]

    def has_outlines_shown(self) -> bool:
        return not (self.window.canvas._hides_for_now or self.window.session.now.view.hides_overlays)

    def stall_s(self) -> float:
        """Longest time that the event loop was held up since the last time this was asked, s."""
        longest, self.longest_stall_s = self.longest_stall_s, 0.0
        return longest


class Asker(QObject):
    """Brings questions into the thread of the window."""

    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.answers = Answers()
        self.asked.connect(self._answer)
        self._beat = time.monotonic()
        self._timer = QTimer(self)
        self._timer.setInterval(HEARTBEAT_MS)
        self._timer.timeout.connect(self._on_beat)
        self._timer.start()

    def _on_beat(self) -> None:
        now = time.monotonic()
        late = now - self._beat - HEARTBEAT_MS / 1000
        if self.answers.is_up():
            self.answers.longest_stall_s = max(self.answers.longest_stall_s, late)
        self.answers.look()
        self._beat = now

    @Slot(object)
    def _answer(self, asked: tuple) -> None:
        question, arguments, done, answer = asked
        try:
            # Whatever the X server has sent before this question is dealt with before it is answered.
            QApplication.sync()
            answer.append({"answer": getattr(self.answers, question)(*arguments)})
        except Exception as e:  # noqa: BLE001 - the test shall see it, not the window
            answer.append({"error": repr(e)})
        finally:
            done.set()


def serve(asker: Asker, server: socket.socket) -> None:
    connection, _ = server.accept()
    with connection, connection.makefile("rw", encoding="utf-8") as lines:
        for line in lines:
            question, *arguments = json.loads(line)
            done, answer = threading.Event(), []
            asker.asked.emit((question, arguments, done, answer))
            done.wait()
            lines.write(json.dumps(answer[0]) + "\n")
            lines.flush()


def main() -> int:
    where, *paths = sys.argv[1:]
    server = socket.socket(socket.AF_UNIX)
    server.bind(where)
    server.listen(1)
    make_application()
    asker = Asker()
    threading.Thread(target=serve, args=(asker, server), daemon=True).start()
    return run_window([Path(path) for path in paths])


if __name__ == "__main__":
    sys.exit(main())
