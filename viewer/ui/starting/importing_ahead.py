"""Imports what the next click needs once the window is up, so that the click does not wait.

What knows nothing of Qt is imported on a thread of its own. Modules with classes of Qt are imported on the window's
thread, one each time Qt has nothing else to do. PySide 6.11 keeps what it knows of all such classes in one table, and
Qt looks into it without Python's lock (`MetaObjectBuilder::update`): when another thread made the class at which the
table grew, the program ended with a segmentation fault, about once in a hundred starts.
"""

import threading
from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow

WITHOUT_QT = (
    "viewer.app.figuring.desk",
    "viewer.app.figuring.editing.pointer",
    "viewer.app.figuring.keeping",
    "viewer.app.figuring.own_presets",
    "viewer.app.figuring.previewing",
    "viewer.app.figuring.saving",
    "viewer.app.figuring.slices",
)
"""What the figure's window rests on, imported on a thread: most of the time that its first opening would take."""

WITH_QT = (
    "viewer.ui.figuring.background",
    "viewer.ui.figuring.choices.sections",
    "viewer.ui.figuring.page.painter",
    "viewer.ui.figuring.delivery",
    "viewer.ui.figuring.bar",
    "viewer.ui.figuring.figures_menu",
    "viewer.ui.decimal_spin",
    "viewer.ui.figuring.choices.arrangement",
    "viewer.ui.figuring.choices.colour",
    "viewer.ui.figuring.choices.style",
    "viewer.ui.figuring.page.text_entry",
    "viewer.ui.figuring.choices.mark",
    "viewer.ui.figuring.choices.panel",
    "viewer.ui.figuring.findings",
    "viewer.ui.figuring.foot",
    "viewer.ui.figuring.choices.outlets",
    "viewer.ui.figuring.form",
    "viewer.ui.figuring.page.view",
    "viewer.ui.figuring.parts",
    "viewer.ui.figuring.own_outlets",
    "viewer.ui.figuring.page.pointer",
    "viewer.ui.dialogs.files",
    "viewer.ui.figuring.place",
    "viewer.ui.publishing.reviewing",
    "viewer.ui.figuring.sending",
    "viewer.ui.figuring.window",
)
"""Modules of the figure's window, what others import first, so that no step takes longer than one module."""


def start_after_panels(window: "MainWindow") -> None:
    """Import ahead as soon as the window's panels are made."""
    window.panels.then(
        lambda: threading.Thread(target=_import_without_qt, args=(window,), name="import-ahead", daemon=True).start()
    )


def _import_without_qt(window: "MainWindow") -> None:
    from viewer.proposals.warming import warm_up

    warm_up()  # first, for a click on the image comes before a figure
    for name in WITHOUT_QT:
        import_module(name)
    window.bridge.post(lambda: _import_next(window, iter(WITH_QT)))


def _import_next(window: "MainWindow", names: Iterator[str]) -> None:
    """Import one module, and the next when what the user does has been dealt with."""
    name = next(names, None)
    if name is not None:
        import_module(name)
        QTimer.singleShot(0, window, lambda: _import_next(window, names))
