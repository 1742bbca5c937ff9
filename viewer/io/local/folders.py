"""Folders of the user's own files: data (index, journal) and settings."""

import os
from pathlib import Path
from typing import Literal

HOME_VARIABLE = "MULTIFIDUS_HOME"
"""Environment variable that names one folder for everything, for tests, sticks and locked-down computers."""

_APPLICATION = "multifidus-viewer"


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
    return folder
