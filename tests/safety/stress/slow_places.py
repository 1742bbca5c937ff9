"""A folder that answers as slowly as a busy network: every look at it takes a while, and says on which thread."""

import os
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import viewer.io.dicom.native_frames as native_frames


class SlowPlace:
    """Delays what is asked of the files below a folder.

    Parameters
    ----------
    folder
        Everything below it is slow.
    seconds
        How long each look takes, s.
    """

    def __init__(self, folder: Path, seconds: float) -> None:
        self._root = str(folder)
        self.seconds = seconds
        self.threads: dict[str, int] = {}
        """Name of a thread → how often it waited for the folder."""
        self.held_up: list[str] = []
        """Where the window's thread waited for it."""

    def wait(self, path: object) -> None:
        """Take as long as the network would."""
        if isinstance(path, str | os.PathLike) and os.fspath(path).startswith(self._root):
            name = threading.current_thread().name
            self.threads[name] = self.threads.get(name, 0) + 1
            if name == "MainThread":
                self.held_up.append("".join(traceback.format_stack(limit=12)))
            time.sleep(self.seconds)

    def slowed(self, work: Callable[..., object]) -> Callable[..., object]:
        """Return the same function, slow for what lies there."""

        def slow(*given: object, **named: object) -> object:
            self.wait(given[0] if given else "")
            return work(*given, **named)

        return slow


@contextmanager
def slow_place(folder: Path, seconds: float) -> Iterator[SlowPlace]:
    """Make a folder slow for the program: listing, looking at, opening and reading its files."""
    place = SlowPlace(folder, seconds)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("stat", "lstat", "scandir", "listdir"):
            patch.setattr(os, name, place.slowed(getattr(os, name)))
        for name in ("stat", "open", "read_bytes", "exists", "is_dir", "is_file"):
            patch.setattr(Path, name, place.slowed(getattr(Path, name)))
        patch.setattr(native_frames, "FileIO", place.slowed(native_frames.FileIO))
        yield place
