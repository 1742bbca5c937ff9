"""What is done with an error that reaches the top, on whatever thread: a report, and one dialog."""

import os
import sys
import threading
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING

from viewer.errors import ViewerError

if TYPE_CHECKING:
    from viewer.app.faults.keeping import Told
    from viewer.ui.main_window import MainWindow

TOLD_MAX = 8
"""Most different faults that one run of the program tells; what comes after them is only reported."""

TRACEBACK_VARIABLE = "MULTIFIDUS_TRACEBACK"
"""Environment variable for developers: errors are printed as Python does, with what they say, which may be of a
patient; nothing is reported or told then."""

HIDDEN = "Something could not be done; show the patient's data (Shift+F12) and try again to read what it was."
"""Said instead of a sentence that may name a file, where such names are hidden."""


class FaultTelling:
    """Takes errors from the hooks of Python to a report and to the window.

    Parameters
    ----------
    window
        Where it is told.
    """

    def __init__(self, window: "MainWindow") -> None:
        self._window = window
        self._told: set[str] = set()

    def install(self) -> None:
        """Take every error of this process from now on."""
        sys.excepthook = self.on_error
        threading.excepthook = self.on_thread_error
        sys.unraisablehook = self.on_unraisable

    def on_error(self, kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
        """Take an error of a slot, of a method that Qt calls, or of the program's start."""
        if issubclass(kind, KeyboardInterrupt) or is_printed():
            sys.__excepthook__(kind, error, traceback)
        else:
            self.take(error)

    def on_thread_error(self, error: threading.ExceptHookArgs) -> None:
        """Take an error that ended a thread, or work of a pool."""
        if is_printed():
            threading.__excepthook__(error)
        elif error.exc_value is not None and not issubclass(error.exc_type, SystemExit):
            self.take(error.exc_value, thread=None if error.thread is None else error.thread.name)

    def on_unraisable(self, error: "sys.UnraisableHookArgs") -> None:
        """Take an error that Python could raise nowhere, as when something is thrown away."""
        if is_printed():
            sys.__unraisablehook__(error)
        elif isinstance(error.exc_value, Exception):
            self.take(error.exc_value)

    def take(self, error: BaseException, *, thread: str | None = None) -> None:
        """Report an error, and have it told; from any thread, and it never raises.

        Parameters
        ----------
        error
            With its traceback. A sentence of a `ViewerError` is told as it is, and not reported.
        thread
            Name of the thread it happened on; None for the one that calls.
        """
        with suppress(Exception):
            if isinstance(error, ViewerError):
                self._have_told(str(error), str(error))
            else:
                from viewer.app.faults.keeping import report_fault  # no start needs it

                told = report_fault(error, thread=thread)
                self._have_told(told.code, told)

    def _have_told(self, key: str, told: "Told | str") -> None:
        if key not in self._told and len(self._told) < TOLD_MAX:
            self._told.add(key)
            # Later: no window may be opened while another is painted.
            self._window.bridge.post(lambda: self._tell(told))

    def _tell(self, told: "Told | str") -> None:
        if isinstance(told, str):
            is_hidden = self._window.session.now.view.hides_patient
            self._window.windows.tell_sentence(HIDDEN if is_hidden else told)
        else:
            self._window.windows.tell_fault(told)


def is_printed() -> bool:
    """Whether a developer asked for errors to be printed."""
    return bool(os.environ.get(TRACEBACK_VARIABLE))
