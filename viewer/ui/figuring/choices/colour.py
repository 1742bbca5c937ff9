"""A button that shows a colour and lets another one be chosen."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QMenu, QPushButton

COLOURS: tuple[tuple[str, str], ...] = (
    ("White", "#ffffff"),
    ("Yellow", "#ffe14d"),
    ("Orange", "#ffb000"),
    ("Sky blue", "#64b5ff"),
    ("Green", "#58d68d"),
    ("Pink", "#ff7eb6"),
    ("Red", "#ff5a4f"),
    ("Black", "#000000"),
)
"""Colours that are offered: told apart also without red or green, all but black bright on the image."""


class ColourButton(QPushButton):
    """Shows a colour; a menu offers others, and a dialog any.

    Parameters
    ----------
    automatic
        What no colour of its own is called, '' where there must be one.
    """

    chosen = Signal(str)
    """'#rrggbb', '' for none of its own."""

    def __init__(self, *, automatic: str = "") -> None:
        super().__init__()
        self._automatic = automatic
        self._colour = ""
        menu = QMenu(self)
        for name, colour in ((automatic, ""), *COLOURS) if automatic else COLOURS:
            action = menu.addAction(_swatch(colour), name)
            action.triggered.connect(lambda _=False, colour=colour: self.chosen.emit(colour))
        menu.addSeparator()
        menu.addAction("Another colour…").triggered.connect(self._ask)
        self.setMenu(menu)
        self.setAutoDefault(False)
        self.show_colour("")

    def show_colour(self, colour: str) -> None:
        """Show a colour, '' for none of its own."""
        self._colour = colour
        names = {known: name for name, known in COLOURS}
        self.setText(names.get(colour.lower(), colour) if colour else self._automatic)
        self.setIcon(_swatch(colour))

    def _ask(self) -> None:
        from PySide6.QtWidgets import QColorDialog

        dialog = QColorDialog(QColor(self._colour or "#ffffff"), self)
        dialog.colorSelected.connect(lambda colour: self.chosen.emit(colour.name()))
        dialog.open()


def _swatch(colour: str) -> QIcon:
    pixels = QPixmap(QSize(28, 28))
    pixels.fill(QColor(colour or "#7a828a"))
    return QIcon(pixels)
