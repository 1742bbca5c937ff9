"""Saving the project that is open from the window: never over what somebody else saved or has open, unless asked to."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from viewer.app.projects.holding import Hold, Holder
from viewer.app.work import Work
from viewer.errors import ChangedOnDiskError, OutputError
from viewer.io.project import ProjectFile

Conflict = Literal["", "changed", "taken"]
"""Why nothing was saved: somebody else saved the project since it was opened here, or has taken it over."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of saving.

    Parameters
    ----------
    path
        The file.
    work
        What was to be saved.
    file
        What was written; the next `before`. None if nothing was.
    conflict
        See `Conflict`; '' if it was saved.
    hold
        Whether the file may be saved over from now on.
    """

    path: Path
    work: Work
    file: ProjectFile | None = field(default=None, repr=False)
    conflict: Conflict = ""
    hold: Hold = field(default_factory=Hold)


def save_held(path: Path, work: Work, holder: Holder, *, may_replace: bool = False) -> Saved:
    """Save work as a project, after its lock was taken and if nobody else changed it meanwhile.

    Parameters
    ----------
    path
        File to write.
    work
        What to save; it knows the project that it was opened from.
    holder
        Has the locks of the window; it keeps that of `path` until it is told to settle.
    may_replace
        Whether the user said that what somebody else saved meanwhile is to be replaced; it stays as the backup.

    Raises
    ------
    OutputError
        If another window or computer has the file open that was named, or it cannot be written.
    ViewerError
        As `viewer.app.projects.save`.
    """
    is_own = work.path is not None and _is_same(path, work.path)
    hold = holder.ready(path)
    if hold.is_read_only:
        if is_own:
            return Saved(path, work, conflict="taken", hold=hold)
        where = f"on the computer {hold.host}" if hold.host else "in another window"
        raise OutputError(f"{path} is open {where}; save under another name, or open it from there first.")
    replaces = None
    if is_own and not may_replace:
        replaces = "" if work.file is None else work.file.stored_digest
    try:
        file = work.save(path, replaces=replaces)
    except ChangedOnDiskError:
        return Saved(path, work, conflict="changed", hold=hold)
    return Saved(path, work, file, hold=hold)


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.resolve() == other.resolve() or one.samefile(other)  # a name may be spelled in two ways
    except (OSError, RuntimeError):
        return one == other
