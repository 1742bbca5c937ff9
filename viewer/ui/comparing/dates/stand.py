"""What stands round the panes of two dates: the bar above them, words on them, and what changed in the right column."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QPainter

from viewer.app.comparing import doing
from viewer.app.comparing.dates.changed import ChangePage
from viewer.app.comparing.dates.doing import link_by_position, move_partner, set_blinded
from viewer.app.comparing.dates.words import empty_words, heading
from viewer.app.comparing.panes import refusal
from viewer.app.session import Snapshot
from viewer.app.viewing import close_comparison
from viewer.core.series import SliceKey
from viewer.core.view import Pane
from viewer.ui.canvas.canvas import ImageCanvas
from viewer.ui.comparing.dates.bar import DatesBar
from viewer.ui.comparing.dates.feed import ChangeFeed
from viewer.ui.comparing.dates.over import paint_date, paint_hand
from viewer.ui.comparing.dates.panel import ChangePanel

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow

LEAFED_MS = 120
"""How long a slice has to stay on the screen before its change comes first, ms."""


class DatesStand(QObject):
    """Made when two dates are compared for the first time.

    Parameters
    ----------
    window
        The main window.
    panes
        Both canvases.
    """

    def __init__(self, window: "MainWindow", panes: tuple[ImageCanvas, ImageCanvas]) -> None:
        super().__init__(window)
        self._window, self._session = window, window.session
        self._panes = panes
        self.bar, self.panel, self.feed = DatesBar(), ChangePanel(), ChangeFeed(window)
        self.bar.hide()
        window.middle.insertWidget(1, self.bar)
        window.panels.made().results.add_change(self.panel)
        session = self._session
        self.bar.mode_asked.connect(lambda mode: doing.show_panes(session, mode))
        self.bar.moved.connect(lambda step: move_partner(session, step))
        self.bar.position_asked.connect(lambda: link_by_position(session))
        self.bar.changed.connect(lambda: window.windows.dates.ask())  # noqa: PLW0108 - made when it is asked for
        self.bar.unblinded.connect(lambda: set_blinded(session, is_blinded=False))
        self.bar.closed.connect(self._close)
        self.panel.copy_requested.connect(self.feed.copy)
        self.feed.computed.connect(self._show_change)
        window.feed.computed.connect(self._show_beside)
        self._beside: SliceKey | None = None
        self._leafed = QTimer(self)
        self._leafed.setSingleShot(True)
        self._leafed.setInterval(LEAFED_MS)
        self._leafed.timeout.connect(self._put_change)

    def _close(self) -> None:
        close_comparison(self._session)
        self._panes[0].setFocus()

    def refresh(self, now: Snapshot) -> None:
        """Show both dates of a snapshot, or why there is nothing to show."""
        comparing = now.view.comparing
        is_shown = comparing is not None and comparing.kind == "dates" and not refusal(now)
        self.bar.setVisible(is_shown)
        if not is_shown:
            self.panel.show_page(ChangePage(message=refusal(now)), is_late=False)
            return
        self.bar.refresh(now)
        for pane, canvas in enumerate(self._panes):
            said = empty_words(now, 0 if pane == 0 else 1)
            if said or pane == 1:
                canvas.set_message(said)
        self.feed.refresh(now)
        self._show_change()
        self._show_beside()

    def _show_beside(self) -> None:
        """Show fat map and references of the slice that is not in hand too, measured when that in hand is."""
        now = self._session.now
        if self.bar.isHidden() or now.view.comparing is None:
            return
        pane: Pane = 1 if now.view.comparing.pane == 0 else 0
        canvas, seen, feed = self._panes[pane], self._session.seen(pane), self._window.feed
        series, image, document = seen.series, seen.image, now.document
        is_done = feed.model is not None and (feed.model.is_settled or feed.model.refused is not None)
        has_map = now.view.shows_fat_map and not now.view.hides_numbers
        key = None if image is None else image.key
        if not is_done and key == self._beside:
            return  # as it was, until the hand rests
        self._beside = key
        model = None
        if series is not None and image is not None:
            model = feed.live.compute(document, series, image, has_map=has_map)
            if is_done and model is None:
                feed.live.request(document, series, image)
            elif is_done and model is not None and not model.is_settled and document.on_slice(image.key):
                feed.live.settle(document, series, image)
        canvas.show_references(() if model is None or model.scale is None else model.scale.references)
        canvas.show_fat_map(
            model.fat_map if model is not None and has_map else None, () if model is None else model.mapped
        )

    def _show_change(self) -> None:
        if self.feed.is_only_elsewhere:
            self._leafed.start()  # who leafs on needs no page for every slice
        else:
            self._put_change()

    def _put_change(self) -> None:
        self._leafed.stop()
        if not self.bar.isHidden():
            self.panel.show_page(self.feed.page, is_late=self.feed.is_late)

    def paint(self, painter: QPainter, pane: Pane) -> None:
        """Write on a pane which date it shows, and frame the one in hand."""
        canvas, now = self._panes[pane], self._session.now
        said, comparing = heading(now, pane), now.view.comparing
        if said is None or comparing is None:
            return
        within = canvas.within or (0.0, float(canvas.width()))
        paint_date(painter, said, canvas.font(), within=within)
        if said.is_in_hand and comparing.mode == "beside":
            paint_hand(painter, float(canvas.width()), float(canvas.height()))

    def close(self) -> None:
        """End what works in the background."""
        self._leafed.stop()
        self.feed.close()
