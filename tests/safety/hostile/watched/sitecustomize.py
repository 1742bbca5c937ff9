"""Imported by the worker under watch as it starts: notes every file it opens and everything it should never do.

The folder is put on PYTHONPATH by `tests.safety.hostile.watching`; nothing of the program knows of it.
"""

import os
import sys

_LOG = os.environ.get("MULTIFIDUS_WATCH_LOG")
_NEVER = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.remove", "os.rename", "os.mkdir",
          "os.rmdir", "os.link", "os.symlink", "os.chmod", "os.truncate", "shutil.", "ftplib.", "urllib.", "pty.",
          "webbrowser.", "marshal.load", "pickle.find_class", "os.fork")  # fmt: skip
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_KNOWN = tuple(
    os.path.realpath(path) + os.sep
    for path in (sys.prefix, sys.base_prefix, "/usr/lib", "/usr/local/lib", "/proc", "/sys", "/etc/mime.types")
)
_ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))))


def _is_own(path: str) -> bool:
    real = os.path.realpath(path)
    return real.startswith((*_KNOWN, os.path.join(_ROOT, ""))) or real in (os.devnull, "/dev/urandom")


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open":
        path, _, flags = arguments
        if isinstance(path, int) or path is None:
            return
        text = os.fsdecode(path) if isinstance(path, (str, bytes)) else str(path)
        if os.path.realpath(text) == os.path.realpath(os.devnull):
            return
        if isinstance(flags, int) and flags & _WRITES:
            _note(f"write {text}")
        elif not _is_own(text):
            _note(f"read {text}")
    elif event.startswith(_NEVER) and event != "marshal.loads":
        _note(event)


def _note(line: str) -> None:
    os.write(_DESCRIPTOR, (line + "\n").encode("utf-8", "replace"))


if _LOG:
    _DESCRIPTOR = os.open(_LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    sys.addaudithook(_watch)
