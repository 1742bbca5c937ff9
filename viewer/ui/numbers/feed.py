"""From the snapshot to the panel of numbers: live while a vertex is dragged, a slice made ready in the background."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from viewer.app.numbers.live import LiveNumbers
from viewer.app.numbers.model import NumbersModel
from viewer.app.numbers.references import outlines_of_references
from viewer.app.session import Session, Snapshot
from viewer.app.sides.stating import with_exchanged_sides, with_other_side
from viewer.app.viewing import set_fat_map_opacity
from viewer.core.annotations.levels import settled_level
from viewer.core.document import Document
from viewer.core.outline import Side
from viewer.measure.checking.withholding import Remedy
from viewer.measure.methods import METHODS, find_method
from viewer.tools.gesture import Draft, Notice
from viewer.ui.bridge import Bridge
from viewer.ui.canvas.canvas import ImageCanvas, without_folders
from viewer.ui.numbers.methods_copy import MethodsCopy
from viewer.ui.numbers.table_copy import NOTHING_TO_COPY, TableCopy
from viewer.ui.panels.numbers_panel import NumbersPanel

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow


BY_HAND = "manual"
"""Name of the method whose threshold is the user's: dragging one that a method found leads to it."""

PREPARED_AFTER_MS = 60
"""How long a slice has to stay on the screen before it is made ready for measuring, ms: what is only leafed past needs
no numbers, and the thread that makes it ready would slow the leafing down."""

HIDDEN_NUMBERS = "The numbers are hidden; show them with N first."
NOTHING_TO_ADJUST = "No reference was found automatically on this slice; draw one and say what it encloses."

RESTS_AFTER_MS = 150
"""How long an outline has to stay as it is before its slice is measured whole, with scale and intervals, ms."""


class NumbersFeed(QObject):
    """Keeps the panel of numbers, and the references shown on the image, up to date.

    Parameters
    ----------
    session
        Whose slice is measured, and whose document the panel's controls change.
    bridge
        Brings the news that a slice is ready to the window's thread.
    window
        The main window.

    Notes
    -----
    `computed` tells that `model` is another one.
    """

    computed = Signal()

    def __init__(self, session: Session, bridge: Bridge, window: "MainWindow") -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self.live = LiveNumbers(on_ready=lambda _: bridge.post(self.show_again))
        self.panel = NumbersPanel()
        self.methods = MethodsCopy(window)
        self.table = TableCopy(window)
        self.model: NumbersModel | None = None
        self._shown: tuple[object, ...] = ()
        self._bare = (Document(), Document())
        self._moving: float | None = None
        self._study: object = None
        self._waits = QTimer(self)
        self._waits.setSingleShot(True)
        self._waits.setInterval(PREPARED_AFTER_MS)
        self._waits.timeout.connect(self._prepare)
        self._rests = QTimer(self)
        self._rests.setSingleShot(True)
        self._rests.setInterval(RESTS_AFTER_MS)
        self._rests.timeout.connect(self._settle)
        self.panel.method_changed.connect(self._choose_method)
        self.panel.threshold_moving.connect(self._move_threshold)
        self.panel.threshold_changed.connect(self._set_threshold)
        self.panel.remedy.connect(self._apply)
        self.panel.action_requested.connect(self._do)
        self.panel.fat_map.opacity_changed.connect(lambda opacity: set_fat_map_opacity(session, opacity))

    def refresh(self, now: Snapshot, draft: Draft) -> None:
        """Show the numbers of a snapshot, or of what is being drawn."""
        document = self._measured(now, draft)
        view = now.view
        self.panel.fat_map.show_state(is_on=view.shows_fat_map, opacity=view.fat_map_opacity)
        of_view = (view.hides_patient, view.hides_numbers, view.categories, view.shows_fat_map)
        what = (document, now.study, now.place, now.loaded, *of_view)
        # Mostly a pointer that moved: the same objects, so that comparing costs nothing.
        if what == self._shown:
            return
        if now.study is not self._study:
            self._study = now.study
            self.live.use(() if now.study is None else now.study.series)
        self._shown = what
        self._compute(now, document)
        self.computed.emit()

        self.panel.enable_commands(
            can_copy=self.has_rows and not now.view.hides_numbers,
            can_save=bool(now.document.outlines),
            can_make_figure=self._has_outlines_here(now),
        )

    def _measured(self, now: Snapshot, draft: Draft) -> Document:
        """The document to measure: with what is being drawn, and with the threshold that is being moved."""
        document = self._without_figures(draft.preview or now.document)
        return document if self._moving is None else document.with_method(BY_HAND, threshold=self._moving)

    def _without_figures(self, document: Document) -> Document:
        """The same document as before where only its figures changed: no number hangs on them."""
        if document is not self._bare[0]:
            bare = replace(document, figures=()) if document.figures else document
            self._bare = (document, self._bare[1] if bare == self._bare[1] else bare)
        return self._bare[1]

    @property
    def has_rows(self) -> bool:
        """Whether there are numbers to copy."""
        return self.model is not None and any(column.row is not None for column in self.model.columns)

    @property
    def _canvas(self) -> ImageCanvas:
        """Canvas that shows the slice that is measured: of two dates, that of the one in hand."""
        stage = self._window.windows.stage
        return self._window.canvas if stage is None else stage.in_hand

    @staticmethod
    def _has_outlines_here(now: Snapshot) -> bool:
        return now.image is not None and bool(now.document.on_slice(now.image.key))

    def _compute(self, now: Snapshot, document: Document) -> None:
        series, image = now.series, now.image
        if series is None or image is None or now.study is None:
            self.model = None
            self.panel.show_closed()
            self._canvas.show_references(())
            self._canvas.show_fat_map(None)
            return
        has_map = now.view.shows_fat_map and not now.view.hides_numbers
        self.model = self.live.compute(document, series, image, has_map=has_map)
        if self.model is None:
            self.panel.show_loading(slice_number=now.view.slice_number, series_number=series.number)
            self._waits.start()
        else:
            if self.model.refused is not None:
                is_hidden = now.view.hides_patient
                said = without_folders(self.model.refused, image.file, is_hidden=is_hidden)
                self.model = replace(self.model, refused=said)
            self._waits.stop()
            if not self.model.is_settled:
                # Anew with every step of a drag; what is only being shown has nothing to wait for.
                is_first = self.model.scale is None and document is self._without_figures(now.document)
                self._rests.start(0 if is_first else RESTS_AFTER_MS)
            self.panel.show_numbers(
                self.model,
                is_inverted=image.mapping.is_inverted,
                level=settled_level(document, image, series.frame_of_reference_uid),
                is_hidden=now.view.hides_numbers,
                categories=now.view.categories,
            )
        scale = None if self.model is None else self.model.scale
        self._canvas.show_references(() if scale is None else scale.references)
        fat_map = self.model.fat_map if self.model is not None and has_map else None
        self._canvas.show_fat_map(fat_map, () if self.model is None else self.model.mapped)

    def _prepare(self) -> None:
        """Have the slice on the screen made ready."""
        now = self._session.now
        document = self._without_figures(self._window.canvas.draft.preview or now.document)
        if now.series is not None and now.image is not None and self.live.request(document, now.series, now.image):
            self.show_again()

    def _settle(self) -> None:
        """Have the slice on the screen measured whole, as it is shown now."""
        now = self._session.now
        if now.series is not None and now.image is not None:
            self.live.settle(self._measured(now, self._window.canvas.draft), now.series, now.image)

    def show_again(self) -> None:
        """Show numbers and what lies on the image anew."""
        self._shown = ()
        self.refresh(self._session.now, self._window.canvas.draft)

    # The panel's controls

    def _choose_method(self, name: str) -> None:
        document = self._session.now.document
        method = find_method(name)
        threshold = document.threshold
        if method.needs_threshold and threshold is None:
            threshold = self._threshold_to_start_with
        chosen = None if name == METHODS[0].name else name
        kept = threshold if method.needs_threshold else None
        self._session.edit("choose method", document.with_method(chosen, threshold=kept))

    @property
    def _threshold_to_start_with(self) -> float | None:
        """Threshold in use, else where the values under the outlines split; None without outlines."""
        if self.model is None or self.model.histogram is None:
            return None
        return self.model.thresholds[0] if self.model.thresholds else self.model.histogram.start

    def _move_threshold(self, value: float) -> None:
        self._moving = value
        self._shown = ()
        self.refresh(self._session.now, self._window.canvas.draft)

    def _set_threshold(self, value: float) -> None:
        self._moving = None
        document = self._session.now.document
        self._session.edit("set threshold", document.with_method(BY_HAND, threshold=value))

    def _do(self, name: str) -> None:
        """Do what a menu offers too."""
        self._window.commands.actions[name].trigger()

    def _apply(self, remedy: str, place: int) -> None:
        """Do what a button beside withheld numbers offers."""
        session = self._session
        document, image = session.now.document, session.now.image
        if image is None:
            return
        match Remedy(remedy):
            case Remedy.EXCHANGE:
                session.edit("exchange right and left", with_exchanged_sides(document, image.key))
            case Remedy.CALL_RIGHT:
                session.edit("call it right", with_other_side(document, place, Side.RIGHT))
            case Remedy.CALL_LEFT:
                session.edit("call it left", with_other_side(document, place, Side.LEFT))
            case Remedy.MOVE_MIDLINE:
                session.use_tool("midline")
            case Remedy.MOVE_POINTS:
                session.use_tool("select")
                self._window.canvas.setFocus()
            case Remedy.CORRECT_STATEMENT:
                session.change(asks=True)
            case Remedy.UNDO:
                session.undo()

    def adjust_references(self) -> None:
        """Turn the references that were found on the slice into outlines that the user can change."""
        session = self._session
        image, scale = session.now.image, None if self.model is None else self.model.scale
        found = () if image is None or scale is None else outlines_of_references(scale, image.key)
        if not found:
            session.change(notice=Notice("refused", NOTHING_TO_ADJUST))
            return
        session.edit("adjust references", session.now.document.with_outlines(found))
        session.use_tool("select")

    def copy(self) -> None:
        """Copy the numbers of the slice, as shown now, as a table; what is still being measured follows by itself."""
        if self._session.now.view.hides_numbers:
            self._session.change(notice=Notice("refused", HIDDEN_NUMBERS))
            return
        now = self._session.now
        if self.model is not None and (self.model.is_settled or not self.has_rows):
            self.table.take(self.model)
        elif now.series is not None and now.image is not None and self._has_outlines_here(now):
            self.table.start(self._measured(now, self._window.canvas.draft), now.series, now.image)
        else:
            self._session.change(notice=Notice("refused", NOTHING_TO_COPY))

    def close(self) -> None:
        """End the thread that makes slices ready; nothing is asked of it any more."""
        self._waits.stop()
        self._rests.stop()
        self.methods.close()
        self.table.close()
        self.live.close()
