"""The mid-sagittal line of a slice: where the image is most like its own mirror image.

References
----------
Ardekani et al. 1997, doi:10.1109/42.650880 (the plane of greatest correlation between an image and its mirror image).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.core.coverage import exact_coverage
from viewer.core.geometry import Orientation, PlaneGeometry
from viewer.core.outline import Outline, Side, Structure
from viewer.proposals.mirroring.contrast import Contrast, Image, local_contrast
from viewer.proposals.mirroring.reflection import Line

ANGLE_MAXIMUM = math.radians(22.5)
"""How far the line may lean from the direction that orientation gives, radians."""

ANGLE_STEP = math.radians(2.5)
"""Between directions tried first, radians."""

REACH_MM = 60.0
"""How far to either side of a line the image is compared, mm."""

NEAR_MM = 40.0
"""Distance from the line at which the image counts exp(−1/2) of what it does at the line, mm."""

COARSE_MM = 3.0
"""Between lines and points tried first, mm."""

FINE_MM = 1.5
"""Between the points that are compared last, mm."""

ASIDE_LOSS = 0.05
"""What a line loses of its likeness `ASIDE_MM` beside the middle of the body, growing with the square (no unit)."""

ASIDE_MM = 40.0
"""See `ASIDE_LOSS`, mm."""

GUESS_PART = 0.75
"""Part of the greatest likeness of the first search that makes a line worth a finer look (no unit)."""

GUESSES_MAXIMUM = 3
"""Most lines that get a finer look."""

ANTERIOR_PART = 0.3
"""What the front of the body counts, where front and back are known (no unit)."""


@dataclass(frozen=True, slots=True)
class FoundLine:
    """The line about which a slice is most symmetric.

    Parameters
    ----------
    line
        Its two points (x, y) at the body's ends, pixels, the front one first where that is known.
    quality
        Correlation of one side with the mirrored other, −1…1.
    """

    line: Line
    quality: float


@dataclass(frozen=True, slots=True)
class _Scene:
    """What is compared, and where: a place to turn lines about, all in mm.

    Parameters
    ----------
    contrast
        Of the slice.
    pairs
        Shape (rows, columns): coverage by outlines that both sides have, None where there are none.
    center, posterior
        Middle of what counts, and unit vector to the back (or down the image).
    knows_back
        Whether front and back are known.
    ends
        From where to where the body reaches along `posterior` from `center`, mm.
    """

    contrast: Contrast
    pairs: Contrast | None
    center: NDArray[np.float64]
    posterior: NDArray[np.float64]
    knows_back: bool
    ends: tuple[float, float]

    def axes(self, angle: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Unit vectors across and along a line that leans by an angle."""
        (x, y), c, s = self.posterior, math.cos(angle), math.sin(angle)
        along = np.array([c * x - s * y, s * x + c * y])
        return np.array([along[1], -along[0]]), along

    def weight(self, v: NDArray[np.float64]) -> NDArray[np.float64]:
        """What each place counts by its distance behind the middle, mm."""
        if not self.knows_back:
            return np.ones_like(v)
        middle = sum(self.ends) / 2.0
        return ANTERIOR_PART + (1.0 - ANTERIOR_PART) / (1.0 + np.exp(-(v - middle) / 8.0))


def midsagittal_line(
    values: NDArray[np.float64],
    geometry: PlaneGeometry,
    *,
    outlines: Sequence[Outline] = (),
    contrast: Contrast | None = None,
) -> FoundLine | None:
    """Line about which the back of the body is most symmetric, None where nothing is to be seen.

    Parameters
    ----------
    values
        Shape (rows, columns), values after rescale, NaN where there is none.
    geometry
        Tells the direction to the back and the size of pixels, as far as known; without them the line runs down the
        image and pixels are square.
    outlines
        Of the slice; structures outlined on both sides draw the line to where they mirror each other.
    contrast
        Of the same values, if it is at hand.
    """
    found = local_contrast(values, geometry.spacing) if contrast is None else contrast
    scene = _scene(found, geometry.orientation, outlines)
    if scene is None:
        return None
    best = max((_refined(scene, *start) for start in _first_guesses(scene)), key=lambda entry: entry[2], default=None)
    return None if best is None else FoundLine(_line(scene, best[0], best[1]), best[2])


def _scene(contrast: Contrast, orientation: Orientation | None, outlines: Sequence[Outline]) -> _Scene | None:
    rows, columns = np.nonzero(contrast.body[::4, ::4])
    if len(rows) < 50:
        return None
    back = np.array([0.0, 1.0]) if orientation is None else np.array([orientation.row[1], orientation.column[1]])
    knows_back = orientation is not None and float(np.hypot(*back)) > 0.5
    back = back / np.hypot(*back) if knows_back else np.array([0.0, 1.0])
    places = 4.0 * np.column_stack([columns, rows]) * np.asarray(contrast.scale)
    middle = places.mean(axis=0)
    first, last = np.percentile((places - middle) @ back, [1.0, 99.0])
    # Lines turn about the middle of the back, where the spine and its muscles are, so that place and lean part.
    center = middle + (0.5 * last * back if knows_back else 0.0)
    shift = float((center - middle) @ back)
    pairs = _pairs(contrast, outlines)
    return _Scene(contrast, pairs, center, back, knows_back, (float(first) - shift, float(last) - shift))


def paired(outlines: Sequence[Outline]) -> tuple[Outline, ...]:
    """Outlines of structures that both sides have, proposals left out: these were mirrored themselves."""
    accepted = [outline for outline in outlines if not outline.is_proposed and outline.side is not Side.UNKNOWN]
    sides: dict[Structure, set[Side]] = {}
    for outline in accepted:
        sides.setdefault(outline.structure, set()).add(outline.side)
    return tuple(outline for outline in accepted if len(sides[outline.structure]) == 2)


def _pairs(contrast: Contrast, outlines: Sequence[Outline]) -> Contrast | None:
    """Coverage by outlines of structures that both sides have."""
    both = paired(outlines)
    if not both:
        return None
    rows, columns = contrast.values.shape
    covered = np.zeros((rows, columns), dtype=np.float32)
    for outline in both:
        part = exact_coverage(outline)
        # Outlines of other programs may reach over the image's edge.
        top, left = max(-part.top, 0), max(-part.left, 0)
        inside = part.weights[top : rows - part.top, left : columns - part.left]
        covered[
            part.top + top : part.top + top + inside.shape[0], part.left + left : part.left + left + inside.shape[1]
        ] += inside.astype(np.float32)
    return Contrast(covered, contrast.body, contrast.scale)


def _first_guesses(scene: _Scene) -> list[tuple[float, float]]:
    """The best (place in mm, angle) of a coarse search, no two of them neighbours."""
    half = round(0.5 * max(scene.contrast.values.shape) * max(scene.contrast.scale) / COARSE_MM)
    reach = round(REACH_MM / COARSE_MM)
    across = COARSE_MM * np.arange(-half - reach, half + reach + 1)
    v = np.arange(scene.ends[0], scene.ends[1], COARSE_MM)
    u = np.arange(1, reach + 1)
    middles = np.arange(reach + half // 2, half + reach + half // 2 + 1)
    angles = np.arange(-ANGLE_MAXIMUM, ANGLE_MAXIMUM + 0.5 * ANGLE_STEP, ANGLE_STEP)
    near = np.exp(-0.5 * (COARSE_MM * u / NEAR_MM) ** 2).astype(np.float32)
    scores = np.zeros((len(angles), len(middles)))
    for number, angle in enumerate(angles):
        normal, along = scene.axes(float(angle))
        points = scene.center[:, None, None] + normal[:, None, None] * across + along[:, None, None] * v[:, None]
        image, body = scene.contrast.at(points)
        body *= scene.weight(v)[:, None].astype(np.float32)
        plus, minus = middles[:, None] + u, middles[:, None] - u
        weights = np.sqrt(body[:, plus] * body[:, minus]) * near
        scores[number] = _likeness(image[:, plus], image[:, minus], weights, axis=(0, 2))
        if scene.pairs is not None:
            covered, _ = scene.pairs.at(points)
            scores[number] += _overlap(covered[:, plus], covered[:, minus], axis=(0, 2))
        scores[number] -= _aside(across[middles])
    guesses: list[tuple[float, float]] = []
    enough = GUESS_PART * float(scores.max())
    while len(guesses) < GUESSES_MAXIMUM and scores.max() >= enough:
        row, column = np.unravel_index(int(scores.argmax()), scores.shape)
        guesses.append((float(across[middles[column]]), float(angles[row])))
        scores[max(row - 2, 0) : row + 3, max(column - 2, 0) : column + 3] = -1.0
    return guesses


def _aside(place: float | NDArray[np.float64]) -> float | NDArray[np.float64]:
    """What a line loses for lying beside the middle of the body, by its place in mm."""
    return ASIDE_LOSS * (place / ASIDE_MM) ** 2


def _likeness(first: Image, second: Image, weights: Image, *, axis: tuple[int, ...] | None = None) -> Image:
    """Correlation of what is compared, less where little is."""
    product = (weights * first * second).sum(axis=axis)
    norm = np.sqrt((weights * first * first).sum(axis=axis) * (weights * second * second).sum(axis=axis))
    compared = weights.sum(axis=axis)
    found = product / np.maximum(norm, 1e-6) * np.sqrt(compared / max(float(np.max(compared)), 1e-6))
    return np.asarray(found, dtype=np.float32)


def _overlap(first: Image, second: Image, *, axis: tuple[int, ...] | None = None) -> Image:
    """Dice coefficient of coverages."""
    shared = np.minimum(first, second).sum(axis=axis)
    return np.asarray(2.0 * shared / np.maximum((first + second).sum(axis=axis), 1e-6), dtype=np.float32)


def _refined(scene: _Scene, place: float, angle: float) -> tuple[float, float, float]:
    """Place (mm), angle (radians) and likeness at the nearest maximum."""
    u = np.arange(FINE_MM / 2.0, REACH_MM, FINE_MM)
    v = np.arange(scene.ends[0], scene.ends[1], FINE_MM)
    weight = (scene.weight(v)[:, None] * np.exp(-0.5 * (u / NEAR_MM) ** 2)).astype(np.float32)
    known: dict[tuple[float, float], float] = {}

    def likeness(where: tuple[float, float]) -> float:
        if where not in known:
            known[where] = _likeness_about(scene, where, u, v, weight)
        return known[where]

    best = (place, angle)
    step = (COARSE_MM / 2.0, ANGLE_STEP / 2.0)
    while step[0] > 0.1:
        around = [(best[0] + i * step[0], best[1] + j * step[1]) for i, j in ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1))]
        nearest = max(around, key=likeness)
        if nearest == best:
            step = (step[0] / 2.0, step[1] / 2.0)
        best = nearest
    return (*best, likeness(best))


def _likeness_about(
    scene: _Scene, where: tuple[float, float], u: NDArray[np.float64], v: NDArray[np.float64], weight: Image
) -> float:
    normal, along = scene.axes(where[1])
    line = scene.center[:, None] + normal[:, None] * where[0] + along[:, None] * v
    offsets = normal[:, None, None] * u
    (first, body), (second, other) = (scene.contrast.at(line[:, :, None] + sign * offsets) for sign in (1, -1))
    found = float(_likeness(first, second, np.sqrt(body * other) * weight)) - float(_aside(where[0]))
    if scene.pairs is not None:
        (first, _), (second, _) = (scene.pairs.at(line[:, :, None] + sign * offsets) for sign in (1, -1))
        found += float(_overlap(first, second))
    return found


def _line(scene: _Scene, place: float, angle: float) -> Line:
    """Line from the front to the back end of the body, pixels."""
    normal, along = scene.axes(angle)
    start = scene.center + place * normal
    first, second = ((start + v * along) / np.asarray(scene.contrast.scale) for v in scene.ends)
    return ((float(first[0]), float(first[1])), (float(second[0]), float(second[1])))
