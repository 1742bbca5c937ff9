"""Where the window was the last time: believed only as far as it can be seen there."""

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

SEEN_PX = 80
"""How much of the window's upper edge must lie on a screen, px across: enough to take hold of it."""


def put_back(window: QWidget, geometry: str | None, *, first_size: tuple[int, int]) -> None:
    """Put a window where it was; to its first place and size where that is not known or lies on no screen.

    Qt takes a place far outside every screen for a place, and the window would never be seen again.

    Parameters
    ----------
    window
        Not shown yet.
    geometry
        What `QWidget.saveGeometry` gave, as base64, or None.
    first_size
        Width and height of the first time, px.
    """
    window.resize(*first_size)
    if geometry is None:
        return
    window.restoreGeometry(QByteArray.fromBase64(geometry.encode("ascii", "replace")))
    if not _is_seen(window):
        window.setWindowState(Qt.WindowState.WindowNoState)
        window.setGeometry(QGuiApplication.primaryScreen().availableGeometry())
        window.resize(*first_size)


def _is_seen(window: QWidget) -> bool:
    """Whether the upper edge of a window can be taken hold of, and the window is not too small to be found."""
    frame = window.frameGeometry()
    edge = frame.adjusted(0, 0, 0, -max(0, frame.height() - 30))
    shown = [screen.availableGeometry().intersected(edge) for screen in QGuiApplication.screens()]
    is_held = any(part.width() >= SEEN_PX and part.height() > 0 for part in shown)
    return is_held and min(window.width(), window.height()) >= SEEN_PX
