"""Cross-sections: star-shaped outlines given by a few points, chains of thick segments, profiles along z."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float32]
_STEPS = 360


@dataclass(frozen=True, slots=True)
class Star:
    """A smooth closed outline round a centre, as a table of radius by angle.

    Parameters
    ----------
    centre
        (across, back) in mm.
    radius
        Shape (361,), radius in mm at every degree from −180 to 180.
    """

    centre: tuple[float, float]
    radius: NDArray[np.float64]

    @classmethod
    def through(
        cls, points: Sequence[tuple[float, float]], *, centre: tuple[float, float], smooth_deg: float = 9.0
    ) -> "Star":
        """Return the outline through points given in any order round the centre (mm), corners rounded."""
        across, back = (np.asarray(points, dtype=float) - centre).T
        angle, radius = np.degrees(np.arctan2(back, across)), np.hypot(across, back)
        order = np.argsort(angle)
        degrees = np.arange(_STEPS) - 180.0
        table = np.interp(degrees, angle[order], radius[order], period=360.0)
        window = np.exp(-0.5 * (np.fft.fftfreq(_STEPS, 1.0 / _STEPS) / smooth_deg) ** 2)
        spectrum = np.fft.fft(table) * np.fft.fft(window / window.sum())
        smooth = np.fft.ifft(spectrum).real
        return cls(centre=centre, radius=np.append(smooth, smooth[0]))

    def distance(self, across: Values, back: Values, scale: Values | float = 1.0) -> Values:
        """How far points lie outside the outline along the radius, mm; negative inside.

        `scale` grows the outline about its centre (no unit).
        """
        dx, dy = across - np.float32(self.centre[0]), back - np.float32(self.centre[1])
        degree = np.degrees(np.arctan2(dy, dx)) + np.float32(180.0)
        radius = np.interp(degree, np.arange(_STEPS + 1), self.radius).astype(np.float32)
        return np.asarray(np.hypot(dx, dy) - radius * np.asarray(scale, dtype=np.float32))

    @property
    def reach_mm(self) -> float:
        """Largest radius, mm."""
        return float(self.radius.max())


def chain_distance(across: Values, back: Values, points: Sequence[tuple[float, float, float]]) -> Values:
    """How far points lie outside a chain of thick segments, mm; negative inside.

    Parameters
    ----------
    across, back
        Coordinates, mm.
    points
        (across, back, half thickness) of every joint, mm.
    """
    nearest = np.full(across.shape, np.inf, dtype=np.float32)
    for (ax, ay, ar), (bx, by, br) in pairwise(points):
        dx, dy = np.float32(bx - ax), np.float32(by - ay)
        along = ((across - np.float32(ax)) * dx + (back - np.float32(ay)) * dy) / (dx * dx + dy * dy)
        along = np.clip(along, 0.0, 1.0)
        gap = np.hypot(across - np.float32(ax) - along * dx, back - np.float32(ay) - along * dy)
        np.minimum(nearest, gap - np.float32(ar) - along * np.float32(br - ar), out=nearest)
    return nearest


def profile(z: Values, knots: Sequence[tuple[float, float]]) -> Values:
    """Value at heights z (mm) by linear interpolation between knots (z, value), z ascending."""
    heights, values = zip(*knots, strict=True)
    return np.asarray(np.interp(z, heights, values), dtype=np.float32)
