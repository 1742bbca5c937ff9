"""Reading and writing `.mfv` files, each with its backups beside it: those of the saves before."""

import hashlib
from dataclasses import replace
from pathlib import Path

from viewer.errors import ChangedOnDiskError, NewerProjectError, OutputError, ProjectError, UnreadableError
from viewer.io.atomic import backup_paths, write_with_backup
from viewer.io.project.canonical import MAX_BYTES
from viewer.io.project.contents import ProjectFile
from viewer.io.project.decoding import decode_project
from viewer.io.project.encoding import FORMAT, encode_project
from viewer.io.sources import ByteSource, local_file

PROJECT_ENDING = ".mfv"
"""Extension of project files."""

_HEAD = f'{{"format":"{FORMAT}"'.encode()
_ZIP_HEAD = b"PK\x03\x04"

_BACKUPS = (
    "its backup, one save older,",
    "its second backup, two saves older,",
    "its third backup, three saves older,",
)

PROJECT_IN_CASE = "project.mfv"
"""Name of the project in a case, the zip that holds its images, too."""


def is_project(path: Path) -> bool:
    """Whether a path is meant as a project: by its extension, by its first bytes under another name, or as a case."""
    if path.suffix.lower() == PROJECT_ENDING:
        return not path.is_dir()
    try:
        head = local_file(path).read(0, len(_HEAD))
    except UnreadableError:
        return False
    return head == _HEAD or (head.startswith(_ZIP_HEAD) and is_case(path))


def is_case(path: Path) -> bool:
    """Whether a path is a case: a zip with a project among its images."""
    try:
        return _project_in(path) is not None
    except UnreadableError:
        return False  # an archive that cannot be read says why when it is opened


def is_zip(path: Path) -> bool:
    """Whether a file begins as a zip, also one that is damaged or is just being copied there."""
    try:
        return local_file(path).read(0, len(_ZIP_HEAD)) == _ZIP_HEAD
    except UnreadableError:
        return False


def _project_in(path: Path) -> ByteSource | None:
    """Return the project in a zip, None where the file is no zip or holds none."""
    source = local_file(path)
    if source.read(0, len(_ZIP_HEAD)) != _ZIP_HEAD:
        return None
    from viewer.io.archive import zip_members  # no project needs it

    wanted = f"{source.name}/{PROJECT_IN_CASE}"
    return next((member for member in zip_members(source, password=None) if member.name == wanted), None)


def read_project(path: Path) -> ProjectFile:
    """Project of a file; of its newest sound backup, with a warning, if the file itself is damaged or gone.

    Parameters
    ----------
    path
        A .mfv file. Symbolic links are followed.

    Raises
    ------
    ProjectError
        If neither it nor a backup is a sound project, or a newer program wrote it in a form that cannot be shown.
    UnreadableError
        If there is no such file, or it cannot be read.
    """
    try:
        return _decoded(_bytes_of(path))
    except NewerProjectError as e:
        raise NewerProjectError(f"{path} cannot be opened: {e}") from e  # it is sound, and its backup is not it
    except ProjectError as e:
        reason: UnreadableError = ProjectError(f"{path} cannot be opened: {e}")
        said = "The project file is damaged"
    except UnreadableError as e:
        reason, said = e, "The project file cannot be read"
    for backup, which in zip(backups_of(path), _BACKUPS, strict=True):
        try:
            saved = _decoded(_bytes_of(backup))
        except (UnreadableError, OSError, RuntimeError):  # a loop of symbolic links is one of the last two
            continue
        warning = f"{said}; {which} was opened instead: check it, then save it."
        return replace(saved, warnings=(warning, *saved.warnings))
    raise reason


def backups_of(path: Path) -> tuple[Path, ...]:
    """Paths of the backups of a project, the newest first: beside the file itself, also when the path is a link."""
    try:
        return backup_paths(path.resolve())
    except (OSError, RuntimeError):
        return backup_paths(path)


def _decoded(data: bytes) -> ProjectFile:
    return replace(decode_project(data), stored_digest=digest_of(data))


def digest_of(data: bytes) -> str:
    """SHA-256 of the bytes of a file, 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def _bytes_of(path: Path) -> bytes:
    source: ByteSource = _project_in(path) or local_file(path)
    if source.size > MAX_BYTES:
        raise ProjectError(f"it is larger than {MAX_BYTES >> 20} MiB, which no project is.")
    return source.read(0, MAX_BYTES + 1)


def write_project(path: Path, project: ProjectFile, *, replaces: str | None = None) -> ProjectFile:
    """Write a project so that at every moment a whole one is there, and keep those before as backups.

    Parameters
    ----------
    path
        File to write; its folder must exist. A symbolic link keeps pointing where it points.
    project
        What to write; see `viewer.io.project.binding.project_of`.
    replaces
        `stored_digest` of the project that may be replaced, where it is another one than is written; None for
        whatever is there. What is damaged, or gone, is nobody's.

    Returns
    -------
    ProjectFile
        The project with the `stored_digest` of what was written.

    Raises
    ------
    ChangedOnDiskError
        If another project is there than `replaces`.
    OutputError
        If it cannot be written or could not be opened again, or a newer program wrote the file that is there. What
        was there is untouched.
    OutlineError
        If a point lies outside every image.
    """
    data = encode_project(project)
    try:
        decode_project(data)  # what could not be opened again must not take the place of what can
    except ProjectError as e:
        raise OutputError(f"{path} was not written, as it could not be opened again: {e}") from e
    write_with_backup(path, data, is_sound=_is_sound, check=lambda before: _check_replaced(path, before, replaces))
    return replace(project, stored_digest=digest_of(data))


def _is_sound(data: bytes) -> bool:
    """Whether bytes are a project of this program or a newer one."""
    try:
        decode_project(data)
    except NewerProjectError:
        return True
    except ProjectError:
        return False
    return True


def _check_replaced(path: Path, before: bytes, replaces: str | None) -> None:
    """Refuse to replace a newer program's project, or one that somebody else wrote meanwhile."""
    try:
        is_newer = decode_project(before).is_read_only
    except NewerProjectError:
        is_newer = True
    except ProjectError:
        return
    if is_newer:
        raise OutputError(f"{path} was written by a newer version of the program; save under another name.")
    if replaces is not None and digest_of(before) != replaces:
        raise ChangedOnDiskError(
            f"{path} was changed by somebody else since it was opened here; save under another name to keep both."
        )
