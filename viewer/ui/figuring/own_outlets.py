"""The user's own outlets: read when the editor opens, and made from the one that is chosen."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QSpinBox, QVBoxLayout, QWidget

from viewer.app.figuring.desk import Desk
from viewer.app.figuring.own_presets import OwnPresets, own_presets, preset_like, save_own_preset
from viewer.core.figures.spec import FigureSpec
from viewer.errors import ViewerError
from viewer.figure.encoding import DPI_RANGE
from viewer.figure.presets import Preset, resolve_preset, to_text
from viewer.ui import theme
from viewer.ui.decimal_spin import DecimalSpinBox
from viewer.ui.figuring.background import Background
from viewer.ui.figuring.choices.sections import WordField, explained, form_layout
from viewer.ui.figuring.parts import EditorParts

READ, KEEP = "outlets", "keep outlet"
"""Names of the jobs."""


class OutletDialog(QDialog):
    """Asks for name and sizes of an own outlet.

    Parameters
    ----------
    outlet
        The one that is chosen now; what is not asked stays as there.
    text_pt, letter_pt
        Type sizes of the figure.
    dpi
        Resolution that is chosen.
    """

    decided = Signal(object)
    """The `Preset` to keep."""

    def __init__(self, outlet: Preset, *, text_pt: float, letter_pt: float, dpi: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Your own outlet")
        self._outlet = outlet
        self.name = WordField(60)
        self.name.setText(outlet.outlet if outlet.is_own else "")
        self.name.setPlaceholderText("Name of the journal or page")
        self.wide = DecimalSpinBox(minimum=10.0, maximum=2000.0, decimals=1, step=1.0, suffix=" mm")
        self.dpi = QSpinBox()
        self.dpi.setRange(*DPI_RANGE)
        self.dpi.setSuffix(" dpi")
        self.text = DecimalSpinBox(minimum=3.0, maximum=72.0, decimals=1, step=0.5, suffix=" pt")
        self.letter = DecimalSpinBox(minimum=3.0, maximum=72.0, decimals=1, step=0.5, suffix=" pt")
        self.wide.setValue(outlet.width_mm)
        self.dpi.setValue(dpi)
        self.text.setValue(text_pt)
        self.letter.setValue(letter_pt)
        self.notice = QLabel()
        self.notice.setWordWrap(True)
        self.notice.setStyleSheet(f"color: {theme.DANGER};")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self._decide)
        self.buttons.rejected.connect(self.reject)
        form = form_layout()
        for field, text, tip in (
            (self.name, "Name", "What the outlet is called in the list."),
            (self.wide, "Width", "Final width of figures there."),
            (self.dpi, "Resolution", "Dots per inch of pixel formats."),
            (self.text, "Words", "Type size of words at the final width."),
            (self.letter, "Letters", "Type size of the letters of sides and panels."),
        ):
            explained(field, text, tip)
            form.addRow(text, field)
        whole = QVBoxLayout(self)
        whole.addLayout(form)
        whole.addWidget(self.notice)
        whole.addWidget(self.buttons)
        self.setMinimumWidth(round(22 * theme.unit()))
        self.notice.hide()

    def _decide(self) -> None:
        try:
            made = preset_like(
                self._outlet,
                name=self.name.text(),
                width_mm=self.wide.value(),
                dpi=self.dpi.value(),
                text_pt=self.text.value(),
                letter_pt=self.letter.value(),
            )
        except ViewerError as error:
            self.notice.setText(str(error))
            self.notice.show()
            return
        self.decided.emit(made)
        self.accept()


class OwnOutlets(QObject):
    """Reads and keeps the user's own outlets in the background."""

    def __init__(self, parent: QWidget, parts: EditorParts, desk: Desk, background: Background) -> None:
        super().__init__(parent)
        self._parent = parent
        self._parts = parts
        self._desk = desk
        self._background = background
        self._kept: Preset | None = None
        self.dialog: OutletDialog | None = None
        background.finished.connect(self._take)
        parts.bar.preset_wanted.connect(self.ask)

    def read(self) -> None:
        """Read those that there are."""
        self._background.run(READ, own_presets)

    def ask(self) -> None:
        """Ask for an own outlet like the one that is chosen."""
        spec: FigureSpec = self._desk.spec
        outlet = resolve_preset(spec.preset, spec.own_preset or None)
        dialog = OutletDialog(
            outlet,
            text_pt=spec.style.text_pt or outlet.text_pt,
            letter_pt=spec.style.letter_pt or outlet.letter_pt,
            dpi=self._parts.form.resolution.value(),
            parent=self._parent,
        )
        dialog.decided.connect(self.keep)
        dialog.finished.connect(dialog.deleteLater)
        self.dialog = dialog
        dialog.open()

    def keep(self, outlet: Preset) -> None:
        """Keep an own outlet, and choose it once it is kept."""
        replaces = self._desk.spec.preset == outlet.name
        self._kept = outlet

        def work() -> OwnPresets:
            save_own_preset(outlet, replaces=replaces)
            return own_presets()

        self._background.run(KEEP, work)

    def _take(self, name: str, outcome: object) -> None:
        if not isinstance(outcome, OwnPresets):
            return
        self._parts.form.offer_outlets(outcome.presets)
        kept, self._kept = self._kept, None
        if name == KEEP and kept is not None:
            spec = self._desk.spec
            style = replace(spec.style, text_pt=None, letter_pt=None)  # they are the outlet's now
            self._desk.change("change outlet", replace(spec, preset=kept.name, own_preset=to_text(kept), style=style))
