"""A slice made ready for measuring: all that does not depend on its outlines, and what is known of the last ones.

Measuring makes it where nobody hands it over, so that numbers come about in one way; handing it over only saves
time, as when a vertex is dragged.
"""

import threading
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from viewer.core.coverage import exact_coverage
from viewer.core.document import Crop, Document
from viewer.core.outline import Outline
from viewer.core.series import Series, Slice
from viewer.measure.anchored.scale import Reference, SliceScale
from viewer.measure.checking.outlines import Shape, shape_of
from viewer.measure.dixon.finding import find_dixon
from viewer.measure.dixon.maps import DixonMaps, read_maps
from viewer.measure.flagging.separability import Levels, tissue_levels
from viewer.measure.methods.outlined import region_of
from viewer.measure.methods.sample import Sample
from viewer.measure.midline import estimated_midline

_Key = TypeVar("_Key")
_Found = TypeVar("_Found")

OUTLINES_KEPT = 32
"""Outlines of one slice whose pixels are kept: those on it, and some steps of the one that is dragged."""


@dataclass(frozen=True, slots=True)
class Covered:
    """One sound outline with its pixels.

    Parameters
    ----------
    shape
        The outline, its area and centroid.
    sample
        Covered pixels with a value, darkest first.
    values
        Shape (n,), values after rescale of the sample's pixels.
    missing
        Covered area without a value, pixels.
    mean, sd
        Mean and population standard deviation of the values, weighted by coverage; None without any.
    """

    shape: Shape
    sample: Sample
    values: NDArray[np.float64]
    missing: float
    mean: float | None
    sd: float | None

    @property
    def outline(self) -> Outline:
        """The outline."""
        return self.shape.outline


class _Kept:
    """The outlines looked at last, oldest first; safe to ask from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._shapes: dict[Outline, Shape] = {}
        self._covered: dict[Outline, Covered] = {}
        self._scales: dict[tuple[Outline, ...], SliceScale | None] = {}
        self._regions: dict[Reference, Sample] = {}
        self._dixon: tuple[tuple[Series, ...], DixonMaps | None] | None = None
        self._on_scale: tuple[SliceScale | None, dict[Hashable, Any]] = None, {}

    def shape(self, outline: Outline, image: Slice) -> Shape:
        """Shape of an outline, computed once."""
        found = self._shapes.get(outline)
        if found is None:
            found = shape_of(outline, image)
            self._keep(self._shapes, outline, found)
        return found

    def covered(self, shape: Shape, values: NDArray[np.float64], *, sign: float) -> Covered:
        """Pixels of an outline, collected once."""
        found = self._covered.get(shape.outline)
        if found is None:
            found = _cover(shape, values, sign=sign)
            self._keep(self._covered, shape.outline, found)
        return found

    def scale(
        self, outlines: tuple[Outline, ...], find: Callable[[tuple[Outline, ...]], SliceScale | None]
    ) -> SliceScale | None:
        """Scale that follows from these outlines, found once."""
        try:
            return self._scales[outlines]
        except KeyError:  # None is an answer too
            found = find(outlines)
            self._keep(self._scales, outlines, found)
            return found

    def region(self, reference: Reference, brightness: NDArray[np.float64]) -> Sample:
        """Pixels of a reference, collected once."""
        found = self._regions.get(reference)
        if found is None:
            found = region_of(brightness, reference.rings_px, reference.structure)
            self._keep(self._regions, reference, found)
        return found

    def dixon(self, series: tuple[Series, ...], image: Slice) -> DixonMaps | None:
        """Fat and water signal among these series, read once."""
        found = self._dixon
        if found is None or found[0] != series:
            source = find_dixon(series, image)
            found = self._dixon = series, None if source is None else read_maps(source)
        return found[1]

    def on_scale(self, scale: SliceScale | None, what: Hashable, find: Callable[[], _Found]) -> _Found:
        """What follows from a scale, found once as long as no other scale is asked about."""
        kept = self._on_scale
        if kept[0] is not scale:  # a scale that is held is the same object; comparing costs more
            kept = self._on_scale = scale, {}
        try:
            return kept[1][what]  # type: ignore[no-any-return]  # found by the same `find`
        except KeyError:
            found = find()
            self._keep(kept[1], what, found)
            return found

    def _keep(self, where: dict[_Key, _Found], key: _Key, found: _Found) -> None:
        with self._lock:
            while len(where) >= OUTLINES_KEPT:
                del where[next(iter(where))]
            where[key] = found


@dataclass(frozen=True, slots=True)
class PreparedSlice:
    """All that measuring one slice needs and that does not depend on its outlines.

    Parameters
    ----------
    image
        The slice, with what the user stated filled in.
    crop
        Part of it that is kept, or None for all.
    values
        Shape (rows, columns), values after rescale, read-only; NaN where padding or cropped away.
    levels
        Levels of the bright and dark tissue of the slice, in brightness.
    midline
        Estimated middle and width of the body; None where sides cannot be told or without contrast.

    Notes
    -----
    It also keeps the pixels of the outlines measured last, which follow from it and the outline alone: when a
    vertex of one is dragged, those of the others need not be collected again.
    """

    image: Slice
    crop: Crop | None
    values: NDArray[np.float64] = field(repr=False, compare=False)
    levels: Levels
    midline: tuple[float, float] | None
    _kept: _Kept = field(default_factory=_Kept, init=False, repr=False, compare=False)

    @property
    def sign(self) -> float:
        """Sign that turns values into brightness: −1 where low values are shown bright."""
        return -1.0 if self.image.mapping.is_inverted else 1.0

    @property
    def brightness(self) -> NDArray[np.float64]:
        """Shape (rows, columns), values with the sign turned where low ones are shown bright; NaN where missing."""
        return -self.values if self.image.mapping.is_inverted else self.values

    def is_for(self, image: Slice, crop: Crop | None) -> bool:
        """Whether it was made from this slice, with what is stated now, and this crop."""
        return self.crop == crop and self.image == image

    def shape(self, outline: Outline) -> Shape:
        """Area, centroid and fault of an outline on this slice."""
        return self._kept.shape(outline, self.image)

    def covered(self, shape: Shape) -> Covered:
        """Pixels of a sound outline on this slice."""
        return self._kept.covered(shape, self.values, sign=self.sign)

    def region(self, reference: Reference) -> Sample:
        """Pixels of a reference on this slice."""
        return self._kept.region(reference, self.brightness)

    def dixon(self, series: tuple[Series, ...]) -> DixonMaps | None:
        """Fat and water signal on the grid of this slice; None where these series hold none.

        Parameters
        ----------
        series
            All blocks of the study.

        Raises
        ------
        UnreadableError
            If the pixels of an image that belongs to it cannot be read.
        """
        return self._kept.dixon(series, self.image)

    def scale(
        self,
        outlines: Sequence[Outline],
        find: Callable[["PreparedSlice", tuple[Outline, ...]], SliceScale | None],
    ) -> SliceScale | None:
        """Scale of this slice by a way to find it from some of its outlines; looked for once per set of outlines.

        Parameters
        ----------
        outlines
            Sound outlines that the scale may depend on.
        find
            Finds it; always the same one for a slice.
        """
        return self._kept.scale(tuple(outlines), lambda known: find(self, known))

    def on_scale(self, scale: SliceScale | None, what: Hashable, find: Callable[[], _Found]) -> _Found:
        """What follows from this slice, a scale and `what` alone; found once while the same scale is held.

        Parameters
        ----------
        scale
            The scale, or None where there is none.
        what
            Names what is found, such as an outline whose fat fraction it is.
        find
            Finds it; always the same way for what has this name.
        """
        return self._kept.on_scale(scale, what, find)


def prepare(image: Slice, document: Document, *, series_uid: str) -> PreparedSlice:
    """Everything about a slice that does not depend on its outlines; reads its pixels.

    Parameters
    ----------
    image
        The slice, as it was opened.
    document
        What the user stated about its series, and its crop.
    series_uid
        Identifier of its series.

    Raises
    ------
    SideError, GeometryError
        If a statement about every image contradicts the header.
    UnreadableError
        If the pixels cannot be read.
    """
    stated = document.statement_on(image, series_uid=series_uid).apply_to(image)
    values = document.kept_values(image, stated.values())
    values.setflags(write=False)
    return PreparedSlice(
        image=stated,
        crop=document.crop_of(image.key),
        values=values,
        levels=tissue_levels(-values if stated.mapping.is_inverted else values),
        midline=estimated_midline(stated, values) if stated.geometry.can_tell_side else None,
    )


def _cover(shape: Shape, values: NDArray[np.float64], *, sign: float) -> Covered:
    coverage = exact_coverage(shape.outline)
    rows, columns = coverage.box
    # An outline may end on the outer edge of the last pixel; the box then ends one pixel beyond the image.
    weights = coverage.weights[: values.shape[0] - coverage.top, : values.shape[1] - coverage.left]
    box = values[rows, columns]
    is_covered = weights > 0.0
    inside, weight = box[is_covered], weights[is_covered]
    row, column = np.nonzero(is_covered)
    index = (row + coverage.top) * values.shape[1] + (column + coverage.left)
    has_value = np.isfinite(inside)
    missing = float(weight[~has_value].sum())
    inside, weight, index = inside[has_value], weight[has_value], index[has_value]
    order = np.argsort(sign * inside)  # so that samples that are pooled are sorted by merging
    inside, weight, index = inside[order], weight[order], index[order]
    mean, sd = _mean_and_sd(inside, weight)
    return Covered(shape, Sample(sign * inside, weight, index, shape.outline.rings), inside, missing, mean, sd)


def _mean_and_sd(values: NDArray[np.float64], weights: NDArray[np.float64]) -> tuple[float | None, float | None]:
    """Coverage-weighted mean and population standard deviation; None without values."""
    if values.size == 0:
        return None, None
    total = float(weights.sum())
    offsets = values - values[0]  # large values must not cost digits
    mean = float(weights @ offsets) / total
    variance = float(weights @ (offsets - mean) ** 2) / total
    return float(values[0]) + mean, variance**0.5
