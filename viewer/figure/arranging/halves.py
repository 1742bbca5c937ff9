"""Where a panel of one half ends inwards: the midline of the slice, along the axis on which the sides lie."""

import numpy as np
from numpy.typing import NDArray

from viewer.core.outline import Outline, Side
from viewer.core.series import Slice
from viewer.figure.arranging.kept import kept
from viewer.figure.arranging.views import PanelView
from viewer.measure.midline import estimated_midline


def midline_at(view: PanelView, across: float) -> float:
    """Place of the midline along the axis of the sides, in the units of the slice from its outer corner.

    It is the one that the user placed; without one, the middle between the outlines of both sides, where the spinous
    process lies; without outlines of both, the middle of the body, which a patient who lies askew does not keep.

    Parameters
    ----------
    view
        A panel of which right and left can be told.
    across
        Where along the other axis, in the same units: a placed midline may lean.
    """
    number = 0 if view.side_axis == "x" else 1
    step, extent = view.step[number], view.extent[number]
    placed = view.content.midline
    if placed is not None and placed.slice_key == view.content.image.key:
        (x0, y0), (x1, y1) = placed.ends
        start, end = ((x0, y0), (x1, y1)) if number == 0 else ((y0, x0), (y1, x1))
        if start[1] != end[1]:
            part = (across / view.step[1 - number] - 0.5 - start[1]) / (end[1] - start[1])
            return _inside((start[0] + part * (end[0] - start[0]) + 0.5) * step, extent)
    found = _between_px(view.content.outlines, number)
    if found is None:
        found = _estimated_px(view, number, across)
    if found is None:
        found = extent / step / 2 - 0.5
    return _inside((found + 0.5) * step, extent)


def _inside(value: float, extent: float) -> float:
    return min(max(value, 0.1 * extent), 0.9 * extent)


def _estimated_px(view: PanelView, number: int, across: float) -> float | None:
    """Place (pixels) of the body's middle; None without contrast."""
    image = view.content.statement.apply_to(view.content.image)
    middle = _estimate(view.content.values, image)
    if middle is None:
        return None
    other = across / view.step[1 - number] - 0.5
    points = [(at, other) if number == 0 else (other, at) for at in (0.0, 1.0)]
    first, second = image.geometry.leftness(points)
    return float((middle - first) / (second - first))


def _estimate(values: NDArray[np.float64], image: Slice) -> float | None:
    found = kept(values, "middle", image.geometry, lambda: estimated_midline(image, values))
    return None if found is None else found[0]


def _between_px(outlines: tuple[Outline, ...], number: int) -> float | None:
    """Middle (pixels) between the outlines of the two sides; None where a side has none."""
    spans = {
        side: [(o.bounds_px[number], o.bounds_px[number + 2]) for o in outlines if o.side is side]
        for side in (Side.RIGHT, Side.LEFT)
    }
    if not all(spans.values()):
        return None
    low, high = sorted(spans.values(), key=lambda found: sum(a + b for a, b in found) / len(found))
    return (max(end for _, end in low) + min(start for start, _ in high)) / 2
