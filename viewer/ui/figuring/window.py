"""The window in which a figure is edited where it is seen, saved and copied."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QDialog, QWidget

from viewer.app.figuring.arrangements import Choice
from viewer.app.figuring.contents import Contents
from viewer.app.figuring.desk import Desk, Edit
from viewer.app.figuring.previewing import Figure, Settled, page_of, rearranged, settle
from viewer.app.figuring.saving import FigureChoices
from viewer.app.figuring.sources import FigureSource
from viewer.core.figures.spec import FigureSpec
from viewer.core.series import Study
from viewer.errors import SideError, UsageError, ViewerError
from viewer.figure.checking.finding import Fix
from viewer.figure.page import Page
from viewer.ui import theme
from viewer.ui.figuring.background import Background
from viewer.ui.figuring.choices.sections import Change
from viewer.ui.figuring.delivery import Delivery
from viewer.ui.figuring.figures_menu import FiguresMenu
from viewer.ui.figuring.own_outlets import OwnOutlets
from viewer.ui.figuring.page.pointer import PagePointer
from viewer.ui.figuring.page.view import PageView
from viewer.ui.figuring.parts import EditorParts
from viewer.ui.figuring.place import FigurePlace
from viewer.ui.figuring.sending import Sending

SETTLE_MS = 300
"""How long nothing may change before the page is painted as in the file, ms."""

TYPING_MS = 500
"""How long words or numbers may still be typed before they are one step of undo, ms."""


class FigureDialog(QDialog):
    """Non-modal window in which the figures of a document are edited.

    Parameters
    ----------
    parent
        The program's window.
    choices
        What was chosen the last time.
    folder
        Where figures were saved the last time, None for the user's pictures.
    edit
        Takes changes of the document; None to keep them here alone.

    Notes
    -----
    The figure on the page is one of the document, or a new one that gets into the document with its first change.
    `show_source` may be called again whenever what is shown has changed; the same source costs nothing.
    """

    saved = Signal(object)
    """Path of a file that was written."""
    choices_changed = Signal(object)
    """`FigureChoices` to be remembered, once something was saved or copied."""
    sides_requested = Signal()
    """The user wants to state which side is the patient's right."""
    undo_requested = Signal()
    redo_requested = Signal()

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        choices: FigureChoices | None = None,
        folder: Path | None = None,
        edit: Edit | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Figure")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.desk = Desk(choices or FigureChoices(), self._show, edit)
        self.place = FigurePlace(self, folder or self.desk.choices.kept_folder)
        self.open_on = self.desk.open_on
        self._figure: Figure | None = None
        self._key: object = None
        self._error: ViewerError | None = None
        self._contents = Contents()
        self._background = Background()
        self.delivery = Delivery(self._background, self._contents)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._render)
        self._typing = QTimer(self, singleShot=True)
        self._typing.timeout.connect(self.flush)
        self.view = PageView()
        self.pointer = PagePointer(self.view, self._page_of)
        self.parts = EditorParts(self, self.view, self.desk.choices)
        self.form = self.parts.form
        self._connect()
        self._offer()
        u = theme.unit()
        room = self.screen().availableSize() - QSize(round(u), round(3 * u))  # the frame wants some of it
        self.resize(QSize(round(94 * u), round(56 * u)).boundedTo(room))

    def _connect(self) -> None:
        parts, bar = self.parts, self.parts.bar
        self._background.previewed.connect(self._take_preview)
        self.delivery.said.connect(parts.foot.say)
        self.delivery.saved.connect(self._take_saved)
        self.delivery.delivered.connect(self._remember)
        self.delivery.ended.connect(self._offer)
        self.form.changed.connect(self._take_form)
        self.form.typed.connect(lambda name: self._take_form(name, soon=True))
        self.form.format_changed.connect(lambda: self._soon(SETTLE_MS))
        self.form.format_changed.connect(lambda: self.place.expect(self.form.suffix))
        for form in (parts.style, parts.mark, parts.panel):
            form.edited.connect(self._take_change)
        parts.arrangement.chosen.connect(self._arrange)
        parts.findings.fix_wanted.connect(self._mend)
        self.view.resized.connect(lambda: self._soon(SETTLE_MS))
        self.pointer.edited.connect(self.change)
        self.pointer.nudged.connect(self._change_soon)
        self.pointer.changed.connect(self._show_pointer)
        self.pointer.panel_pressed.connect(parts.panel.show_panel)
        self.pointer.caption_wanted.connect(parts.write_caption)
        bar.tool_chosen.connect(self.pointer.add)
        bar.alignment_chosen.connect(self.pointer.align)
        bar.figure_chosen.connect(lambda place: self.desk.show_figure(None if place < 0 else place))
        self.figures = FiguresMenu(self, bar, self.desk, self.delivery)
        self.outlets = OwnOutlets(self, parts, self.desk, self._background)
        for keys, wanted, signal in (
            (QKeySequence.StandardKey.Undo, bar.undo_wanted, self.undo_requested),
            (QKeySequence.StandardKey.Redo, bar.redo_wanted, self.redo_requested),
        ):
            for asked in (QShortcut(QKeySequence(keys), self).activated, wanted):
                asked.connect(lambda signal=signal: self._travel(signal))
        self.sending = Sending(self, self._is_sound, self._offer)
        parts.state_button.clicked.connect(self.sides_requested)

    # What is shown

    @property
    def spec(self) -> FigureSpec:
        """The recipe on the page."""
        return self.desk.spec

    def show_source(self, source: FigureSource) -> None:
        """Show what has become of the document and of the slice on the screen."""
        if self.desk.source is not None and self.desk.source.image.key != source.image.key:
            self.delivery.say("")
        self.desk.show_source(source)
        if self.desk.is_waiting:
            QTimer.singleShot(0, self, self.desk.catch_up)  # not while the window hears of a change

    def is_of(self, study: Study | None) -> bool:
        """Whether the figure shows a slice of this study."""
        return self.desk.source is not None and self.desk.source.study is study

    def hide_patient(self, *, hides_patient: bool) -> None:
        """Name files, or no longer, also in what is said already: their names may be the patient's."""
        self.delivery.hide_patient(hides_patient=hides_patient)
        self.parts.foot.hide_patient(hides_patient=hides_patient)
        self.place.hides_patient = hides_patient
        if self._error is not None:
            self.view.show_sentence(self.delivery.sentence_of(self._error))

    # Changing it

    def change(self, name: str, spec: FigureSpec) -> None:
        """Change the figure on the page: one step of undo."""
        self._typing.stop()
        self._do(lambda: self.desk.change(name, spec))

    def flush(self) -> None:
        """Make what was typed a step of undo now."""
        self._typing.stop()
        if self.desk.has_draft:
            self._do(self.desk.flush)

    def _do(self, change: Callable[[], None]) -> None:
        try:
            change()
        except ViewerError as error:
            self.delivery.take_job("change", error)
        else:
            self.delivery.forget_refusal()

    def _change_soon(self, name: str, spec: FigureSpec) -> None:
        """Show a change at once; it becomes a step of undo when nothing more is typed."""
        self._typing.start(TYPING_MS)
        self._do(lambda: self.desk.change_soon(name, spec))

    def _take_form(self, name: str, *, soon: bool = False) -> None:
        try:
            spec = self.form.spec()
        except ViewerError as error:
            self._take_error(error)
            return
        if spec == self.spec and self._error is None:
            return
        (self._change_soon if soon else self.change)(name, spec)

    def _take_change(self, name: str, change: Change) -> None:
        """Take a change from one of the forms; numbers that are turned are one step together."""

        def take() -> None:
            spec = change(self.spec)
            if spec != self.spec:
                self._change_soon(name, spec)

        self._do(take)

    def _arrange(self, choice: Choice) -> None:
        self.flush()
        if (source := self.desk.source) is not None:
            self._do(lambda: self.change("arrange panels", rearranged(self.spec, choice, source, self._figure)))
        self.parts.arrangement.show_spec(self.spec)

    def _mend(self, fix: Fix) -> None:
        self.flush()
        if fix.suffix is not None:
            self.form.choose_format(fix.suffix)
        if fix.dpi is not None:
            self.form.resolution.setValue(fix.dpi)
        if fix.spec is not None:
            self.change(f"mend: {fix.name[:1].lower()}{fix.name[1:]}", fix.spec)

    def _travel(self, signal: SignalInstance) -> None:
        self.flush()
        signal.emit()

    # Showing it

    def _show(self) -> None:
        """Show the recipe in every field and on the page."""
        source = self.desk.source
        if source is None:
            return
        self.place.level = source.level
        self.place.expect(self.form.suffix)
        self.delivery.take_source(source)
        self.parts.show_spec(self.spec, source, self.desk.index)
        self._show_pointer()
        self._refresh()

    def _show_pointer(self) -> None:
        self.parts.show_pointer(self.spec, self.pointer.state)

    def _refresh(self) -> None:
        """Show the page at once where what it shows is known, and have it painted as in the file."""
        self._background.drop_previews()  # what is being painted is out of date already
        if self._figure is None or self._key != self.desk.key:
            self._soon(0)
            return
        try:
            page = self._page_of(self.spec)
        except ViewerError as error:
            self._take_error(error)
            return
        self._error = None
        self.view.show_page(page)
        self.pointer.show(self.spec, page)
        self._soon(SETTLE_MS)

    def _page_of(self, spec: FigureSpec) -> Page:
        """Page of a recipe with the contents that are shown."""
        if self._figure is None:
            raise UsageError("The figure is still being read; wait a moment.")
        return page_of(spec, self._figure)

    def _soon(self, delay_ms: int) -> None:
        """Have the page painted as in the file when the choices have settled."""
        if self.desk.source is None or not self.isVisible():
            return
        self._background.drop_previews()
        is_known = self._figure is not None and self._key == self.desk.key
        self.view.expect(is_stale=not is_known)
        self._timer.start(delay_ms)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the page in the room there is."""
        super().showEvent(event)
        self.outlets.read()
        self.place.expect(self.form.suffix, anew=True)
        if not event.spontaneous():
            self.parts.save_button.setFocus()  # opened again, it is saved as readily as the first time
        self._soon(0)

    def _render(self) -> None:
        source = self.desk.source
        if source is None:
            return
        if self.pointer.state.drag is not None:
            self._timer.start(SETTLE_MS)
            return
        spec, contents = self.spec, self._contents
        key, wanted, box = self.desk.key, self.view.wanted_dpi, self.view.box_px
        dpi, suffix = self.form.dpi, self.form.suffix

        def work() -> tuple[object, Settled]:
            shown = contents.of(spec, source)
            return key, settle(spec, shown, screen_dpi=wanted, box_px=box, dpi=dpi, suffix=suffix)

        self._background.preview(work)

    def _take_preview(self, generation: int, outcome: object) -> None:
        if generation != self._background.generation:
            return
        if isinstance(outcome, ViewerError):
            self._figure = None
            self._take_error(outcome)
        elif isinstance(outcome, tuple):
            self._key, settled = outcome
            self._error = None
            self._figure = settled.contents
            if self.pointer.state.drag is None:
                self.view.show_settled(settled)
                self.pointer.show(settled.spec, settled.page)
            self.parts.show_settled(settled)
            self._offer()

    def _take_error(self, error: ViewerError) -> None:
        self._error = error
        self._timer.stop()
        self.view.show_sentence(self.delivery.sentence_of(error))
        self.pointer.show(self.spec, None)
        self.parts.show_nothing()
        self._offer()

    def _offer(self) -> None:
        """Offer what helps where the sides are unknown; offer saving where there is a figure."""
        source = self.desk.source
        is_about_sides = isinstance(self._error, SideError) and source is not None and source.lacks_sides
        self.parts.offer(
            is_about_sides=is_about_sides, is_ready=self._error is None and not self._background.is_working
        )

    # Saving and copying

    def save_to(self, path: Path) -> None:
        """Write the figure to a file in the background; see `Sending.save_to`."""
        self.sending.save_to(path)

    def copy_picture(self) -> None:
        """Put the figure on the clipboard; see `Sending.copy_picture`."""
        self.sending.copy_picture()

    def copy_caption(self) -> None:
        """Put the caption on the clipboard."""
        self.sending.copy_caption()

    def _is_sound(self) -> bool:
        """Whether what the fields say can be used, also what was typed just now."""
        self.flush()
        try:
            self.form.spec()
        except ViewerError as error:
            self._take_error(error)
            return False
        return True

    def _take_saved(self, path: Path) -> None:
        self.parts.foot.take_written(path)
        self.place.folder = path.parent
        self.place.expect(self.form.suffix, anew=True)
        self._remember()
        self.saved.emit(path)

    def _remember(self) -> None:
        folder = "" if self.place.folder is None else str(self.place.folder)
        self.desk.choices = replace(self.form.choices_of(self.spec), folder=folder)
        self.choices_changed.emit(self.desk.choices)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Let no preview count that is still being painted; a file being written is finished."""
        self.flush()
        self._timer.stop()
        self._background.drop_previews()
        super().hideEvent(event)

    def stop(self) -> None:
        """End the background work; called once, when the program ends."""
        self._timer.stop()
        self._typing.stop()
        self.sending.stop()
        self._background.stop()
        self.place.stop()
