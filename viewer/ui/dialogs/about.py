"""What the program is, what it is for, its licence and what it is made of."""

import re
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from viewer import NOTICE, PROGRAM, __version__
from viewer.ui import theme

PURPOSE = "Fat-to-muscle ratio of the right and left multifidus on axial lumbar MRI, and the article figure."

LICENCE = "MIT License · Copyright © 2026 The Multifidus Viewer contributors"

LIBRARIES: tuple[tuple[str, str], ...] = (
    ("click", "BSD-3-Clause"),
    ("imagecodecs", "BSD-3-Clause"),
    ("matplotlib", "Matplotlib (PSF)"),
    ("numpy", "BSD-3-Clause"),
    ("openpyxl", "MIT"),
    ("pillow", "MIT-CMU"),
    ("platformdirs", "MIT"),
    ("psutil", "BSD-3-Clause"),
    ("pydicom", "MIT"),
    ("pynrrd", "MIT"),
    ("PySide6-Essentials", "LGPL-3.0"),
    ("roifile", "BSD-3-Clause"),
    ("scikit-image", "BSD-3-Clause"),
    ("scipy", "BSD-3-Clause"),
)
"""Libraries the program needs, and their licences."""


@cache
def library_version(name: str) -> str:
    """Version of a library as it is installed, '–' where that is not known (in a frozen program).

    Python's own answer parses all that a library says of itself, its whole manual too, which held up the window.
    """
    try:
        told = distribution(name).read_text("METADATA")
    except PackageNotFoundError:
        return "–"
    found = re.search(r"^Version: *(\S+)", told or "", re.MULTILINE)
    return "–" if found is None else found[1]


class AboutDialog(QDialog):
    """Non-modal window about the program."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"About {PROGRAM}")
        u = theme.unit()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[round(1.6 * u)] * 4)
        layout.setSpacing(round(0.5 * u))
        title = QLabel(f"{PROGRAM} {__version__}")
        font = QFont(title.font())
        font.setPointSizeF(1.5 * font.pointSizeF())
        font.setWeight(QFont.Weight.DemiBold)
        title.setFont(font)
        self.notice = QLabel(NOTICE)
        self.notice.setStyleSheet(f"color: {theme.WARNING};")
        layout.addWidget(title)
        layout.addWidget(_line(PURPOSE))
        layout.addWidget(self.notice)
        layout.addSpacing(round(0.5 * u))
        layout.addWidget(_line(LICENCE, is_quiet=True))
        layout.addSpacing(round(0.5 * u))
        head = QLabel("Made with")
        head.setProperty("head", True)  # noqa: FBT003 - Qt's own argument
        layout.addWidget(head)
        layout.addLayout(self._libraries())
        layout.addSpacing(round(0.8 * u))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        layout.addWidget(buttons)
        layout.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)

    @staticmethod
    def _libraries() -> QGridLayout:
        """Names, versions and licences, in two columns of lines."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(round(1.2 * theme.unit()))
        grid.setVerticalSpacing(round(0.2 * theme.unit()))
        half = (len(LIBRARIES) + 1) // 2
        for place, (name, licence) in enumerate(LIBRARIES):
            row, column = place % half, 4 * (place // half)
            grid.addWidget(_line(name), row, column)
            grid.addWidget(_line(library_version(name), is_quiet=True), row, column + 1)
            grid.addWidget(_line(licence, is_quiet=True), row, column + 2)
        grid.setColumnMinimumWidth(3, round(1.5 * theme.unit()))
        return grid


def _line(text: str, *, is_quiet: bool = False) -> QLabel:
    label = QLabel(text)
    label.setProperty("quiet", is_quiet)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
