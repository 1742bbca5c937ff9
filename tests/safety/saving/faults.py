"""Failing calls of the file system: the k-th call of a piece of work fails, or the process is dead from there on.

A process that was killed does nothing more, whatever its handlers would like: from that call on none has an effect.
"""

import contextlib
import errno
import os
from collections.abc import Callable, Iterator
from typing import Any, Literal

Fault = Literal["kill before", "kill after", "ENOSPC", "EIO", "EACCES", "short write", "lying write"]
FAULTS: tuple[Fault, ...] = (
    "kill before", "kill after", "ENOSPC", "EIO", "EACCES", "short write", "lying write",
)  # fmt: skip

CALLS = (
    "open", "write", "read", "fsync", "replace", "rename", "unlink", "remove", "chmod", "chown", "stat", "lstat",
    "fstat", "mkdir", "rmdir", "scandir", "listdir", "listxattr", "getxattr", "setxattr", "link", "readlink",
    "access", "lseek", "ftruncate", "truncate",
)  # fmt: skip
"""What is wrapped of `os`; `pathlib`, `shutil` and the program call it there."""

_CODES = {"ENOSPC": errno.ENOSPC, "EIO": errno.EIO, "EACCES": errno.EACCES}


class KilledError(BaseException):
    """Stands for the end of the process: nothing after it has an effect."""


class Calls:
    """Counts the calls, and lets one fail.

    Parameters
    ----------
    at
        Number of the call that fails, from 1; 0 for none.
    fault
        How it fails.
    """

    def __init__(self, at: int = 0, fault: Fault = "EIO") -> None:
        self.at, self.fault = at, fault
        self.names: list[str] = []
        self.is_dead = False
        self.failed = ""

    def wrapped(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            if self.is_dead:
                raise KilledError
            self.names.append(name)
            if len(self.names) != self.at:
                return real(*arguments, **named)
            self.failed = name
            return self._fail(name, real, arguments, named)

        return call

    def _fail(self, name: str, real: Callable[..., Any], arguments: Any, named: Any) -> Any:
        if self.fault in _CODES:
            code = _CODES[self.fault]
            raise OSError(code, os.strerror(code))
        if self.fault in {"kill before", "kill after"}:
            if self.fault == "kill after":
                done = real(*arguments, **named)
                if hasattr(done, "close"):
                    done.close()
                elif name == "open":
                    os.close(done)
            self.is_dead = True
            raise KilledError
        if name != "write":
            return real(*arguments, **named)
        handle, data = arguments
        written = real(handle, bytes(data)[: len(data) // 2])
        return len(data) if self.fault == "lying write" else written


@contextlib.contextmanager
def failing(at: int = 0, fault: Fault = "EIO") -> Iterator[Calls]:
    """Wrap the calls of `os`; what a dead process raises is swallowed at the end."""
    calls = Calls(at, fault)
    real = {name: getattr(os, name) for name in CALLS if hasattr(os, name)}
    for name, function in real.items():
        setattr(os, name, calls.wrapped(name, function))
    try:
        yield calls
    except KilledError:
        pass
    finally:
        for name, function in real.items():
            setattr(os, name, function)


def number_of_calls(work: Callable[[], None]) -> list[str]:
    """Names of the calls that a piece of work makes when nothing fails."""
    with failing() as calls:
        work()
    return calls.names
