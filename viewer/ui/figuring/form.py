"""The choices about a figure as a whole: outlet, format, crop, what to show, words."""

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QLabel,
    QPlainTextEdit,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from viewer.app.figuring.desk import first_spec
from viewer.app.figuring.saving import VECTOR_FORMATS, FigureChoices
from viewer.app.figuring.sources import FigureSource
from viewer.core.figures.panels import WHOLE_SLICE
from viewer.core.figures.spec import FigureSpec
from viewer.core.grey import Window
from viewer.figure.encoding import DPI_RANGE, ENCODERS
from viewer.figure.presets import Preset, resolve_preset, to_text
from viewer.ui import theme
from viewer.ui.decimal_spin import DecimalSpinBox
from viewer.ui.figuring.choices.outlets import fill_outlets, format_name, formats, outlet_combo
from viewer.ui.figuring.choices.sections import (
    check_box,
    choose,
    combo_of,
    explained,
    form_layout,
    label,
    side_by_side,
    tick,
)

FIRST_CROP_MM = 120.0
"""Width of the crop when one in mm is first asked for, mm: both multifidi of an adult with some room."""

_AROUND, _WHOLE, _IN_MM = range(3)
_SCREEN, _FILE, _STORED = range(3)

_BARS = (("Bar: automatic", None), *((f"Bar: {length:g} mm", float(length)) for length in (1, 2, 5, 10, 20, 50, 100)))
_INSETS = (("No inset", "none"), ("Whole slice", "whole"), ("Where it lies", "locator"))
_KEYS = (("No key", "none"), ("Cube of directions", "cube"), ("Seen from the feet", "feet"))
_PIXELS = (("Smooth pixels", "bicubic"), ("Pixels as they are", "nearest"))


@dataclass(frozen=True, slots=True)
class _Switch:
    """One check box: the field of the recipe it sets, its text and what it does."""

    name: str
    text: str
    explanation: str


SWITCHES: tuple[_Switch, ...] = (
    _Switch("shows_sides", "Side letters", "Draw R and L where geometry says the patient's right and left are."),
    _Switch("shows_side_words", "Side words", "Write patient's right and patient's left at the letters."),
    _Switch("shows_edges", "Other edges", "Draw the letters of the other two edges too, such as A and P."),
    _Switch("shows_scale_bar", "Scale bar", "Draw a scale bar; there is none where the size of a pixel is unknown."),
    _Switch("shows_numbers", "Numbers", "Print area, fat fraction and ratio of each side under the image."),
    _Switch("shows_caption", "Caption", "Print the caption under the image too."),
    _Switch("shows_panel_letters", "Panel letters", "Call the panels a, b and so on."),
)
"""What can be shown or left out."""


class FigureForm(QWidget):
    """Shows a recipe and says what was chosen as another one; keeps nothing else."""

    changed = Signal(str)
    """Something was chosen; what the change is called."""
    typed = Signal(str)
    """A word was typed; what the change is called."""
    format_changed = Signal()
    """Another format or resolution was chosen: not part of the recipe."""

    def __init__(self, choices: FigureChoices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._base = FigureSpec()
        self._screen_window: Window | None = None
        self._own: tuple[Preset, ...] = ()
        self.outlet = outlet_combo()
        self.outlet_label = QLabel()
        self.format = QComboBox()
        self.resolution = QSpinBox()
        self.crop = QComboBox()
        self.crop_mm = DecimalSpinBox(minimum=10.0, maximum=1000.0, step=5.0, suffix=" mm")
        self.window_choice = QComboBox()
        self.switches = {switch.name: check_box(switch.text, switch.explanation) for switch in SWITCHES}
        self.bar = combo_of(_BARS)
        self.inset = combo_of(_INSETS)
        self.key = combo_of(_KEYS)
        self.pixels = combo_of(_PIXELS)
        self.caption = _words(6)
        self.alt = _words(4)
        self.shown = QWidget()
        self.words = QWidget()
        self._fill(choices)
        self._lay_out()
        self._explain()
        self.show_spec(first_spec(choices))
        self._connect()
        for combo in (self.outlet, self.window_choice):
            combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _fill(self, choices: FigureChoices) -> None:
        for suffix in formats():
            self.format.addItem(format_name(suffix), suffix)
        self.format.setCurrentIndex(self.format.findData(choices.suffix))
        self.resolution.setRange(*DPI_RANGE)
        self.resolution.setSingleStep(50)
        self.resolution.setSuffix(" dpi")
        self.resolution.setGroupSeparatorShown(False)
        self.resolution.setValue(resolve_preset(choices.preset).dpi if choices.dpi is None else choices.dpi)
        self.crop.addItems(["Round the outlines", "Whole slice", "Width in mm"])
        self.crop_mm.setValue(FIRST_CROP_MM)
        self.window_choice.addItems(["As on the screen", "The file's"])

    def _lay_out(self) -> None:
        form = form_layout()
        form.addRow("&Outlet", self.outlet)
        form.addRow("", self.outlet_label)
        form.addRow(label("&Format", self.format), side_by_side(self.format, self.resolution))
        form.addRow(label("C&rop", self.crop), side_by_side(self.crop, self.crop_mm))
        form.addRow("&Window", self.window_choice)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(form)
        grid = QGridLayout(self.shown)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(round(0.3 * theme.unit()))
        for place, box in enumerate(self.switches.values()):
            grid.addWidget(box, *divmod(place, 2))
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        row = (len(self.switches) + 1) // 2
        for place, combo in enumerate((self.bar, self.inset, self.key, self.pixels)):
            grid.addWidget(combo, row + place // 2, place % 2)
        words = form_layout()
        words.addRow("Ca&ption", self.caption)
        words.addRow("&Alt text", self.alt)
        self.words.setLayout(words)

    def _explain(self) -> None:
        for field, name, tip in (
            (self.outlet, "Outlet", "Journal or page the figure is for: sets its width, type sizes and resolution."),
            (self.format, "Format", "Kind of file that is suggested for saving."),
            (self.resolution, "Resolution", "Dots per inch of pixel formats."),
            (self.crop, "Crop", "How much of the slice is shown; the picture can be moved in its panel."),
            (self.crop_mm, "Width of the crop", "Width of the crop in mm of the patient."),
            (self.window_choice, "Window", "Brightness and contrast: as set on the screen, or as the file asks for."),
            (self.bar, "Length of the scale bar", "What the scale bar stands for."),
            (self.inset, "Inset", "Small picture in a corner: the whole slice, or the sagittal image with the line."),
            (self.key, "Key of the sides", "Small drawing that explains why image-left is the patient's right."),
            (self.pixels, "Enlargement of pixels", "How the slice's pixels are enlarged."),
            (self.caption, "Caption", "Your own caption; left empty, the grey one is used."),
            (self.alt, "Alternative text", "Words for those who cannot see it; left empty, the grey ones are used."),
        ):
            explained(field, name, tip)
        self.outlet_label.setProperty("quiet", True)  # noqa: FBT003 - Qt's own argument

    def _connect(self) -> None:
        self.outlet.currentIndexChanged.connect(self._take_outlet)
        self.format.currentIndexChanged.connect(self._tell_format)
        self.resolution.valueChanged.connect(self._tell_format)
        for combo, name in (
            (self.crop, "crop"),
            (self.window_choice, "window"),
            (self.bar, "scale bar"),
            (self.inset, "inset"),
            (self.key, "key"),
            (self.pixels, "enlargement"),
        ):
            combo.currentIndexChanged.connect(lambda _=0, name=name: self._tell(f"change {name}"))
        self.crop_mm.valueChanged.connect(lambda: self._tell("change width of crop"))
        for switch in SWITCHES:
            self.switches[switch.name].toggled.connect(
                lambda is_on, text=switch.text: self._tell(f"{'show' if is_on else 'hide'} {text.lower()}")
            )
        self.caption.textChanged.connect(lambda: self.typed.emit("write caption"))
        self.alt.textChanged.connect(lambda: self.typed.emit("write alternative text"))

    def _take_outlet(self) -> None:
        """Take over the resolution of another outlet."""
        with QSignalBlocker(self.resolution):
            self.resolution.setValue(self._chosen_outlet.dpi)
        self._tell("change outlet")

    def _tell_format(self) -> None:
        self._follow()
        self.format_changed.emit()

    def _tell(self, name: str) -> None:
        self._follow()
        self.changed.emit(name)

    def _follow(self) -> None:
        """Offer what fits the other choices."""
        self.resolution.setEnabled(self.suffix not in VECTOR_FORMATS)
        self.crop_mm.setEnabled(self.crop.currentIndex() == _IN_MM)
        self.bar.setEnabled(self.switches["shows_scale_bar"].isChecked())
        self.switches["shows_side_words"].setEnabled(self.switches["shows_sides"].isChecked())
        outlet = self._chosen_outlet
        words = f"{outlet.width_mm:g} mm, words {outlet.text_pt:g} pt"
        self.outlet_label.setText(words if outlet.is_verified else f"{words} · unverified sizes")
        self.outlet_label.setToolTip(theme.plain_tip(f"Source: {outlet.source or 'none'}"))

    # Showing

    def take_source(self, source: FigureSource) -> None:
        """Offer what a slice allows; `show_spec` is to follow."""
        self._screen_window = source.window
        model = self.crop.model()
        if isinstance(model, QStandardItemModel):
            model.item(_IN_MM).setEnabled(not source.lacks_spacing)
        self.switches["shows_scale_bar"].setEnabled(not source.lacks_spacing)

    def offer_outlets(self, own: tuple[Preset, ...]) -> None:
        """Offer the user's own outlets too."""
        self._own = own
        fill_outlets(self.outlet, own)
        self.show_spec(self._base)

    def show_spec(self, spec: FigureSpec) -> None:
        """Show a recipe; what is being typed is left alone."""
        other_outlet = (spec.preset, spec.own_preset) != (self._base.preset, self._base.own_preset)
        dpi_was_own = self.dpi is None
        self._base = spec
        choose(self.outlet, spec.preset)
        if other_outlet and dpi_was_own:
            with QSignalBlocker(self.resolution):
                self.resolution.setValue(self._chosen_outlet.dpi)
        with QSignalBlocker(self.crop), QSignalBlocker(self.crop_mm):
            self.crop.setCurrentIndex({None: _AROUND, WHOLE_SLICE: _WHOLE}.get(spec.crop_mm, _IN_MM))
            if spec.crop_mm:
                self.crop_mm.setValue(spec.crop_mm)
        self._show_window(spec)
        for name, box in self.switches.items():
            tick(box, is_on=self._is_on(name))
        for combo, data in (
            (self.bar, spec.scale_bar_mm),
            (self.inset, spec.inset),
            (self.key, spec.key),
            (self.pixels, spec.interpolation),
        ):
            choose(combo, data)
        for field, text in ((self.caption, spec.caption), (self.alt, spec.alt)):
            if self.own(field) != text:
                with QSignalBlocker(field):
                    field.setPlainText(text or "")
        self._follow()

    def _is_on(self, name: str) -> bool:
        value = getattr(self._base, name)
        return len(self._base.panels) > 1 if value is None else bool(value)

    def _show_window(self, spec: FigureSpec) -> None:
        """Say where the window comes from; one that is neither the screen's nor the file's is kept as it is."""
        with QSignalBlocker(self.window_choice):
            while self.window_choice.count() > _STORED:
                self.window_choice.removeItem(_STORED)
            if spec.window == self._screen_window:
                self.window_choice.setCurrentIndex(_SCREEN)
            elif spec.window is None:
                self.window_choice.setCurrentIndex(_FILE)
            else:
                self.window_choice.addItem(f"As kept: {spec.window.center:g}, width {spec.window.width:g}")
                self.window_choice.setCurrentIndex(_STORED)

    def suggest_words(self, *, caption: str, alt: str) -> None:
        """Show the generated words where none were typed."""
        if not self.own(self.caption):
            self.caption.setPlaceholderText(caption)
        if not self.own(self.alt):
            self.alt.setPlaceholderText(alt)

    # What was chosen

    @staticmethod
    def own(field: QPlainTextEdit) -> str | None:
        """What the user typed, None for nothing."""
        return field.toPlainText().strip() or None

    @property
    def _chosen_outlet(self) -> Preset:
        name = str(self.outlet.currentData() or self._base.preset)
        embedded = self._base.own_preset if name == self._base.preset else ""
        return resolve_preset(name, embedded or None, self._own)

    @property
    def suffix(self) -> str:
        """Ending of the chosen format, with its dot."""
        return str(self.format.currentData())

    def choose_format(self, suffix: str) -> None:
        """Choose the format of a file name's ending, with its dot."""
        chosen = next(known for known in formats() if ENCODERS[known] is ENCODERS[suffix.lower()])
        self.format.setCurrentIndex(self.format.findData(chosen))

    @property
    def dpi(self) -> int | None:
        """Resolution, None for the outlet's own."""
        value = self.resolution.value()
        return None if value == self._chosen_outlet.dpi else value

    @property
    def crop_of_spec(self) -> float | None:
        """Width of the crop as `FigureSpec` has it, mm."""
        return {_AROUND: None, _WHOLE: WHOLE_SLICE}.get(self.crop.currentIndex(), self.crop_mm.value())

    def spec(self) -> FigureSpec:
        """Return the recipe that was chosen: the one that is shown, with what these fields say.

        Raises
        ------
        UsageError
            If a typed text is too long or cannot be printed.
        """
        outlet = self._chosen_outlet
        windows = {_SCREEN: self._screen_window, _FILE: None}
        return replace(
            self._base,
            preset=outlet.name,
            own_preset=to_text(outlet) if outlet.is_own else "",
            window=windows.get(self.window_choice.currentIndex(), self._base.window),
            crop_mm=self.crop_of_spec,
            caption=self.own(self.caption),
            alt=self.own(self.alt),
            scale_bar_mm=self.bar.currentData(),
            inset=self.inset.currentData(),
            key=self.key.currentData(),
            interpolation=self.pixels.currentData(),
            **self._shown(),
        )

    def _shown(self) -> dict[str, Any]:
        """Field → on or off; every field of `SWITCHES` is a bool; panel letters stay automatic until changed."""
        shown: dict[str, Any] = {name: box.isChecked() for name, box in self.switches.items()}
        if shown["shows_panel_letters"] == self._is_on("shows_panel_letters"):
            shown["shows_panel_letters"] = self._base.shows_panel_letters
        return shown

    def choices_of(self, spec: FigureSpec) -> FigureChoices:
        """What is to be remembered of a recipe."""
        return FigureChoices(
            preset=spec.preset,
            suffix=self.suffix,
            dpi=self.dpi,
            shows_numbers=spec.shows_numbers,
            shows_caption=spec.shows_caption,
            shows_edges=spec.shows_edges,
            shows_scale_bar=spec.shows_scale_bar,
        )

    @property
    def choices(self) -> FigureChoices:
        """What is to be remembered."""
        return self.choices_of(self.spec())


def _words(lines: int) -> QPlainTextEdit:
    field = QPlainTextEdit()
    field.setTabChangesFocus(True)
    field.setStyleSheet(f"QPlainTextEdit {{ placeholder-text-color: {theme.QUIET}; }}")  # it is meant to be read
    field.setFixedHeight(round((lines + 0.9) * theme.unit()))
    return field
