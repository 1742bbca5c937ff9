"""How outlines and type are drawn: line pattern, width, dark rim, colour, font, type sizes."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from viewer.core.figures.spec import FigureSpec
from viewer.core.figures.style import Style
from viewer.figure.presets import resolve_preset
from viewer.ui.decimal_spin import DecimalSpinBox
from viewer.ui.figuring.choices.colour import ColourButton
from viewer.ui.figuring.choices.sections import Change, choose, combo_of, explained, form_layout, label, side_by_side

_PATTERNS = (("Dashed", "dashed"), ("Dotted", "dotted"), ("Solid", "solid"))
_FONTS = (("Liberation Sans (as Arial)", "liberation-sans"), ("Liberation Serif (as Times)", "liberation-serif"))


class StyleForm(QWidget):
    """Shows a recipe's style and tells of changes."""

    edited = Signal(str, object)
    """Name of a change and the change, a function from recipe to recipe."""

    def __init__(self) -> None:
        super().__init__()
        self.pattern = combo_of(_PATTERNS)
        self.font_choice = combo_of(_FONTS)
        self.colour = ColourButton()
        self.line = DecimalSpinBox(minimum=0.1, maximum=6.0, decimals=2, step=0.1, suffix=" pt")
        self.casing = DecimalSpinBox(minimum=0.0, maximum=4.0, decimals=2, step=0.1, suffix=" pt")
        self.dash = DecimalSpinBox(minimum=0.5, maximum=20.0, decimals=1, step=0.5, suffix=" pt")
        self.gap = DecimalSpinBox(minimum=0.5, maximum=20.0, decimals=1, step=0.5, suffix=" pt")
        self.text = DecimalSpinBox(minimum=4.0, maximum=36.0, decimals=1, step=0.5, suffix=" pt")
        self.letter = DecimalSpinBox(minimum=4.0, maximum=48.0, decimals=1, step=0.5, suffix=" pt")
        self._lay_out()
        self._explain()
        self._connect()

    def _lay_out(self) -> None:
        form = form_layout()
        form.addRow(label("Outlines", self.pattern), side_by_side(self.pattern, self.colour))
        form.addRow(label("Line, rim", self.line), side_by_side(self.line, self.casing))
        form.addRow(label("Dash, gap", self.dash), side_by_side(self.dash, self.gap))
        form.addRow(label("Font", self.font_choice), self.font_choice)
        form.addRow(label("Words, letters", self.text), side_by_side(self.text, self.letter))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(form)

    def _explain(self) -> None:
        for field, name, tip in (
            (self.pattern, "Line of the outlines", "Pattern of the multifidus outlines; other muscles differ from it."),
            (self.colour, "Colour of the outlines", "Colour of outlines, arrows and other marks."),
            (self.line, "Width of the line", "Width of the outlines at the final size."),
            (self.casing, "Width of the dark rim", "Dark rim on each side of a line: it reads on fat and on muscle."),
            (self.dash, "Length of a dash", "Length of a dash at the final size."),
            (self.gap, "Length of a gap", "Length of the gap after it."),
            (self.font_choice, "Font", "Type of all words on the figure."),
            (self.text, "Size of words", "Type size of words at the final size."),
            (self.letter, "Size of letters", "Type size of the letters of sides and panels."),
        ):
            explained(field, name, tip)

    def _connect(self) -> None:
        self.pattern.currentIndexChanged.connect(lambda: self._tell("line pattern", pattern=self.pattern.currentData()))
        self.font_choice.currentIndexChanged.connect(lambda: self._tell("font", font=self.font_choice.currentData()))
        self.colour.chosen.connect(lambda colour: self._tell("colour", colour=colour))
        spins: tuple[tuple[DecimalSpinBox, str, Callable[[float], dict[str, Any]]], ...] = (
            (self.line, "line width", lambda value: {"line_pt": value}),
            (self.casing, "rim", lambda value: {"casing_pt": value}),
            (self.dash, "dashes", lambda value: {"dash_pt": (value, self.gap.value())}),
            (self.gap, "dashes", lambda value: {"dash_pt": (self.dash.value(), value)}),
            (self.text, "size of words", lambda value: {"text_pt": value}),
            (self.letter, "size of letters", lambda value: {"letter_pt": value}),
        )
        for spin, name, fields in spins:
            spin.valueChanged.connect(lambda value, name=name, fields=fields: self._tell(name, **fields(value)))

    def _tell(self, name: str, **fields: Any) -> None:
        def change(spec: FigureSpec) -> FigureSpec:
            return replace(spec, style=replace(spec.style, **fields))

        told: Change = change
        self.edited.emit(f"change {name}", told)

    def show_spec(self, spec: FigureSpec) -> None:
        """Show a recipe's style."""
        style: Style = spec.style
        outlet = resolve_preset(spec.preset, spec.own_preset or None)
        choose(self.pattern, style.pattern)
        choose(self.font_choice, style.font)
        self.colour.show_colour(style.colour)
        for spin, value in (
            (self.line, style.line_pt),
            (self.casing, style.casing_pt),
            (self.dash, style.dash_pt[0]),
            (self.gap, style.dash_pt[1]),
            (self.text, outlet.text_pt if style.text_pt is None else style.text_pt),
            (self.letter, outlet.letter_pt if style.letter_pt is None else style.letter_pt),
        ):
            show_value(spin, value)
        is_dashed = style.pattern != "solid"
        self.dash.setEnabled(is_dashed and style.pattern == "dashed")
        self.gap.setEnabled(is_dashed)


def show_value(spin: DecimalSpinBox, value: float) -> None:
    """Show a number without telling of it; what is being typed is left alone."""
    if abs(spin.value() - value) > 10.0 ** -(spin.decimals() + 1):
        with QSignalBlocker(spin):
            spin.setValue(value)
