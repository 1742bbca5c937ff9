"""The estimated midline of a slice that is shown; never more than one answer for one geometry."""

import threading

import numpy as np
from numpy.typing import NDArray

from viewer.core.geometry import PlaneGeometry
from viewer.core.series import Slice
from viewer.measure.midline import estimated_midline


class Midlines:
    """The estimated midline of one slice, worked out when first asked for; from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: tuple[PlaneGeometry, tuple[float, float] | None] | None = None

    def of(self, image: Slice, stored: NDArray[np.generic]) -> tuple[float, float] | None:
        """Middle and width of the body; the last answer is kept for the geometry it is true of."""
        with self._lock:
            if self._known is None or self._known[0] != image.geometry:
                is_told = stored.size > 0 and image.geometry.can_tell_side
                found = estimated_midline(image, image.mapping.to_values(stored)) if is_told else None
                self._known = image.geometry, found
            return self._known[1]
