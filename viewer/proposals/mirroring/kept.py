"""What was worked out last about a slice, kept as long as its values are: a line is shown again and again."""

import weakref
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.core.geometry import PlaneGeometry
from viewer.core.outline import Outline
from viewer.proposals.mirroring.contrast import Contrast, local_contrast
from viewer.proposals.mirroring.symmetry import FoundLine, midsagittal_line, paired

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Known:
    """Contrast of some values, and the line found with a geometry and pairs of outlines, once it was looked for."""

    values: "weakref.ReferenceType[Values]"
    contrast: Contrast
    asked: tuple[PlaneGeometry, tuple[Outline, ...]] | None = None
    found: FoundLine | None = None


class KeptLines:
    """The last line that was found, and the contrast it was found with.

    Notes
    -----
    It answers as the functions would, only sooner. What it holds is exchanged as a whole, so that one thread may
    look for a line while another asks for it.
    """

    def __init__(self) -> None:
        self._known: _Known | None = None

    def contrast_of(self, values: Values, geometry: PlaneGeometry) -> Contrast:
        """Local contrast of a slice; see `local_contrast`."""
        return self._of(values, geometry).contrast

    def line_of(self, values: Values, geometry: PlaneGeometry, outlines: Sequence[Outline]) -> FoundLine | None:
        """Mid-sagittal line of a slice; see `midsagittal_line`."""
        known = self._of(values, geometry)
        asked = (geometry, paired(outlines))
        if known.asked != asked:
            found = midsagittal_line(values, geometry, outlines=outlines, contrast=known.contrast)
            known = _Known(known.values, known.contrast, asked, found)
            self._known = known
        return known.found

    def has_line(self, values: Values, geometry: PlaneGeometry, outlines: Sequence[Outline]) -> bool:
        """Whether `line_of` has its answer at hand."""
        known = self._known
        return known is not None and known.values() is values and known.asked == (geometry, paired(outlines))

    def _of(self, values: Values, geometry: PlaneGeometry) -> _Known:
        known = self._known
        if known is None or known.values() is not values:
            known = _Known(weakref.ref(values), local_contrast(values, geometry.spacing))
            self._known = known
        return known


LINES = KeptLines()
"""Of the slice on the screen."""
