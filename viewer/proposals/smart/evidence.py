"""What the image says about every thinkable cross-section, at every place along the back near the click.

Bone, its cortex and the dorsal fascia are dark in every sequence, so that a true border darkens outwards in front,
towards the midline and behind; fat of the septum, and beyond the fascia, brightens it. Which of them is seen differs
between T1, T2 and Dixon images; each counts by itself.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.core.outline import Point
from viewer.importing import one_importer
from viewer.proposals.smart.frame import STEP_MM, Patch
from viewer.proposals.smart.shapes import Shapes

Numbers = NDArray[np.float32]

PLACES_MM = np.arange(-9.0, 9.1, 1.5)
"""How far along the back from the click a centroid may lie, mm."""

INNER = 0.75
"""Size of the inner ring at which the inside is looked at, in parts of the border's (no unit)."""

DARK = -0.35
"""Contrast below which a point is bone, fascia or air, not muscle (no unit)."""

NEAR_MM = 30.0
"""How far in front of and behind the click edges are looked at to know how strong an edge is here, mm."""

_FAT_RUN = 5
"""Bright steps in a row that are fat under the skin, not a streak in the muscle."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Shape (places, k) each.

    Parameters
    ----------
    towards_midline, in_front
        Mean darkening outwards on that face, −1…1.
    back_darker, back_brighter
        Mean darkening and brightening outwards at the back, 0…1.
    side_brighter
        Mean brightening outwards towards the side, 0…1.
    beyond_fascia
        Part of the border that lies in the fat under the skin, 0…1.
    dark_inside
        Part of the inner ring that is no muscle, 0…1.
    """

    towards_midline: Numbers
    in_front: Numbers
    back_darker: Numbers
    back_brighter: Numbers
    side_brighter: Numbers
    beyond_fascia: Numbers
    dark_inside: Numbers


def gather(patch: Patch, click: Point, shapes: Shapes) -> Evidence:
    """What the image says.

    Parameters
    ----------
    patch
        The image round the click.
    click
        (across, back) of the click, mm.
    shapes
        All cross-sections.
    """
    slopes = _slopes(patch, click)
    fat = fat_under_skin(patch, click).astype(np.float32)
    columns = _index(shapes.rings[..., 0], patch.across)
    middle = shapes.centre_mm[:, None]
    inner = _index(middle + INNER * (shapes.rings[..., 0] - middle), patch.across)
    found: list[tuple[Numbers, ...]] = []
    for place in PLACES_MM:
        back = click[1] + place
        rows = _index(shapes.rings[..., 1] + back, patch.back)
        inner_rows = _index(INNER * shapes.rings[..., 1] + back, patch.back)
        outwards = slopes[0][rows, columns] * shapes.normals[..., 0] + slopes[1][rows, columns] * shapes.normals[..., 1]
        outwards = np.clip(outwards, -1.0, 1.0)
        darker, brighter = np.maximum(-outwards, 0.0), np.maximum(outwards, 0.0)
        found.append(
            (
                -(shapes.faces[0] * outwards).sum(axis=-1),
                -(shapes.faces[3] * outwards).sum(axis=-1),
                (shapes.faces[1] * darker).sum(axis=-1),
                (shapes.faces[1] * brighter).sum(axis=-1),
                (shapes.faces[2] * brighter).sum(axis=-1),
                fat[rows, columns].mean(axis=-1),
                (patch.contrast[inner_rows, inner] < DARK).mean(axis=-1, dtype=np.float32),
            )
        )
    return Evidence(*(np.stack(part) for part in zip(*found, strict=True)))


def _slopes(patch: Patch, click: Point) -> tuple[Numbers, Numbers]:
    """Slope of the contrast across and along the back, in parts of a strong edge here."""
    along, across = np.gradient(patch.contrast, STEP_MM)
    steepness = np.hypot(along, across)
    rows = np.abs(patch.back - click[1]) < NEAR_MM
    columns = (patch.across > 0.0) & (patch.across < 40.0)
    strong = max(float(np.percentile(steepness[np.ix_(rows, columns)], 90.0)), 1e-6)
    return np.asarray(across / strong, dtype=np.float32), np.asarray(along / strong, dtype=np.float32)


def fat_under_skin(patch: Patch, click: Point) -> NDArray[np.bool_]:
    """Where the fat under the skin begins, and everything behind it, shape of the patch.

    Muscle is as bright as the darker part of what lies round the click, fat as the brightest behind it.
    """
    with one_importer():
        from scipy.ndimage import gaussian_filter

    smooth = gaussian_filter(patch.brightness, 2.0 / STEP_MM)
    near = (np.abs(patch.back - click[1]) < 10.0, np.abs(patch.across - click[0]) < 8.0)
    muscle = float(np.percentile(smooth[np.ix_(*near)], 30.0))
    behind = (patch.back > click[1] + 5.0, (patch.across > 4.0) & (patch.across < 35.0))
    fat = float(np.percentile(smooth[np.ix_(*behind)], 97.0))
    bright = smooth > 0.5 * (muscle + fat)
    bright[patch.back < click[1] + 4.0] = False
    runs = np.lib.stride_tricks.sliding_window_view(bright, _FAT_RUN, axis=0).all(axis=-1)
    begun = np.maximum.accumulate(runs, axis=0)
    return np.concatenate([begun, np.repeat(begun[-1:], _FAT_RUN - 1, axis=0)])


def _index(places: Numbers, axis: NDArray[np.float64]) -> NDArray[np.intp]:
    """Nearest place on an even axis; beyond its ends the last one."""
    return np.asarray(np.clip(np.rint((places - axis[0]) / STEP_MM), 0, len(axis) - 1), dtype=np.intp)
