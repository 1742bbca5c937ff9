"""Cross-sections of a multifidus that are thinkable: ovals between midline and septum, of many sizes and leans.

The roundest is an ellipse; the other one is the phantom's muscle, drawn after the anatomy of L4/5. None was taken
from an image that the proposals are judged on.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from viewer.measure.phantom.anatomy.muscles import MULTIFIDUS

Rings = NDArray[np.float32]

POINTS = 48
"""Points of a ring."""

LEANS_DEG = (0.0, 10.0, 20.0, 30.0)
"""How far the back end leans towards the midline: the muscle lies on laminae that rise sideways, degrees."""

HEIGHTS = (1.1, 1.25, 1.4, 1.6, 1.8, 2.0)
"""Height in parts of the width, before leaning (no unit)."""

WIDTHS_MM = tuple(float(width) for width in range(12, 38, 2))
"""From the small muscle at L1/2 to the large one at L5/S1, mm."""

GAPS_MM = (1.5, 3.0, 4.5, 6.0)
"""Between midline and muscle: half a spinous process and what covers it, mm."""


@dataclass(frozen=True, slots=True)
class Shapes:
    """All of them, k of n points, with the centroid's place along the back at 0.

    Parameters
    ----------
    rings
        Shape (k, n, 2): (across, back), mm.
    normals
        Shape (k, n, 2): outward unit normals.
    faces
        Shape (4, k, n): how much each point belongs to the border towards midline, back, side and front; sums to 1.
    centre_mm
        Shape (k,): the centroid's distance from the midline.
    width_mm, gap_mm, lean_deg, height
        Shape (k,): what each was made with; the height is that after leaning, in parts of the width.
    """

    rings: Rings
    normals: Rings
    faces: Rings
    centre_mm: Rings
    width_mm: Rings
    gap_mm: Rings
    lean_deg: Rings
    height: Rings


@lru_cache(maxsize=1)
def shapes() -> Shapes:
    """All cross-sections, worked out once."""
    rings, made = [], []
    for base, lean, height in product(_bases(), LEANS_DEG, HEIGHTS):
        ring = _leaning(base * (1.0, height), lean)
        ring /= np.ptp(ring[:, 0])
        for width, gap in product(WIDTHS_MM, GAPS_MM):
            rings.append(ring * width + (gap - float(ring[:, 0].min()) * width, 0.0))
            made.append((width, gap, lean, float(np.ptp(ring[:, 1]))))
    points = np.array(rings)
    centres = _centroids(points)
    points[..., 1] -= centres[:, None, 1]
    normals = _normals(points)
    faces = np.maximum([-normals[..., 0], normals[..., 1], normals[..., 0], -normals[..., 1]], 0.0) ** 2
    faces /= faces.sum(axis=-1, keepdims=True)
    kept = [part.astype(np.float32) for part in (points, normals, faces, centres[:, 0], *np.array(made).T)]
    for part in kept:
        part.setflags(write=False)
    return Shapes(*kept)


def _bases() -> list[NDArray[np.float64]]:
    """An ellipse, the phantom's muscle, and their mean, all within ±1."""
    angles = np.linspace(0.0, 2.0 * np.pi, POINTS, endpoint=False)
    circle = np.column_stack([np.cos(angles), np.sin(angles)])
    radius = np.interp(np.degrees(angles), np.arange(361) - 180.0, MULTIFIDUS.radius, period=360.0)
    muscle = circle * radius[:, None]
    muscle -= _centroids(muscle[None])[0]
    muscle /= np.ptp(muscle, axis=0) / 2.0
    return [circle, muscle, (circle + muscle) / 2.0]


def _leaning(ring: NDArray[np.float64], degrees: float) -> NDArray[np.float64]:
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.asarray(ring @ np.array([[c, s], [-s, c]]))


def _centroids(rings: NDArray[np.float64]) -> NDArray[np.float64]:
    """Centroids (across, back) of rings of shape (k, n, 2)."""
    following = np.roll(rings, -1, axis=1)
    cross = rings[..., 0] * following[..., 1] - following[..., 0] * rings[..., 1]
    moments = ((rings + following) * cross[..., None]).sum(axis=1)
    return np.asarray(moments / (3.0 * cross.sum(axis=1))[:, None])


def _normals(rings: NDArray[np.float64]) -> NDArray[np.float64]:
    along = np.roll(rings, -1, axis=1) - np.roll(rings, 1, axis=1)
    along /= np.hypot(along[..., 0], along[..., 1])[..., None]
    return np.stack([along[..., 1], -along[..., 0]], axis=-1)
