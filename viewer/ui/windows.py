"""Opens the dialogs on request and takes their answers to the session. Each is imported when it is first needed."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6 import QtWidgets
from PySide6.QtCore import QObject, Qt

from viewer.app.session import Snapshot
from viewer.core.outline import OutlineRule, Structure
from viewer.ui import theme

if TYPE_CHECKING:
    from viewer.app.choosing import PatientGroup
    from viewer.app.faults.keeping import Told
    from viewer.app.figuring.sources import FigureSource
    from viewer.app.loading import Opened
    from viewer.core.document import ReadingCodes
    from viewer.ui.comparing.dates.desk import DatesDesk
    from viewer.ui.comparing.stage import Stage
    from viewer.ui.dialogs.first_steps import FirstStepsCard
    from viewer.ui.figuring.window import FigureDialog
    from viewer.ui.main_window import MainWindow
    from viewer.ui.publishing.desk import PublishingDesk
    from viewer.ui.readings.desk import ReadingsDesk


class Windows(QObject):
    """Dialogs of the main window, at most one of each kind."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._open: dict[str, QtWidgets.QDialog] = {}
        self.card: FirstStepsCard | None = None
        self.figure: FigureDialog | None = None
        self._readings: ReadingsDesk | None = None
        self._publishing: PublishingDesk | None = None
        self.stage: Stage | None = None
        self._dates: DatesDesk | None = None
        self._hides_patient = False

    def _show(
        self, name: str, make: Callable[[], "QtWidgets.QDialog"], *, is_kept: bool = False
    ) -> "QtWidgets.QDialog":
        """Show a dialog, the one that is open if there is one, or that was kept when it was closed."""
        dialog = self._open.get(name)
        if dialog is None:
            dialog = make()
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, not is_kept)
            dialog.destroyed.connect(lambda: self._forget(name, dialog))
            self._open[name] = dialog
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()
        return dialog

    def _forget(self, name: str, dialog: "QtWidgets.QDialog") -> None:
        """Drop a dialog that is gone; another of its kind may be open already."""
        if self._open.get(name) is dialog:
            del self._open[name]

    def show_help(self, section: str = "") -> None:
        """Show keys and how-to, at a section where one is named; the window is made once, for that takes long."""
        from viewer.ui.help.dialog import HelpDialog

        dialog = self._show("help", lambda: HelpDialog(self._window), is_kept=True)
        if section:
            dialog.show_section(section)  # type: ignore[attr-defined]  # a HelpDialog

    def show_about(self) -> None:
        """Show version, licence and what the program is for."""
        from viewer.ui.dialogs.about import AboutDialog

        self._show("about", lambda: AboutDialog(self._window))

    def show_skipped(self) -> None:
        """List the files that were not opened."""
        from viewer.ui.dialogs.skipped import SkippedDialog

        now = self._window.session.now
        skipped = () if now.study is None else now.study.skipped
        hides = now.view.hides_patient
        self._close("skipped")
        self._show("skipped", lambda: SkippedDialog(skipped, hides_patient=hides, parent=self._window))

    def ask_codes(self) -> None:
        """Ask for study code, reader code and number of the reading."""
        from viewer.ui.dialogs.codes import CodesDialog

        now = self._window.session.now
        identities = () if now.study is None else {series.identity for series in now.study.series}
        codes = now.document.codes
        if not codes.reader:
            codes = replace(codes, reader=self._window.settings.reader)
        self._close("codes")
        dialog = self._show("codes", lambda: CodesDialog(codes, identities, self._window))
        dialog.decided.connect(self._take_codes)  # type: ignore[attr-defined]  # a CodesDialog

    def _take_codes(self, codes: "ReadingCodes") -> None:
        session = self._window.session
        session.edit("set codes", replace(session.now.document, codes=codes))
        self._window.opening.remember(reader=codes.reader)

    def ask_range(self) -> None:
        """Ask over which slices the outlines of the slice on the screen are to be carried."""
        from viewer.app.proposing.spreading import blocks_offered, offered_range, propagate
        from viewer.ui.dialogs.outlining.propagate import PropagateDialog

        session = self._window.session
        now = session.now
        offered, series = offered_range(now), now.series
        if offered is None or series is None:
            return
        here, count, blocks = now.view.slice_number, len(series.slices), blocks_offered(now)
        self._close("propagate")
        dialog = self._show(
            "propagate",
            lambda: PropagateDialog(offered, here=here, count=count, blocks=blocks, parent=self._window),
        )

        def carry(wanted: object) -> None:
            if session.now.place == now.place and session.now.study is now.study:
                propagate(session, wanted)  # type: ignore[arg-type]  # a Range

        dialog.decided.connect(carry)  # type: ignore[attr-defined]  # a PropagateDialog

    def choose_patient(self, found: "Opened", decided: "Callable[[Opened, PatientGroup], None]") -> None:
        """Let the user choose one of several patients."""
        from viewer.ui.dialogs.patients import PatientsDialog

        hides = self._window.session.now.view.hides_patient
        self._close("patients")
        dialog = self._show(
            "patients", lambda: PatientsDialog(found.patients, hides_patient=hides, parent=self._window)
        )
        dialog.chosen.connect(lambda group: decided(found, group))  # type: ignore[attr-defined]  # a PatientsDialog

    @property
    def readings(self) -> "ReadingsDesk":
        """Dialogs about readings."""
        from viewer.ui.readings.desk import ReadingsDesk

        if self._readings is None:
            self._readings = ReadingsDesk(self._window)
        return self._readings

    @property
    def dates(self) -> "DatesDesk":
        """Dialogs about two dates, and what is added to a study."""
        from viewer.ui.comparing.dates.desk import DatesDesk

        if self._dates is None:
            self._dates = DatesDesk(self._window)
        return self._dates

    @property
    def publishing(self) -> "PublishingDesk":
        """Dialogs about printing, bundles, reports and cases."""
        from viewer.ui.publishing.desk import PublishingDesk

        if self._publishing is None:
            self._publishing = PublishingDesk(self._window)
        return self._publishing

    @property
    def is_writing(self) -> bool:
        """Whether a bundle, a report or a case is being written."""
        return self._publishing is not None and self._publishing.is_writing

    # The figure

    def show_figure(self) -> None:
        """Show the figure of the slice on the screen."""
        now = self._window.session.now
        source = _figure_source(now, has_figures=bool(now.document.figures))
        if source is None:
            return
        self._window.session.change(has_seen_numbers=True)  # a figure may show them
        from viewer.app.figuring.saving import FigureChoices
        from viewer.ui.figuring.window import FigureDialog

        if self.figure is None:
            choices = FigureChoices.from_text(self._window.settings.figure)
            self.figure = FigureDialog(self._window, choices=choices, edit=self._window.session.edit)
            self.figure.choices_changed.connect(lambda made: self._window.opening.remember(figure=made.to_text()))
            self.figure.sides_requested.connect(lambda: self._window.session.change(asks=True))
            self.figure.undo_requested.connect(self._window.session.undo)
            self.figure.redo_requested.connect(self._window.session.redo)
            self.figure.parts.bar.publishing_wanted.connect(lambda name: self._window.commands.actions[name].trigger())
        self.figure.hide_patient(hides_patient=self._window.session.now.view.hides_patient)
        self.figure.open_on(source)
        self.figure.show()
        self.figure.raise_()
        self.figure.activateWindow()

    # The card

    def show_card(self) -> None:
        """Show the three first steps over the image."""
        from viewer.ui.dialogs.first_steps import FirstStepsCard

        if self.card is None:
            self.card = FirstStepsCard(self._window.canvas)
            self.card.dismissed.connect(self.put_card_away)
            self.card.open_requested.connect(self._window.opening.ask_folder)
        self.card.follow(self._window.session.now)
        self.card.adjustSize()
        self.place_card()
        self.card.show()

    def put_card_away(self) -> None:
        """Close the card; it does not come back by itself."""
        if self.card is not None:
            self.card.hide()
        self._window.opening.remember(has_seen_first_start=True)
        self._window.canvas.setFocus()

    def place_card(self) -> None:
        """Put the card at the top of the image, in the middle: the muscles lie in its lower half."""
        if self.card is not None:
            margin = round(0.6 * theme.unit())
            self.card.move(max((self._window.canvas.width() - self.card.width()) // 2, margin), margin)

    def on_change(self, now: Snapshot) -> None:
        """Tell the comparison, the card, the figure and the recent list what has changed."""
        if now.view.hides_patient is not self._hides_patient:
            self._hides_patient = now.view.hides_patient
            self._hide_patient(hides_patient=self._hides_patient)
        if now.view.comparing is not None or self.stage is not None:
            self._compare(now)
        if self.card is not None and self.card.isVisible():
            self.card.follow(now)
        if self.figure is not None and self.figure.isVisible():
            self.figure.hide_patient(hides_patient=now.view.hides_patient)
            source = _figure_source(now)
            if source is not None:
                self.figure.show_source(source)
            elif self.figure.is_of(now.study):
                self.figure.desk.show_document(now.document)
            else:
                self.figure.close()  # what it shows would be taken for the study on the screen

    def _hide_patient(self, *, hides_patient: bool) -> None:
        """Let lists that are open already name the patient no longer, or again."""
        self._window.opening.fill_recent(self._window.recent)  # a desktop may show menus of its own making
        if "skipped" in self._open:
            self.show_skipped()
        if "patients" in self._open:
            self._open["patients"].hide_patient(hides_patient=hides_patient)  # type: ignore[attr-defined]  # a PatientsDialog
        if self._dates is not None and self._dates.dialog is not None:
            self._dates.dialog.hide_patient(hides_patient=hides_patient)

    def _compare(self, now: Snapshot) -> None:
        """Show the comparison on the screen, or the one image again."""
        from viewer.ui.comparing.stage import Stage

        if self.stage is None:
            self.stage = Stage(self._window)
        self.stage.refresh(now)

    # Outlines

    def change_structure(self, index: int, structure: Structure) -> None:
        """Say that an outline encloses something else."""
        session = self._window.session
        outline = replace(session.now.document.outlines[index], structure=structure)
        session.edit("change structure", session.now.document.with_outline_at(index, outline))

    def change_rule(self, index: int, rule: OutlineRule) -> None:
        """Say that an outline follows another border."""
        session = self._window.session
        outline = replace(session.now.document.outlines[index], rule=rule)
        session.edit("change border", session.now.document.with_outline_at(index, outline))

    # Faults

    def tell_fault(self, told: "Told") -> None:
        """Say that something unforeseen happened, once however often it does; the work is still there."""
        from viewer.ui.faults.dialog import FaultDialog

        save = None if self._window.session.now.study is None else self._window.saving.save
        self._show("fault", lambda: FaultDialog(told, save, self._window))

    def tell_sentence(self, sentence: str) -> None:
        """Say what could not be done, where no part of the window did."""
        from viewer.ui.faults.dialog import SentenceDialog

        self._show("fault", lambda: SentenceDialog(sentence, self._window))

    def _close(self, name: str) -> None:
        dialog = self._open.pop(name, None)
        if dialog is not None:
            dialog.close()

    def close_all(self) -> None:
        """Close every dialog and end what they do in the background."""
        for name in tuple(self._open):
            self._close(name)
        if self.stage is not None:
            self.stage.close()
        if self._readings is not None:
            self._readings.close()
        if self._publishing is not None:
            self._publishing.close()
        if self._dates is not None:
            self._dates.close()
        if self.figure is not None:
            self.figure.stop()
            self.figure.close()


def _figure_source(now: Snapshot, *, has_figures: bool = False) -> "FigureSource | None":
    """What the figure is made of; None where no outlined slice is on the screen, unless there are figures already."""
    from viewer.app.figuring.sources import figure_source

    is_of_use = has_figures or (now.image is not None and now.document.on_slice(now.image.key))
    return figure_source(now) if is_of_use else None
