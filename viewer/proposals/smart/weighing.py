"""How well each thinkable cross-section fits click, anatomy and image, and the mean of those that fit."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.core.outline import Point
from viewer.proposals.smart.evidence import PLACES_MM, Evidence
from viewer.proposals.smart.shapes import Shapes

WEIGHTS = {
    "towards_midline": (3.19, -0.03),
    "in_front": (2.27, 2.30),
    "back_darker": (16.72, 3.83),
    "back_brighter": (7.01, 3.95),
    "side_brighter": (12.92, 1.75),
    "beyond_fascia": (-3.54, -1.46),
    "dark_inside": (-4.36, -7.03),
    "outside_midline": (-7.26, -3.11),
    "outside_back": (2.07, 1.23),
    "outside_side": (15.37, 7.82),
    "outside_front": (-7.53, -2.77),
    "outside_side_differs": (-8.59, -12.56),
    "inside": (-9.01, -8.25),
    "inside_varies": (1.71, -4.21),
}
"""What each kind of evidence counts on the side clicked and on the other one, as a logarithm of odds (no unit).

Fitted, as are the numbers below, so that the sections that fit overlap most with outlines drawn by hand;
`tests/evidence/smart_outline.py` says on what.
"""

CLICK_ACROSS_MM, CLICK_BACK_MM = 2.65, 3.92
"""How near the middle of the muscle a click is taken to lie (standard deviations), mm."""

UNLIKELY = 8.0
"""How far below the likeliest, by anatomy and the click, a section need not be looked at (logarithm of odds)."""

ANATOMY = {
    "gap": (-0.52, -0.20),
    "height": (0.85, -0.81),
    "lean": (-0.46, -0.10),
    "width": (0.86, -1.23),
    "middle": (0.18, -1.01),
    "width_by_height": (-0.44, 0.0),
}
"""What anatomy says: the slope and the curvature of the logarithm of odds with each of `_measures` (no unit)."""


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


def likely(click: Point, shapes: Shapes) -> Shapes:
    """Cross-sections that anatomy and the click do not rule out before the image is looked at."""
    expected = _expected(click, shapes)
    return shapes.where(expected > expected.max() - UNLIKELY)


def weigh(evidence: Evidence, other: Evidence, click: Point, shapes: Shapes) -> Fit:
    """Mean of the cross-sections, each counted by how well it fits.

    Parameters
    ----------
    evidence
        What the image says about each at each place.
    other
        What the other side of the body says about the mirrored ones.
    click
        (across, back), mm.
    shapes
        All cross-sections.
    """
    fit = _expected(click, shapes) - _squared(PLACES_MM, CLICK_BACK_MM)[:, None]
    for name, (own_weight, other_weight) in WEIGHTS.items():
        fit += own_weight * getattr(evidence, name) + other_weight * getattr(other, name)
    share = np.exp(fit - fit.max())
    share /= share.sum()
    by_shape, by_place = share.sum(axis=0), share.sum(axis=1)
    mean = np.tensordot(by_shape, shapes.rings, 1).astype(np.float64)
    place = float(by_place @ PLACES_MM)
    across = (by_shape[:, None] * ((shapes.rings - mean) ** 2).sum(axis=-1)).sum(axis=0).mean()
    along = float(by_place @ (PLACES_MM - place) ** 2)
    return Fit(mean + np.array([0.0, click[1] + place]), math.sqrt(float(across) + along))


def _expected(click: Point, shapes: Shapes) -> NDArray[np.float64]:
    """Logarithm of the odds of each section by anatomy and by where the click lies across."""
    expected = -_squared(shapes.centre_mm - click[0], CLICK_ACROSS_MM)
    for name, measure in _measures(shapes).items():
        slope, curvature = ANATOMY[name]
        expected += slope * measure + curvature * measure**2
    return expected


def _measures(shapes: Shapes) -> dict[str, NDArray[np.float32]]:
    """What anatomy has a say about, each from something usual and in steps of about a fifth to a third of it."""
    height, width = np.log(shapes.height / 1.35), np.log(shapes.width_mm / 22.0)
    return {
        "gap": shapes.gap_mm / 3.0 - 1.0,
        "height": 5.0 * height,
        "lean": shapes.lean_deg / 10.0 - 1.0,
        "width": 3.0 * width,
        "middle": (shapes.centre_mm - 17.0) / 5.0,
        "width_by_height": 15.0 * width * height,
    }


def _squared(offset: NDArray[np.floating], spread: float) -> NDArray[np.float64]:
    return np.asarray(0.5 * (offset / spread) ** 2, dtype=np.float64)
