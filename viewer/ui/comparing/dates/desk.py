"""What the window does for the actions about two dates: adds a study, asks for the pair, shows both."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from viewer.app.comparing.dates import doing
from viewer.app.comparing.dates.choosing import first_pairing
from viewer.app.viewing import close_comparison
from viewer.core.annotations.pairing import Pairing
from viewer.ui.comparing.dates.adding import Adding
from viewer.ui.comparing.dates.dialog import PairingDialog

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow


class DatesDesk(QObject):
    """Dialogs about two dates, and what is added.

    Parameters
    ----------
    window
        The main window.
    """

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window, self._session = window, window.session
        self.adding = Adding(window)
        self.dialog: PairingDialog | None = None

    def show(self) -> None:
        """Show before beside after, asking which they are where nobody said; the one image where they are shown."""
        comparing = self._session.now.view.comparing
        if comparing is not None and comparing.kind == "dates":
            close_comparison(self._session)
        elif self._session.now.document.pairing is not None:  # asking anew would lose it where one date is not open
            doing.show_dates(self._session)
        else:
            self.ask()

    def ask(self) -> None:
        """Ask which two blocks are before and after."""
        now = self._session.now
        if now.study is None:
            return
        if self.dialog is not None:
            self.dialog.close()
        study = now.study
        first = first_pairing(study, now.document, series=now.view.series, slice_number=now.view.slice_number)
        dialog = PairingDialog(study, now.document, first, hides_patient=now.view.hides_patient, parent=self._window)

        def take(pairing: Pairing) -> None:
            if self._session.now.study is study:  # else another was opened while the question was on the screen
                doing.pair(self._session, pairing)

        dialog.decided.connect(take)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.destroyed.connect(lambda: self._forget(dialog))
        self.dialog = dialog
        dialog.show()

    def _forget(self, dialog: PairingDialog) -> None:
        if self.dialog is dialog:
            self.dialog = None

    def add(self, paths: Sequence[Path]) -> None:
        """Open paths beside what is open."""
        self.adding.add(paths)

    def close(self) -> None:
        """Close what is open and end what works in the background."""
        self.adding.close()
        if self.dialog is not None:
            self.dialog.close()
