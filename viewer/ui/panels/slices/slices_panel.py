"""The table of all slices, and totals over a range of them."""

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from viewer.app.slices.rows import SliceRow
from viewer.app.slices.totals import TotalsModel
from viewer.core.outline import Side, Structure
from viewer.ui import theme
from viewer.ui.panels.lists.row_model import Role, RowList, RowModel
from viewer.ui.panels.slices.painting import Heads, SliceDelegate, TotalDelegate, slice_heads, total_heads

MOST_FOR_SLICES = 0.55
"""Most of the panel's height that the table of slices takes by itself (no unit)."""

HIDDEN = "The numbers are hidden."
NO_TOTALS = "Outline the same muscle on two slices or more, and accept what is proposed: their volume is shown here."


class SliceNumber(QSpinBox):
    """A slice of the table, told by its name there.

    Parameters
    ----------
    name
        For screen readers.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self._names: tuple[str, ...] = ("1",)
        self.setAccessibleName(name)
        self.setKeyboardTracking(False)
        self.setRange(1, 1)

    def set_names(self, names: tuple[str, ...]) -> None:
        """Offer these slices."""
        self._names = names or ("1",)
        self.setRange(1, len(self._names))

    def textFromValue(self, value: int) -> str:  # noqa: N802 - Qt's name
        """Name of a place in the table."""
        return self._names[min(max(value, 1), len(self._names)) - 1]

    def valueFromText(self, text: str) -> int:  # noqa: N802 - Qt's name
        """Place in the table of a name."""
        word = text.strip()
        return self._names.index(word) + 1 if word in self._names else self.value()


class SlicesPanel(QWidget):
    """Lists slices and totals.

    Signals: `picked` with block and number of a slice to show; `structure_changed`; `range_changed` with the places
    of the first and the last slice in the table, from 1; `copy_requested`.
    """

    picked = Signal(int, int)
    structure_changed = Signal(Structure)
    range_changed = Signal(int, int)
    copy_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._is_showing = False
        self.setProperty("panel", "true")
        self._parts = QSplitter(Qt.Orientation.Vertical)
        self._parts.setChildrenCollapsible(False)
        self._parts.addWidget(self._make_slices())
        self._parts.addWidget(self._make_totals())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._parts)
        self.setFocusProxy(self.slices)

    def _make_slices(self) -> QWidget:
        u = theme.unit()
        self._structure = QComboBox()
        self._structure.setAccessibleName("Structure whose numbers are listed")
        self._structure.activated.connect(lambda _: self.structure_changed.emit(self._structure.currentData()))
        self._state = QLabel()
        self._state.setProperty("faint", "true")
        top = QHBoxLayout()
        top.setContentsMargins(round(0.6 * u), round(0.4 * u), round(0.6 * u), 0)
        top.addWidget(self._structure)
        top.addStretch(1)
        top.addWidget(self._state)
        self._model = RowModel(self)
        self.slices = RowList(
            self._model, name="All slices", description="Slices of the series; arrow keys, Enter or a click show one"
        )
        self.slices.setUniformItemSizes(True)
        self.slices.setItemDelegate(SliceDelegate(self.slices))
        self.slices.clicked.connect(self._pick)
        self.slices.selectionModel().currentChanged.connect(self._on_current)
        self._heads = Heads(slice_heads(unit="mm²", has_sides=True))
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(round(0.2 * u))
        column.addLayout(top)
        column.addWidget(self._heads)
        column.addWidget(self.slices, 1)
        return part

    def _make_totals(self) -> QWidget:
        u = theme.unit()
        self._from, self._to = SliceNumber("First slice of the totals"), SliceNumber("Last slice of the totals")
        for box in (self._from, self._to):
            box.valueChanged.connect(self._on_range)
        self._copy = QPushButton("Copy")
        self._copy.setAccessibleName("Copy the totals as a table")
        self._copy.setToolTip("Copy the totals of every structure, with all columns and remarks, as a table")
        self._copy.clicked.connect(self.copy_requested)
        top = QHBoxLayout()
        for widget in (QLabel("Totals, slices"), self._from, QLabel("to"), self._to):
            top.addWidget(widget)
        top.addStretch(1)
        top.addWidget(self._copy)
        self._total_model = RowModel(self)
        self.totals = RowList(
            self._total_model, name="Totals", description="Volumes and fat fractions over the slices of the range"
        )
        self.totals.setUniformItemSizes(True)
        self.totals.setItemDelegate(TotalDelegate(self.totals))
        self._total_heads = Heads(total_heads())
        self._remarks = QLabel()
        self._remarks.setWordWrap(True)
        self._remarks.setProperty("quiet", "true")
        self._remarks.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._remarks.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._remarks.setContentsMargins(round(0.6 * u), round(0.2 * u), round(0.4 * u), round(0.3 * u))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(self._remarks)
        scroll.setAccessibleName("Remarks on the totals")
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, round(0.3 * u), 0, 0)
        column.setSpacing(round(0.2 * u))
        top.setContentsMargins(round(0.6 * u), 0, round(0.6 * u), 0)
        column.addLayout(top)
        column.addWidget(self._total_heads)
        column.addWidget(self.totals, 3)
        column.addWidget(scroll, 2)
        return part

    def _share_height(self, count: int) -> None:
        """Give the table the height that its slices need, at most `MOST_FOR_SLICES` of all; the rest goes to totals."""
        u, height = theme.unit(), max(self._parts.height(), 1)
        wanted = round((1.38 * count + 4.2) * u)
        upper = min(wanted, round(MOST_FOR_SLICES * height))
        self._parts.setSizes([upper, height - upper])

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Share the height anew."""
        super().resizeEvent(event)
        self._share_height(self._model.rowCount())

    def show_slices(
        self,
        rows: tuple[SliceRow, ...],
        *,
        structures: tuple[Structure, ...],
        structure: Structure,
        has_spacing: bool,
        state: str,
    ) -> None:
        """Show the table.

        Parameters
        ----------
        rows
            All slices.
        structures, structure
            What is outlined, and what is shown of it.
        has_spacing
            Whether areas are in mm².
        state
            What is going on, such as how many slices are still to be measured.
        """
        self._is_showing = True
        names = [self._structure.itemData(place) for place in range(self._structure.count())]
        if names != list(structures):
            self._structure.clear()
            for one in structures:
                self._structure.addItem(one.capitalize(), one)
        self._structure.setCurrentIndex(structures.index(structure))
        self._state.setText(state)
        has_sides = not any(cell.side is Side.UNKNOWN for row in rows for cell in row.cells)
        self._heads.show_columns(slice_heads(unit="mm²" if has_spacing else "px", has_sides=has_sides))
        is_other = len(rows) != self._model.rowCount()
        self._model.show_rows(rows)
        if is_other:
            self._share_height(len(rows))
        self.slices.follow(next((row.key for row in rows if row.is_here), None))
        self._is_showing = False

    def show_range(self, names: tuple[str, ...], first: int, last: int) -> None:
        """Show which slices totals are over: places in the table, from 1."""
        self._is_showing = True
        for box, value in ((self._from, first), (self._to, last)):
            box.set_names(names)
            box.setValue(value)
        self._is_showing = False

    def show_totals(self, model: TotalsModel | None) -> None:
        """Show totals; None where numbers are hidden."""
        rows = () if model is None else model.rows
        self._total_model.show_rows(rows)
        self._total_heads.setVisible(bool(rows))
        self.totals.setVisible(bool(rows))
        self._copy.setEnabled(bool(rows))
        if model is None:
            said = HIDDEN
        elif model.awaited:
            said = f"Totals follow when all slices are measured; {model.awaited} to go."
        else:
            said = "\n".join(model.remarks) if rows else NO_TOTALS
        self._remarks.setText(said)

    def _pick(self, index: QModelIndex) -> None:
        row = index.data(Role.ROW)
        if isinstance(row, SliceRow):
            self.picked.emit(*row.key)

    def _on_current(self, index: QModelIndex) -> None:
        """Follow the arrow keys; a row that only follows the image picks nothing."""
        if not self._is_showing and self.slices.hasFocus():
            self._pick(index)

    def _on_range(self) -> None:
        if not self._is_showing:
            self.range_changed.emit(self._from.value(), self._to.value())
