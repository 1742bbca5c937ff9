"""The choices about a figure: outlet, format, crop, what to show, words."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPalette, QStandardItemModel
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QWidget,
)

from viewer.app.figures import VECTOR_FORMATS, FigureChoices, FigureSource
from viewer.core.grey import Window
from viewer.figure.encoding import DPI_RANGE, ENCODERS
from viewer.figure.presets import PRESETS, preset
from viewer.figure.spec import WHOLE_SLICE, FigureSpec
from viewer.ui import theme
from viewer.ui.decimal_spin import DecimalSpinBox

FIRST_CROP_MM = 120.0
"""Width of the crop when one in mm is first asked for, mm: both multifidi of an adult with some room."""

BOX = "#3a4047"
"""Fill of a check box."""

_AROUND, _WHOLE, _IN_MM = range(3)


@dataclass(frozen=True, slots=True)
class _Switch:
    """One check box: the field of the recipe it sets, its text and what it does."""

    name: str
    text: str
    explanation: str


SWITCHES: tuple[_Switch, ...] = (
    _Switch("shows_sides", "Side letters", "Draw R and L where geometry says the patient's right and left are."),
    _Switch("shows_edges", "Other edges", "Draw the letters of the other two edges too, such as A and P."),
    _Switch("shows_scale_bar", "Scale bar", "Draw a scale bar; there is none where the size of a pixel is unknown."),
    _Switch("shows_numbers", "Numbers", "Print area, fat fraction and ratio of each side under the image."),
    _Switch("shows_caption", "Caption", "Print the caption under the image too."),
)
"""What can be shown or left out."""


def format_name(suffix: str) -> str:
    """How a format is called, such as 'PNG'."""
    return {".jpg": "JPEG", ".webp": "WebP"}.get(suffix, suffix.lstrip(".").upper())


def formats() -> tuple[str, ...]:
    """One file name ending of every format, with its dot."""
    first: dict[Callable[..., bytes], str] = {}
    for suffix, encoder in ENCODERS.items():
        first.setdefault(encoder, suffix)
    return tuple(first.values())


class FigureForm(QWidget):
    """Shows the choices and says what they are as a `FigureSpec`; keeps nothing else."""

    changed = Signal()
    """Something was chosen."""
    typed = Signal()
    """A word was typed."""

    def __init__(self, choices: FigureChoices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._screen_window: Window | None = None
        self.outlet = _outlets()
        self.format = QComboBox()
        self.resolution = QSpinBox()
        self.crop = QComboBox()
        self.crop_mm = DecimalSpinBox(minimum=10.0, maximum=1000.0, step=5.0, suffix=" mm")
        self.window_choice = QComboBox()
        self.switches = {switch.name: QCheckBox(switch.text) for switch in SWITCHES}
        self.caption = self._words(6)
        self.alt = self._words(4)
        self._fill(choices)
        self._lay_out()
        self._explain()
        self._connect()
        self._follow()
        for combo in (self.outlet, self.window_choice):
            combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        # An empty box of the style is as dark as the window; these have to be found.
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, QColor(BOX))
        for box in self.switches.values():
            box.setPalette(palette)

    def _fill(self, choices: FigureChoices) -> None:
        for suffix in formats():
            self.format.addItem(format_name(suffix), suffix)
        self.format.setCurrentIndex(self.format.findData(choices.suffix))
        self.outlet.setCurrentIndex(self.outlet.findData(choices.preset))
        self.resolution.setRange(*DPI_RANGE)
        self.resolution.setSingleStep(50)
        self.resolution.setSuffix(" dpi")
        self.resolution.setGroupSeparatorShown(False)
        self.resolution.setValue(preset(choices.preset).dpi if choices.dpi is None else choices.dpi)
        self.crop.addItems(["Round the outlines", "Whole slice", "Width in mm"])
        self.crop_mm.setValue(FIRST_CROP_MM)
        self.window_choice.addItems(["As on the screen", "The file's"])
        for name, box in self.switches.items():
            box.setChecked(getattr(choices, name, True))

    @staticmethod
    def _words(lines: int) -> QPlainTextEdit:
        field = QPlainTextEdit()
        field.setTabChangesFocus(True)
        field.setStyleSheet(f"QPlainTextEdit {{ placeholder-text-color: {theme.QUIET}; }}")  # it is meant to be read
        field.setFixedHeight(round((lines + 0.9) * theme.unit()))
        return field

    def _lay_out(self) -> None:
        u = theme.unit()
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(round(0.45 * u))
        form.setHorizontalSpacing(round(0.8 * u))
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.addRow("&Outlet", self.outlet)
        form.addRow(_label("&Format", self.format), _side_by_side(self.format, self.resolution))
        form.addRow(_label("C&rop", self.crop), _side_by_side(self.crop, self.crop_mm))
        form.addRow("&Window", self.window_choice)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        for place, box in enumerate(self.switches.values()):
            grid.addWidget(box, *divmod(place, 2))
        form.addRow(QLabel("Show"), grid)
        form.addRow("Ca&ption", self.caption)
        form.addRow("&Alt text", self.alt)

    def _explain(self) -> None:
        for field, name, tip in (
            (self.outlet, "Outlet", "Journal or page the figure is for: sets its width, type sizes and resolution."),
            (self.format, "Format", "Kind of file that is suggested for saving."),
            (self.resolution, "Resolution", "Dots per inch of pixel formats."),
            (self.crop, "Crop", "How much of the slice is shown."),
            (self.crop_mm, "Width of the crop", "Width of the crop in mm of the patient."),
            (self.window_choice, "Window", "Brightness and contrast: as set on the screen, or as the file asks for."),
            (self.caption, "Caption", "Your own caption; left empty, the grey one is used."),
            (self.alt, "Alternative text", "Words for those who cannot see it; left empty, the grey ones are used."),
        ):
            field.setAccessibleName(name)
            field.setToolTip(tip)
        for switch in SWITCHES:
            self.switches[switch.name].setToolTip(switch.explanation)

    def _connect(self) -> None:
        self.outlet.currentIndexChanged.connect(self._take_outlet)
        for combo in (self.format, self.crop, self.window_choice):
            combo.currentIndexChanged.connect(self._tell)
        self.resolution.valueChanged.connect(self._tell)
        self.crop_mm.valueChanged.connect(self._tell)
        for box in self.switches.values():
            box.toggled.connect(self._tell)
        self.caption.textChanged.connect(self.typed)
        self.alt.textChanged.connect(self.typed)

    def _take_outlet(self) -> None:
        """Take over the resolution of another outlet."""
        blocked = self.resolution.blockSignals(True)  # noqa: FBT003 - Qt's own argument
        self.resolution.setValue(preset(self.outlet.currentData()).dpi)
        self.resolution.blockSignals(blocked)
        self._tell()

    def _tell(self) -> None:
        self._follow()
        self.changed.emit()

    def _follow(self) -> None:
        """Offer what fits the other choices."""
        self.resolution.setEnabled(self.suffix not in VECTOR_FORMATS)
        self.crop_mm.setEnabled(self.crop.currentIndex() == _IN_MM)

    def take_source(self, source: FigureSource, *, is_other_image: bool) -> None:
        """Offer what a slice allows; words typed for another slice are taken away."""
        self._screen_window = source.window
        blocked = self.blockSignals(True)  # noqa: FBT003 - Qt's own argument
        if is_other_image:
            self.caption.clear()
            self.alt.clear()
            self.switches["shows_sides"].setChecked(True)
        model = self.crop.model()
        if isinstance(model, QStandardItemModel):
            model.item(_IN_MM).setEnabled(not source.lacks_spacing)
        if source.lacks_spacing and self.crop.currentIndex() == _IN_MM:
            self.crop.setCurrentIndex(_AROUND)
        self.switches["shows_scale_bar"].setEnabled(not source.lacks_spacing)
        self.blockSignals(blocked)

    def suggest_words(self, *, caption: str, alt: str) -> None:
        """Show the generated words where none were typed."""
        if not self.own(self.caption):
            self.caption.setPlaceholderText(caption)
        if not self.own(self.alt):
            self.alt.setPlaceholderText(alt)

    @staticmethod
    def own(field: QPlainTextEdit) -> str | None:
        """What the user typed, None for nothing."""
        return field.toPlainText().strip() or None

    @property
    def suffix(self) -> str:
        """Ending of the chosen format, with its dot."""
        return str(self.format.currentData())

    @property
    def dpi(self) -> int | None:
        """Resolution, None for the outlet's own."""
        value = self.resolution.value()
        return None if value == preset(self.outlet.currentData()).dpi else value

    @property
    def crop_of_spec(self) -> float | None:
        """Width of the crop as `FigureSpec` has it, mm."""
        return {_AROUND: None, _WHOLE: WHOLE_SLICE}.get(self.crop.currentIndex(), self.crop_mm.value())

    def spec(self) -> FigureSpec:
        """Return the recipe that was chosen.

        Raises
        ------
        UsageError
            If a typed text is too long or cannot be printed.
        """
        spec = FigureSpec(
            preset=str(self.outlet.currentData()),
            window=self._screen_window if self.window_choice.currentIndex() == 0 else None,
            crop_mm=self.crop_of_spec,
            caption=self.own(self.caption),
            alt=self.own(self.alt),
        )
        return replace(spec, **self._shown())

    def _shown(self) -> dict[str, Any]:
        """Field → on or off; every field of `SWITCHES` is a bool."""
        return {name: box.isChecked() for name, box in self.switches.items()}

    @property
    def choices(self) -> FigureChoices:
        """What is to be remembered."""
        shown = self._shown()
        del shown["shows_sides"]
        choices = FigureChoices(preset=str(self.outlet.currentData()), suffix=self.suffix, dpi=self.dpi)
        return replace(choices, **shown)


def _outlets() -> QComboBox:
    """Every outlet, journals first, under a heading each."""
    combo = QComboBox()
    combo.setMaxVisibleItems(len(PRESETS) + 3)
    for heading, kind in (("Journals", "journal"), ("Web", "web"), ("Slides and posters", "talk")):
        combo.addItem(heading)
        model = combo.model()
        if isinstance(model, QStandardItemModel):
            model.item(combo.count() - 1).setFlags(Qt.ItemFlag.NoItemFlags)
        for known in PRESETS:
            if known.kind == kind:
                width = f", {known.width_mm:g} mm" if kind == "journal" else ""
                combo.addItem(f"   {known.outlet}{width}", known.name)
    # The list may be wider than the field, so that long names do not widen the dialog.
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(24)
    combo.view().setMinimumWidth(round(24 * theme.unit()))
    return combo


def _label(text: str, buddy: QWidget) -> QLabel:
    label = QLabel(text)
    label.setBuddy(buddy)
    return label


def _side_by_side(first: QWidget, second: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(round(0.5 * theme.unit()))
    row.addWidget(first, 1)
    row.addWidget(second, 1)
    return row


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
