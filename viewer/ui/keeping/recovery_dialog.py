"""The list of work that was left behind, with what can be done with it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from viewer.ui import theme

if TYPE_CHECKING:
    from viewer.app.journalling.recovering import FoundWork

SHOWN_MAXIMUM = 5
"""Works that the list shows at once; for more it scrolls."""


class RecoveryDialog(QDialog):
    """Offers work that was left behind; closing it keeps all for later.

    Parameters
    ----------
    works
        What was found, the newest first.
    hides_names
        Whether names of projects are hidden.
    parent
        The program's window.
    """

    opened = Signal(object)
    """`FoundWork` to be opened; the dialog is closed."""
    discarded = Signal(object)
    """`FoundWork` to be discarded, once the user has said so again; the dialog stays."""

    def __init__(self, works: "Sequence[FoundWork]", *, hides_names: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Unsaved work")
        self._hides_names = hides_names
        self._works: tuple[FoundWork, ...] = ()
        u = theme.unit()
        self._heading = QLabel()
        self._heading.setWordWrap(True)
        self.list = QListWidget()
        self.list.setAccessibleName("Unsaved work")
        self.list.setWordWrap(True)
        self.list.setStyleSheet(f"QListWidget::item {{ padding-left: {round(0.5 * u)}px; }}")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentItemChanged.connect(self._on_current)
        self.list.itemActivated.connect(self._open)
        self.open_button = QPushButton("&Open it")
        self.open_button.setDefault(True)
        self.later_button = QPushButton("&Keep for later")
        self.discard_button = QPushButton("&Discard…")
        for button in (self.later_button, self.discard_button):
            button.setAutoDefault(False)
        self.open_button.clicked.connect(self._open)
        self.later_button.clicked.connect(self.reject)
        self.discard_button.clicked.connect(self._discard)
        row = QHBoxLayout()
        row.addWidget(self.discard_button)
        row.addStretch()
        row.addWidget(self.later_button)
        row.addWidget(self.open_button)
        explanation = QLabel("What is kept for later is offered at the next start, or under File ▸ Unsaved work.")
        explanation.setProperty("quiet", True)  # noqa: FBT003 - Qt's own argument
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[round(1.1 * u)] * 4)
        layout.setSpacing(round(0.8 * u))
        layout.addWidget(self._heading)
        layout.addWidget(self.list, 1)
        layout.addWidget(explanation)
        layout.addLayout(row)
        self.setMinimumWidth(round(46 * u))
        self.show_works(works)
        self.list.setFocus()

    def show_works(self, works: "Sequence[FoundWork]") -> None:
        """Show other works in place of those before; with none left the dialog closes."""
        from viewer.app.journalling.words import details_of, heading_of, title_of

        if not works:
            self.accept()
            return
        self._works = tuple(works)
        self._heading.setText(heading_of(len(works)))
        self.list.clear()
        for work in works:
            item = QListWidgetItem(f"{title_of(work, hides_names=self._hides_names)}\n{details_of(work)}")
            item.setSizeHint(QSize(0, self._row_height(work)))
            self.list.addItem(item)
        shown = min(len(works), SHOWN_MAXIMUM)
        height = sum(self.list.sizeHintForRow(row) for row in range(shown))
        self.list.setFixedHeight(height + 2 * self.list.frameWidth() + 2)
        self.list.setCurrentRow(0)

    def _row_height(self, work: "FoundWork") -> int:
        lines = 3 if work.refusal or work.elsewhere else 2
        return round(lines * self.fontMetrics().lineSpacing() + 0.9 * theme.unit())

    @property
    def chosen(self) -> "FoundWork | None":
        """The work that is chosen in the list."""
        row = self.list.currentRow()
        return self._works[row] if 0 <= row < len(self._works) else None

    def _on_current(self) -> None:
        work = self.chosen
        self.open_button.setEnabled(work is not None and not work.refusal)
        self.discard_button.setEnabled(work is not None)

    def _open(self) -> None:
        work = self.chosen
        if work is not None and not work.refusal:
            self.accept()
            self.opened.emit(work)

    def _discard(self) -> None:
        work = self.chosen
        if work is not None:
            self.discarded.emit(work)
