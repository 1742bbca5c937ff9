"""Where muscle and fat of known kind are on a slice: psoas, erector spinae, fat near the outlines.

Looked for where they must lie as seen from the multifidus, among pixels that the fitted levels call muscle or fat.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from viewer.core.percentiles import percentiles
from viewer.importing import one_importer
from viewer.measure.anchored.fitting import FieldFit, beyond_muscles, polynomial
from viewer.measure.anchored.view import Image, Mask, MuscleView

PSOAS_LATERAL_MM, PSOAS_BACK_MM = (27.0, 66.0), (-80.0, -38.0)
"""Where the middle of a psoas may lie to the side and (negative) to the front of the multifidi, mm."""

PSOAS_PLACE_MM, PSOAS_SLACK_MM = (42.0, -58.0), (9.0, 8.0)
"""Where it usually lies, and how far from there it may lie without being the less likely, mm."""

SPINE_HALF_MM = 20.0
"""How far from the midline a psoas begins, mm."""

PSOAS_PENALTY = (0.3, 0.2)
"""Millimetres of radius that every further millimetre to the side and to the front costs (no unit)."""

PSOAS_RADIUS_MM = (6.5, 22.0)
"""Least radius of a circle inside the psoas, and the radius beyond which larger is no better, mm."""

PSOAS_CONTRAST = 1.7
"""Least contrast of fat to muscle (no unit) at which a psoas can be told from bowel and fat round it."""

LEAST_FAT_NEAR = 0.6
"""Least brightness of the fat round a psoas in parts of the fat level (no unit): below it a band darkens both."""

ERECTOR_LATERAL_MM, ERECTOR_BACK_MM = (18.0, 70.0), (-25.0, 28.0)
"""Where erector spinae may lie to the side and to the back of the middle of the multifidi, mm."""

ERECTOR_AREA_MM2 = (150.0, 60.0)
"""Least area of its largest part, and of any part that counts, mm²."""

HOLE_MM2 = 90.0
"""Largest streak of fat inside the psoas that is taken for a part of it, mm²."""


@dataclass(frozen=True, slots=True)
class EvenView:
    """A view of a slice with the coil's gain taken out.

    Parameters
    ----------
    view
        The slice.
    fit
        Field and levels.
    signal, smooth
        Shape (m, n), signal by gain, and the same slightly smoothed.
    """

    view: MuscleView
    fit: FieldFit
    signal: Image = field(repr=False)
    smooth: Image = field(repr=False)

    @property
    def contrast(self) -> float:
        """Fat level minus muscle level, brightness."""
        return self.fit.fat - self.fit.muscle


@dataclass(frozen=True, slots=True)
class Psoas:
    """One psoas: the pixels of a circle inside it, and how bright the fat round it is in parts of the fat level."""

    region: Mask = field(repr=False)
    fat_near: float


def even_view(view: MuscleView, fit: FieldFit) -> EvenView:
    """The view with the fitted gain taken out."""
    with one_importer():
        from scipy import ndimage

    log_gain = polynomial(view.lateral_mm, view.back_mm) @ np.array(fit.terms)
    log_gain = log_gain + beyond_muscles(view.back_mm, fit.dorsal_mm) @ np.array(fit.beyond)
    even = view.signal / np.exp(np.clip(log_gain, -4.0, 4.0))
    return EvenView(view, fit, even, ndimage.gaussian_filter(even, 0.7))


def find_psoas(even: EvenView) -> list[Psoas]:
    """The psoas of each side that is found, at most two."""
    with one_importer():
        from scipy import ndimage

    view, muscle = even.view, even.fit.muscle
    if even.fit.fat < PSOAS_CONTRAST * muscle:
        return []
    dark = (even.smooth < muscle + 0.4 * even.contrast) & (even.smooth > 0.62 * muscle)
    dark &= view.body & (view.back_mm > view.front_mm - 3.0)
    radius = max(1, round(1.5 / view.pixel_mm))
    opened = ndimage.binary_opening(_without_holes(dark, view.pixel_mm), _disc(radius))
    depth = ndimage.distance_transform_edt(opened) * view.pixel_mm
    depth = np.minimum(depth, np.maximum(view.back_mm - view.front_mm, 0.0))
    found = []
    for side in (-1.0, 1.0):
        psoas = _psoas_of_side(even, depth, view.lateral_mm * side)
        if psoas is not None:
            found.append(psoas)
    return found


def _psoas_of_side(even: EvenView, depth: Image, aside: Image) -> Psoas | None:
    """The largest circle in muscle where the psoas of a side must lie; None without one."""
    view = even.view
    (near, far), (front, back) = PSOAS_LATERAL_MM, PSOAS_BACK_MM
    may = (aside > near) & (aside < far) & (view.back_mm > front) & (view.back_mm < back)
    off_side = np.maximum(np.abs(aside - PSOAS_PLACE_MM[0]) - PSOAS_SLACK_MM[0], 0.0)
    off_front = np.maximum(np.abs(view.back_mm - PSOAS_PLACE_MM[1]) - PSOAS_SLACK_MM[1], 0.0)
    depth = np.minimum(depth, aside - SPINE_HALF_MM)  # a disc can be as dark as the psoas beside it
    score = np.minimum(depth, PSOAS_RADIUS_MM[1]) - PSOAS_PENALTY[0] * off_side - PSOAS_PENALTY[1] * off_front
    score = np.where(may, score, -np.inf)
    place = np.unravel_index(int(score.argmax()), score.shape)
    radius = float(depth[place])
    if not np.isfinite(score[place]) or radius < PSOAS_RADIUS_MM[0]:
        return None
    away = np.hypot(view.lateral_mm - view.lateral_mm[place], view.back_mm - view.back_mm[place])
    level = even.fit.muscle + 0.55 * even.contrast
    ring = (even.smooth > level) & (away < radius + 14.0) & (view.back_mm > view.back_mm[place] - radius - 4.0)
    near_fat = 1.0
    if np.count_nonzero(ring) * view.pixel_mm**2 > 60.0:
        near_fat = percentiles(even.smooth[ring], [60.0])[0] / even.fit.fat
    if near_fat < LEAST_FAT_NEAR:
        return None
    return Psoas(away < min(0.88 * radius, radius - 1.5), near_fat)


def find_erector(even: EvenView) -> list[Mask]:
    """Erector spinae of each side that is found: muscle beside the outlines, streaks of fat left out."""
    with one_importer():
        from scipy import ndimage

    view, muscle = even.view, even.fit.muscle
    dark = (even.smooth < muscle + 0.5 * even.contrast) & (even.smooth > 0.62 * muscle) & view.body
    dark &= view.inside <= 0.0
    (near, far), (front, back) = ERECTOR_LATERAL_MM, ERECTOR_BACK_MM
    found = []
    for side in (-1.0, 1.0):
        aside = view.lateral_mm * side
        may = (aside > near) & (aside < far) & (view.back_mm > front) & (view.back_mm < back)
        core = ndimage.binary_erosion(ndimage.binary_opening(dark & may))
        labels, count = ndimage.label(core)
        if count == 0:
            continue
        areas = np.bincount(labels.ravel()) * view.pixel_mm**2
        areas[0] = 0.0
        if areas.max() >= ERECTOR_AREA_MM2[0]:
            found.append(np.asarray(areas[labels] > ERECTOR_AREA_MM2[1]))
    return found


def find_fat(even: EvenView) -> tuple[Mask, str]:
    """Fat that the fat level comes from, and what it is called: behind the muscles if there is enough, else all near.

    Parameters
    ----------
    even
        The slice.
    """
    with one_importer():
        from scipy import ndimage

    view, level = even.view, even.fit.fat
    bright = (np.abs(even.smooth / level - 1.0) < FAT_SPREAD) & view.body & (view.inside <= 0.0)
    bright = ndimage.binary_opening(bright) & (np.abs(view.lateral_mm) < 60.0)
    behind = bright & (view.back_mm > even.fit.dorsal_mm)
    labels, count = ndimage.label(behind)
    if count:
        areas = np.bincount(labels.ravel()) * view.pixel_mm**2
        areas[0] = 0.0
        if areas.max() > LEAST_SUBCUTANEOUS_MM2:
            return np.asarray(areas[labels] > 0.2 * LEAST_SUBCUTANEOUS_MM2), "subcutaneous fat"
    near = bright & (np.abs(view.lateral_mm) < 60.0) & (view.back_mm > -40.0)
    return np.asarray(near), "fat between the muscles"


def brightness_behind(even: EvenView) -> float | None:
    """Brightness of the layer between muscles and skin in parts of the muscle level: fat, unless it is suppressed.

    None where the image shows no such layer, or one too thin to be told from skin.

    Parameters
    ----------
    even
        The slice.
    """
    view = even.view
    is_tissue = view.body & (even.smooth > SKIN_LEVEL * even.fit.muscle)
    column = np.floor(view.lateral_mm / COLUMN_MM)
    found = []
    for place in np.arange(-BEHIND_HALF_MM / COLUMN_MM, BEHIND_HALF_MM / COLUMN_MM):
        here = (
            (column == place) & (view.back_mm > even.fit.dorsal_mm) & (view.back_mm < even.fit.dorsal_mm + THICKEST_MM)
        )
        if not np.any(here & is_tissue):
            continue
        skin = float(view.back_mm[here & is_tissue].max())
        layer = here & (view.back_mm > even.fit.dorsal_mm + BEHIND_MM) & (view.back_mm < skin - SKIN_MM)
        if skin - even.fit.dorsal_mm >= THINNEST_MM and np.count_nonzero(layer) >= 5:
            found.append(percentiles(even.smooth[layer], [40.0])[0])
    return float(np.median(found)) / even.fit.muscle if len(found) >= 5 else None


BEHIND_MM, BEHIND_HALF_MM, COLUMN_MM = 2.0, 24.0, 2.0
"""Where the layer behind the muscles begins, its half width and the width of its columns, mm."""

THINNEST_MM, THICKEST_MM, SKIN_MM = 10.0, 60.0, 4.0
"""Least and greatest distance of the skin from the muscles that is looked at, and the thickness of skin, mm."""

SKIN_LEVEL = 0.3
"""Least brightness of skin in parts of the muscle level (no unit)."""

FAT_SPREAD = 0.15
"""How far pixels of the fat reference may lie from the fat level, in parts of it (no unit)."""

LEAST_SUBCUTANEOUS_MM2 = 150.0
"""Least area of fat behind the muscles that is called subcutaneous, mm²."""


def _without_holes(mask: Mask, pixel_mm: float) -> Mask:
    """A mask with its small holes filled."""
    with one_importer():
        from scipy import ndimage

    labels, count = ndimage.label(~mask)
    if count == 0:
        return mask
    areas = np.bincount(labels.ravel()) * pixel_mm**2
    areas[0] = np.inf
    return np.asarray(mask | ((areas[labels] < HOLE_MM2) & (labels > 0)))


def _disc(radius: int) -> NDArray[np.bool_]:
    y, x = np.mgrid[-radius : radius + 1, -radius : radius + 1]
    return np.asarray(x * x + y * y <= radius * radius)
