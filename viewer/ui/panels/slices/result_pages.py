"""The right column: numbers of the slice on the screen, or all slices; tabs and a key turn the page."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from viewer.app.actions import with_keys
from viewer.app.session import Snapshot

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow
    from viewer.ui.panels.slices.slices_feed import SlicesFeed

CHANGE = 2
"""Place of the page of what changed between two dates."""


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
        self._change: QWidget | None = None
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
        shows, comparing = now.view.shows_slices, now.view.comparing
        is_dates = comparing is not None and comparing.kind == "dates" and self._change is not None
        shows_change = is_dates and comparing is not None and (comparing.shows_change or now.view.hides_sides)
        with QSignalBlocker(self.tabs):
            if self._change is not None:
                self.tabs.setTabVisible(CHANGE, is_dates)
                for place in (0, 1):  # they name the series
                    self.tabs.setTabVisible(place, not (is_dates and now.view.hides_sides))
            self.tabs.setCurrentIndex(CHANGE if shows_change else int(shows))
        if shows_change and self._change is not None:
            self._pages.setCurrentWidget(self._change)
        elif shows:
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

    def add_change(self, panel: QWidget) -> None:
        """Give what changed between two dates a page, which is there while two dates are compared."""
        self._change = panel
        self._pages.addWidget(panel)
        with QSignalBlocker(self.tabs):
            self.tabs.addTab("Change")
            self.tabs.setTabToolTip(CHANGE, "What changed between both dates")
        self.refresh(self._window.session.now)

    def _turn(self, place: int) -> None:
        session = self._window.session
        view = session.now.view
        if view.comparing is not None and self._change is not None:
            view = replace(view, comparing=replace(view.comparing, shows_change=place == CHANGE))
        session.change(view=view if place == CHANGE else replace(view, shows_slices=bool(place)))
