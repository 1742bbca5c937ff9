"""Tissues at points: what every point of a fine grid consists of, painted structure by structure."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from viewer.measure.phantom.anatomy.build import STANDARD, Build
from viewer.measure.phantom.anatomy.fields import Fields

Values = NDArray[np.float32]
Indices = NDArray[np.intp]
Mask = NDArray[np.bool_]


class Tissue(IntEnum):
    """Everything that has a signal of its own."""

    AIR = 0
    FAT = 1
    MUSCLE = 2
    SKIN = 3
    FASCIA = 4
    CORTEX = 5
    MARROW = 6
    ANNULUS = 7
    NUCLEUS = 8
    CSF = 9
    NERVE = 10
    LIGAMENT = 11
    BLOOD = 12
    BOWEL = 13
    CARTILAGE = 14
    SCLEROSIS = 15


@dataclass(frozen=True, slots=True)
class Patch:
    """Points within a box, with every coordinate the painters use.

    Parameters
    ----------
    index
        Where the points lie in the canvas.
    x, y, z
        LPS, mm, after bending; `x` is 0 in the midline.
    level, depth
        See `spine.level_coordinates`.
    back
        y in the frame of the back muscles, which follow the spinal curve only in part, mm.
    """

    index: Indices
    x: Values
    y: Values
    z: Values
    level: Values
    depth: Values
    back: Values

    @property
    def lateral(self) -> Values:
        """Distance from the midline, mm."""
        return np.abs(self.x)

    def part(self, mask: Mask) -> "Patch":
        """Return the points where `mask` is true."""
        return Patch(
            self.index[mask],
            self.x[mask],
            self.y[mask],
            self.z[mask],
            self.level[mask],
            self.depth[mask],
            self.back[mask],
        )


@dataclass(frozen=True, slots=True)
class Canvas:
    """What every point consists of: (1 − share) of the first tissue and `share` of the second.

    Parameters
    ----------
    points
        Points of the grid that may be painted; the others stay air.
    first, second
        Tissues, shape (n,).
    share
        Part of the second tissue, 0…1, shape (n,).
    shade
        Factor on the signal for texture, about 1, shape (n,).
    fields
        Random fields of the anatomy.
    build
        What the body has of its own.
    """

    points: Patch
    first: NDArray[np.uint8]
    second: NDArray[np.uint8]
    share: Values
    shade: Values
    fields: Fields
    build: Build = STANDARD

    @classmethod
    def blank(cls, points: Patch, fields: Fields, *, size: int, build: Build = STANDARD) -> "Canvas":
        """Return a canvas of `size` points of air, of which `points` may be painted."""
        n = size
        return cls(
            points=points,
            first=np.zeros(n, dtype=np.uint8),
            second=np.zeros(n, dtype=np.uint8),
            share=np.zeros(n, dtype=np.float32),
            shade=np.ones(n, dtype=np.float32),
            fields=fields,
            build=build,
        )

    def near(
        self,
        lateral: tuple[float, float],
        *,
        depth: tuple[float, float] | None = None,
        back: tuple[float, float] | None = None,
    ) -> Patch:
        """Points whose distance from the midline, and depth or back coordinate, lie between two values (mm)."""
        points = self.points
        side = points.lateral
        mask = side <= lateral[1]
        if lateral[0] > 0.0:
            mask &= side >= lateral[0]
        for values, limits in ((points.depth, depth), (points.back, back)):
            if limits is not None:
                mask &= (values >= limits[0]) & (values <= limits[1])
        return points.part(mask)

    def paint(
        self, patch: Patch, mask: Mask, tissue: Tissue, *, second: Tissue | None = None, share: Values | float = 0.0
    ) -> None:
        """Put a tissue, mixed with a share of a second one, where `mask` is true within the patch."""
        where = patch.index[mask]
        self.first[where] = tissue
        self.second[where] = tissue if second is None else second
        self.share[where] = share[mask] if isinstance(share, np.ndarray) else share

    def tint(self, patch: Patch, mask: Mask, factor: Values) -> None:
        """Multiply the signal by a factor where `mask` is true within the patch."""
        self.shade[patch.index[mask]] *= factor[mask]


def bone(canvas: Canvas, patch: Patch, distance: Values, *, cortex_mm: float, tissue: Tissue = Tissue.MARROW) -> None:
    """Paint a bone: cortex of a thickness (mm) round marrow, from the distance outside its surface (mm)."""
    canvas.paint(patch, distance < 0.0, Tissue.CORTEX)
    canvas.paint(patch, distance < -cortex_mm, tissue)
