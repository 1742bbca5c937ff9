"""What can be chosen about the mark that is selected on the page."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from viewer.app.figuring.editing.moving import with_mark
from viewer.app.figuring.editing.things import Thing
from viewer.core.figures.checks import MAX_LABEL_CHARACTERS
from viewer.core.figures.marks import FigureMark
from viewer.core.figures.spec import FigureSpec
from viewer.figure.presets import resolve_preset
from viewer.ui import theme
from viewer.ui.decimal_spin import DecimalSpinBox
from viewer.ui.figuring.choices.colour import ColourButton
from viewer.ui.figuring.choices.sections import WordField, check_box, explained, tick
from viewer.ui.figuring.choices.style import show_value
from viewer.ui.figuring.page.text_entry import field_menu
from viewer.ui.icons import icon

LINE_BREAK = " / "
"""Stands for a line break in the field of one line."""


class MarkForm(QWidget):
    """Shows one mark and tells of changes; fields that it does not have are hidden."""

    edited = Signal(str, object)
    """Name of a change and the change, a function from recipe to recipe."""

    def __init__(self) -> None:
        super().__init__()
        self._thing: Thing | None = None
        self.words = WordField(MAX_LABEL_CHARACTERS)
        self.colour = ColourButton(automatic="Style's colour")
        self.line_width = DecimalSpinBox(minimum=0.1, maximum=20.0, decimals=2, step=0.1, suffix=" pt")
        self.type_size = DecimalSpinBox(minimum=3.0, maximum=72.0, decimals=1, step=0.5, suffix=" pt")
        self.angle = DecimalSpinBox(minimum=-180.0, maximum=180.0, decimals=1, step=5.0, suffix=" °")
        self.bold = check_box("Bold", "Set the text in bold.")
        self.dashed = check_box("Dashed", "Draw the line dashed, like an outline.")
        self._fill()
        self._connect()

    def _fill(self) -> None:
        action = self.words.addAction(icon("fields"), QLineEdit.ActionPosition.TrailingPosition)
        action.setToolTip("Put in a number or a word that follows the outlines.")
        action.triggered.connect(self._offer_fields)
        for field, name, tip in (
            (self.words, "Text of the mark", "What it says; ' / ' parts lines."),
            (self.type_size, "Size of the text", "Type size at the final size."),
            (self.line_width, "Width of the line of the mark", "Width of the line at the final size."),
            (self.colour, "Colour of the mark", "Colour of this mark alone."),
            (self.angle, "Angle of the mark", "How far it is turned."),
        ):
            explained(field, name, tip)
        self.words.setPlaceholderText("No label")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(round(0.45 * theme.unit()))
        row.addWidget(self.words, 1)
        for one in (self.type_size, self.bold, self.line_width, self.dashed, self.angle, self.colour):
            row.addWidget(one)
        row.addStretch()

    def _connect(self) -> None:
        self.words.editingFinished.connect(self._take_text)
        self.colour.chosen.connect(lambda colour: self._tell("colour", colour=colour))
        spins: tuple[tuple[DecimalSpinBox, str, str], ...] = (
            (self.line_width, "line width", "width_pt"),
            (self.type_size, "type size", "size_pt"),
            (self.angle, "angle", "angle_deg"),
        )
        for spin, name, field in spins:
            spin.valueChanged.connect(lambda value, name=name, field=field: self._tell(name, **{field: value}))
        self.bold.toggled.connect(lambda is_on: self._tell("weight", is_bold=is_on))
        self.dashed.toggled.connect(lambda is_on: self._tell("line pattern", is_dashed=is_on))

    def _offer_fields(self) -> None:
        chosen = field_menu(self).exec(self.words.mapToGlobal(self.words.rect().bottomLeft()))
        if chosen is not None:
            self.words.insert(str(chosen.data()))
            self._take_text()

    def _take_text(self) -> None:
        self._tell("text", text=self.words.text().replace(LINE_BREAK, "\n"))

    def _tell(self, name: str, **fields: Any) -> None:
        thing = self._thing
        if thing is None or thing.mark is None:
            return
        index = thing.mark

        def change(spec: FigureSpec) -> FigureSpec:
            return with_mark(spec, index, replace(spec.marks[index], **fields))

        self.edited.emit(f"change {name}", change)

    def show_mark(self, spec: FigureSpec, thing: Thing | None) -> None:
        """Show the mark that is selected, if one alone is."""
        is_mark = thing is not None and thing.mark is not None and thing.mark < len(spec.marks)
        self._thing = thing if is_mark else None
        if thing is None or thing.mark is None or not is_mark:
            return
        mark = spec.marks[thing.mark]
        shown: dict[QWidget, bool] = {
            self.words: hasattr(mark, "text"),
            self.type_size: hasattr(mark, "size_pt"),
            self.line_width: hasattr(mark, "width_pt"),
            self.colour: True,
            self.angle: hasattr(mark, "angle_deg"),
            self.bold: hasattr(mark, "is_bold"),
            self.dashed: hasattr(mark, "is_dashed"),
        }
        for field, is_shown in shown.items():
            field.setVisible(is_shown)
        self._show_values(spec, mark)

    def _show_values(self, spec: FigureSpec, mark: FigureMark) -> None:
        text = str(getattr(mark, "text", "")).replace("\n", LINE_BREAK)
        if text != self.words.text():
            with QSignalBlocker(self.words):
                self.words.setText(text)
        self.colour.show_colour(mark.colour)
        show_value(self.line_width, float(getattr(mark, "width_pt", 1.0)))
        size = getattr(mark, "size_pt", None) or spec.style.text_pt
        show_value(self.type_size, size or resolve_preset(spec.preset, spec.own_preset or None).text_pt)
        show_value(self.angle, float(getattr(mark, "angle_deg", 0.0)))
        tick(self.bold, is_on=bool(getattr(mark, "is_bold", False)))
        tick(self.dashed, is_on=bool(getattr(mark, "is_dashed", False)))
