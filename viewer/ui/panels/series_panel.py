"""The list of series left of the image: what the study holds, which series is on the screen, what is outlined."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QStackedLayout, QWidget

from viewer.app.actions import with_keys
from viewer.core.document import Document
from viewer.core.series import Study
from viewer.ui import theme
from viewer.ui.panels.lists.row_model import Role, RowList, RowModel
from viewer.ui.panels.lists.series_painting import SeriesDelegate
from viewer.ui.panels.lists.series_rows import ListedStudy, SeriesRow, list_study, rows_of

EMPTY = with_keys("No study is open.\n\nDrop a folder, files or an archive on the window, or press {open-folder}.")


class SeriesPanel(QWidget):
    """Lists the series of the open study, grouped by study.

    The signal `picked` gives the number of the series that was clicked or chosen with Enter.

    Parameters
    ----------
    parent
        Owner.
    """

    picked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._study: Study | None = None
        self._document = Document()
        self._current = 0
        self._listed = ListedStudy()
        self._hides_patient = False
        self._model = RowModel(self)
        self._list = RowList(
            self._model, name="Series", description="Series of the open study; Enter shows the chosen one"
        )
        self._list.setItemDelegate(SeriesDelegate(self._list))
        self._list.clicked.connect(self._pick)
        self._empty = QLabel(EMPTY)
        self._empty.setWordWrap(True)
        self._empty.setProperty("quiet", "true")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        margin = round(0.75 * theme.unit())
        self._empty.setContentsMargins(margin, 2 * margin, margin, margin)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._list)
        self.setFocusProxy(self._list)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for a thumbnail and a usual description."""
        return QSize(round(18.0 * theme.unit()), round(30.0 * theme.unit()))

    def show_study(self, study: Study | None, document: Document, current: int) -> None:
        """Show what is open; costs next to nothing for what is shown already.

        Parameters
        ----------
        study
            What is open, or None.
        document
            What the user made: outlines are counted, stated spacings named.
        current
            Number of the series on the screen, 0 for none.
        """
        is_new = study is not self._study
        if not is_new and document is self._document and current == self._current:
            return
        self._study, self._document, self._current = study, document, current
        if is_new:
            self._model.forget_thumbnails()
            self._relist()
        self._show()
        self._pages.setCurrentWidget(self._empty if study is None else self._list)
        self._list.follow(current)

    def set_hides_patient(self, is_hidden: bool) -> None:  # noqa: FBT001 - the name says what is true
        """Leave out, or show again, what tells the patient: name, date, descriptions that hold them."""
        if is_hidden != self._hides_patient:
            self._hides_patient = is_hidden
            self._relist()
            self._show()

    def set_thumbnail(self, series_number: int, array: NDArray[np.uint8] | None) -> None:
        """Show a picture of a series.

        Parameters
        ----------
        series_number
            Number of the series, from 1.
        array
            Shape (rows, columns), grey, 0 black, in the true shape of its pixels; None where they cannot be read.
        """
        if array is None:
            return
        grey = np.ascontiguousarray(array, dtype=np.uint8)
        rows, columns = grey.shape
        # The image borrows the bytes; a copy owns them.
        image = QImage(grey.data, columns, rows, columns, QImage.Format.Format_Grayscale8).copy()
        self._model.set_thumbnail(series_number, image)

    def _relist(self) -> None:
        study = self._study
        self._listed = ListedStudy() if study is None else list_study(study, hides_patient=self._hides_patient)

    def _show(self) -> None:
        self._model.show_rows(rows_of(self._listed, self._document, current=self._current))

    def _pick(self, index: QModelIndex) -> None:
        row = index.data(Role.ROW)
        if isinstance(row, SeriesRow):
            self.picked.emit(row.number)
