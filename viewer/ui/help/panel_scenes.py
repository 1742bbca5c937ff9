"""Scenes of the how-to that show panels of the window: numbers, levels, all slices."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from viewer.app.display.pixels import load_slice
from viewer.app.sample import sample_document
from viewer.app.settings import Settings
from viewer.app.slices.rows import blocks_of
from viewer.core.document import Document
from viewer.core.outline import Point
from viewer.errors import ViewerError
from viewer.ui.help.scenes import Stage
from viewer.ui.main_window import MainWindow
from viewer.ui.panels.slices.slices_feed import SHOWN_AFTER_MS
from viewer.ui.screenshot import SETTLE_S

WAIT_S = 60.0
"""How long numbers of all slices may take on a busy machine, s."""

WINDOW_SIZE = (1280, 660)
"""Size of the window, screen points."""

NUMBERS_HEIGHT, TABLE_HEIGHT = 322, 456
"""Most height of the pictures of numbers and of the table, screen points."""

LEFT_WIDTH = 300
"""Width of the left column, screen points: wider than usual, so that the sagittal image is large enough."""

L5_PX: Point = (159.0, 216.0)
"""Middle of the fifth lumbar vertebra on the sagittal image of the sample, pixels."""


class PanelStage:
    """The window with the sample study, outlined on every slice.

    Parameters
    ----------
    stage
        Study and slice.
    """

    def __init__(self, stage: Stage) -> None:
        series = next(one for one in stage.study.series if one.number == stage.place.series)
        outlines = tuple(one for image in series.slices for one in sample_document(image).outlines)
        self.window = MainWindow(Settings(has_seen_first_start=True, hides_patient=True), is_remembering=False)
        self.window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        self.window.resize(*WINDOW_SIZE)
        self.window.show()
        document = Document(outlines)
        self.window.show_study(stage.study, stage.place, document=document, first=load_slice(stage.image))
        self.panels = self.window.panels.made()
        self.until(lambda: self._is_measured)

    @property
    def _is_measured(self) -> bool:
        model = self.window.feed.model
        return model is not None and model.is_settled

    def until(self, test: Callable[[], bool]) -> None:
        """Let the window go on until something is so.

        Raises
        ------
        ViewerError
            If it does not come to that.
        """
        deadline = time.monotonic() + WAIT_S
        while not test():
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)
            if time.monotonic() > deadline:
                raise ViewerError("The window did not come to rest; close other programs and try again.")
        QApplication.processEvents()

    def rest(self, seconds: float) -> None:
        """Let the window go on for a while, s."""
        end = time.monotonic() + seconds
        self.until(lambda: time.monotonic() > end)

    def close(self) -> None:
        """Close the window without asking."""
        self.window.saving.is_closing_agreed = True
        self.window.close()


def numbers(stage: PanelStage) -> QImage:
    """Numbers of both sides."""
    stage.rest(SETTLE_S)
    return _grabbed(stage.panels.results, NUMBERS_HEIGHT)


def level(stage: PanelStage) -> QImage:
    """The sagittal view with names counted from L5."""
    window, locator = stage.window, stage.panels.locator
    sizes = window.parts.sizes()
    window.parts.setSizes([LEFT_WIDTH, sizes[1] + sizes[0] - LEFT_WIDTH, sizes[2]])
    stage.until(lambda: locator.canvas.viewport is not None and window.session.now.pending is None)
    locator.locator.name_levels(is_on=True)
    locator.locator.press(L5_PX, locator.canvas.viewport)  # type: ignore[arg-type]  # waited for
    stage.until(lambda: window.session.now.pending is None)
    locator.locator.accept()
    locator.locator.name_levels(is_on=False)
    stage.rest(SETTLE_S)
    return _grabbed(locator, locator.height())


def slices(stage: PanelStage) -> QImage:
    """The table of all slices with its totals."""
    window, results = stage.window, stage.panels.results
    window.commands.actions["slices"].trigger()
    feed, now = results.slices, window.session.now
    if feed is None:
        raise AssertionError("made with its page")
    blocks = blocks_of(now.study, now.series)
    wanted = feed.measured.wanted(now.document, blocks)
    stage.until(lambda: wanted <= feed.measured.known(now.document, blocks).keys())
    stage.rest(SHOWN_AFTER_MS / 1000.0 + SETTLE_S)  # what is known is shown a moment later
    return _grabbed(results, TABLE_HEIGHT)


def _grabbed(widget: QWidget, height: int) -> QImage:
    return widget.grab(QRect(0, 0, widget.width(), min(height, widget.height()))).toImage()


PanelScene = Callable[[PanelStage], QImage]

PANEL_SCENES: dict[str, PanelScene] = {"numbers": numbers, "level": level, "slices": slices}
"""Names of sections → their pictures, in the order in which they can be played in one window."""

WITH_IMAGE = frozenset({"level"})
"""Those that show an MR image: it needs fewer colours, and more of its greys."""
