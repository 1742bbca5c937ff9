"""What can be chosen about one panel: its slice, title, outlines and fat map; and which panels there are."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QPushButton, QSizePolicy, QSlider, QVBoxLayout, QWidget

from viewer.app.figuring.arrangements import with_panels
from viewer.app.figuring.contents import LETTERS
from viewer.app.figuring.slices import offered_slices
from viewer.app.figuring.sources import FigureSource
from viewer.core.figures.checks import MAX_LABEL_CHARACTERS
from viewer.core.figures.panels import Panel
from viewer.core.figures.spec import MAX_PANELS, FigureSpec
from viewer.ui.figuring.choices.sections import (
    WordField,
    check_box,
    choose,
    combo_of,
    explained,
    form_layout,
    label,
    side_by_side,
    tick,
)

_TURNS = (("Not turned", 0), ("A quarter to the right", 1), ("Upside down", 2), ("A quarter to the left", 3))


class PanelForm(QWidget):
    """Shows one panel of a recipe and tells of changes.

    A mirrored panel is called so by its badge, which cannot be taken away: there is no switch for it.
    """

    edited = Signal(str, object)
    """Name of a change and the change, a function from recipe to recipe."""

    def __init__(self) -> None:
        super().__init__()
        self._spec = FigureSpec()
        self.panel = QComboBox()
        self.slice = QComboBox()
        self.title = WordField(MAX_LABEL_CHARACTERS)
        self.turns = combo_of(_TURNS)
        self.outlines = check_box("Outlines", "Draw the outlines on this panel.")
        self.fat_map = check_box("Fat map", "Colour every pixel inside the outlines by its fat fraction.")
        self.opacity = QSlider(Qt.Orientation.Horizontal)
        self.opacity.setRange(10, 100)
        self.add_button = QPushButton("Add panel")
        self.remove_button = QPushButton("Remove panel")
        self._lay_out()
        self._explain()
        self._connect()

    def _lay_out(self) -> None:
        form = form_layout()
        form.addRow(label("Panel", self.panel), self.panel)
        form.addRow(label("Slice", self.slice), self.slice)
        form.addRow(label("Title", self.title), self.title)
        form.addRow(label("Turned", self.turns), self.turns)
        form.addRow("", side_by_side(self.outlines))
        form.addRow("", side_by_side(self.fat_map, self.opacity))
        form.addRow("", side_by_side(self.add_button, self.remove_button))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(form)

    def _explain(self) -> None:
        for field, name, tip in (
            (self.panel, "Panel", "Which panel these choices are about."),
            (self.slice, "Slice of the panel", "Which of the outlined slices it shows."),
            (self.title, "Title of the panel", "Line above the panel; {level} and the like are filled in."),
            (self.turns, "Turn of the panel", "Turn the picture; the letters of the sides turn along."),
            (self.opacity, "Opacity of the fat map", "How strongly the colours cover the image."),
        ):
            explained(field, name, tip)
        self.title.setPlaceholderText("None")
        for button, tip in (
            (self.add_button, "Add a panel of the same slice at the end."),
            (self.remove_button, "Take this panel away."),
        ):
            button.setToolTip(tip)
            button.setAutoDefault(False)
        for combo in (self.slice, self.panel):
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(14)
            combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _connect(self) -> None:
        self.panel.currentIndexChanged.connect(self._show_panel)
        self.slice.currentIndexChanged.connect(self._take_slice)
        self.title.editingFinished.connect(lambda: self._tell("title", title=self.title.text().strip()))
        self.turns.currentIndexChanged.connect(lambda: self._tell("turn", turns=self.turns.currentData()))
        self.outlines.toggled.connect(lambda is_on: self._tell("outlines shown", shows_outlines=is_on))
        self.fat_map.toggled.connect(lambda is_on: self._tell("fat map", shows_fat_map=is_on))
        self.opacity.valueChanged.connect(lambda value: self._tell("opacity", fat_map_opacity=value / 100))
        self.add_button.clicked.connect(self._add)
        self.remove_button.clicked.connect(self._remove)

    @property
    def index(self) -> int:
        """Which panel is shown, from 0."""
        return max(self.panel.currentIndex(), 0)

    def _tell(self, name: str, **fields: Any) -> None:
        index = self.index

        def change(spec: FigureSpec) -> FigureSpec:
            panel = replace(spec.panels[index], **fields)
            return replace(spec, panels=(*spec.panels[:index], panel, *spec.panels[index + 1 :]))

        if index < len(self._spec.panels) and change(self._spec) != self._spec:
            self.edited.emit(f"change {name}", change)

    def _take_slice(self) -> None:
        chosen = self.slice.currentData()
        if chosen is not None:
            self._tell("slice", slice_id=chosen[0], frame=chosen[1], shift_mm=(0.0, 0.0))

    def _add(self) -> None:
        def change(spec: FigureSpec) -> FigureSpec:
            last = replace(spec.panels[-1], title="")
            return with_panels(spec, (*spec.panels, last), spec.arrangement)

        self.edited.emit("add panel", change)

    def _remove(self) -> None:
        index = self.index

        def change(spec: FigureSpec) -> FigureSpec:
            panels = (*spec.panels[:index], *spec.panels[index + 1 :])
            return with_panels(spec, panels, "single" if len(panels) == 1 else spec.arrangement)

        self.edited.emit("remove panel", change)

    def show_spec(self, spec: FigureSpec, source: FigureSource) -> None:
        """Show the panels of a recipe."""
        self._spec = spec
        count = len(spec.panels)
        if self.panel.count() != count:
            index = min(self.index, count - 1)
            with QSignalBlocker(self.panel):
                self.panel.clear()
                self.panel.addItems([LETTERS[n] for n in range(count)])
                self.panel.setCurrentIndex(index)
        with QSignalBlocker(self.slice):
            self.slice.clear()
            for offer in offered_slices(spec, source):
                self.slice.addItem(offer.text, (offer.slice_id, offer.frame))
        self.panel.setEnabled(count > 1)
        self.remove_button.setEnabled(count > 1)
        self.add_button.setEnabled(count < MAX_PANELS)
        self._show_panel()

    def show_panel(self, index: int) -> None:
        """Show the choices about one of the panels."""
        if 0 <= index < self.panel.count():
            self.panel.setCurrentIndex(index)

    def _show_panel(self) -> None:
        panel: Panel = self._spec.panels[min(self.index, len(self._spec.panels) - 1)]
        choose(self.slice, (panel.slice_id, panel.frame))
        if self.slice.currentIndex() < 0 and self.slice.count() and not panel.slice_id:
            with QSignalBlocker(self.slice):
                self.slice.setCurrentIndex(0)
        choose(self.turns, panel.turns)
        if self.title.text() != panel.title:
            self.title.setText(panel.title)
        tick(self.outlines, is_on=panel.shows_outlines)
        tick(self.fat_map, is_on=panel.shows_fat_map)
        with QSignalBlocker(self.opacity):
            self.opacity.setValue(round(100 * panel.fat_map_opacity))
        self.opacity.setEnabled(panel.shows_fat_map)
