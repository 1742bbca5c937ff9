"""Measures both dates in the background, whenever outlines or the pairing have come to rest."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from viewer.app.comparing.dates.changed import ChangePage, change_text, measured_change, page_of
from viewer.app.session import Snapshot
from viewer.core.series import SliceKey
from viewer.errors import ViewerError
from viewer.measure.measurement import Measurement
from viewer.tools.gesture import Notice
from viewer.ui.figuring.background import Background

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow

RESTS_AFTER_MS = 250
"""How long outlines have to stay as they are before both dates are measured, ms."""

COPIED = "Copied what changed as a table."

_Of = tuple[Measurement | ViewerError | None, SliceKey | None, bool, bool]
"""What a page is made of: numbers, slice on the screen, whether numbers and sides are hidden."""


def _is_same(one: _Of, other: _Of) -> bool:
    """Whether two pages are made of the same numbers, shown or hidden alike."""
    return one[0] is other[0] and one[2:] == other[2:]


class ChangeFeed(QObject):
    """Keeps what changed up to date.

    Parameters
    ----------
    window
        The main window.

    Notes
    -----
    `computed` tells that `page` is another one.
    """

    computed = Signal()

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window, self._session = window, window.session
        self._work = Background()
        self._work.previewed.connect(self._on_measured)
        self._asked: tuple[object, ...] = ()
        self._found: Measurement | ViewerError | None = None
        self._page: tuple[_Of, ChangePage] | None = None
        self.is_late = False
        self._rests = QTimer(self)
        self._rests.setSingleShot(True)
        self._rests.setInterval(RESTS_AFTER_MS)
        self._rests.timeout.connect(self._measure)

    @property
    def page(self) -> ChangePage:
        """What the panel shows now."""
        of = self._of
        if self._page is None or not _is_same(self._page[0], of) or self._page[0][1] != of[1]:
            self._page = of, page_of(of[0], here=of[1], hides_numbers=of[2], is_blinded=of[3])
        return self._page[1]

    @property
    def is_only_elsewhere(self) -> bool:
        """Whether nothing but the slice on the screen is another one since the page was made: no hurry."""
        return self._page is not None and _is_same(self._page[0], self._of) and self._page[0][1] != self._of[1]

    @property
    def _of(self) -> _Of:
        now = self._session.now
        here = None if now.image is None else now.image.key
        return self._found, here, now.view.hides_numbers, now.view.hides_sides

    @property
    def measurement(self) -> Measurement | None:
        """Numbers of both dates, None while there are none."""
        return self._found if isinstance(self._found, Measurement) else None

    def refresh(self, now: Snapshot) -> None:
        """Have the dates of a snapshot measured, unless they are as they were."""
        asked = (now.study, now.document)
        if self._asked and asked[0] is self._asked[0] and asked[1] is self._asked[1]:
            return
        if self._asked and asked[0] is not self._asked[0]:
            self._found = None
        self._asked = asked
        self._work.drop_previews()
        self.is_late = True
        self._rests.start(0 if self._found is None else RESTS_AFTER_MS)
        self.computed.emit()

    def _measure(self) -> None:
        now = self._session.now
        document, study = now.document, now.study
        if study is None or document.pairing is None:
            return
        prepared = self._window.feed.live.prepared
        self._work.preview(lambda: measured_change(document, study, prepared=prepared))

    def _on_measured(self, generation: int, found: object) -> None:
        if generation != self._work.generation:
            return
        self._found = found if isinstance(found, Measurement | ViewerError) else None
        self.is_late = False
        self.computed.emit()

    def copy(self) -> None:
        """Copy what changed as a table."""
        measurement = self.measurement
        if measurement is None or not self.page.has_numbers:
            return
        QGuiApplication.clipboard().setText(change_text(measurement))
        self._session.change(notice=Notice("information", COPIED))

    def close(self) -> None:
        """End the thread."""
        self._rests.stop()
        self._work.stop()
