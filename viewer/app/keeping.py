"""What is remembered on this computer is written behind the user's back: one thread, in order, never waited for."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from viewer.app.background import hand_on_fault
from viewer.app.settings import Settings, save_settings
from viewer.core.series import Study

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor


class Keeper:
    """Writes settings and the index of images.

    Parameters
    ----------
    settings
        As they were read.
    is_writing
        False to keep nothing, as for a picture of the window.
    """

    def __init__(self, settings: Settings, *, is_writing: bool = True) -> None:
        self.settings = settings
        self._is_writing = is_writing
        self._pool: ThreadPoolExecutor | None = None

    def keep(self, settings: Settings) -> None:
        """Keep settings, unless they are as they were."""
        if settings != self.settings:
            self.settings = settings
            self._later(lambda: save_settings(settings))

    def remember(self, study: Study, paths: Sequence[Path]) -> None:
        """Remember where the images of a study lie, so that projects find them."""
        opened = tuple(paths)

        def work() -> None:
            from viewer.app.projects import remember_images

            remember_images(study, opened)

        self._later(work)

    def _later(self, work: Callable[[], None]) -> None:
        if self._is_writing:
            if self._pool is None:
                from concurrent.futures import ThreadPoolExecutor

                self._pool = ThreadPoolExecutor(1, thread_name_prefix="keeper")
            self._pool.submit(work).add_done_callback(hand_on_fault)

    def close(self) -> None:
        """Wait until everything is written; what comes later is not kept."""
        self._is_writing = False
        if self._pool is not None:
            self._pool.shutdown()
