"""What a tool may know, made from a snapshot."""

import numpy as np
from numpy.typing import NDArray

from viewer.app.display.pixels import LoadedSlice
from viewer.app.sides.siding import side_of_drawn
from viewer.app.snapshot import Snapshot
from viewer.core.document import Crop, Document
from viewer.core.outline import Outline, Side
from viewer.tools.gesture import ToolContext


class Values:
    """Values of the slice on the screen, worked out when first asked for and kept until another one comes."""

    def __init__(self) -> None:
        self._of: tuple[LoadedSlice, Crop | None] | None = None
        self._kept: NDArray[np.float64] | None = None

    def of(self, now: Snapshot) -> NDArray[np.float64] | None:
        """Values after rescale, shape (rows, columns), read-only, NaN where padding or cropped away; None without."""
        loaded, image = now.loaded, now.image
        if not now.is_loaded or loaded is None or image is None:
            return None
        crop = now.document.crop_of(image.key)
        if self._of is None or self._of[0] is not loaded or self._of[1] != crop:
            values = now.document.kept_values(image, image.mapping.to_values(loaded.stored)).view()
            values.setflags(write=False)
            self._of, self._kept = (loaded, crop), values
        return self._kept


def context_of(now: Snapshot, values: Values) -> ToolContext | None:
    """What a tool may know now; None while no slice is shown.

    Parameters
    ----------
    now
        The present snapshot.
    values
        Keeps the values of the slice from one call to the next.
    """
    series, image, viewport = now.series, now.stated_image, now.viewport
    if series is None or image is None or viewport is None:
        return None
    loaded = now.loaded if now.is_loaded else None
    window = now.window

    def side_of(outline: Outline, document: Document) -> Side:
        stated = document.statement_for(series.series_uid).shown_on(image)
        estimate = None if loaded is None else loaded.midline_on(stated)
        return side_of_drawn(outline, document, stated, estimate=estimate)

    return ToolContext(
        document=now.document,
        view=now.view,
        viewport=viewport,
        image=image,
        series_uid=series.series_uid,
        series_slices=len(series.slices),
        window=(window.center, window.width),
        value_range=(0.0, 1.0) if loaded is None else loaded.value_range,
        side_of=side_of,
        preselected=now.preselected,
        structure=now.structure,
        values=lambda: values.of(now),
    )
