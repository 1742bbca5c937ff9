"""The numbers of a slice on the clipboard: what is not measured whole yet is, away from the window's thread."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject
from PySide6.QtGui import QGuiApplication

from viewer.app.background import BackgroundTask
from viewer.app.numbers.model import NumbersModel
from viewer.core.document import Document
from viewer.core.series import Series, Slice
from viewer.tools.gesture import Notice

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow

NOTHING_TO_COPY = "There are no numbers to copy; outline a muscle first."
ON_ITS_WAY = "The numbers are being measured, and copied when that is done."
COPIED = "Copied the numbers as a table."


class TableCopy(QObject):
    """Copies numbers as a table, for spreadsheets and word processors.

    Parameters
    ----------
    window
        The main window.
    """

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        post = window.bridge.post
        self._task: BackgroundTask[NumbersModel] = BackgroundTask(
            on_done=lambda _, model: post(lambda: self.take(model)),
            on_failed=lambda _, sentence: post(lambda: self._refuse(sentence)),
        )

    def start(self, document: Document, series: Series, image: Slice) -> None:
        """Measure a slice whole, and copy its numbers when that is done, whatever is drawn meanwhile."""
        live = self._window.feed.live
        self._say(Notice("information", ON_ITS_WAY))
        self._task.start(lambda _: live.whole(document, series, image))

    def take(self, model: NumbersModel) -> None:
        """Copy numbers as they will be saved."""
        if all(column.row is None for column in model.columns):
            self._refuse(NOTHING_TO_COPY)
            return
        data = QMimeData()
        data.setText(model.as_tsv())
        data.setHtml(model.as_html())
        QGuiApplication.clipboard().setMimeData(data)
        self._say(Notice("information", COPIED))

    def close(self) -> None:
        """Give up what is on its way."""
        self._task.close()

    def _refuse(self, sentence: str) -> None:
        self._say(Notice("refused", sentence))

    def _say(self, notice: Notice) -> None:
        self._window.session.change(notice=notice)
