"""How far a long command is: one line on standard error that is written over, on a terminal; else now and then."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_STEPS = 10
"""Lines that are written where nothing can be written over."""


@contextmanager
def shown_progress(things: str) -> Iterator[Callable[[int, int], None]]:
    """Give a function that is told how many of all are done; it says so, and about how long the rest takes.

    Parameters
    ----------
    things
        What is counted, such as 'images'.
    """
    begun = time.monotonic()
    is_terminal = sys.stderr.isatty()
    said = -1

    def tell(done: int, count: int) -> None:
        nonlocal said
        step = done * _STEPS // max(count, 1)
        if not is_terminal and step == said:
            return
        said = step
        left = (time.monotonic() - begun) * (count - done) / max(done, 1)
        start, end = ("\r", "\x1b[K") if is_terminal else ("", "\n")
        sys.stderr.write(f"{start}{done} of {count} {things}, {_words(left)} to go{end}")
        sys.stderr.flush()

    try:
        yield tell
    finally:
        if is_terminal and said >= 0:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def _words(seconds: float) -> str:
    """A time in minutes and seconds, such as '3:05 min'."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d} min"
