"""What the window does for the actions about readings: asks, hands the answer to the session, shows what came of it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QDialog

from viewer.app import layers
from viewer.app.background import BackgroundTask
from viewer.app.layers.comparing import comparable, compared
from viewer.app.layers.comparison import ReadingsCompared
from viewer.app.layers.doing import change_readings, reveal_answer
from viewer.app.layers.naming import ANSWER
from viewer.core.document import Document, ReadingCodes
from viewer.ui.readings.comparison import ComparisonDialog
from viewer.ui.readings.form import Chosen, ReadingDialog, Wanted

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow


class ReadingsDesk(QObject):
    """Dialogs about readings, one at a time.

    Parameters
    ----------
    window
        The main window.
    """

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self.dialog: QDialog | None = None
        post = window.bridge.post
        self._task: BackgroundTask[ReadingsCompared] = BackgroundTask(
            on_done=lambda _, found: post(lambda: self._show(found)),
            on_failed=lambda _, sentence: post(lambda: self._refuse(sentence)),
            doing="proposing",
        )

    @property
    def _document(self) -> Document:
        return self._window.session.now.document

    def _ask(self, wanted: Wanted, take: Callable[[Chosen], object]) -> None:
        study = self._window.session.now.study
        identities = () if study is None else {series.identity for series in study.series}
        dialog = ReadingDialog(wanted, identities, self._window)
        dialog.decided.connect(take)
        self._open(dialog)

    def _open(self, dialog: QDialog) -> None:
        if self.dialog is not None:
            self.dialog.close()
        self.dialog = dialog
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.destroyed.connect(lambda: self._forget(dialog))
        dialog.show()

    def _forget(self, dialog: QDialog) -> None:
        if self.dialog is dialog:
            self.dialog = None

    def _change(self, name: str, change: Callable[[Document], Document]) -> bool:
        return change_readings(self._window.session, name, change)

    def _next_codes(self) -> ReadingCodes:
        """Codes that a further reading begins with: the same reader, counted on."""
        codes = self._document.codes
        reader = codes.reader or self._window.settings.reader
        return replace(codes, reader=reader, reading=(codes.reading or 1) + 1, is_blinded_to_numbers=False)

    def new(self) -> None:
        """Ask for the codes of another reading and begin it."""
        wanted = Wanted(
            "New reading",
            "The new reading begins empty, and every other one is hidden. Use codes that name nobody.",
            "&Begin",
            name="",
            codes=self._next_codes() if self._document.outlines else self._document.codes,
        )
        self._ask(
            wanted,
            lambda said: self._change(
                "new reading", lambda document: layers.with_new_reading(document, said.codes, name=said.name)
            ),
        )

    def copy(self) -> None:
        """Ask which reading to copy, and for the codes of the copy."""
        present = (layers.present_name(self._document),) if self._document.outlines else ()
        wanted = Wanted(
            "Copy a reading to correct it",
            "You work on the copy; the original stays as it is and is shown beside it.",
            "&Copy",
            sources=(*present, *(layer.name for layer in comparable(self._document))),
            name="",
            codes=self._next_codes(),
        )
        self._ask(
            wanted,
            lambda said: self._change(
                "copy reading", lambda document: layers.copied(document, said.source, said.codes, name=said.name)
            ),
        )

    def rename(self) -> None:
        """Ask for another name of the present reading."""
        wanted = Wanted(
            "Rename this reading",
            "The name stands in lists and on the image. Use one that names nobody.",
            "&Rename",
            name=layers.present_name(self._document),
        )
        self._ask(
            wanted, lambda said: self._change("rename reading", lambda document: layers.renamed(document, said.name))
        )

    def delete(self) -> None:
        """Ask which of the other readings to delete."""
        wanted = Wanted(
            "Delete a reading",
            "Its outlines go with it; undo brings it back until the project is closed. The reading that is worked on "
            "is not deleted: switch to another one first.",
            "&Delete",
            sources=tuple(layer.name for layer in self._document.layers),
        )
        self._ask(
            wanted, lambda said: self._change("delete reading", lambda document: layers.deleted(document, said.source))
        )

    def save_answer(self) -> None:
        """Ask how the answer is called and put it away."""
        wanted = Wanted(
            "Save as answer",
            "This reading becomes the answer. It stays in the project unseen until Reveal answer is chosen, and an "
            "empty reading begins. It is hidden, not locked: whoever opens the file with other programs can read it.",
            "&Save",
            name=layers.free_name(self._document, ANSWER),
        )
        self._ask(
            wanted,
            lambda said: self._change(
                "save as answer", lambda document: layers.saved_as_answer(document, name=said.name)
            ),
        )

    def reveal(self) -> None:
        """Show the answer, and how the present reading differs from it."""
        if reveal_answer(self._window.session) and self._document.outlines:
            answer = next(layer.name for layer in self._document.layers if layer.is_answer)
            self.compare(answer)

    def compare(self, name: str | None = None) -> None:
        """Show how the present reading and another one differ."""
        names: Sequence[str] = [layer.name for layer in comparable(self._document)]
        if not names:
            return
        dialog = ComparisonDialog(names, self._window)
        if name is not None:
            dialog.other.setCurrentText(name)
        dialog.asked.connect(self._measure)
        self._open(dialog)
        self._measure(dialog.other.currentText())

    def _measure(self, name: str) -> None:
        session = self._window.session
        study, document = session.now.study, session.now.document
        if study is None or not isinstance(self.dialog, ComparisonDialog):
            return
        other = {name} & {layer.name for layer in document.layers}
        # Differences tell numbers: both readings were looked at.
        session.change(has_seen_numbers=True, seen_readings=session.now.seen_readings | other)
        self.dialog.wait_for(layers.present_name(document))
        self._task.start(lambda _: compared(document, name, study))

    def _show(self, found: ReadingsCompared) -> None:
        if isinstance(self.dialog, ComparisonDialog):
            self.dialog.show_found(found)

    def _refuse(self, sentence: str) -> None:
        if isinstance(self.dialog, ComparisonDialog):
            self.dialog.refuse(sentence)

    def close(self) -> None:
        """Close what is open and give up what is on its way."""
        self._task.close()
        if self.dialog is not None:
            self.dialog.close()
