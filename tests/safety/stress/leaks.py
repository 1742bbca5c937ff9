"""What a window leaves behind: threads, processes, open files, widgets, memory."""

import gc
import os
import threading
from dataclasses import dataclass

import psutil
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

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
    process = psutil.Process()
    children = [child for child in process.children(recursive=True) if child.status() != psutil.STATUS_ZOMBIE]
    return Census(
        threads=tuple(sorted(t.name for t in threading.enumerate() if not t.name.startswith(LASTING))),
        children=len(children),
        files=process.num_fds() if os.name == "posix" else process.num_handles(),
        tops=len(QApplication.topLevelWidgets()),
        widgets=len(QApplication.allWidgets()),
        rss_mib=process.memory_info().rss / 2**20,
    )


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
