"""The panels beside the image: series, where the slice lies, and outlines on the left, numbers on the right.

Their places are there from the start; the panels themselves, and all that they import, are made when the first
image has been painted, so that nobody waits for them to see it.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from viewer.app import viewing
from viewer.app.session import Snapshot
from viewer.tools.gesture import Draft
from viewer.ui import theme

if TYPE_CHECKING:
    from viewer.ui.locator.locator_panel import LocatorPanel
    from viewer.ui.main_window import MainWindow
    from viewer.ui.numbers.feed import NumbersFeed
    from viewer.ui.panels.outline_list import OutlineList
    from viewer.ui.panels.series_panel import SeriesPanel
    from viewer.ui.panels.slices.result_pages import ResultPages
    from viewer.ui.readings.bar import ReadingsBar

LEFT_UNITS, RIGHT_UNITS = 17.0, 23.5
"""Widths of the panels in heights of a line of text."""

MIDDLE_SHARE = 0.56
"""Most of the left column that the view of where the slice lies takes by itself (no unit)."""


class Room(QWidget):
    """The place of a panel: as wide before the panel is made as afterwards, so that the image does not move.

    Parameters
    ----------
    width_units
        Width in heights of a line of text.
    """

    def __init__(self, width_units: float) -> None:
        super().__init__()
        self._usual = QSize(round(width_units * theme.unit()), round(10.0 * theme.unit()))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.setAutoFillBackground(True)

    def fill(self, panel: QWidget) -> None:
        """Put the panel into its place."""
        self._column.addWidget(panel)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Usual width."""
        return self._usual


class Panels(NamedTuple):
    """The panels, once they are made."""

    series: "SeriesPanel"
    outlines: "OutlineList"
    feed: "NumbersFeed"
    locator: "LocatorPanel"
    results: "ResultPages"


class SidePanels(QObject):
    """Makes the panels once and keeps them up to date.

    Parameters
    ----------
    window
        The main window.
    on_made
        Gets the panels when they have been made, before they show anything.
    """

    def __init__(self, window: "MainWindow", on_made: Callable[[Panels], None]) -> None:
        super().__init__(window)
        self._window = window
        self._on_made = on_made
        self._made: Panels | None = None
        self._readings: ReadingsBar | None = None
        self._waiting: list[Callable[[], None]] = []
        self._upper, self._middle, self._lower = Room(LEFT_UNITS), Room(LEFT_UNITS), Room(LEFT_UNITS)
        self.right = Room(RIGHT_UNITS)
        self._middle_height = 0
        self.left = QSplitter(Qt.Orientation.Vertical)
        for place, (room, stretch) in enumerate(((self._upper, 3), (self._middle, 0), (self._lower, 1))):
            self.left.addWidget(room)
            self.left.setStretchFactor(place, stretch)
        self._middle.hide()

    @property
    def is_made(self) -> bool:
        """Whether the panels are there."""
        return self._made is not None

    def made(self) -> Panels:
        """Return the panels; the first call makes them, and they show what is open."""
        if self._made is not None:
            return self._made
        from viewer.ui.locator.locator_panel import LocatorPanel
        from viewer.ui.numbers.feed import NumbersFeed
        from viewer.ui.panels.outline_list import OutlineList
        from viewer.ui.panels.series_panel import SeriesPanel
        from viewer.ui.panels.slices.result_pages import ResultPages
        from viewer.ui.readings.bar import ReadingsBar

        window = self._window
        feed = NumbersFeed(window.session, window.bridge, window)
        results = ResultPages(window, feed.panel)
        made = Panels(SeriesPanel(), OutlineList(), feed, LocatorPanel(window), results)
        self._made = made
        self._middle.fill(made.locator)
        self._readings = ReadingsBar(window.session)
        self._lower.fill(self._readings)
        for room, panel in ((self._upper, made.series), (self._lower, made.outlines), (self.right, results)):
            room.fill(panel)
        made.locator.room_changed.connect(self._share_column)
        self._on_made(made)
        self.refresh(None, window.session.now, window.canvas.draft)
        self._do_what_waits()
        return made

    def then(self, work: Callable[[], None]) -> None:
        """Do something that nobody waits for when the panels are there; at once where they are."""
        self._waiting.append(work)
        if self._made is not None:
            self._do_what_waits()

    def _do_what_waits(self) -> None:
        waiting, self._waiting = self._waiting, []
        for work in waiting:
            work()

    def refresh(self, old: Snapshot | None, now: Snapshot, draft: Draft) -> None:
        """Bring the panels up to date with a snapshot; nothing before they are made.

        Parameters
        ----------
        old
            The snapshot before, None to show all anew.
        now
            The present one.
        draft
            What is being drawn.
        """
        if self._made is None:
            return
        series, outlines, feed, locator, results = self._made
        is_elsewhere = old is None or now.study is not old.study or now.place != old.place
        if is_elsewhere or old is None or now.document is not old.document:
            series.show_study(now.study, now.document, now.view.series)
        here = None if now.image is None else now.image.key
        outlines.show_outlines(now.study, now.document, here, hides_numbers=now.view.hides_numbers)
        if old is None or now.view.hides_sides != old.view.hides_sides:
            self.left.setVisible(not now.view.hides_sides)  # lists tell which study is on the screen, and the sides
        if old is None or now.view.hides_patient != old.view.hides_patient:
            series.set_hides_patient(now.view.hides_patient)
        if self._readings is not None:
            self._readings.refresh(now)
        feed.refresh(now, draft)
        results.refresh(now)
        is_shown = now.study is not None and not now.view.hides_locator
        if is_shown:
            locator.refresh(now)
        self._share_column()

    def _share_column(self) -> None:
        """Give the locator the height it can use now."""
        now = self._window.session.now
        if self._made is not None:
            is_shown = now.study is not None and not now.view.hides_locator
            self._make_room(self._made.locator.wanted_height(self.left.width()) if is_shown else 0)

    def locator(self) -> "LocatorPanel":
        """The view that shows where the slice lies, made and shown if it is not."""
        locator, session = self.made().locator, self._window.session
        if session.now.view.hides_locator:
            viewing.toggle(session, "hides_locator")
        return locator

    def _make_room(self, height: int) -> None:
        """Give the locator as much of the column as it can use, 0 to hide it; what the user moved since stays."""
        if height == self._middle_height:
            return
        self._middle_height = height
        self._middle.setVisible(height > 0)
        if height > 0:
            upper, middle, lower = self.left.sizes()
            whole = upper + middle + lower
            taken = min(height, round(MIDDLE_SHARE * whole))
            kept = max(upper + lower, 1)
            self.left.setSizes([round((whole - taken) * upper / kept), taken, round((whole - taken) * lower / kept)])

    def close(self) -> None:
        """Do what still waits, and end what works in the background for them."""
        self._do_what_waits()
        if self._made is not None:
            self._made.results.close_feed()
            self._made.feed.close()
