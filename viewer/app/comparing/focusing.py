"""What the panes of right beside left show large: the muscles that are outlined, else the whole halves.

The place is taken when a comparison is opened or fitted, and kept: it does not follow an outline that is drawn, as the
image would jump under the hand.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from viewer.app.snapshot import Snapshot
from viewer.core.outline import Outline, Point, Structure
from viewer.core.view import Comparing, Framing


def focus_of(now: Snapshot) -> tuple[Point, ...]:
    """Corners (x, y) of the box round the outlines of the slice, pixels, else of its block; empty where none is.

    Where the multifidus is outlined, that alone counts: a psoas beside it or a region of fat would make it small.
    """
    image, series = now.image, now.series
    if image is None or series is None:
        return ()
    alike = {one.key for one in series.slices if (one.rows, one.columns) == (image.rows, image.columns)}
    here = [outline for outline in now.document.outlines if outline.slice_key == image.key]
    return _box(here) or _box([outline for outline in now.document.outlines if outline.slice_key in alike])


def focused(now: Snapshot, comparing: Comparing) -> Comparing:
    """Comparison fitted to the outlined muscles; to the whole halves where it was fitted to the muscles already."""
    is_fitted = comparing.framing.zoom is None
    focus = () if is_fitted and comparing.focus_px else focus_of(now)
    return replace(comparing, framing=Framing(), focus_px=focus)


def _box(outlines: Sequence[Outline]) -> tuple[Point, ...]:
    chosen = [outline for outline in outlines if outline.structure is Structure.MULTIFIDUS] or outlines
    rings = [ring for outline in chosen for ring in outline.rings if len(ring) > 2]
    if not rings:
        return ()
    points = np.concatenate([np.asarray(ring, dtype=np.float64) for ring in rings])
    (left, top), (right, bottom) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    return ((left, top), (right, top), (right, bottom), (left, bottom))
