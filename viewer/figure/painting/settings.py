"""Matplotlib's settings while a figure is painted: its defaults and the program's own, never the user's."""

import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from viewer.importing import one_importer

_SETTINGS: dict[str, Any] = {
    "agg.path.chunksize": 0,
    "image.composite_image": False,
    "path.simplify": False,
    "path.snap": False,
    "pdf.compression": 6,
    "pdf.fonttype": 42,
    "pdf.inheritcolor": False,
    "pdf.use14corefonts": False,
    "text.hinting": "none",
    "text.usetex": False,
}

_ALONE = threading.RLock()
"""Matplotlib's settings are one for all threads, and so one thread paints at a time."""


@contextmanager
def own_settings() -> Iterator[None]:
    """Matplotlib's defaults with this program's settings, whatever the user's own are; put back at the end.

    A second thread waits here until the first has painted.
    """
    with one_importer():
        import matplotlib

    with _ALONE, matplotlib.rc_context(), warnings.catch_warnings():
        # A character without a glyph is drawn as a box; the pre-flight check has said so.
        warnings.filterwarnings("ignore", message="Glyph .* missing", category=UserWarning)
        matplotlib.rcdefaults()
        settings: Any = matplotlib.rcParams
        settings.update(_SETTINGS)
        yield
