"""Keeps the table of slices and its totals up to date, and has measured what is not known."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject, QTimer
from PySide6.QtGui import QGuiApplication

from viewer.app.session import Session, Snapshot
from viewer.app.slices.measuring import SliceNumbers, SlicesMeasured
from viewer.app.slices.rows import Memo, SliceRow, blocks_of, slice_rows, structures_in
from viewer.app.slices.totals import TotalsModel, totals_model
from viewer.core.document import Document
from viewer.core.history import Place
from viewer.core.outline import Structure
from viewer.core.series import Series, SliceKey
from viewer.tools.gesture import Notice
from viewer.ui.panels.slices.slices_panel import SlicesPanel

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow

RESTS_AFTER_MS = 500
"""How long the document has to stay as it is before slices are measured, ms: drawing must not share its processor."""

SHOWN_AFTER_MS = 60
"""Shortest time between two numbers that come from the background, ms."""


class SlicesFeed(QObject):
    """Shows snapshots in the panel of slices while it is open.

    Parameters
    ----------
    window
        The main window.
    """

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._session: Session = window.session
        self.panel = SlicesPanel()
        self.measured = SlicesMeasured(
            on_ready=lambda: window.bridge.post(self._on_ready), prepared=lambda: window.feed.live.prepared
        )
        self._structure: Structure | None = None
        self._range: tuple[int, int] | None = None
        self._blocks: tuple[Series, ...] = ()
        self._study: object = None
        self._shown: tuple[object, ...] = ()
        self._memo: Memo = {}
        self._rows: tuple[SliceRow, ...] = ()
        self._totals: TotalsModel | None = None
        self._grounds: tuple[object, ...] = ()
        self._rests, self._soon = QTimer(self), QTimer(self)
        for timer, interval, work in (
            (self._rests, RESTS_AFTER_MS, self._measure),
            (self._soon, SHOWN_AFTER_MS, self._show_again),
        ):
            timer.setSingleShot(True)
            timer.setInterval(interval)
            timer.timeout.connect(work)
        self.panel.picked.connect(lambda series, number: self._session.show(Place(series, number)))
        self.panel.structure_changed.connect(self._choose)
        self.panel.range_changed.connect(self._set_range)
        self.panel.copy_requested.connect(self.copy)

    def refresh(self, now: Snapshot) -> None:
        """Show a snapshot; costs next to nothing for what is shown already, and nothing is measured at once."""
        what = (now.study, now.document, now.place, now.view.hides_numbers)
        before = self._shown
        if before and what[0] is before[0] and what[1] is before[1] and what[2:] == before[2:]:
            return
        self._shown = what
        if now.study is not self._study:
            self._study = now.study
            self.measured.forget()
        blocks = blocks_of(now.study, now.series)
        if blocks != self._blocks:
            self._blocks, self._range, self._structure, self._memo, self._grounds = blocks, None, None, {}, ()
        if not before or now.document is not before[1]:
            self.measured.stop()
        self._show(now)

    def _show(self, now: Snapshot) -> None:
        blocks, document = self._blocks, now.document
        here = None if now.image is None else now.image.key
        known = self.measured.known(document, blocks)
        structures = structures_in(document, blocks)
        if self._structure not in structures:
            self._structure = structures[0]
        hides, decimal = now.view.hides_numbers, QLocale().decimalPoint()
        self._rows = slice_rows(
            document,
            blocks,
            known,
            structure=self._structure,
            here=here,
            hides_numbers=hides,
            decimal=decimal,
            memo=self._memo,
        )
        first, last = self._places()
        within = {row.slice_key for row in self._rows[first - 1 : last]}
        missing = self.measured.wanted(document, blocks) - known.keys()
        if missing:
            self._rests.start()
        state = f"measuring, {len(missing)} to go" if missing and not hides else ""
        self.panel.show_slices(
            self._rows,
            structures=structures,
            structure=self._structure,
            has_spacing=now.stated_image is None or now.stated_image.geometry.spacing is not None,
            state=state,
        )
        self.panel.show_range(tuple(row.title for row in self._rows), first, last)
        grounds = (document, known, self._structure, frozenset(within), len(missing & within), hides, decimal)
        if grounds != self._grounds:  # not anew with every slice that is only looked at
            self._grounds = grounds
            self._totals = None if hides else self._totals_now(document, known, within, len(missing & within), decimal)
        self.panel.show_totals(self._totals)

    def _totals_now(
        self,
        document: Document,
        known: dict[SliceKey, SliceNumbers],
        within: set[SliceKey],
        awaited: int,
        decimal: str,
    ) -> TotalsModel:
        structure = self._structure or Structure.MULTIFIDUS
        return totals_model(
            document, self._blocks, known, structure=structure, within=within, awaited=awaited, decimal=decimal
        )

    def _places(self) -> tuple[int, int]:
        """Range of the totals, as places in the table: all slices unless the user chose others."""
        count = max(len(self._rows), 1)
        first, last = self._range or (1, count)
        return min(first, count), min(last, count)

    def _measure(self) -> None:
        """Have measured what is not known, the slice on the screen first."""
        now = self._session.now
        if now.study is not None and now.image is not None and now.view.shows_slices:
            self.measured.request(now.document, self._blocks, now.study.series, now.image.key)

    def _on_ready(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def _show_again(self) -> None:
        if self._session.now.view.shows_slices:
            self._show(self._session.now)
            self._rests.stop()  # it is on its way

    def _choose(self, structure: Structure) -> None:
        self._structure = structure
        self._show(self._session.now)

    def _set_range(self, first: int, last: int) -> None:
        self._range = (min(first, last), max(first, last))
        self._show(self._session.now)

    def copy(self) -> None:
        """Copy the totals as a table."""
        if self._totals is None or not self._totals.rows:
            self._session.change(notice=Notice("refused", "There are no totals to copy yet."))
            return
        QGuiApplication.clipboard().setText(self._totals.as_tsv(self._session.now.document))
        self._session.change(notice=Notice("information", "Copied the totals as a table."))

    def close(self) -> None:
        """End the thread that measures."""
        self._rests.stop()
        self._soon.stop()
        self.measured.close()
