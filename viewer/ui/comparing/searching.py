"""Looks for the line between right and left away from the window's thread, once per slice that is compared."""

from typing import NamedTuple

from PySide6.QtCore import QObject

from viewer.app.comparing.doing import keep_midline
from viewer.app.comparing.midlines import Line, midline_of, needs_search
from viewer.app.session import Session, Snapshot
from viewer.core.series import SliceKey
from viewer.ui.figuring.background import Background


class _Found(NamedTuple):
    """A slice and its line."""

    key: SliceKey
    line: Line


class MidlineSearch(QObject):
    """Finds the line about which the slice on the screen is most symmetric, unless the user has placed one."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._work = Background()
        self._work.previewed.connect(self._on_found)
        self._asked: SliceKey | None = None

    def refresh(self, now: Snapshot) -> None:
        """Look for the line of the slice on the screen where it is not known."""
        image = now.stated_image
        if image is None or not needs_search(now):
            self._asked = None
            return
        context = self._session.context()
        values = None if context is None else context.values()
        if self._asked == image.key or values is None:
            return
        self._asked = image.key
        geometry, outlines, key = image.geometry, now.document.on_slice(image.key), image.key
        estimate = midline_of(now)

        def work() -> _Found | None:
            from viewer.proposals.mirroring.kept import LINES

            found = LINES.line_of(values, geometry, outlines)
            line = estimate if found is None else found.line
            return None if line is None else _Found(key, line)

        self._work.preview(work)

    def _on_found(self, generation: int, found: object) -> None:
        """Mirror at the line from now on; what was found late or not at all changes nothing."""
        if generation == self._work.generation and isinstance(found, _Found):
            keep_midline(self._session, found.key, found.line)

    def close(self) -> None:
        """End the thread."""
        self._work.stop()
