"""One grey for both dates: how bright muscle and fat are in the one decides the window of the other."""

from functools import lru_cache

from viewer.app.display.pixels import LoadedSlice
from viewer.core.grey import Window
from viewer.measure.changes.matching_grey import STEP_PX, Brightness, matched_window


def matched(window: Window, of: LoadedSlice, to: LoadedSlice) -> Window:
    """Window in which one slice looks as another does in its own; the window itself where nobody can say.

    Parameters
    ----------
    window
        Window of the first slice, values after rescale.
    of, to
        The first slice, and the one that is to look like it.
    """
    if of.error is not None or to.error is not None or of is to:
        return window
    return _matched(window, of, to)


@lru_cache(maxsize=64)
def _matched(window: Window, of: LoadedSlice, to: LoadedSlice) -> Window:
    line = _line(of, to)
    if line is None:
        return window
    factor, shift = line
    return Window(shift + factor * window.center, abs(factor) * window.width)


@lru_cache(maxsize=16)
def _line(of: LoadedSlice, to: LoadedSlice) -> tuple[float, float] | None:
    """Factor and shift of the straight line from centres to centres, None for a width that does not fit it."""
    first, second = (matched_window(Window(center, 1.0), _bright(of), _bright(to)) for center in (0.0, 1.0))
    factor = second.center - first.center
    return None if factor == 0.0 else (factor, first.center)


@lru_cache(maxsize=16)
def _bright(loaded: LoadedSlice) -> Brightness:
    values = loaded.image.mapping.to_values(loaded.stored[::STEP_PX, ::STEP_PX])
    return Brightness(values, sign=-1.0 if loaded.image.mapping.is_inverted else 1.0)
