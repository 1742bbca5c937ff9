"""How near the livewire comes to borders drawn by hand, between pins on them, and how many pins it saves.

    VIEWER_REAL_DATA=… python -m tests.evidence.livewire_course

Pins are put on the borders of the masks of `tum01-dixon` (in-phase) and `l45-t2`, at every so many pixels of border.
Between them run straight lines, courses whose cost is not trained, and courses trained on those accepted before, as
the tool does. Printed are the mean distance between course and border, both ways, in mm; and the pins that it takes
until no stretch is farther from the border than a tolerance, when a pin is added in the middle of each that is.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d
from scipy.spatial import cKDTree

from viewer.core.series import Slice
from viewer.io.masks.rings import rings_of_mask
from viewer.io.opening import open_study
from viewer.proposals.livewire.wire import wire_from

Array = NDArray[np.float64]
KINDS = ("straight", "untrained", "trained")
GAPS_PX = (6, 8, 10, 15, 24, 30)
TOLERANCE_MM = 2.0
STEP_PX = 0.5
"""Distance of the points of a border, pixels."""

SMOOTHED_PX = 1.0
"""Masks have stairs; borders are smoothed by this standard deviation, pixels."""


@dataclass(frozen=True)
class Border:
    """Values of a slice, its pixel spacing, and the border of a muscle on it, shape (n, 2)."""

    values: Array
    spacing_mm: float
    ring: Array


def dense(points: Array, step: float = STEP_PX) -> Array:
    """Points along an open line, at even distances."""
    along = np.concatenate([[0.0], np.hypot(*np.diff(points, axis=0).T).cumsum()])
    at = np.arange(0.0, along[-1], step)
    return np.column_stack([np.interp(at, along, axis) for axis in points.T])


def border_of(image: Slice, mask: NDArray[np.bool_]) -> Border:
    """The smoothed border of a mask."""
    ring = np.array(max(rings_of_mask(mask), key=len))
    smooth = gaussian_filter1d(dense(np.vstack([ring, ring[:1]])), SMOOTHED_PX / STEP_PX, axis=0, mode="wrap")
    spacing = image.geometry.spacing
    assert spacing is not None
    return Border(image.mapping.to_values(image.reader.read()), spacing.row_mm, smooth)


def tum01(folder: Path) -> list[Border]:
    """Both multifidi of the volunteer, every slice."""
    masks = np.load(folder / "tum01-dixon" / "masks.npz")["mask"]
    slices = open_study([folder / "tum01-dixon" / "in-phase"]).series[0].slices
    return [border_of(s, m == label) for s, m in zip(slices, masks, strict=True) for label in (2, 3)]


def l45(folder: Path) -> list[Border]:
    """Both multifidi of the patient with fat in them."""
    from PIL import Image

    labels = np.array(Image.open(folder / "l45-t2" / "labels.png").convert("L"))
    [image] = open_study([folder / "l45-t2" / "axial"]).series[0].slices
    return [border_of(image, labels == label) for label in (100, 150)]


def course(border: Border, start: Array, end: Array, accepted: Sequence[Array], kind: str) -> Array:
    """Line between two pins."""
    if kind == "straight":
        return np.array([start, end])
    x, y = start
    taught = tuple(accepted) if kind == "trained" else ()
    wire = wire_from(border.values, (float(x), float(y)), accepted=taught, spacing_mm=border.spacing_mm)
    return np.array(wire.reaching(border.values, (float(end[0]), float(end[1]))).path_to(tuple(end.tolist())))


def distance_mm(border: Border, gap_px: float, kind: str) -> float:
    """Mean distance between the line through pins at even distances and the border."""
    count = max(4, round(len(border.ring) * STEP_PX / gap_px))
    pins = border.ring[np.linspace(0, len(border.ring), count, endpoint=False).astype(int)]
    accepted: list[Array] = []
    for start, end in zip(pins, np.roll(pins, -1, axis=0), strict=True):
        accepted.append(course(border, start, end, accepted, kind))
    drawn = np.vstack([dense(part, 0.25) for part in accepted])
    there, _ = cKDTree(dense(np.vstack([border.ring, border.ring[:1]]), 0.1)).query(drawn)
    back, _ = cKDTree(drawn).query(border.ring)
    return float(there.mean() + back.mean()) / 2.0 * border.spacing_mm


def pins_needed(border: Border, kind: str) -> int:
    """Pins set in order, each as far on as its stretch stays within the tolerance, halving the way until it does."""
    ring = np.vstack([border.ring, border.ring[:1]])
    at, pins, accepted = 0, 0, []
    while at < len(ring) - 1:
        ahead = min(len(ring) - 1 - at, len(ring) // 4)
        while True:
            part = course(border, ring[at], ring[at + ahead], accepted, kind)
            off, _ = cKDTree(dense(part, 0.25)).query(ring[at : at + ahead + 1])
            away, _ = cKDTree(ring[at : at + ahead + 1]).query(dense(part, 0.25))
            if ahead <= 4 or max(off.max(), away.max()) * border.spacing_mm <= TOLERANCE_MM:
                break
            ahead = max(4, int(ahead / 1.4))
        accepted.append(part)
        at, pins = at + ahead, pins + 1
    return pins


def main() -> None:
    """Print the tables."""
    folder = Path(os.environ["VIEWER_REAL_DATA"])
    for name, borders in (("l45-t2", l45(folder)), ("tum01 in-phase", tum01(folder))):
        print(f"\n{name}, {len(borders)} borders, mean distance in mm")
        print(f"{'pins every':<14}" + "".join(f"{kind:>12}" for kind in KINDS))
        for gap in GAPS_PX:
            found = [np.mean([distance_mm(border, gap, kind) for border in borders]) for kind in KINDS]
            print(f"{gap:>7} px    " + "".join(f"{value:>12.3f}" for value in found), flush=True)
        needed = [np.mean([pins_needed(border, kind) for border in borders]) for kind in KINDS]
        print(f"pins to {TOLERANCE_MM:g} mm " + "".join(f"{value:>12.1f}" for value in needed), flush=True)


if __name__ == "__main__":
    main()
