"""The right column: numbers of the slice on the screen, or all slices; tabs and a key turn the page."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from viewer.app import viewing
from viewer.app.actions import with_keys
from viewer.app.session import Snapshot

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow
    from viewer.ui.panels.slices.slices_feed import SlicesFeed


class ResultPages(QWidget):
    """Shows one of two pages; that of all slices is made when it is opened for the first time.

    Parameters
    ----------
    window
        The main window.
    numbers
        The panel of numbers.
    """

    def __init__(self, window: "MainWindow", numbers: QWidget) -> None:
        super().__init__()
        self._window = window
        self.slices: SlicesFeed | None = None
        self.tabs = QTabBar()
        self.tabs.setAccessibleName("Numbers of")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(True)
        for words, tip in (("This slice", "Numbers of the slice on the screen"), ("All slices", "Table and totals")):
            place = self.tabs.addTab(words)
            self.tabs.setTabToolTip(place, with_keys(tip + " ({slices})"))
        self.tabs.currentChanged.connect(self._turn)
        self._pages = QStackedWidget()
        self._pages.addWidget(numbers)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tabs)
        column.addWidget(self._pages, 1)

    def refresh(self, now: Snapshot) -> None:
        """Show the page of a snapshot."""
        shows = now.view.shows_slices
        with QSignalBlocker(self.tabs):
            self.tabs.setCurrentIndex(int(shows))
        if shows:
            feed = self._made()
            feed.refresh(now)
            self._pages.setCurrentWidget(feed.panel)
        else:
            self._pages.setCurrentIndex(0)

    def close_feed(self) -> None:
        """End what measures slices."""
        if self.slices is not None:
            self.slices.close()

    def _made(self) -> "SlicesFeed":
        if self.slices is None:
            from viewer.ui.panels.slices.slices_feed import SlicesFeed

            self.slices = SlicesFeed(self._window)
            self._pages.addWidget(self.slices.panel)
        return self.slices

    def _turn(self, place: int) -> None:
        if bool(place) != self._window.session.now.view.shows_slices:
            viewing.toggle(self._window.session, "shows_slices")
