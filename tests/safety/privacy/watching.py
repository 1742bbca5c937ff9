"""Everything that this process writes anywhere while it is watched: also files that are gone when it ends."""

import contextlib
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND
_NOBODYS = ("__pycache__", "/dev/", "/proc/", ".pytest_cache")


@dataclass(slots=True)
class Written:
    """Files that were opened to be written, and what those held that were removed or renamed since."""

    paths: set[Path] = field(default_factory=set)
    gone: dict[str, bytes] = field(default_factory=dict)
    is_on: bool = False

    def note(self, event: str, arguments: tuple[object, ...]) -> None:
        """Follow one event of the interpreter; nothing may be raised from here."""
        with contextlib.suppress(OSError, ValueError, TypeError):
            match event, arguments:
                case "open", (str() | bytes() | os.PathLike() as path, mode, int(flags)):
                    if flags & _WRITES or (isinstance(mode, str) and set(mode) & set("wax+")):
                        self._add(path)
                case "sqlite3.connect", (str() | bytes() as path,):
                    self._add(os.fsdecode(path).removeprefix("file:").partition("?")[0])
                case "os.rename", (
                    str() | bytes() | os.PathLike() as path,
                    str() | bytes() | os.PathLike() as target,
                    *_,
                ):
                    self._keep(Path(os.fsdecode(target)))
                    self._add(target)
                    for file in Path(os.fsdecode(path)).rglob("*"):
                        self._add(Path(os.fsdecode(target)) / file.relative_to(os.fsdecode(path)))
                case "os.remove", (str() | bytes() | os.PathLike() as path, *_):
                    self._keep(Path(os.fsdecode(path)))
                case "shutil.rmtree", (str() | os.PathLike() as path, *_):
                    for file in Path(path).rglob("*"):
                        self._keep(file)

    def _add(self, path: "str | bytes | os.PathLike[str] | os.PathLike[bytes]") -> None:
        name = os.path.abspath(os.fsdecode(path))
        if not any(part in name for part in _NOBODYS):
            self.paths.add(Path(name))

    def _keep(self, path: Path) -> None:
        """Note what a file holds that will be gone in a moment."""
        if path.absolute() in self.paths and path.is_file():
            self.is_on = False  # or reading would be followed too
            self.gone[f"{path.name}#{len(self.gone)}"] = path.read_bytes()
            self.is_on = True


_NOW: list[Written] = []


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if _NOW and _NOW[-1].is_on:
        _NOW[-1].note(event, arguments)


_is_hooked = False


@contextlib.contextmanager
def watching() -> Iterator[Written]:
    """Follow what is written in this process until the end of the block."""
    global _is_hooked  # noqa: PLW0603 - a hook of the interpreter cannot be taken off again
    if not _is_hooked:
        sys.addaudithook(_hook)
        _is_hooked = True
    written = Written(is_on=True)
    _NOW.append(written)
    try:
        yield written
    finally:
        written.is_on = False
        _NOW.remove(written)
