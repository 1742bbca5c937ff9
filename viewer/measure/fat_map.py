"""The fat fraction of every pixel inside the measured outlines of a slice, by the rules that made its numbers.

What a map shows is what the method takes each pixel for, and nothing is measured a second time. The mean of an
outline's pixels, each weighing as much as it is covered, is its fat fraction

- exactly with every threshold but `otsu-imagej`, and with `soft-references`, as far as that is limited to 0…1;
- but for the border with `anchored`: a pixel there is mixed with what lies outside, which the number corrects and
  the map shows as it is, so that a lean muscle in fat has a border that looks fatter than it is;
- but for the weight of the signal with `dixon`, whose number is a ratio of sums: bright pixels count more in it;
- but for the pixels of the border with `otsu-imagej`, which counts those whose centre is inside, and those wholly.

`MappedOutline.difference_points` tells how much that is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from viewer.core.outline import Outline
from viewer.core.series import Series, SliceKey
from viewer.measure.anchored.scale import SliceScale
from viewer.measure.measurement import Measurement, MeasurementRow, MethodUsed
from viewer.measure.measuring import MeasureSettings, context_of
from viewer.measure.methods import MethodContext, Rule, Sample, find_method
from viewer.measure.prepared import Covered, PreparedSlice
from viewer.measure.rows import rules_of

MARGIN_PX = 10
"""How far round its outlines a map goes on, pixels: its picture is interpolated up to the border, and a vertex that is
dragged uncovers what is known already."""

_Image = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class MappedOutline:
    """One outline of a map.

    Parameters
    ----------
    outline
        The outline, as it was measured.
    fat_fraction
        The number beside the image, 0…1.
    mean
        Mean of the map over the outline, each pixel weighing as much as it is covered.
    """

    outline: Outline
    fat_fraction: float
    mean: float

    @property
    def difference_points(self) -> float:
        """Number minus mean of the map, percentage points: what the number corrects and a pixel cannot show."""
        return 100.0 * (self.fat_fraction - self.mean)


@dataclass(frozen=True, slots=True, eq=False)
class FatMap:
    """Fat fraction per pixel of one slice. Two maps are equal only if they are the same object.

    Parameters
    ----------
    slice_key
        The slice.
    shape
        (rows, columns) of the slice.
    method
        Name, version and parameters of the method.
    top, left
        Row and column of the slice at which `values` begins.
    values
        Shape (m, n), fat fraction in parts of 1, not limited to 0…1, read-only; known up to `MARGIN_PX` beyond the
        outlines, NaN farther out and where a pixel has no value.
    weights
        Shape (m, n), part of each pixel inside the mapped outlines, 0…1, read-only.
    outlines
        The outlines that have a fat fraction, at least one; the others are not mapped.
    """

    slice_key: SliceKey
    shape: tuple[int, int]
    method: MethodUsed
    top: int
    left: int
    values: _Image = field(repr=False)
    weights: _Image = field(repr=False)
    outlines: tuple[MappedOutline, ...]

    def __post_init__(self) -> None:
        if not self.outlines:
            raise ValueError("a fat map needs an outline that has a fat fraction")
        if self.values.shape != self.weights.shape:
            raise ValueError("values and weights of a fat map have one shape")
        rows, columns = self.values.shape
        if self.top < 0 or self.left < 0 or self.top + rows > self.shape[0] or self.left + columns > self.shape[1]:
            raise ValueError("a fat map lies on its slice")
        self.values.setflags(write=False)
        self.weights.setflags(write=False)

    @property
    def box(self) -> tuple[slice, slice]:
        """Index (rows, columns) of the map on its slice."""
        rows, columns = self.values.shape
        return slice(self.top, self.top + rows), slice(self.left, self.left + columns)

    @property
    def inside(self) -> _Image:
        """Shape (m, n), `values` where an outline covers any of the pixel, NaN elsewhere."""
        return np.where(self.weights > 0.0, self.values, np.nan)

    def on_slice(self) -> _Image:
        """`inside` on the whole slice, shape (rows, columns); NaN outside the outlines."""
        whole = np.full(self.shape, np.nan)
        whole[self.box] = self.inside
        return whole


def fat_map_of(
    measured: Measurement, ready: PreparedSlice, settings: MeasureSettings, blocks: Sequence[Series] = ()
) -> FatMap | None:
    """Map of a slice that was measured; None where none of its outlines has a fat fraction.

    Parameters
    ----------
    measured
        Numbers, those of this slice among them, with the scale they were measured on.
    ready
        The slice.
    settings
        Method and threshold of the numbers.
    blocks
        All blocks of the study, for a method that needs other images of it.

    Raises
    ------
    UnreadableError
        If the pixels of another image that the method needs cannot be read.
    """
    key = ready.image.key
    rows = [row for row in measured.rows if SliceKey(row.sop_instance_uid, row.frame) == key]
    if all(row.fat_fraction_percent is None for row in rows):
        return None
    scale = dict(measured.scales).get(key)
    parts = _parts_of(rows, ready, settings, tuple(blocks), scale)
    return _merged(parts, ready, measured.method) if parts else None


@dataclass(frozen=True, slots=True)
class _Part:
    """One outline with the pixels round it; `values` and `weights` of shape (m, n) from (top, left) on."""

    mapped: MappedOutline
    top: int
    left: int
    values: _Image
    weights: _Image

    @property
    def bottom(self) -> int:
        return self.top + int(self.values.shape[0])

    @property
    def right(self) -> int:
        return self.left + int(self.values.shape[1])


def _parts_of(
    rows: Sequence[MeasurementRow],
    ready: PreparedSlice,
    settings: MeasureSettings,
    blocks: tuple[Series, ...],
    scale: SliceScale | None,
) -> list[_Part]:
    """Pixels of every outline that has a number."""
    method = find_method(settings.method)
    context = replace(context_of(ready, method, settings.threshold, blocks), scale=scale)
    parts = []
    for structure in dict.fromkeys(row.structure for row in rows):
        group = [(row, row.source) for row in rows if row.structure is structure]
        items = [ready.covered(ready.shape(outline)) for _, outline in group if outline is not None]
        rules = rules_of(items, method, context)
        for (row, _), item, rule in zip(group, items, rules, strict=True):
            if rule is not None and row.fat_fraction_percent is not None:
                parts.append(_part(item, rule, context, row.fat_fraction_percent / 100.0))
    return parts


def _part(item: Covered, rule: Rule, context: MethodContext, fat_fraction: float) -> _Part:
    """Pixels of one outline and round it."""
    rows, columns = context.shape
    y, x = np.divmod(item.sample.index, columns)
    top, left = max(int(y.min()) - MARGIN_PX, 0), max(int(x.min()) - MARGIN_PX, 0)
    bottom, right = min(int(y.max()) + MARGIN_PX + 1, rows), min(int(x.max()) + MARGIN_PX + 1, columns)
    inside = context.values[top:bottom, left:right]
    index = np.arange(top, bottom)[:, np.newaxis] * columns + np.arange(left, right)
    sample = Sample(inside.ravel(), np.ones(inside.size), index.ravel(), item.sample.rings)
    values = np.where(np.isfinite(inside), rule.fractions(sample).reshape(inside.shape), np.nan)
    weights = np.zeros(inside.shape)
    weights[y - top, x - left] = item.sample.weights
    mean = float(item.sample.weights @ values[y - top, x - left] / item.sample.weights.sum())
    return _Part(MappedOutline(item.outline, fat_fraction, mean), top, left, values, weights)


def _merged(parts: Sequence[_Part], ready: PreparedSlice, method: MethodUsed) -> FatMap:
    """All outlines as one map: a pixel is shown as the outline that covers most of it takes it."""
    top, left = min(part.top for part in parts), min(part.left for part in parts)
    size = (max(part.bottom for part in parts) - top, max(part.right for part in parts) - left)
    values, most, total = np.full(size, np.nan), np.full(size, -1.0), np.zeros(size)
    for part in parts:
        box = (slice(part.top - top, part.bottom - top), slice(part.left - left, part.right - left))
        leads = part.weights > most[box]
        values[box] = np.where(leads, part.values, values[box])
        most[box] = np.maximum(most[box], part.weights)
        total[box] += part.weights
    return FatMap(
        slice_key=ready.image.key,
        shape=(ready.image.rows, ready.image.columns),
        method=method,
        top=top,
        left=left,
        values=values,
        weights=np.minimum(total, 1.0),
        outlines=tuple(part.mapped for part in parts),
    )
