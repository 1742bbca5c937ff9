"""The paragraph "Methods" on the clipboard: the whole document is measured for it away from the window's thread."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from viewer.app.background import BackgroundTask
from viewer.app.numbers.methods_text import methods_text
from viewer.tools.gesture import Notice

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow


class MethodsCopy(QObject):
    """Copies how the numbers were measured.

    Parameters
    ----------
    window
        The main window.
    """

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        post = window.bridge.post
        self._task: BackgroundTask[str] = BackgroundTask(
            on_done=lambda _, text: post(lambda: self._take(text)),
            on_failed=lambda _, sentence: post(lambda: self._say(Notice("refused", sentence))),
        )

    def start(self) -> None:
        """Measure what is outlined now, and copy the paragraph when that is done."""
        now = self._window.session.now
        study, document, categories = now.study, now.document, now.view.categories
        prepared = self._window.feed.live.prepared
        if study is not None:
            self._task.start(lambda _: methods_text(document, study, prepared=prepared, categories=categories))

    def close(self) -> None:
        """Give up what is on its way."""
        self._task.close()

    def _take(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._say(Notice("information", "Copied the paragraph Methods; read it before you use it."))

    def _say(self, notice: Notice) -> None:
        self._window.session.change(notice=notice)
