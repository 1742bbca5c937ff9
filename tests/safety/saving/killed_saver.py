"""Forks a process that saves without a pause, for every line it gets; run as a process by `kills`.

Forking one that has all modules is a hundred times faster than starting one, so that a thousand can be killed.
"""

import os
import sys
from dataclasses import replace
from pathlib import Path

from tests.io.project.saving_child import project_number
from viewer.io.locks.lock_file import take
from viewer.io.project import ProjectFile, write_project


def numbered(number: int) -> ProjectFile:
    """Project that tells its number, of a length that changes; short, so that looking at it takes no time."""
    project = project_number(number)
    kept = project.document.outlines[: 1 + len(project.document.outlines) % 40]
    return replace(project, document=replace(project.document, outlines=kept))


def save_without_end(path: Path, number: int) -> None:
    """Take the lock, then save projects of growing number, and tell of each."""
    os.write(1, f"lock {take(path).state}\n".encode())
    while True:
        write_project(path, numbered(number))
        os.write(1, f"{number}\n".encode())
        number += 1


if __name__ == "__main__":
    import psutil  # noqa: F401 - what the lock needs is there before the fork

    for line in sys.stdin:
        name, first = line.rsplit(maxsplit=1)
        pid = os.fork()
        if pid == 0:
            save_without_end(Path(name), int(first))
        os.write(1, f"pid {pid}\n".encode())
        os.waitpid(pid, 0)
        os.write(1, b"ended\n")
