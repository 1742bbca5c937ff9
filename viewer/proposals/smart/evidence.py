"""What the image says about every thinkable cross-section, at every place along the back near the click.

Bone, its cortex and the dorsal fascia are dark in every sequence, so that a true border darkens outwards in front,
towards the midline and behind; fat of the septum, and beyond the fascia, brightens it. Which of them is seen differs
between T1, T2 and Dixon images; each counts by itself. The other side's muscle is much like this one mirrored: what
the image says there about the mirrored section counts as well.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.core.outline import Point
from viewer.proposals.smart.frame import STEP_MM, Patch
from viewer.proposals.smart.shapes import Shapes

Numbers = NDArray[np.float32]

PLACES_MM = np.arange(-12.0, 12.1, 1.5)
"""How far along the back from the click a centroid may lie, mm."""

INNER, OUTER = 0.8, 1.2
"""Size of the rings at which the inside and what surrounds it are looked at, in parts of the border's (no unit)."""

BONE_RING = 0.75
"""Size of the ring at which bone inside is looked for, in parts of the border's (no unit)."""

DARK = -0.35
"""Contrast below which a point is bone, fascia or air, not muscle (no unit)."""

DIFFERENCE_MAXIMUM = 0.4
"""Where differences of contrast between outside and inside are cut off (no unit)."""

NEAR_MM = 30.0
"""How far in front of and behind the click edges are looked at to know how strong an edge is here, mm."""

_ROWS = round(float(PLACES_MM[1] - PLACES_MM[0]) / STEP_MM)
"""Rows of the patch from one place to the next."""

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
        Part of a ring inside that is no muscle, 0…1.
    outside_midline, outside_back, outside_side, outside_front
        Mean contrast outside less that inside on that face, −0.4…0.4.
    outside_side_differs
        Mean size of that difference towards the side, 0…0.4.
    inside
        Mean contrast inside.
    inside_varies
        Standard deviation of the contrast inside.
    """

    towards_midline: Numbers
    in_front: Numbers
    back_darker: Numbers
    back_brighter: Numbers
    side_brighter: Numbers
    beyond_fascia: Numbers
    dark_inside: Numbers
    outside_midline: Numbers
    outside_back: Numbers
    outside_side: Numbers
    outside_front: Numbers
    outside_side_differs: Numbers
    inside: Numbers
    inside_varies: Numbers


def gather(patch: Patch, click: Point, shapes: Shapes) -> Evidence:
    """What the image says.

    Parameters
    ----------
    patch
        The image round the click, or its mirror image for what the other side says.
    click
        (across, back) of the click, mm.
    shapes
        All cross-sections.
    """
    slopes = [part.ravel() for part in _slopes(patch, click)]
    fat = fat_under_skin(patch, click).astype(np.float32).ravel()
    contrast = patch.contrast.astype(np.float32).ravel()
    border, inner, outer, bone = (_first(patch, click, shapes, size) for size in (1.0, INNER, OUTER, BONE_RING))
    found = []
    for number in range(len(PLACES_MM)):
        further = number * _ROWS * len(patch.across)
        at = border + further
        outwards = slopes[0][at] * shapes.normals[..., 0] + slopes[1][at] * shapes.normals[..., 1]
        regions = _regions(contrast[inner + further], contrast[outer + further], shapes.faces)
        dark = (contrast[bone + further] < DARK).mean(axis=-1, dtype=np.float32)
        on_border = _border(np.clip(outwards, -1.0, 1.0), shapes.faces)
        found.append((*on_border, fat[at].mean(axis=-1), dark, *regions))
    return Evidence(*(np.stack(part) for part in zip(*found, strict=True)))


def _border(outwards: Numbers, faces: Numbers) -> tuple[Numbers, ...]:
    """Darkening and brightening on the faces of all sections, from slopes of shape (k, n)."""
    darker, brighter = np.maximum(-outwards, 0.0), np.maximum(outwards, 0.0)
    return (
        -_mean(faces[0], outwards),
        -_mean(faces[3], outwards),
        _mean(faces[1], darker),
        _mean(faces[1], brighter),
        _mean(faces[2], brighter),
    )


def _regions(inner: Numbers, outer: Numbers, faces: Numbers) -> tuple[Numbers, ...]:
    """What the inside and the surroundings of all sections say, from contrasts of shape (k, n)."""
    beyond = np.clip(outer - inner, -DIFFERENCE_MAXIMUM, DIFFERENCE_MAXIMUM)
    on_faces = tuple(_mean(face, beyond) for face in faces)
    return (*on_faces, _mean(faces[2], np.abs(beyond)), inner.mean(axis=-1), inner.std(axis=-1))


def _mean(face: Numbers, what: Numbers) -> Numbers:
    """Mean over the points of every section, each counted as much as it belongs to a face."""
    return np.asarray(np.einsum("kn,kn->k", face, what))


def _first(patch: Patch, click: Point, shapes: Shapes, size: float) -> NDArray[np.intp]:
    """Where the points of all sections, drawn in or out about their middles, lie in the flattened patch.

    At the first of the places; at each further one they lie `_ROWS` rows further.
    """
    middle = shapes.centre_mm[:, None]
    columns = _index(middle + size * (shapes.rings[..., 0] - middle), patch.across)
    rows = _index(size * shapes.rings[..., 1] + click[1] + float(PLACES_MM[0]), patch.back)
    return np.minimum(rows, len(patch.back) - 1 - _ROWS * (len(PLACES_MM) - 1)) * len(patch.across) + columns


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
