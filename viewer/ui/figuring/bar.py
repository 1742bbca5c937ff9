"""The bar over the page: which figure, what is added, lining up, undo, zoom."""

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QComboBox, QFrame, QHBoxLayout, QMenu, QToolButton, QWidget

from viewer.app.actions import find_action
from viewer.app.figuring.editing.aligning import ALIGNMENTS, Alignment
from viewer.app.figuring.editing.pointer import Adding
from viewer.ui import theme
from viewer.ui.icons import icon

_TOOLS: tuple[tuple[Adding, str, str, str], ...] = (
    (
        "",
        "select",
        "Select",
        "Select and move what is on the figure; hold Alt to place it freely. Drag the image to move it in its panel. "
        "Page Up and Page Down select one thing after the other, arrow keys move it a little, Delete takes it away.",
    ),
    ("arrow", "arrow", "Arrow", "Draw an arrow: drag from its label to what it points at."),
    ("text", "text", "Text", "Write a text where you click."),
    ("ellipse", "ellipse", "Ellipse", "Draw an ellipse round something."),
    ("bracket", "bracket", "Bracket", "Draw a bracket along a stretch."),
)

_ALIGNMENTS: dict[Alignment, str] = {
    "left": "Left edges in line",
    "center": "Centres under one another",
    "right": "Right edges in line",
    "top": "Upper edges in line",
    "middle": "Middles side by side",
    "bottom": "Lower edges in line",
    "across": "Even gaps across",
    "down": "Even gaps down",
}


class EditorBar(QWidget):
    """Buttons over the page; says what was clicked and shows what it is told."""

    figure_chosen = Signal(int)
    """Place of a figure in the document, -1 for the one that is not in it yet."""
    new_wanted = Signal()
    copy_wanted = Signal()
    name_wanted = Signal()
    delete_wanted = Signal()
    preset_wanted = Signal()
    publishing_wanted = Signal(str)
    """Name of the action that hands the figure on."""
    tool_chosen = Signal(str)
    alignment_chosen = Signal(str)
    undo_wanted = Signal()
    redo_wanted = Signal()
    whole_wanted = Signal(bool)
    """The whole slice, or the part round the outlines."""
    fit_wanted = Signal()
    print_size_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        u = theme.unit()
        self.setMinimumWidth(round(16 * u))  # the names of the tools go first
        self.figures = QComboBox()
        self.figures.setAccessibleName("Figure")
        self.figures.setToolTip("Figures of this project.")
        self.figures.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.figures.setMinimumContentsLength(9)
        self.figures.activated.connect(lambda row: self.figure_chosen.emit(int(self.figures.itemData(row))))
        self.more = self._button("more", "Figures", "New figure, copy, rename, delete; print, report, bundle.")
        self._fill_more()
        self.tools: dict[Adding, QToolButton] = {}
        self._group = QButtonGroup(self)
        self.align = self._button("align", "Align", "Line up what is selected; select several with Shift and a click.")
        self._fill_align()
        self.undo = self._button("undo", "Undo", "Take back the last change.", self.undo_wanted.emit)
        self.redo = self._button("redo", "Redo", "Make the change again that was taken back.", self.redo_wanted.emit)
        self.whole = self._button("", "Whole slice", "Show the whole slice, or the part round the outlines again.")
        self.whole.setCheckable(True)
        self.whole.clicked.connect(self.whole_wanted)
        self.fit = self._button("fit", "Fit", "Show the whole figure; turn the wheel with Ctrl held to zoom.")
        self.fit.clicked.connect(self.fit_wanted)
        self.print_size = self._button("", "100 %", "Show the figure as large as in print.")
        self.print_size.clicked.connect(self.print_size_wanted)
        for button in (self.fit, self.print_size):
            button.setCheckable(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(round(0.1 * u))
        row.addWidget(self.figures)
        row.addWidget(self.more)
        row.addWidget(_rule())
        for adding, drawing, name, tip in _TOOLS:
            button = self._button(drawing, name, tip)
            button.setCheckable(True)
            if adding:
                button.setText(name)
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.clicked.connect(lambda _=False, adding=adding: self.tool_chosen.emit(adding))
            self._group.addButton(button)
            self.tools[adding] = button
            row.addWidget(button)
        self.tools[""].setChecked(True)
        row.addWidget(_rule())
        for button in (self.align, self.undo, self.redo):
            row.addWidget(button)
        row.addStretch()
        row.addWidget(self.whole)
        row.addWidget(_rule())
        row.addWidget(self.print_size)
        row.addWidget(self.fit)
        self._row, self._named_width = row, 0

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Leave the tools' names out where there is no room for them."""
        super().resizeEvent(event)
        if self._named_width == 0:  # not before the style of the window is known
            self._name_tools(is_named=True)
            self._named_width = self._row.sizeHint().width()
        self._name_tools(is_named=self.width() >= self._named_width)

    def _name_tools(self, *, is_named: bool) -> None:
        style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if is_named else Qt.ToolButtonStyle.ToolButtonIconOnly
        for adding, button in self.tools.items():
            if adding:
                button.setToolButtonStyle(style)

    def _button(self, drawing: str, name: str, tip: str, clicked: Callable[[], None] | None = None) -> QToolButton:
        button = QToolButton()
        if drawing:
            button.setIcon(icon(drawing))
            side = round(1.15 * theme.unit())
            button.setIconSize(QSize(side, side))
        else:
            button.setText(name)
        button.setAccessibleName(name)
        button.setToolTip(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if clicked is not None:
            button.clicked.connect(clicked)
        return button

    def _fill_more(self) -> None:
        menu = QMenu(self.more)
        self.actions_of_figure: list[QAction] = []
        for text, signal, needs_figure in (
            ("New figure of this slice", self.new_wanted, False),
            ("Duplicate", self.copy_wanted, True),
            ("Rename…", self.name_wanted, True),
            ("Delete", self.delete_wanted, True),
        ):
            action = menu.addAction(text)
            action.triggered.connect(signal)
            if needs_figure:
                self.actions_of_figure.append(action)
        menu.addSeparator()
        for action_name in ("print-figure", "save-report", "save-bundle"):
            action = menu.addAction(find_action(action_name).text)
            action.triggered.connect(lambda _=False, name=action_name: self.publishing_wanted.emit(name))
        menu.addSeparator()
        menu.addAction("Save as your own outlet…").triggered.connect(self.preset_wanted)
        self.more.setMenu(menu)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setStyleSheet("QToolButton::menu-indicator { image: none; }")

    def _fill_align(self) -> None:
        menu = QMenu(self.align)
        for alignment in ALIGNMENTS:
            action = menu.addAction(icon(f"align-{alignment}"), _ALIGNMENTS[alignment])
            action.triggered.connect(lambda _=False, how=alignment: self.alignment_chosen.emit(how))
        self.align.setMenu(menu)
        self.align.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.align.setStyleSheet("QToolButton::menu-indicator { image: none; }")

    def show_figures(self, names: list[tuple[str, int]], shown: int) -> None:
        """Show the figures' names and places, and which one is on the page."""
        with QSignalBlocker(self.figures):
            if [(self.figures.itemText(n), self.figures.itemData(n)) for n in range(self.figures.count())] != names:
                self.figures.clear()
                for name, place in names:
                    self.figures.addItem(name, place)
            self.figures.setCurrentIndex(self.figures.findData(shown))
        for action in self.actions_of_figure:
            action.setEnabled(shown >= 0)

    def show_zoom(self, *, is_fitted: bool, is_print_size: bool) -> None:
        """Show how large the page is."""
        self.fit.setChecked(is_fitted)
        self.print_size.setChecked(is_print_size)

    def show_pointer(self, adding: Adding, selected: int) -> None:
        """Show which tool is in hand and whether something can be lined up."""
        self.tools[adding].setChecked(True)
        self.align.setEnabled(selected >= 2)


def _rule() -> QFrame:
    rule = QFrame()
    rule.setFrameShape(QFrame.Shape.VLine)
    rule.setStyleSheet(f"color: {theme.LINE}; margin: 0 {round(0.3 * theme.unit())}px;")
    return rule
