"""A list for Qt: rows in, roles out. Views hear only of the rows that changed."""

from collections.abc import Sequence
from enum import IntEnum
from typing import Protocol

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView

from viewer.ui.theme import plain_tip

Index = QModelIndex | QPersistentModelIndex


class Row(Protocol):
    """What every row of a list tells."""

    @property
    def key(self) -> object:
        """What stays the same while the row only changes what it says; None for headings."""
        ...

    @property
    def title(self) -> str:
        """Its words, which typing searches."""
        ...

    @property
    def spoken(self) -> str:
        """The row for a screen reader."""
        ...

    @property
    def tooltip(self) -> str:
        """Everything in full, '' for nothing."""
        ...


class Role(IntEnum):
    """What the model tells besides text."""

    ROW = Qt.ItemDataRole.UserRole
    THUMBNAIL = Qt.ItemDataRole.UserRole + 1


class RowModel(QAbstractListModel):
    """Headings, which cannot be chosen, and rows, which can.

    Parameters
    ----------
    parent
        Owner.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Row, ...] = ()
        self._places: dict[object, int] = {}
        self._thumbnails: dict[object, QImage] = {}

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's name and default
        """Number of rows; none below a row."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a row tells in a role."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        told: dict[int, object] = {
            Role.ROW: row,
            Qt.ItemDataRole.DisplayRole: row.title,
            Qt.ItemDataRole.ToolTipRole: plain_tip(row.tooltip) or None,
            Qt.ItemDataRole.AccessibleTextRole: row.spoken,
            Role.THUMBNAIL: self._thumbnails.get(row.key),
        }
        return told.get(role)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Rows can be chosen, headings cannot."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if self._rows[index.row()].key is None:
            return Qt.ItemFlag.ItemNeverHasChildren
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def place_of(self, key: object) -> QModelIndex:
        """Where a row stands; an invalid index if it is not listed."""
        place = self._places.get(key)
        return QModelIndex() if place is None else self.index(place)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Exchange the rows; where the same ones are listed, only those that differ are told."""
        before, after = self._rows, tuple(rows)
        if [row.key for row in after] != [row.key for row in before]:
            self.beginResetModel()
            self._rows = after
            self._places = {row.key: place for place, row in enumerate(after) if row.key is not None}
            self.endResetModel()
            return
        self._rows = after
        for place, (old, new) in enumerate(zip(before, after, strict=True)):
            if old != new:
                self._tell(place)

    def set_thumbnail(self, key: object, image: QImage) -> None:
        """Give a row its picture."""
        self._thumbnails[key] = image
        if key in self._places:
            self._tell(self._places[key])

    def forget_thumbnails(self) -> None:
        """Drop every picture: another study is shown."""
        self._thumbnails.clear()

    def _tell(self, place: int) -> None:
        index = self.index(place)
        self.dataChanged.emit(index, index)


class RowList(QListView):
    """A list of rows without a widget per row, for pointer and keyboard.

    Parameters
    ----------
    model
        What it lists.
    name, description
        For screen readers.
    """

    def __init__(self, model: RowModel, *, name: str, description: str) -> None:
        super().__init__()
        self.setModel(model)
        self._rows = model
        self._followed: object = None
        self.setAccessibleName(name)
        self.setAccessibleDescription(description)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMouseTracking(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter is a click on every desktop; everything else is Qt's."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.clicked.emit(self.currentIndex())
            return
        super().keyPressEvent(event)

    def follow(self, key: object) -> None:
        """Bring the row of what is on the screen into view, once for every other one that comes there."""
        index = self._rows.place_of(key)
        if index.isValid() and self._followed != key:
            self.setCurrentIndex(index)
            self.scrollTo(index)
        self._followed = key if index.isValid() else None
