"""M held on the canvas, told apart from its own repeats."""

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QKeyEvent

from viewer.app.proposing.mirroring import hold_mirror, leave_mirror, release_mirror
from viewer.app.session import Session

REPEAT_MS = 40
"""Time within which a key that goes up and down again was held all along, ms.

A held key comes as going up and down many times a second; where the window is busy some of these events are not
marked as repeats.
"""


class MirrorKey(QObject):
    """Mirroring while its key is held.

    Parameters
    ----------
    session
        Mirrors.
    parent
        The canvas.
    """

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._up = QTimer(self)
        self._up.setSingleShot(True)
        self._up.setInterval(REPEAT_MS)
        self._up.timeout.connect(self._let_go)

    def press(self, event: QKeyEvent) -> None:
        """Take mirroring in hand, or keep it."""
        self._up.stop()
        if not event.isAutoRepeat():
            hold_mirror(self._session)

    def release(self) -> None:
        """Mirror, unless the key comes down again at once."""
        self._up.start()

    def leave(self) -> bool:
        """Give mirroring up, and return whether the key was held."""
        self._up.stop()
        return leave_mirror(self._session)

    def _let_go(self) -> None:
        release_mirror(self._session)
