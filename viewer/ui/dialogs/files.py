"""Choosing files and folders: nothing that may name the patient is shown while it is hidden, and Qt remembers nothing.

Qt keeps the folders that its dialogs showed in a file of its own, outside of what this program may keep.
"""

import os
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QFileDialog, QWidget

_PATHS = ("history", "lastVisited", "shortcuts")
"""Entries of Qt's own settings that hold folders."""


def file_dialog(
    parent: QWidget | None, title: str, folder: Path | str | None, kinds: str = "", *, hides_patient: bool
) -> QFileDialog:
    """Dialog that begins in a folder; in the user's home while patient data are hidden, as a folder may be named so.

    Parameters
    ----------
    parent, title
        As for any dialog.
    folder
        Where it begins; None for the user's home.
    kinds
        Kinds of files that it lists, as Qt writes them; '' for all.
    hides_patient
        Whether what names the patient is hidden.
    """
    begins = Path.home() if hides_patient or folder is None else folder
    before = _kept_from_qt()
    dialog = QFileDialog(parent, title, str(begins), kinds)
    if hides_patient:
        dialog.setHistory([])
    dialog.destroyed.connect(lambda: _put_back(before))  # Qt writes them when it is deleted
    return dialog


def keep_no_folders() -> None:
    """Let Qt keep no folder that a dialog showed; a dialog that Qt opens by itself, as that of printing, wants it."""
    _kept_from_qt()


def _kept_from_qt() -> dict[str, object] | None:
    """Point Qt's own settings to nowhere; where a system does not allow that, the folders in them, to be put back."""
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, os.devnull)
    settings = QSettings(QSettings.Scope.UserScope, "QtProject")
    if settings.fileName().startswith(os.devnull):
        return None
    settings.beginGroup("FileDialog")
    return {name: settings.value(name) for name in _PATHS}


def _put_back(before: dict[str, object] | None) -> None:
    if before is None:
        return
    settings = QSettings(QSettings.Scope.UserScope, "QtProject")
    settings.beginGroup("FileDialog")
    for name, value in before.items():
        if value is None:
            settings.remove(name)
        else:
            settings.setValue(name, value)
