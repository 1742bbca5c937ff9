"""The text of a report: versions, kinds of errors and places in the program, and never what an error says."""

import errno
import os
import re
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType

from viewer import PROGRAM, __version__

FRAMES_MAX = 60
"""Most places of one error in a report: the outermost third and the rest from the innermost."""

CHAIN_MAX = 6
"""Most errors that led to one another in a report."""

LIBRARIES = (
    "numpy",
    "PySide6",
    "pydicom",
    "nibabel",
    "PIL",
    "imagecodecs",
    "scipy",
    "skimage",
    "matplotlib",
    "openpyxl",
    "psutil",
)
"""Libraries whose versions a report tells, where they are in use."""

THREADS = frozenset(
    {
        "MainThread",
        "background-task",
        "crash-watch",
        "decode-worker-watchdog",
        "figure",
        "import-ahead",
        "keeper",
        "numbers",
        "pixel-reader",
        "slices",
    }
)
"""Names of threads that a report tells, without the numbers behind them."""

_PACKAGE = Path(__file__).resolve().parents[2]
_STANDARD = Path(os.__file__).resolve().parent
_NAME = re.compile(r"[A-Za-z_<][A-Za-z0-9_.<>]{0,99}")
_VERSION = re.compile(r"[A-Za-z0-9_.+\-]{1,40}")
_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.\-]{0,79}")


@dataclass(frozen=True, slots=True)
class Fault:
    """An error that nobody foresaw, as far as it may be told.

    Parameters
    ----------
    kind
        Name of its class.
    lines
        Kinds and places, the outermost first, errors it came from before it.
    thread
        Where it happened.
    """

    kind: str
    lines: tuple[str, ...]
    thread: str = "MainThread"

    @property
    def code(self) -> str:
        """Eight hexadecimal digits that are the same for the same fault of the same version."""
        return f"{zlib.crc32(chr(10).join((__version__, *self.lines)).encode()):08x}"


def fault_of(error: BaseException, *, thread: str = "MainThread") -> Fault:
    """Return what may be told of an error.

    Parameters
    ----------
    error
        With its traceback.
    thread
        Name of the thread.
    """
    lines: list[str] = []
    for one in reversed(list(_chain(error))):
        lines += [*([""] if lines else []), *_frames(one.__traceback__), _told_kind(one)]
    return Fault(kind_of(error), tuple(lines), _told_thread(thread))


def kind_of(error: BaseException) -> str:
    """Name of an error's class, 'an error' where the class is not one that a module of the program holds."""
    kind = type(error)
    module = sys.modules.get(kind.__module__)
    is_known = getattr(module, kind.__name__, None) is kind and _NAME.fullmatch(kind.__name__) is not None
    return kind.__name__ if is_known else "an error"


def report_text(fault: Fault, *, first: datetime, last: datetime, times: int) -> str:
    """Text of a report, in plain ASCII.

    Parameters
    ----------
    fault
        What happened.
    first, last
        When, in UTC.
    times
        How often, at least.
    """
    often = "once" if times == 1 else f"at least {times} times"
    head = [
        f"{PROGRAM} {__version__}: report of something unexpected",
        "It holds nothing of what was opened, typed or saved, and no names of files.",
        "",
        f"Happened: {often}, first {_stamp(first)}, last {_stamp(last)}",
        f"Thread: {fault.thread}",
        *_surroundings(),
        "",
    ]
    return "\n".join((*head, *fault.lines, "")).encode("ascii", "replace").decode("ascii")


def told_place(file: str, line: int, function: str) -> str:
    """A place in the program or a library, without where either lies on this computer.

    Parameters
    ----------
    file
        As Python knows it.
    line
        Number of the line.
    function
        Its name.
    """
    told = _told_file(file)
    if told is None:
        return "  elsewhere"
    return f"  {told}:{line} in {function if _NAME.fullmatch(function) else 'something'}"


def _told_file(file: str) -> str | None:
    if re.fullmatch(r"<frozen [a-z_.]{1,60}>", file):
        return file
    path = Path(file)
    parts = path.parts
    for name in ("site-packages", "dist-packages"):
        if name in parts:
            return _joined(("site-packages", *parts[len(parts) - parts[::-1].index(name) :]))
    for root, told in ((_PACKAGE, "viewer"), (_STANDARD, "python")):
        if path.is_relative_to(root):
            return _joined((told, *path.relative_to(root).parts))
    return None


def _joined(parts: tuple[str, ...]) -> str | None:
    return "/".join(parts) if all(map(_PART.fullmatch, parts)) else None


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error, what it was raised from, and so on."""
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen and len(seen) < CHAIN_MAX:
        seen.add(id(one))
        yield one
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)


def _frames(traceback: TracebackType | None) -> list[str]:
    places: list[str] = []
    while traceback is not None and len(places) < 20 * FRAMES_MAX:
        code = traceback.tb_frame.f_code
        places.append(told_place(code.co_filename, traceback.tb_lineno, code.co_name))
        traceback = traceback.tb_next
    if len(places) <= FRAMES_MAX:
        return places
    outer = FRAMES_MAX // 3
    left_out = f"  ({len(places) - FRAMES_MAX} more)"
    return [*places[:outer], left_out, *places[-(FRAMES_MAX - outer) :]]


def _told_kind(error: BaseException) -> str:
    number = error.errno if isinstance(error, OSError) else None
    name = errno.errorcode.get(number) if isinstance(number, int) else None
    return f"{kind_of(error)} ({name})" if name else kind_of(error)


def _told_thread(name: str) -> str:
    plain = re.sub(r"[_-]\d+$", "", name)
    return plain if plain in THREADS else "another thread"


def _surroundings() -> list[str]:
    """Versions of the system, of Python and of what is in use."""
    import platform  # no start needs it

    versions = {name: getattr(sys.modules.get(name), "__version__", None) for name in LIBRARIES}
    known = [f"{n} {v}" for n, v in versions.items() if isinstance(v, str) and _VERSION.fullmatch(v)]
    system = (platform.system(), platform.release(), platform.machine())
    return [
        f"System: {' '.join(word for word in system if _VERSION.fullmatch(word))}",
        f"Python: {platform.python_version()}",
        f"Libraries: {', '.join(known) or 'none'}",
    ]


def _stamp(when: datetime) -> str:
    return when.strftime("%Y-%m-%d %H:%M:%S UTC")
