"""One thread at a time imports the libraries that are imported late.

scipy, scikit-image and matplotlib import their own parts in circles. Python waits for a module that another thread is
importing, but not where waiting would never end, as in a circle that two threads entered at different places: there it
hands out the half-made module, and the import fails. Such libraries are imported where they are needed, by whichever
thread comes first, so every such place does it under this lock.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

GUARDED = ("matplotlib", "scipy", "skimage")
"""Libraries that are imported inside of functions, under the lock only."""

_LOCK = threading.RLock()


@contextmanager
def one_importer() -> Iterator[None]:
    """Let this thread alone import late ones; around import statements of libraries and nothing else.

    Notes
    -----
    No part of this program may be imported under the lock: another thread may be importing that part, and wait there
    for the lock.

    Examples
    --------
    >>> with one_importer():
    ...     from scipy import ndimage
    """
    with _LOCK:
        yield
