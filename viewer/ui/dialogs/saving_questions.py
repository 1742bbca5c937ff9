"""Questions about a project that somebody else has saved or has open. None blocks, as in `questions`."""

from collections.abc import Callable
from typing import Literal

from PySide6.QtWidgets import QMessageBox, QWidget

from viewer.ui.dialogs.questions import Choice, ask

ChangedOnDisk = Literal["save as", "replace", "cancel"]
Taken = Literal["save as", "cancel"]
Anyway = Literal["edit", "cancel"]

_Role = QMessageBox.ButtonRole


def ask_changed_on_disk(parent: QWidget | None, *, decided: Callable[[ChangedOnDisk], None]) -> QMessageBox:
    """Ask what becomes of a project that somebody else saved since it was opened here.

    Parameters
    ----------
    parent
        The program's window.
    decided
        Gets the answer; 'cancel' for Esc.
    """
    choices: tuple[Choice[ChangedOnDisk], ...] = (
        ("save as", "Save under &another name…", _Role.AcceptRole),
        ("replace", "&Replace it", _Role.DestructiveRole),
        ("cancel", "Cancel", _Role.RejectRole),
    )
    return ask(
        parent,
        "Somebody else has saved this project since you opened it.",
        "Save your work under another name to keep both. If you replace the project, what they saved stays beside it "
        "as its backup.",
        choices,
        decided=decided,
    )


def ask_taken(parent: QWidget | None, *, sentence: str, decided: Callable[[Taken], None]) -> QMessageBox:
    """Ask what becomes of work on a project that somebody else has taken over.

    Parameters
    ----------
    parent, decided
        As for `ask_changed_on_disk`.
    sentence
        Who has it now, and what to do.
    """
    choices: tuple[Choice[Taken], ...] = (
        ("save as", "Save under &another name…", _Role.AcceptRole),
        ("cancel", "Cancel", _Role.RejectRole),
    )
    return ask(
        parent,
        "Somebody else has taken this project over, so it was not saved.",
        sentence,
        choices,
        decided=decided,
    )


def ask_edit_anyway(parent: QWidget | None, *, host: str, decided: Callable[[Anyway], None]) -> QMessageBox:
    """Ask whether a project is to be edited that somebody else may have open.

    Parameters
    ----------
    parent, decided
        As for `ask_changed_on_disk`; Esc leaves it read-only.
    host
        The computer on which it was opened, '' where that is not known.
    """
    where = f"on the computer {host}" if host else "elsewhere"
    choices: tuple[Choice[Anyway], ...] = (
        ("edit", "&Edit all the same", _Role.DestructiveRole),
        ("cancel", "&Keep it read-only", _Role.RejectRole),
    )
    return ask(
        parent,
        f"Edit this project here, although it may still be open {where}?",
        "Do so only if nobody works on it there any more. If somebody does, one of you will be asked whose work is "
        "kept.",
        choices,
        decided=decided,
        default="cancel",
    )
