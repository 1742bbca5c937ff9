"""The spinal curve: where each disc lies and how it is tilted, and level coordinates of points.

The origin of the phantom's patient space is the centre of the disc L4/5. A disc tilted by +t degrees has its
front edge lower than its back edge.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Disc:
    """A disc: its name, level coordinate, centre (LPS y and z, mm) and tilt in degrees."""

    name: str
    level: int
    y_mm: float
    z_mm: float
    tilt_deg: float


DISCS: tuple[Disc, ...] = (
    Disc("S4/5", -4, 73.0, -106.0, 25.0),
    Disc("S3/4", -3, 63.0, -91.0, 42.0),
    Disc("S2/3", -2, 48.0, -76.0, 50.0),
    Disc("S1/2", -1, 30.0, -58.5, 44.0),
    Disc("L5/S1", 0, 11.5, -33.5, 28.3),
    Disc("L4/5", 1, 0.0, 0.0, 9.0),
    Disc("L3/4", 2, -1.0, 37.0, -6.5),
    Disc("L2/3", 3, 4.5, 73.5, -11.0),
    Disc("L1/2", 4, 12.0, 108.0, -13.0),
    Disc("T12/L1", 5, 20.0, 140.0, -14.0),
    Disc("T11/12", 6, 27.5, 169.0, -14.0),
    Disc("T10/11", 7, 34.0, 197.0, -13.0),
    Disc("T9/10", 8, 40.0, 224.0, -11.0),
)
"""From the sacrum upwards, as in a supine adult of middle size; rudimentary discs within the sacrum."""

MEASURED_LEVELS: tuple[str, ...] = ("L3/4", "L4/5", "L5/S1")
"""The discs at which axial slices are placed."""

_REACH_BACK_MM = 45.0
_REACH_FRONT_MM = 60.0
"""Beyond these distances from the curve, planes of neighbouring discs would cross; levels run on straight."""


def disc(name: str) -> Disc:
    """Return the disc of this name.

    Raises
    ------
    KeyError
        If there is none.
    """
    return {d.name: d for d in DISCS}[name]


def level_coordinates(y: Values, z: Values) -> tuple[Values, Values]:
    """Level and depth of points.

    Parameters
    ----------
    y, z
        LPS coordinates, mm, one shape.

    Returns
    -------
    level
        0 on the disc L5/S1, 1 on L4/5 and so on upwards; between them in proportion (no unit).
    depth
        Distance behind the centre of the vertebral body along the tilted disc plane, mm.
    """
    heights = np.array([d.z_mm for d in DISCS])
    curve = np.interp(z, heights, [d.y_mm for d in DISCS]).astype(np.float32)
    held = np.clip(y, curve - _REACH_FRONT_MM, curve + _REACH_BACK_MM)
    tilts = np.radians([d.tilt_deg for d in DISCS]).astype(np.float32)
    level = np.full(y.shape, DISCS[0].level, dtype=np.float32)
    above = _height_over(DISCS[0], held, z)
    for upper in DISCS[1:]:
        over = _height_over(upper, held, z)
        level += np.clip(above / np.maximum(above - over, 1e-3), 0.0, 1.0)
        above = over
    levels = [d.level for d in DISCS]
    angle = np.interp(level, levels, tilts).astype(np.float32)
    behind = y - np.interp(level, levels, [d.y_mm for d in DISCS]).astype(np.float32)
    higher = z - np.interp(level, levels, heights).astype(np.float32)
    return level, behind * np.cos(angle) + higher * np.sin(angle)


def _height_over(which: Disc, y: Values, z: Values) -> Values:
    """Signed distance of points above a disc's plane, mm."""
    tilt = np.radians(which.tilt_deg)
    sine, cosine = np.float32(np.sin(tilt)), np.float32(np.cos(tilt))
    return (z - np.float32(which.z_mm)) * cosine - (y - np.float32(which.y_mm)) * sine
