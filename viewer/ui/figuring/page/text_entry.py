"""A field on the page in which a text is written where it stands, with a menu of live fields."""

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

from viewer.core.figures.checks import MAX_LABEL_CHARACTERS
from viewer.ui import theme
from viewer.ui.icons import icon

NARROWEST = 9.0
"""Narrowest field, lines of text wide."""


def field_menu(parent: QWidget) -> QMenu:
    """Menu of the live fields; the code of the chosen one is its action's data."""
    from viewer.figure.words.fields import FIELDS  # not needed before somebody writes

    menu = QMenu(parent)
    for known in FIELDS:
        action = menu.addAction(f"{{{known.name}}}   {known.meaning}, such as {known.example}")
        action.setData(f"{{{known.name}}}")
    return menu


class TextEntry(QLineEdit):
    """Asks for one text over the page; Enter or a click elsewhere takes it, Escape gives up."""

    taken = Signal(str)
    given_up = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._page = parent
        self._is_open = False
        self._belongs_to_mark = False
        self._middle = QPoint(0, 0)
        self.setMaxLength(MAX_LABEL_CHARACTERS)
        self.setAccessibleName("Text on the figure")
        self.setToolTip(
            "Write the text; ' / ' parts lines, and {right.fat_fraction} and the like are filled in from the numbers."
        )
        self.setStyleSheet(
            f"QLineEdit {{ background: #101214; color: #ffffff; border: 1px solid {theme.ACCENT}; border-radius: 3px; "
            f"padding: 1px 4px; }}"
        )
        action = self.addAction(icon("fields"), QLineEdit.ActionPosition.TrailingPosition)
        action.setToolTip("Put in a number or a word that follows the outlines.")
        action.triggered.connect(self._offer)
        self.textChanged.connect(self._fit)
        self.hide()

    def ask(self, text: str, at: QPoint, *, belongs_to_mark: bool = False) -> None:
        """Open with a text, its middle at a place of the parent; it may belong to something that is drawn already."""
        self._is_open = True
        self._belongs_to_mark = belongs_to_mark
        self._middle = at
        self.setText(text)
        self._fit()
        self.selectAll()
        self.show()
        self.raise_()
        self.setFocus()

    def take(self) -> None:
        """Take what was written, if it is open."""
        self._close(is_taken=True)

    def _fit(self) -> None:
        u = theme.unit()
        wide = QFontMetricsF(self.font()).horizontalAdvance(self.text()) + 3.5 * u
        self.resize(round(max(wide, NARROWEST * u)), self.sizeHint().height())
        room = self._page.rect()
        left = min(max(self._middle.x() - self.width() // 2, 0), max(room.width() - self.width(), 0))
        top = min(max(self._middle.y() - self.height() // 2, 0), max(room.height() - self.height(), 0))
        self.move(left, top)

    def _offer(self) -> None:
        menu = field_menu(self)
        chosen = menu.exec(self.mapToGlobal(QPoint(0, self.height())))
        if chosen is not None:
            self.insert(str(chosen.data()))

    def event(self, event: QEvent) -> bool:
        """Leave undo to the window where nothing was written: what was drawn last is meant."""
        is_undo = isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Undo)
        if event.type() is QEvent.Type.ShortcutOverride and is_undo and self._belongs_to_mark and not self.isModified():
            self._close(is_taken=False)
            event.ignore()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Take or give up; the window hears nothing of it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._close(is_taken=True)
        elif event.key() == Qt.Key.Key_Escape:
            self._close(is_taken=False)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Take what was written, unless its own menu has the focus."""
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self._close(is_taken=True)

    def _close(self, *, is_taken: bool) -> None:
        if not self._is_open:
            return
        self._is_open = False
        self.hide()
        self._page.setFocus()
        if is_taken:
            self.taken.emit(self.text().strip())
        else:
            self.given_up.emit()
