"""Pixels for the window: what is there without waiting, and what is read ahead on other threads."""

from typing import TYPE_CHECKING

from viewer.app.display.pixels import LoadedSlice, PixelStore
from viewer.app.session import Snapshot
from viewer.app.snapshot import image_beside
from viewer.core.series import Slice, SliceKey

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow

AHEAD = 4
"""Slices on each side of the one on the screen that are read ahead."""


class PixelFeed:
    """Brings the pixels of slices to the window's session.

    Parameters
    ----------
    window
        Whose session shows them.
    """

    def __init__(self, window: "MainWindow") -> None:
        self._window = window
        self.store = PixelStore(on_ready=lambda key: window.bridge.post(lambda: self._on_ready(key)))

    def now(self, image: Slice) -> LoadedSlice | None:
        """Pixels of a slice if they are in memory or a moment away, else None, and they are asked for."""
        return self.store.at_once(image)

    def _on_ready(self, key: SliceKey) -> None:
        """Show pixels that were read for the slice on the screen."""
        session = self._window.session
        now = session.now
        if now.image is not None and now.image.key == key and not now.is_loaded:
            found = self.store.ready(now.image)
            if found is not None:
                session.change(loaded=found)
        elif any(image.key == key for image in image_beside(now)):
            session.change(beside=None)  # the session fetches what is there now

    def read_ahead(self, old: Snapshot | None, now: Snapshot) -> None:
        """Read what lies on both sides of the slice on the screen, first where the user goes."""
        series, image = now.series, now.image
        if series is None or image is None or (now.is_loaded and not self._window.panels.is_made):
            return
        forward = old is None or old.view.slice_number <= now.view.slice_number
        at = now.view.slice_number - 1
        after = list(series.slices[at + 1 : at + 1 + AHEAD])
        before = list(reversed(series.slices[max(at - AHEAD, 0) : at]))
        ahead = [*after, *before] if forward else [*before, *after]
        self.store.request(image, [*image_beside(now), *ahead])
