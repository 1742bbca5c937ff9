"""The program, closed while it is at something that takes long: run as a process, it prints what came of it as JSON.

`python -m tests.safety.stress.closing_window headers FOLDER` closes the window while headers are read, and so on for
each of `STAGES`. What the stage does takes `LASTS_S` seconds and heeds nobody.
"""

import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from viewer.ui.application import run_window
from viewer.ui.main_window import MainWindow

LASTS_S = 1.0

STAGES: dict[str, tuple[str, ...]] = {
    "listing": ("viewer.io.opening:list_files",),
    "headers": ("viewer.io.opening:read_dicom",),
    "first slice": ("viewer.app.loading:load_slice",),
    "thumbnails": ("viewer.app.display.pixels:load_slice",),
    "numbers": ("viewer.app.numbers.live:prepare",),
    "figure": ("viewer.ui.figuring.background:_outcome",),
    "decoding": (
        "viewer.io.decode_worker.client:DecodeWorker.run",
        "viewer.io.decode_worker.client:DecodeWorker.run_many",
    ),
    "saving": ("viewer.io.project.files:write_project",),
    "project": ("viewer.io.project.files:read_project",),
    "keeping": ("viewer.app.keeping:save_settings",),
}
"""What the program is at when it is closed → what is slow then."""

ENTERED = threading.Event()


def window() -> MainWindow:
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))


def slow(work: Callable[..., object]) -> Callable[..., object]:
    def slowed(*given: object, **named: object) -> object:
        ENTERED.set()
        time.sleep(LASTS_S)
        return work(*given, **named)

    return slowed


def slow_down(stage: str) -> None:
    """Make a stage slow, wherever the function of that name is known."""
    import_module("viewer.app.projects")
    for place in STAGES[stage]:
        module, _, name = place.partition(":")
        holder: object = import_module(module)
        *outer, last = name.split(".")
        for part in outer:
            holder = getattr(holder, part)
        before = getattr(holder, last)
        made = slow(before)
        setattr(holder, last, made)
        for known in tuple(sys.modules.values()):
            if getattr(known, "__name__", "").startswith("viewer") and getattr(known, last, None) is before:
                setattr(known, last, made)


def story(stage: str, where: Path) -> Iterator[None]:
    """Bring the program to the stage, close it, and note how it went."""
    if stage in ("numbers", "figure", "saving"):
        while not window().session.now.is_loaded or not window().panels.is_made:
            yield
    if stage == "numbers":
        window().opening.open_sample(with_outlines=True)
    elif stage == "figure":
        window().opening.open_sample(with_outlines=True)
        while not window().session.now.document.outlines:
            yield
        window().windows.show_figure()
    elif stage == "saving":
        window().saving.path = where / "saved.mfv"
        window().commands.actions["save"].trigger()
    elif stage == "keeping":
        window().opening.remember(is_smooth=False)
    while not ENTERED.is_set():
        yield
    window().saving.is_closing_agreed = True
    RESULT["asked_s"] = time.monotonic()
    window().close()
    while True:
        RESULT["questions"] = [box.text() for box in QApplication.topLevelWidgets() if isinstance(box, QMessageBox)]
        yield


RESULT: dict[str, object] = {}


def main(stage: str, path: Path) -> int:
    slow_down(stage)
    steps = story(stage, path.parent)
    timer = QTimer()
    timer.setInterval(5)
    timer.timeout.connect(lambda: next(steps))
    QTimer.singleShot(0, timer.start)
    status = run_window([path])
    timer.stop()
    RESULT["closed_s"] = time.monotonic() - float(RESULT["asked_s"])  # type: ignore[arg-type]
    RESULT["threads"] = sorted(t.name for t in threading.enumerate() if not t.daemon and t.name != "MainThread")
    print(json.dumps(RESULT), flush=True)
    return status


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1], Path(sys.argv[2])))
