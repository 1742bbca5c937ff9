"""A project that may not be saved over, as the window shows it: a strip that says why and what to do, until it may."""

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy

from viewer.tools.gesture import Notice
from viewer.ui import theme

if TYPE_CHECKING:
    from viewer.app.projects import ProjectFile
    from viewer.app.projects.holding import Hold, Holder
    from viewer.ui.main_window import MainWindow


class Holding(QObject):
    """Has the lock of the window's project, and shows where somebody else has it.

    Parameters
    ----------
    window
        The program's window.
    """

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self.hold: Hold | None = None
        self._file: ProjectFile | None = None
        self._holder: Holder | None = None
        self._making = threading.Lock()
        self._strip: ReadOnlyStrip | None = None
        self._was_asked = False

    @property
    def is_read_only(self) -> bool:
        """Whether Save asks for another name than the project's."""
        return self.hold is not None and self.hold.is_read_only

    def holder(self) -> "Holder":
        """What takes the locks; made when first needed, on whichever thread that is."""
        with self._making:
            if self._holder is None:
                from viewer.app.projects.holding import Holder

                post = self._window.bridge.post
                self._holder = Holder(lambda path, hold: post(lambda: self._on_told(path, hold)))
            return self._holder

    def follow(self, path: Path | None, file: "ProjectFile | None") -> None:
        """Take the lock of the project that is open from now on, None for none."""
        self.be_free()
        self._file, self._was_asked = file, False
        if path is not None or self._holder is not None:
            self.holder().follow(path, file)

    def settle(self, path: Path | None) -> None:
        """Give back locks that were taken to save, but that of the window's project."""
        if self._holder is not None:
            self._holder.settle(path)

    def be_free(self) -> None:
        """Show nothing: what is open may be saved, or belongs to no file."""
        self.show(None)

    def show(self, hold: "Hold | None") -> None:
        """Show whether the project may be saved over."""
        self.hold = hold
        if hold is not None and hold.is_read_only:
            if self._strip is None:
                self._strip = ReadOnlyStrip(self._window, self)
                self._window.middle.insertWidget(0, self._strip)
            self._strip.tell(hold)
        if self._strip is not None:
            self._strip.setVisible(self.is_read_only)
        self._window.show_title(self._window.session.now)

    def check_again(self) -> None:
        """Ask whether the other window has closed the project."""
        path = self._window.saving.path
        if path is not None:
            self._was_asked = True
            self.holder().follow(path, self._file)

    def ask_for_it(self) -> None:
        """Ask whether nobody else is at the project any more, and take it."""
        path, hold = self._window.saving.path, self.hold
        if path is None or hold is None:
            return
        from viewer.ui.dialogs.saving_questions import ask_edit_anyway

        def answered(answer: str) -> None:
            if answer == "edit" and path == self._window.saving.path:
                self._was_asked = True
                self.holder().follow(path, self._file, is_forced=True)

        ask_edit_anyway(self._window, host=hold.host, decided=answered)

    def _on_told(self, path: Path, hold: "Hold") -> None:
        if path != self._window.saving.path:
            return
        was_asked, self._was_asked = self._was_asked, False
        self.show(hold)
        if was_asked and not hold.is_read_only:
            self._say("You can edit and save this project here now.")
        elif was_asked and hold.reason == "window":
            self._say("The project is still open in another window on this computer.")

    def _say(self, sentence: str) -> None:
        self._window.session.change(notice=Notice("information", sentence))

    def close(self) -> None:
        """Give the lock back."""
        if self._holder is not None:
            self._holder.close()


class ReadOnlyStrip(QFrame):
    """Says that the project is read-only here, why, and what can be done about it.

    Parameters
    ----------
    window
        The program's window.
    holding
        Gets what the buttons ask for.
    """

    def __init__(self, window: "MainWindow", holding: Holding) -> None:
        super().__init__()
        self.hide()
        self.setProperty("strip", "true")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        u = theme.unit()
        # Before it lies in the window it is narrow, and its sentence so high that the window would grow.
        self.setMaximumHeight(round(6.0 * u))
        row = QHBoxLayout(self)
        row.setContentsMargins(round(0.6 * u), round(0.3 * u), round(0.4 * u), round(0.3 * u))
        row.setSpacing(round(0.45 * u))
        self.sentence = QLabel()
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setWordWrap(True)
        self.sentence.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row.addWidget(self.sentence, 1)
        self.again = self._button("Check again", "Ask whether the other window has closed it.")
        self.again.clicked.connect(holding.check_again)
        self.anyway = self._button("Edit all the same…", "For when nobody works on it there any more.")
        self.anyway.clicked.connect(holding.ask_for_it)
        self.save_as = self._button("Save as…", "Go on with your work in a file of its own.")
        self.save_as.clicked.connect(lambda _: window.saving.save_as(is_copy=True))
        for button in (self.again, self.anyway, self.save_as):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)

    @staticmethod
    def _button(text: str, hint: str) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(hint)
        button.setAccessibleDescription(hint)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys with the image
        return button

    def tell(self, hold: "Hold") -> None:
        """Show why the project is read-only."""
        self.sentence.setText(hold.sentence)
        self.sentence.setToolTip(hold.sentence)
        self.again.setVisible(hold.reason == "window")
        self.anyway.setVisible(hold.may_be_taken)
