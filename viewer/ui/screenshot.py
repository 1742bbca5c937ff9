"""Pictures of the window and of the figure's editor with the sample study, without a screen."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QBuffer, QByteArray, QEventLoop, QIODevice
from PySide6.QtGui import QImageWriter
from PySide6.QtWidgets import QWidget

from viewer.app.settings import Settings
from viewer.core.document import Document
from viewer.core.series import Study
from viewer.errors import ViewerError
from viewer.ui.application import make_application

if TYPE_CHECKING:
    from viewer.ui.figuring.window import FigureDialog
    from viewer.ui.main_window import MainWindow

WAIT_S = 30.0
"""How long the numbers of the sample study may take on a busy machine, s."""

SETTLE_S = 0.25
"""How long panels may take to find their places after the last number has come, s."""

Shown = Literal["outlines", "sides", "dates", "figure"]
"""What a picture shows: both outlines, right beside left, before beside after, or the editor of the figure."""


def window_picture(
    *, width: int, height: int, shown: Shown = "outlines", dates: tuple[Study, Document] | None = None
) -> bytes:
    """PNG of the window with the sample study and both outlines.

    Parameters
    ----------
    width, height
        Size of the window in screen points; the picture has as many pixels per point as the screen.
    shown
        What it shows.
    dates
        Both dates with their outlines and pairing, for 'dates'.

    Raises
    ------
    ViewerError
        If the window does not come to rest.
    """
    make_application()
    from viewer.ui.main_window import MainWindow

    window = MainWindow(Settings(has_seen_first_start=True), is_remembering=False)
    window.resize(width, height)
    window.show()
    window.opening.open_sample(with_outlines=True)
    _until(lambda: _is_at_rest(window))
    _rest()
    picture = _picture(_prepared(window, shown, dates))
    window.saving.is_closing_agreed = True
    window.close()
    return picture


def _prepared(window: "MainWindow", shown: Shown, dates: tuple[Study, Document] | None) -> QWidget:
    """What is to be pictured, once it shows what it is to show."""
    if shown == "figure":
        return editor_with_sample(window, _until)
    if shown == "sides":
        window.commands.actions["compare-sides"].trigger()
    elif shown == "dates" and dates is not None:
        show_dates(window, *dates)
        _until(lambda: has_change(window))
    if shown != "outlines":
        _until(lambda: _is_at_rest(window))
        _rest()
    return window


def show_dates(window: "MainWindow", study: Study, document: Document) -> None:
    """Show two dates in place of the sample study alone."""
    from viewer.app.comparing.dates import doing

    place = window.session.now.place
    if place is None:
        raise AssertionError("the sample study is on the screen")
    window.show_study(study, place, document=document)
    doing.show_dates(window.session)


def has_change(window: "MainWindow") -> bool:
    """Whether what changed between two dates stands beside them."""
    stage = window.windows.stage
    return stage is not None and stage.dates is not None and stage.dates.feed.measurement is not None


def editor_with_sample(window: "MainWindow", until: Callable[[Callable[[], bool]], None]) -> "FigureDialog":
    """The editor of figures as large as the window, with the sample's figure and its arrow selected.

    Parameters
    ----------
    window
        Shows the outlined slice of the sample study.
    until
        Lets the program go on until something is so.
    """
    from dataclasses import replace

    from viewer.app.figuring.editing.things import mark_thing
    from viewer.app.sample import sample_figure

    hidden = replace(window.session.now.view, hides_patient=True)
    window.session.change(view=hidden)  # names no folder of this computer either
    window.windows.show_figure()
    editor = window.windows.figure
    if editor is None or editor.desk.source is None:
        raise AssertionError("an outlined slice is on the screen")
    editor.resize(window.size())
    until(lambda: _is_painted(editor))
    editor.change("arrange panels", sample_figure(editor.desk.source))
    until(lambda: _is_painted(editor))
    editor.pointer.state = replace(editor.pointer.state, selected=(mark_thing(0, 0),))
    editor.pointer.changed.emit()
    editor.view.update()
    return editor


def _is_painted(editor: "FigureDialog") -> bool:
    """Whether the page on the screen is that of the recipe, as its file will be."""
    return editor.view.is_settled and not editor.view.is_busy


def _until(test: Callable[[], bool]) -> None:
    app = make_application()
    deadline = time.monotonic() + WAIT_S
    while not test():
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)
        if time.monotonic() > deadline:
            raise ViewerError("The window did not come to rest; close other programs and try again.")


def _rest() -> None:
    end = time.monotonic() + SETTLE_S
    _until(lambda: time.monotonic() > end)


def _picture(widget: QWidget) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"PNG")).write(widget.grab().toImage())
    return bytes(buffer.data().data())


def _is_at_rest(window: "MainWindow") -> bool:
    """Whether image, numbers and thumbnails are there."""
    model = window.feed.model
    is_measured = model is not None and model.is_settled
    return window.session.now.is_loaded and is_measured and not window.opening.thumbnails_due
