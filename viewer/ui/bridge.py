"""From other threads to the window: a callable given to a worker thread runs in the window's own."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal, Slot


class Bridge(QObject):
    """Runs callables in the thread it was made in.

    Notes
    -----
    `post` may be called from any thread; what was posted before `close` and has not run yet is dropped.
    """

    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_open = True
        self._posted.connect(self._run, Qt.ConnectionType.QueuedConnection)

    def post(self, work: Callable[[], None]) -> None:
        """Run a callable soon, in the window's thread."""
        if self._is_open:
            self._posted.emit(work)

    def close(self) -> None:
        """Drop everything from now on."""
        self._is_open = False

    @Slot(object)
    def _run(self, work: Callable[[], None]) -> None:
        if self._is_open:
            work()
