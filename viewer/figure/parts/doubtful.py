"""Which pixels of images that may hold burned-in text a page shows: in its panels, and in its inset."""

from collections.abc import Iterator, Sequence

from viewer.core.figures.spec import FigureSpec
from viewer.core.grey import Window
from viewer.figure.arranging.grid import PlacedPanel
from viewer.figure.doubtful import DoubtfulPixels
from viewer.figure.parts.picture import grey_of


def doubtful_pixels(
    spec: FigureSpec, panels: Sequence[PlacedPanel], windows: Sequence[Window]
) -> Iterator[DoubtfulPixels]:
    """Pixels that a file of the page will hold, of images that may hold burned-in text.

    Parameters
    ----------
    spec
        What the user chose.
    panels, windows
        Where the panels lie, and the display window of each.
    """
    for placed, window in zip(panels, windows, strict=True):
        content, crop = placed.view.content, placed.crop
        image = content.image
        if image.acquisition.may_hold_burned_in_text:
            whole = grey_of(content, window)
            box = (crop.left, crop.top, crop.left + crop.columns - 1, crop.top + crop.rows - 1)
            is_said = image.acquisition.has_burned_in_text is True
            yield DoubtfulPixels(image.key, box, whole, is_said)
            if spec.inset == "whole":  # wherever it stands
                yield DoubtfulPixels(image.key, (0, 0, image.columns - 1, image.rows - 1), whole, is_said)
        locator = content.locator
        if spec.inset == "locator" and locator is not None and locator.doubtful_key is not None:
            rows, columns = locator.grey.shape
            yield DoubtfulPixels(locator.doubtful_key, (0, 0, columns - 1, rows - 1), locator.grey)
