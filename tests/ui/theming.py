"""The program's own colours for a test, and what was there before back."""

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def in_own_colours(qapp) -> Iterator[None]:
    """Put the program's colours on the application as long as this lasts."""
    from viewer.ui.theme import apply_theme  # Qt is imported only where a test asks for it

    before = (qapp.style().objectName(), qapp.palette(), qapp.styleSheet())
    qapp.setStyle("Fusion")
    apply_theme(qapp)
    yield
    qapp.setStyleSheet(before[2])
    qapp.setStyle(before[0])
    qapp.setPalette(before[1])
