"""The start: what it leaves out until the first image is on the screen, and that nothing of it is missing later."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.memory import image, series
from tests.synthetic import axial_series, pattern
from viewer.app.display.pixels import load_slice
from viewer.app.session import Session
from viewer.core.document import Crop, Document
from viewer.core.history import Place
from viewer.core.series import Study
from viewer.ui.canvas.canvas import ImageCanvas

ROOT = Path(__file__).resolve().parents[2]

HEAVY = (
    "scipy",
    "skimage",
    "matplotlib",
    "openpyxl",
    "pydicom",
    "highdicom",
    "nibabel",
    "imagecodecs",
    "PIL",
    "click",
    "numpy.ma",
    "viewer.figure",
    "viewer.measure.checking.outlines",
    "viewer.measure.measuring",
    "viewer.app.projects",
    "viewer.app.numbers",
    "viewer.io.project",
    "viewer.io.decode_worker.handle",
    "viewer.ui.panels.numbers_panel",
    "viewer.ui.dialogs",
    "viewer.ui.locator",
    "viewer.proposals.vertebrae",
)
"""What the first image must not wait for."""

SCRIPT = """
import json, sys
from viewer.cli import main, window

window.has_display = lambda: True
from viewer.ui.canvas.canvas import ImageCanvas

paint = ImageCanvas.paintEvent


def watched(self, event):
    paint(self, event)
    if not self._layer.is_empty:
        print(json.dumps(sorted(sys.modules)), flush=True)
        from PySide6.QtWidgets import QApplication
        QApplication.exit()


ImageCanvas.paintEvent = watched
sys.exit(main.run(sys.argv[1:]))
"""


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    """Modules that are there when the first image has been painted."""
    folder = tmp_path_factory.mktemp("start")
    (path,) = axial_series(folder / "study", 1, pixels=pattern(64, 64))
    environment = os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "DISPLAY": ":0",
        "MULTIFIDUS_HOME": str(folder / "home"),
    }
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(path)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment,
        timeout=120,
        check=False,
    )
    assert done.stdout, done.stderr
    return set(json.loads(done.stdout.splitlines()[0]))


def test_the_window_itself_was_there(imported):
    assert {"numpy", "PySide6.QtWidgets", "viewer.ui.main_window", "viewer.io.dicom.reading"} <= imported


@pytest.mark.parametrize("name", HEAVY)
def test_the_first_image_does_not_wait_for(imported, name):
    assert not {module for module in imported if module == name or module.startswith(f"{name}.")}


def test_the_image_stays_where_it_is_when_the_panels_come(window, qtbot, tmp_path):
    axial_series(tmp_path, 3, pixels=pattern(64, 64))
    sizes = []
    window.canvas.first_painted.connect(lambda: sizes.append(window.canvas.size()))
    window.opening.open([tmp_path])
    qtbot.waitUntil(lambda: bool(sizes), timeout=20_000)
    qtbot.waitUntil(lambda: window.panels.is_made, timeout=20_000)
    qtbot.wait(50)
    assert [window.canvas.size()] == sizes
    assert window.series_panel.isVisible()
    assert window.panels.made().outlines.isVisible()
    assert window.feed.panel.isVisible()


def test_an_empty_window_gets_its_panels_too(window, qtbot):
    window.show()
    qtbot.waitUntil(lambda: window.panels.is_made, timeout=20_000)
    qtbot.waitUntil(window.feed.panel.isVisible, timeout=20_000)


def test_what_waits_for_the_panels_is_done_once(qtbot):
    from viewer.app.settings import Settings
    from viewer.ui.main_window import MainWindow

    window = MainWindow(Settings(), is_remembering=False)  # not shown: no timer makes the panels
    qtbot.addWidget(window)
    done = []
    window.panels.then(lambda: done.append("early"))
    assert not done
    window.panels.made()
    window.panels.then(lambda: done.append("late"))
    window.panels.made()
    assert done == ["early", "late"]


def test_icons_are_held_and_drawn(window):
    from PySide6.QtCore import QSize

    from viewer.ui.icons import draw_icons, hold_icons, icon

    def is_drawn():
        image = icon("save").pixmap(QSize(24, 24)).toImage()
        return any(image.pixelColor(x, y).alpha() for x in range(image.width()) for y in range(image.height()))

    assert window is not None
    hold_icons()
    try:
        assert not is_drawn()
    finally:
        draw_icons()
    assert is_drawn()


def test_the_first_frame_of_a_start_is_the_image_alone_and_the_next_is_whole(qtbot):
    session = Session(load_slice)
    canvas = ImageCanvas(session)  # never on a screen: each grab is one frame
    qtbot.addWidget(canvas)
    canvas.resize(400, 400)
    canvas.paint_image_first()
    shown = image(np.full((40, 40), 100, np.int16), uid="1.1")
    session.open(Study(series=(series(shown),)), Place(1, 1))
    session.change(document=Document().with_crop(Crop(shown.key, 0, 20, 39, 39)))
    canvas.refresh(session.now)
    first, second, third = (canvas.grab().toImage() for _ in range(3))
    assert first != second
    assert second == third
    # Letters and texts are missing in the first frame; what a crop leaves out is not shown for a moment either.
    session.change(view=replace(session.now.view, hides_annotations=True))
    assert canvas.grab().toImage() == first
    assert first.pixelColor(200, 100).name() == "#000000"
    assert first.pixelColor(200, 300).name() != "#000000"
