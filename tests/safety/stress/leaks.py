"""What a window leaves behind: threads, processes, open files, widgets, memory."""

import gc
import threading
from dataclasses import dataclass
from pathlib import Path

import psutil
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from viewer.io.decode_worker.client import shared_worker

LASTING = ("ThreadPoolExecutor", "decode-worker", "pytest")
"""Beginnings of names of threads that are not the window's."""


@dataclass(frozen=True, slots=True)
class Census:
    """What there is at a moment."""

    threads: tuple[str, ...]
    children: int
    files: int
    tops: int
    widgets: int
    rss_mib: float


def collect() -> None:
    """Throw everything away that nobody needs."""
    for _ in range(3):
        QApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()


def census() -> Census:
    """What there is now."""
    collect()
    shared_worker().close()  # the program's own, which lasts as long as it does
    process = psutil.Process()
    children = [child for child in process.children(recursive=True) if child.status() != psutil.STATUS_ZOMBIE]
    return Census(
        threads=tuple(sorted(t.name for t in threading.enumerate() if not t.name.startswith(LASTING))),
        children=len(children),
        files=len(open_files()),
        tops=len(QApplication.topLevelWidgets()),
        widgets=len(QApplication.allWidgets()),
        rss_mib=process.memory_info().rss / 2**20,
    )


def open_files() -> list[str]:
    """What the files are that this process holds open, where the system tells.

    Fonts are left out: matplotlib keeps the last 64 of them open, those of each thread by themselves.
    """
    folder = Path("/proc/self/fd")
    found = [str(one.readlink()) for one in folder.iterdir() if one.exists()] if folder.is_dir() else []
    return sorted(name for name in found if not name.endswith((".ttf", ".otf")))


def left_behind(before: Census, after: Census, *, files: int = 8) -> str:
    """What is there afterwards that was not there before, '' for nothing.

    Parameters
    ----------
    before, after
        Around what was done.
    files
        Most files that libraries may keep open once they were used (clipboards, fonts, pipes of a process).
    """
    told: list[str] = []
    if set(after.threads) - set(before.threads):
        told.append(f"threads {sorted(set(after.threads) - set(before.threads))}")
    counts = [(name, getattr(before, name), getattr(after, name)) for name in ("children", "tops", "widgets")]
    told += [f"{name} {old} -> {new}" for name, old, new in counts if new > old]
    if after.files > before.files + files:
        told.append(f"files {before.files} -> {after.files}")
    return "; ".join(told)
