"""Folders of the user's own files: data (index, journal) and settings."""

import contextlib
import os
import stat
from pathlib import Path
from typing import Literal

HOME_VARIABLE = "MULTIFIDUS_HOME"
"""Environment variable that names one folder for everything, for tests, sticks and locked-down computers."""

_APPLICATION = "multifidus-viewer"

OF_OTHERS = 0o077
"""What group and others might do with a file: nothing, as paths and codes are nobody else's business."""


def user_folder(kind: Literal["data", "config"], home: Path | None = None) -> Path:
    """Folder of the user's own files of one kind; it need not exist.

    Parameters
    ----------
    kind
        'data' for what the program remembers, 'config' for what the user chose.
    home
        Folder to use instead, as `MULTIFIDUS_HOME` does; None for that variable, or the system's usual place.
    """
    if home is not None:
        return home / kind
    chosen = os.environ.get(HOME_VARIABLE)
    if chosen:
        return Path(chosen).expanduser().absolute() / kind
    import platformdirs

    place = platformdirs.user_data_path if kind == "data" else platformdirs.user_config_path
    return place(_APPLICATION, appauthor=False)


def made_user_folder(kind: Literal["data", "config"], home: Path | None = None) -> Path:
    """Return the folder of `user_folder`, made if need be, for the eyes of this user only.

    Raises
    ------
    OSError
        If it cannot be made.
    """
    folder = user_folder(kind, home)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    keep_to_user(folder)
    return folder


def keep_to_user(path: Path) -> None:
    """Take from group and others what they may do with a file or folder, where the system knows such rights."""
    with contextlib.suppress(OSError):  # on a drive without such rights, or of another owner
        mode = stat.S_IMODE(path.stat().st_mode)
        if os.name == "posix" and mode & OF_OTHERS:
            path.chmod(mode & ~OF_OTHERS)
