"""Opening the window: whether this machine can, and `multifidus [PATH…]`."""

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from viewer.errors import UsageError

WINDOWLESS_PLATFORMS = frozenset({"offscreen", "minimal", "minimalegl", "vnc"})
"""Platforms of Qt that show nobody a window."""


def has_display() -> bool:
    """Whether a window would be seen; asks the environment, not Qt."""
    platform = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if platform in WINDOWLESS_PLATFORMS:
        return False
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def open_window(paths: Sequence[Path], *, is_demo: bool = False) -> int:
    """Open the window and return the exit status when it is closed.

    Parameters
    ----------
    paths
        What to open.
    is_demo
        Open the sample study with both outlines.

    Raises
    ------
    UsageError
        If there is no display, a path does not exist, or a library of the system is missing.
    """
    for path in paths:
        if not path.exists():
            raise UsageError(
                f"There is no file, folder or command {path}; check the name, or see all commands with --help."
            )
    if not has_display():
        raise UsageError(
            "There is no display to open a window on; run multifidus info PATH, or multifidus --help for all commands."
        )
    # What a start makes is there to stay; looking through it for rubbish over and over takes a tenth of the start.
    # The window turns it on again.
    gc.disable()
    # Threads for algebra that no window needs would be started with numpy, and spin beside the start.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    import_window()
    from viewer.ui.application import run_window

    return run_window(paths, is_demo=is_demo)


def import_window() -> None:
    """Make sure that the window can be imported; without a display it is painted into memory.

    Raises
    ------
    UsageError
        If a library of the system is missing.
    """
    if not has_display():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    try:
        import_module("viewer.ui.application")
    except ImportError as e:
        raise UsageError(
            f"The window needs a library that this system lacks ({e.name or str(e).partition(':')[0]}); on Debian and "
            "Ubuntu install libegl1, libgl1, libxkbcommon-x11-0, libxcb-cursor0 and libdbus-1-3."
        ) from e
