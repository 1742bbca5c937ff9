"""How well each thinkable cross-section fits click, anatomy and image, and the mean of those that fit."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.core.outline import Point
from viewer.proposals.smart.evidence import PLACES_MM, Evidence
from viewer.proposals.smart.shapes import Shapes

WEIGHTS = {
    "towards_midline": 2.3,
    "in_front": 1.4,
    "back_darker": 4.4,
    "back_brighter": 1.8,
    "side_brighter": 4.5,
    "beyond_fascia": -4.8,
    "dark_inside": -1.9,
}
"""What each kind of evidence counts, as a logarithm of odds (no unit).

Found by trial, as are the numbers below; `tests/evidence/smart_outline.py` says on what.
"""

CLICK_ACROSS_MM, CLICK_BACK_MM = 2.1, 1.8
"""How near the middle of the muscle a click is taken to lie (standard deviations), mm."""

GAP_MM, GAP_SPREAD_MM = 2.4, 3.0
"""Usual distance between midline and muscle, and how much it varies, mm."""

HEIGHT, HEIGHT_SPREAD = 1.35, 0.15
"""Usual height in parts of the width, and how much its logarithm varies (no unit)."""

LEAN_DEG, LEAN_SPREAD_DEG = 10.0, 10.0
"""Usual lean and how much it varies, degrees."""

WIDTH_MM, WIDTH_SPREAD = 59.0, 0.55
"""Draw to larger sections: fat streaks inside look like borders, nothing outside does; mm and of its logarithm."""

SHARPNESS = 2.0
"""Power to which the fit is raised before the mean is taken: those that fit less count less (no unit)."""


@dataclass(frozen=True, slots=True)
class Fit:
    """The mean of the cross-sections that fit.

    Parameters
    ----------
    ring_mm
        Shape (n, 2): (across, back).
    spread_mm
        How far those that fit lie from it (root mean square).
    """

    ring_mm: NDArray[np.float64]
    spread_mm: float


def weigh(evidence: Evidence, click: Point, shapes: Shapes) -> Fit:
    """Mean of the cross-sections, each counted by how well it fits.

    Parameters
    ----------
    evidence
        What the image says about each at each place.
    click
        (across, back), mm.
    shapes
        All cross-sections.
    """
    seen = sum(weight * getattr(evidence, name) for name, weight in WEIGHTS.items())
    doubt = (
        _squared(shapes.centre_mm - click[0], CLICK_ACROSS_MM)
        + _squared(shapes.gap_mm - GAP_MM, GAP_SPREAD_MM)
        + _squared(np.log(shapes.height / HEIGHT), HEIGHT_SPREAD)
        + _squared(shapes.lean_deg - LEAN_DEG, LEAN_SPREAD_DEG)
        + _squared(np.log(shapes.width_mm / WIDTH_MM), WIDTH_SPREAD)
    )
    fit = seen - doubt - _squared(PLACES_MM, CLICK_BACK_MM)[:, None]
    share = np.exp(SHARPNESS * (fit - fit.max()))
    share /= share.sum()
    by_shape, by_place = share.sum(axis=0), share.sum(axis=1)
    mean = np.tensordot(by_shape, shapes.rings, 1).astype(np.float64)
    place = float(by_place @ PLACES_MM)
    across = (by_shape[:, None] * ((shapes.rings - mean) ** 2).sum(axis=-1)).sum(axis=0).mean()
    along = float(by_place @ (PLACES_MM - place) ** 2)
    return Fit(mean + np.array([0.0, click[1] + place]), math.sqrt(float(across) + along))


def _squared(offset: NDArray[np.floating], spread: float) -> NDArray[np.float64]:
    return np.asarray(0.5 * (offset / spread) ** 2, dtype=np.float64)
