"""The list of figures: a new one, a copy, another name, deleting."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QInputDialog, QLineEdit, QWidget

from viewer.app.figuring.desk import Desk
from viewer.app.figuring.keeping import figure_name, with_copy, with_name
from viewer.errors import ViewerError
from viewer.ui.figuring.bar import EditorBar
from viewer.ui.figuring.delivery import Delivery


class FiguresMenu(QObject):
    """Does what the menu of the bar says to the figures of the document."""

    def __init__(self, parent: QWidget, bar: EditorBar, desk: Desk, delivery: Delivery) -> None:
        super().__init__(parent)
        self._parent = parent
        self._desk = desk
        self._delivery = delivery
        self.dialog: QInputDialog | None = None
        bar.new_wanted.connect(lambda: desk.show_figure(None))
        bar.copy_wanted.connect(self.copy)
        bar.name_wanted.connect(self.ask_name)
        bar.delete_wanted.connect(self.delete)

    def copy(self) -> None:
        """Add a copy of the figure and show it."""
        self._desk.flush()
        source, index = self._desk.source, self._desk.index
        if source is None or index is None:
            return
        try:
            document, place = with_copy(source.document, index)
        except ViewerError as error:
            self._delivery.take_job("figures", error)
            return
        self._desk.edit_document("duplicate figure", document, place)

    def delete(self) -> None:
        """Take the figure out of the document; it can be undone."""
        self._desk.flush()
        source, index = self._desk.source, self._desk.index
        if source is not None and index is not None:
            left = len(source.document.figures) - 1
            after = min(index, left - 1) if left else None
            self._desk.edit_document("delete figure", source.document.without_figure_at(index), after)

    def ask_name(self) -> None:
        """Ask what the figure is called."""
        self._desk.flush()
        source, index = self._desk.source, self._desk.index
        if source is None or index is None:
            return
        dialog = QInputDialog(self._parent)
        dialog.setWindowTitle("Rename figure")
        dialog.setLabelText("Name of the figure:")
        dialog.setTextValue(figure_name(source.document, index))
        field = dialog.findChild(QLineEdit)
        if field is not None:
            field.setMaxLength(100)
        dialog.textValueSelected.connect(lambda name: self.rename(index, name))
        dialog.finished.connect(dialog.deleteLater)
        self.dialog = dialog
        dialog.open()

    def rename(self, index: int, name: str) -> None:
        """Give a figure another name."""
        source = self._desk.source
        if source is None or index >= len(source.document.figures):
            return
        try:
            document = with_name(source.document, index, name)
        except ViewerError as error:
            self._delivery.take_job("figures", error)
            return
        self._desk.edit_document("rename figure", document, index)
