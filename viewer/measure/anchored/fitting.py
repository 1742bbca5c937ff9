"""Coil field and levels together: log signal = polynomial + level of the pixel's tissue, fat or muscle.

Every pixel near the muscles takes part that is not on an edge. Weights are redescending and lopsided: a pixel with a
little fat in it lies above lean muscle and must not pull that level up, one with a little muscle in it lies below fat.
Each muscle group has a level of its own near the common one, so that diffuse fat in one group is not taken for field.
The fit is tried from several slopes of the field, and the one that leaves least unexplained is kept.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.core.percentiles import percentiles
from viewer.importing import one_importer
from viewer.measure.anchored.view import Image, MuscleView

UNIT_MM = 50.0
"""Unit of the polynomial, mm."""

START_PIXELS, PIXELS = 3000, 24_000
"""How many pixels the tries from different slopes look at, and how many the last fit does: its levels must not depend
on which ones."""

STARTS = (0.0, 0.3, 0.6, 0.9, 1.2)
"""Slopes of log gain towards the back, per unit, from which the fit starts: a coil in the back brightens it."""

REACH = 3.0
"""How far from its level a pixel still counts, in spreads, on the side where the other tissue is not (no unit)."""

NARROW = 0.6
"""The same on the side of the other tissue, in parts of `REACH` (no unit)."""

NEAR_MM = 22.0
"""Distance from the muscles at which fat counts half, mm: the field must fit there."""

DARKEST = 2.2
"""Log signal below the brightest tissue at which nothing is muscle any more: fat is up to nine times as bright."""

FIELD_RIDGE = (1e-2, 2e-4, 1.5e-2, 1.5e-2, 1.5e-2)
"""How strongly each coefficient of the polynomial is held at 0."""

BEYOND_RIDGE = (1e-3, 3e-3)
"""The same for the terms that begin where the muscles end to the back and to the front: next to the skin and far from
the coil its gain does not follow any low polynomial that fits the muscles."""

GROUP_RIDGE = (5.6e-5, 0.0125, 0.05)
"""How strongly the own level of multifidi, of posterior and of anterior muscles is held at the common one."""

LEAST_CONTRAST = 0.12
"""Least difference of the two log levels of a fit that found two tissues."""

LEAST_SHARE = 0.01
"""Least part of the pixels (no unit) in either tissue of such a fit."""

BEHIND_MM, BEHIND_SHARE, BEHIND_PENALTY = (3.0, 20.0), 0.3, 0.15
"""Where subcutaneous fat lies behind the outlined muscles, mm; how much fat a fit must see there by what it sees as
muscle, and what it loses of its share where it sees less (no unit)."""

SPINE_MM = (22.0, -75.0, -16.0)
"""Half width, front and back of the vertebra, mm: its marrow and disc are neither muscle nor fat."""


_MUSCLE_PLACES = [0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14]
_FAT_PLACES = [0, 1, 2, 3, 4, 5, 6, 8]
"""Unknowns that rows of muscle and of fat speak of: 7 terms, muscle level, fat level, 6 groups."""

_RIDGE = np.diag([*FIELD_RIDGE, *BEYOND_RIDGE, 0.0, 0.0, *np.repeat(GROUP_RIDGE, 2)]) + 1e-10 * np.eye(15)
"""How strongly each unknown is held at 0; no level is, but for a solution that always exists."""


@dataclass(frozen=True, slots=True)
class FieldFit:
    """The fitted field and levels.

    Parameters
    ----------
    terms
        Coefficients of u, v, u², u·v, v² in log gain (see `polynomial`).
    beyond
        Coefficients of the squares of the distance behind and in front of the muscles (see `beyond_muscles`).
    dorsal_mm
        Where the muscles end towards the back, mm.
    muscle, fat
        Levels where the gain is 1, brightness.
    """

    terms: tuple[float, float, float, float, float]
    beyond: tuple[float, float]
    dorsal_mm: float
    muscle: float
    fat: float


@dataclass(frozen=True, slots=True)
class _Pixels:
    """Pixels of a fit, each array of shape (n,) but the equations of shape (unknowns, n): one row per unknown."""

    log: NDArray[np.float64]
    design: NDArray[np.float64]
    group: NDArray[np.intp]
    of_muscle: NDArray[np.float64]
    of_fat: NDArray[np.float64]
    noise: NDArray[np.float64]
    weight: NDArray[np.float64]
    nearness: NDArray[np.float64]
    is_measured: NDArray[np.bool_]
    is_behind: NDArray[np.bool_]
    is_back: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _State:
    beta: NDArray[np.float64]
    muscle: float
    fat: float
    own: NDArray[np.float64]
    share: float = -1.0
    is_found: bool = False


def polynomial(lateral_mm: Image, back_mm: Image) -> Image:
    """Terms u, v, u², u·v, v² at places, last axis of length 5; (u, v) in units of `UNIT_MM`."""
    u, v = lateral_mm / UNIT_MM, back_mm / UNIT_MM
    return np.stack([u, v, u * u, u * v, v * v], axis=-1)


def beyond_muscles(back_mm: Image, dorsal_mm: float) -> Image:
    """Squares of the distance behind and in front of the back muscles, last axis of length 2, in units of `UNIT_MM`.

    Both are 0 in between: inside the outlines the gain is the polynomial alone.
    """
    behind = np.maximum(back_mm - dorsal_mm, 0.0) / UNIT_MM
    ahead = np.maximum(VENTRAL_MM - back_mm, 0.0) / UNIT_MM
    return np.stack([behind**2, ahead**2], axis=-1)


VENTRAL_MM = -25.0
"""Where the back muscles end to the front, mm."""


def fit_field(view: MuscleView) -> FieldFit | None:
    """Field and levels of a slice; None where it shows no two tissues."""
    index = _usable(view)
    if index.size < 200:
        return None
    index = _in_patient_order(view, index)
    maps = _maps(view)
    few = _pixels(view, maps, _some(index, START_PIXELS))
    best: _State | None = None
    for slope in STARTS:
        start = _start(few, np.array([0.0, slope, 0.0, 0.0, 0.0, 0.0, 0.0]))
        if start is None:
            continue
        found = _iterated(few, _iterated(few, start, rounds=8, spread=0.3), rounds=8, spread=0.12)
        if found.is_found and (best is None or found.share > best.share):
            best = found
    if best is None:
        return None
    best = _iterated(_pixels(view, maps, _some(index, PIXELS)), best, rounds=6, spread=0.05)
    if not best.is_found:
        return None
    a, b, c, d, e, behind, ahead = (float(term) for term in best.beta)
    return FieldFit(
        (a, b, c, d, e),
        (behind, ahead),
        _dorsal(view),
        float(np.exp(best.muscle)),
        float(np.exp(best.fat)),
    )


def _usable(view: MuscleView) -> NDArray[np.intp]:
    """Places of the pixels that a fit may look at: tissue near the muscles, no vertebra."""
    with one_importer():
        from scipy import ndimage

    top = percentiles(view.signal.ravel(), [99.0])[0]
    tissue = ndimage.gaussian_filter(view.signal, 1.0) > max(0.025 * top, 2.5 * view.noise)
    half, front, back = SPINE_MM
    is_spine = (np.abs(view.lateral_mm) < half) & (view.back_mm > front) & (view.back_mm < back)
    usable = tissue & (np.abs(view.lateral_mm) < 80.0) & (view.back_mm > max(view.front_mm, -85.0))
    return np.flatnonzero((ndimage.binary_erosion(usable, iterations=2) & ~is_spine).ravel())


def _some(index: NDArray[np.intp], count: int) -> NDArray[np.intp]:
    """So many of the places, the same every time, without the stripes that every n-th would make."""
    return index if index.size <= count else np.random.default_rng(0).choice(index, count, replace=False)


def _in_patient_order(view: MuscleView, index: NDArray[np.intp]) -> NDArray[np.intp]:
    """Places from front to back and from right to left, so that the same are drawn however the slice is stored."""
    place = np.round(np.column_stack([view.lateral_mm.ravel()[index], view.back_mm.ravel()[index]]), 3)
    return index[np.lexsort((place[:, 0], place[:, 1]))]


def _maps(view: MuscleView) -> tuple[Image, Image, Image]:
    """Log signal, its slope per pixel, and distance from the outlines in mm, of every pixel, flat."""
    with one_importer():
        from scipy import ndimage

    top = percentiles(view.signal.ravel(), [99.0])[0]
    log = np.log(np.maximum(ndimage.gaussian_filter(view.signal, 0.7), 1e-3 * top))
    slope = ndimage.gaussian_gradient_magnitude(np.log(np.maximum(view.signal, 0.03 * top)), 1.0)
    distance = ndimage.distance_transform_edt(view.inside <= 0.0) * view.pixel_mm
    return log.ravel(), slope.ravel(), distance.ravel()


def _pixels(view: MuscleView, maps: tuple[Image, Image, Image], index: NDArray[np.intp]) -> _Pixels:
    """What a fit looks at in some pixels; those on an edge hardly count."""
    log, slope, distance = (of_all[index] for of_all in maps)
    noise = 0.45 * view.noise / np.exp(log)
    lateral, behind = view.lateral_mm.ravel()[index], view.back_mm.ravel()[index]
    is_measured = view.inside.ravel()[index] > 0.5
    dorsal = _dorsal(view)
    aside = float(np.abs(view.lateral_mm[view.inside > 0.5]).max(initial=20.0))
    group = 2 * np.where(is_measured, 0, np.where(behind < -0.5 * UNIT_MM, 2, 1)) + (lateral < 0.0)
    terms = [polynomial(lateral, behind).T, beyond_muscles(behind, dorsal).T]
    design, one = np.ascontiguousarray(np.vstack(terms)), np.ones((1, index.size))
    return _Pixels(
        log=log,
        design=design,
        group=group,
        of_muscle=np.vstack([design, one, np.eye(6)[:, group]]),
        of_fat=np.vstack([design, one]),
        noise=noise,
        weight=1.0 / (1.0 + (slope / (0.10 + noise)) ** 2),
        nearness=1.0 / (1.0 + (distance / NEAR_MM) ** 2),
        is_measured=is_measured,
        is_behind=(np.abs(lateral) < aside) & (behind > dorsal + BEHIND_MM[0]) & (behind < dorsal + BEHIND_MM[1]),
        is_back=behind > -0.5 * UNIT_MM,
    )


def _dorsal(view: MuscleView) -> float:
    """Where the outlined muscles end towards the back, mm."""
    return float(view.back_mm[view.inside > 0.5].max(initial=0.0))


def _start(pixels: _Pixels, beta: NDArray[np.float64]) -> _State | None:
    """First guess of both levels for a field: Otsu's two classes, the lower part of the dark one being muscle."""
    with one_importer():
        from skimage.filters import threshold_otsu

    even = pixels.log - beta @ pixels.design
    is_tissue = even > percentiles(even, [95.0])[0] - DARKEST
    known = even[is_tissue]
    if known.size < 100 or np.ptp(known) < 1e-6:
        return None
    threshold = float(threshold_otsu(known))
    dark = even[is_tissue & (even < threshold) & ~pixels.is_measured]
    if dark.size <= 100:
        dark = known[known < threshold]
    bright = known[known >= threshold]
    if dark.size == 0 or bright.size == 0:
        return None
    return _State(beta, percentiles(dark, [30.0])[0], percentiles(bright, [50.0])[0], np.zeros(6))


def _iterated(pixels: _Pixels, state: _State, *, rounds: int, spread: float) -> _State:
    """Classes and fit by turns, the spread narrowing."""
    for number in range(rounds):
        state = _fitted(pixels, state, max(0.05, spread * 0.75**number))
    return state


def _fitted(pixels: _Pixels, state: _State, spread: float) -> _State:
    """One weighted least-squares fit, with how much of the image it explains less what speaks against it."""
    even = pixels.log - state.beta @ pixels.design
    from_fat = even - state.fat
    is_muscle = even - state.muscle < 0.5 * (state.fat - state.muscle)
    width = np.sqrt(spread**2 + pixels.noise**2)
    muscle = _weights((even - state.muscle - state.own[pixels.group]) / width, REACH, NARROW * REACH)
    fat = _weights(from_fat / width, NARROW * REACH, REACH)
    muscle = muscle * is_muscle * pixels.weight
    fat = fat * ~is_muscle * pixels.weight
    near = fat * pixels.nearness
    muscle_sum, fat_sum = float(muscle.sum()) + 1e-9, float(near.sum()) + 1e-9
    matrix = _RIDGE.copy()
    right = np.zeros(15)
    # both tissues count alike, however many pixels they have
    for rows, weights, places in (
        (pixels.of_muscle, muscle / muscle_sum, _MUSCLE_PLACES),
        (pixels.of_fat, near / fat_sum, _FAT_PLACES),
    ):
        weighted = rows * weights
        matrix[np.ix_(places, places)] += weighted @ rows.T
        right[places] += weighted @ pixels.log
    solved = np.asarray(np.linalg.solve(matrix, right), dtype=np.float64)
    total = float(pixels.weight.sum())
    share = (muscle_sum + fat_sum) / total
    # Much darker than muscle are bone, fascia and vessels, much brighter than fat is fluid: little of either. Else the
    # muscle or the fat was missed.
    is_missed = ((even - state.muscle < -REACH * width) | (from_fat > REACH * width)) & pixels.is_back
    share -= float(pixels.weight[is_missed].sum()) / total
    behind_muscle, behind_fat = float(muscle[pixels.is_behind].sum()), float(fat[pixels.is_behind].sum())
    if behind_fat < BEHIND_SHARE * behind_muscle:
        share -= BEHIND_PENALTY  # a strong field can make subcutaneous fat pass for muscle
    is_found = solved[8] - solved[7] >= LEAST_CONTRAST and min(muscle_sum, fat_sum) >= LEAST_SHARE * total
    return _State(solved[:7], float(solved[7]), float(solved[8]), solved[9:], share, bool(is_found))


def _weights(deviation: NDArray[np.float64], below: float, above: float) -> NDArray[np.float64]:
    """Tukey's weights with a reach of their own below and above 0."""
    reach = np.where(deviation < 0.0, below, above)
    return np.asarray(np.clip(1.0 - (deviation / reach) ** 2, 0.0, 1.0) ** 2)
