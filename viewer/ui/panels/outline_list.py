"""The list of outlines: everything that was drawn in the study, under its slice."""

from functools import partial

from PySide6.QtCore import QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QActionGroup, QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QMenu, QStackedLayout, QWidget

from viewer.core.document import Document
from viewer.core.outline import OutlineRule, Structure
from viewer.core.series import SliceKey, Study
from viewer.ui import theme
from viewer.ui.panels.lists.outline_painting import OutlineDelegate
from viewer.ui.panels.lists.outline_rows import OutlineRow, outline_rows
from viewer.ui.panels.lists.row_model import Role, RowList, RowModel

EMPTY = "Nothing is outlined in this study yet."


class OutlineList(QWidget):
    """Lists the outlines of the whole document.

    Signals, each with the place of the outline in the document: `picked` when it is to be shown,
    `delete_requested`, `structure_changed` with what it encloses, `rule_changed` with the border it follows.

    Parameters
    ----------
    parent
        Owner.
    """

    picked = Signal(int)
    delete_requested = Signal(int)
    structure_changed = Signal(int, Structure)
    rule_changed = Signal(int, OutlineRule)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[Study | None, Document, SliceKey | None, bool] | None = None
        self._model = RowModel(self)
        self._list = RowList(
            self._model,
            name="Outlines",
            description="Outlines of the study by slice; Enter shows one, Delete deletes it, the menu key offers more",
        )
        self._list.setItemDelegate(OutlineDelegate(self._list))
        self._list.clicked.connect(self._pick)
        self._list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._list.customContextMenuRequested.connect(self._open_menu)
        for key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            shortcut = QShortcut(QKeySequence(key), self._list)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(self._delete_current)
        self._empty = QLabel(EMPTY)
        self._empty.setWordWrap(True)
        self._empty.setProperty("faint", "true")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        margin = round(0.65 * theme.unit())
        self._empty.setContentsMargins(margin, margin, margin, margin)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._list)
        self.setFocusProxy(self._list)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for two slices with both sides."""
        return QSize(round(20.0 * theme.unit()), round(10.0 * theme.unit()))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for one slice."""
        return QSize(round(10.0 * theme.unit()), round(5.0 * theme.unit()))

    def show_outlines(
        self, study: Study | None, document: Document, here: SliceKey | None, *, hides_numbers: bool = False
    ) -> None:
        """Show what is outlined.

        Parameters
        ----------
        study
            What is open, or None.
        document
            What the user made.
        here
            Slice on the screen, or None.
        hides_numbers
            Whether areas are hidden.
        """
        before, now = self._shown, (study, document, here, hides_numbers)
        if before is not None and study is before[0] and document is before[1] and before[2:] == now[2:]:
            return
        self._shown = now
        rows = outline_rows(study, document, here=here, hides_numbers=hides_numbers)
        self._model.show_rows(rows)
        self._pages.setCurrentWidget(self._list if rows else self._empty)
        self._list.follow(next((row.index for row in rows if isinstance(row, OutlineRow) and row.is_here), None))

    def menu_for(self, index: int) -> QMenu | None:
        """Menu of the outline at this place of the document; None if it is not listed."""
        row = self._model.place_of(index).data(Role.ROW)
        if not isinstance(row, OutlineRow):
            return None
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Show this slice").triggered.connect(partial(self.picked.emit, index))
        structures = menu.addMenu("It encloses")
        group = QActionGroup(structures)
        for structure in Structure:
            action = structures.addAction(structure.capitalize())
            action.setCheckable(True)
            action.setChecked(structure is row.structure)
            group.addAction(action)
            action.triggered.connect(partial(self._restructure, row, structure))
        borders = menu.addMenu("It follows")
        for rule in OutlineRule:
            action = borders.addAction("Not stated" if rule is OutlineRule.UNSTATED else f"The {rule}")
            action.setCheckable(True)
            action.setChecked(rule is row.rule)
            action.triggered.connect(partial(self.rule_changed.emit, row.index, rule))
        menu.addSeparator()
        menu.addAction("Delete outline").triggered.connect(partial(self.delete_requested.emit, index))
        return menu

    def _restructure(self, row: OutlineRow, structure: Structure) -> None:
        if structure is not row.structure:
            self.structure_changed.emit(row.index, structure)

    def _open_menu(self, where: QPoint) -> None:
        row = self._list.indexAt(where).data(Role.ROW) or self._list.currentIndex().data(Role.ROW)
        menu = self.menu_for(row.index) if isinstance(row, OutlineRow) else None
        if menu is not None:
            menu.popup(self._list.viewport().mapToGlobal(where))

    def _pick(self, index: QModelIndex) -> None:
        row = index.data(Role.ROW)
        if isinstance(row, OutlineRow):
            self.picked.emit(row.index)

    def _delete_current(self) -> None:
        row = self._list.currentIndex().data(Role.ROW)
        if isinstance(row, OutlineRow):
            self.delete_requested.emit(row.index)
