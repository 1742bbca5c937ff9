"""A section of choices under a heading that folds it away; and how fields are made and explained alike."""

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPalette
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from viewer.core.figures.spec import FigureSpec
from viewer.ui import theme

Change = Callable[[FigureSpec], FigureSpec]
"""From a recipe to the recipe that was chosen."""

BOX = "#3a4047"
"""Fill of a check box: an empty one of the style is as dark as the window; these have to be found."""


class Section(QWidget):
    """A heading and what stands under it; a click on the heading folds it away.

    Parameters
    ----------
    title
        The heading.
    content
        What stands under it.
    is_open
        Whether it is shown at first.
    """

    def __init__(self, title: str, content: QWidget | QLayout, *, is_open: bool = True) -> None:
        super().__init__()
        self.head = QToolButton()
        self.head.setText(title)
        self.head.setCheckable(True)
        self.head.setChecked(is_open)
        self.head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.head.setToolTip(f"Show or fold away: {title.lower()}.")
        self.head.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.head.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        padding = round(0.35 * theme.unit())
        self.head.setStyleSheet(
            f"QToolButton {{ border: none; border-top: 1px solid {theme.LINE}; border-radius: 0; font-weight: 600; "
            f"background: transparent; color: {theme.TEXT}; padding: {padding}px 0; text-align: left; }}"
            f"QToolButton:focus {{ color: {theme.ACCENT}; }}"
        )
        self.body = QWidget()
        if isinstance(content, QLayout):
            content.setContentsMargins(0, 0, 0, 0)
            self.body.setLayout(content)
        else:
            inner = QVBoxLayout(self.body)
            inner.setContentsMargins(0, 0, 0, 0)
            inner.addWidget(content)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(round(0.15 * theme.unit()))
        whole.addWidget(self.head)
        whole.addWidget(self.body)
        self.head.toggled.connect(self._fold)
        self._fold(is_open)

    def _fold(self, is_open: bool) -> None:  # noqa: FBT001 - a slot
        self.head.setArrowType(Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow)
        self.body.setVisible(is_open)
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(0, 0, 0, round(0.4 * theme.unit()) if is_open else 0)


class WordField(QLineEdit):
    """A line of words; Enter takes them and presses no button of the window."""

    def __init__(self, longest: int) -> None:
        super().__init__()
        self.setMaxLength(longest)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Keep Enter here."""
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()


def form_layout() -> QFormLayout:
    """Rows of a label and its field."""
    u = theme.unit()
    form = QFormLayout()
    form.setContentsMargins(0, 0, 0, 0)
    form.setVerticalSpacing(round(0.4 * u))
    form.setHorizontalSpacing(round(0.8 * u))
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
    return form


def explained(field: QWidget, name: str, tip: str) -> None:
    """Give a field its name for screen readers and its tooltip."""
    field.setAccessibleName(name)
    field.setToolTip(tip)


def label(text: str, buddy: QWidget) -> QLabel:
    """Label of a field."""
    made = QLabel(text)
    made.setBuddy(buddy)
    return made


def side_by_side(*fields: QWidget, stretch: bool = True) -> QHBoxLayout:
    """Fields in one row."""
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(round(0.5 * theme.unit()))
    for field in fields:
        row.addWidget(field, 1 if stretch else 0)
    return row


def check_box(text: str, tip: str) -> QCheckBox:
    """Check box that is found on the dark ground."""
    box = QCheckBox(text)
    palette = box.palette()
    palette.setColor(QPalette.ColorRole.Base, QColor(BOX))
    box.setPalette(palette)
    box.setToolTip(tip)
    return box


def combo_of(entries: tuple[tuple[str, object], ...]) -> QComboBox:
    """Combo box of texts, each with what it stands for."""
    combo = QComboBox()
    combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    for text, data in entries:
        combo.addItem(text, data)
    return combo


def choose(combo: QComboBox, data: object) -> None:
    """Show what stands for some data, without telling of it."""
    with QSignalBlocker(combo):
        combo.setCurrentIndex(next((n for n in range(combo.count()) if combo.itemData(n) == data), -1))


def tick(box: QCheckBox, *, is_on: bool) -> None:
    """Show whether something is on, without telling of it."""
    with QSignalBlocker(box):
        box.setChecked(is_on)


def scrolling(column: QWidget) -> QScrollArea:
    """Column that can be scrolled where the screen is too low for large text."""
    area = QScrollArea()
    area.setWidget(column)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setObjectName("choices")
    column.setObjectName("column")
    area.setStyleSheet("#choices, #column { background: transparent; }")
    return area
