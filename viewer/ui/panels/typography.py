"""Type of the panels: every size is a part of the system's own, and figures stand in columns."""

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

SMALL = 0.88
"""Size of secondary text in parts of the system's font (no unit)."""

LARGE = 1.45
"""Size of the numbers that the program is for, in parts of the system's font (no unit)."""


def font(factor: float = 1.0, *, is_strong: bool = False) -> QFont:
    """The system's font at a part of its size, with figures of equal width.

    Parameters
    ----------
    factor
        Size in parts of the system's font (no unit).
    is_strong
        Whether it is heavier than running text.
    """
    made = QFont(QApplication.font())
    if made.pointSizeF() > 0.0:
        made.setPointSizeF(made.pointSizeF() * factor)
    else:
        made.setPixelSize(max(1, round(made.pixelSize() * factor)))
    if is_strong:
        made.setWeight(QFont.Weight.DemiBold)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made
