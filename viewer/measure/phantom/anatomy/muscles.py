"""Muscles: their cross-sections along the spine, their fascicles and where fat lies in them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.core.outline import Side, Structure
from viewer.measure.phantom.anatomy.canvas import Canvas, Patch, Tissue
from viewer.measure.phantom.anatomy.fields import Fields
from viewer.measure.phantom.anatomy.shapes import Star, profile

Values = NDArray[np.float32]

BACK_KNOTS = ((-110.0, 24.0), (-58.0, 17.0), (-34.0, 9.0), (0.0, 0.0), (37.0, -1.0), (74.0, 3.0), (108.0, 8.5))
"""Shift (mm) of the back muscles and the skin along LPS y by height z (mm): flatter than the spinal curve."""

MULTIFIDUS = Star.through(
    ((2.6, 71), (8, 77), (16, 79.2), (23, 77.8), (28.5, 72), (31.6, 62), (31.8, 52), (30.5, 42), (26, 38.5), (17, 40),
     (10, 43), (5, 49), (3, 60)),
    centre=(17.0, 60.0), smooth_deg=6.0,
)  # fmt: skip
ERECTOR = Star.through(
    ((33, 39), (37, 33), (44, 30.5), (54, 31.5), (65, 38), (74.5, 47.5), (74, 55), (65, 64.5), (52, 72), (40, 76.5),
     (33, 77), (32.6, 62), (32.6, 50)),
    centre=(49.0, 54.0), smooth_deg=6.0,
)  # fmt: skip
PSOAS = Star.through(
    (
        (26.5, 2),
        (26, -10),
        (30, -22),
        (40, -28),
        (53, -27),
        (63, -18),
        (66, -5),
        (62, 7),
        (53, 14.5),
        (41, 16),
        (32, 11),
    ),
    centre=(46.0, -6.0),
)

MULTIFIDUS_SCALE = ((-110.0, 0.6), (-60.0, 1.0), (-34.0, 1.06), (0.0, 1.0), (37.0, 0.93), (74.0, 0.83), (140.0, 0.55))
ERECTOR_SCALE = ((-110.0, 0.3), (-60.0, 0.62), (-34.0, 0.84), (0.0, 1.0), (37.0, 1.1), (140.0, 1.05))
PSOAS_SCALE = ((-110.0, 0.55), (-34.0, 0.86), (0.0, 1.0), (37.0, 0.84), (74.0, 0.62), (108.0, 0.42), (150.0, 0.1))
PSOAS_OUTWARD = ((-110.0, 20.0), (-34.0, 8.0), (0.0, 0.0), (37.0, -3.0), (108.0, -14.0))
PSOAS_BACK = ((-110.0, -30.0), (-58.0, -14.0), (-34.0, -6.0), (0.0, 0.0), (37.0, -1.0), (74.0, 4.0), (140.0, 20.0))

ARCH_KNOTS = ((-3.0, 16.0), (-2.0, 12.0), (-1.0, 6.0), (0.0, 0.0))
"""How much nearer (mm) to the body the posterior arch lies in the sacrum, by level coordinate."""

_FLOOR = ((0.0, 48.0), (9.0, 43.2), (16.0, 41.2), (22.0, 41.6), (28.0, 38.5), (34.0, 31.0))
"""Depth (mm) of the dorsal surface of laminae and facets by distance from the midline (mm), with 1 mm to spare."""

AROUND_MM = 5.0
"""How far (mm) round a muscle's border its points are kept: beyond, only that they lie outside matters."""

_TENDENCY = {"mixed": 1.0, "streaks": 0.4, "patches": 0.4}
"""How strongly fat keeps to the deep and inner parts of the multifidus, by texture (no unit)."""

_BLEND = {"mixed": (0.66, 0.34, 0.48), "streaks": (1.0, 0.25, 0.0), "patches": (0.0, 0.2, 0.95)}
"""Weights of streaks, grain and patches in the texture of muscles (no unit)."""

_SOFTNESS = 0.16
"""Width of the passage from muscle to fat in units of the texture: streaks are sharp, borders a little blurred."""

_LEAST, _MOST = 0.012, 0.985
"""Fat share of the leanest muscle and muscle share of the fattest fat: neither is pure in life."""


@dataclass(frozen=True, slots=True)
class MuscleCut:
    """One muscle of one side where a grid cuts it.

    Parameters
    ----------
    structure, side
        Which muscle.
    patch
        Points round it.
    distance
        Radial distance outside its fascial border at these points, mm; negative inside.
    texture
        Where fat comes first: higher is earlier (no unit).
    """

    structure: Structure
    side: Side
    patch: Patch
    distance: Values
    texture: Values

    def fat_share(self, threshold: Values | float, even: Values | float = 0.0) -> Values:
        """Fat share, 0…1, of every point when fat fills the texture above a threshold, over an even share."""
        steep = np.clip((self.texture - threshold) / np.float32(_SOFTNESS), -30.0, 30.0)
        placed = np.asarray(_LEAST + (_MOST - _LEAST) / (1.0 + np.exp(-steep)), dtype=np.float32)
        return np.asarray(even + (1.0 - even) * placed, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Filling:
    """How fat fills a muscle.

    Parameters
    ----------
    threshold
        Fat lies where the texture is above it (no unit).
    even
        Share of fat at every point beneath that, 0…1: fat too finely spread to be seen.
    """

    threshold: Values | float
    even: Values | float = 0.0


Fillings = Callable[[MuscleCut], Filling]


def filling_for(cut: MuscleCut, weights: Values, fat: float, *, diffuse: float) -> Filling:
    """How a muscle's points are filled so that they hold an amount of fat, a part of it spread evenly.

    Parameters
    ----------
    cut, weights, fat
        As for `threshold_for`.
    diffuse
        Part of the fat that is spread evenly, 0…1. What even the leanest point holds counts as spread, so
        that at 1 every point is the same.
    """
    even, total = 0.0, float(weights.sum(dtype=np.float64))
    if diffuse > 0.0 and total > 0.0:
        mean = min(max(fat / total, 0.0), 1.0)
        even = max(0.0, (diffuse * mean - _LEAST) / (1.0 - _LEAST))
    return Filling(threshold_for(cut, weights, fat, even=even), even)


def threshold_for(cut: MuscleCut, weights: Values, fat: float, *, even: float = 0.0) -> float:
    """Threshold of the texture at which the muscle's points hold an amount of fat.

    Parameters
    ----------
    cut
        The muscle.
    weights
        Weight of every point of its patch, shape (n,), 0 for those that do not count.
    fat
        Wanted sum of weight · fat share. Beyond what the muscle can hold, the nearest possible is taken.
    even
        Share of fat that every point holds besides.
    """
    counted = weights > 0.0
    if not counted.any():
        return 0.0
    patch = cut.patch.part(counted)
    own = MuscleCut(cut.structure, cut.side, patch, cut.distance[counted], cut.texture[counted])
    low, high = float(own.texture.min()) - 2.0, float(own.texture.max()) + 2.0
    for _ in range(30):
        middle = (low + high) / 2.0
        if float(np.dot(own.fat_share(middle, even).astype(np.float64), weights[counted])) > fat:
            low = middle
        else:
            high = middle
    return (low + high) / 2.0


def arch_depth(patch: Patch) -> Values:
    """Depth of points in the frame of the posterior arch, mm."""
    return patch.depth + profile(patch.level, ARCH_KNOTS)


def cut_muscles(canvas: Canvas) -> list[MuscleCut]:
    """All muscles that have an outline, right before left."""
    cuts = []
    for side in (Side.RIGHT, Side.LEFT):
        for build in (_multifidus, _erector, _psoas):
            cut = build(canvas, side)
            if len(cut.patch.x):
                cuts.append(cut)
    return cuts


def paint_muscle(canvas: Canvas, cut: MuscleCut, filling: Filling) -> None:
    """Paint one muscle with its fat and a thin epimysium."""
    inside = cut.distance < 0.0
    share = cut.fat_share(filling.threshold, filling.even)
    canvas.paint(cut.patch, inside, Tissue.MUSCLE, second=Tissue.FAT, share=share)
    patch = cut.patch
    grain = canvas.fields.grain.at(patch.x, patch.y, patch.z, lengths=(3.0, 3.0, 14.0))
    canvas.tint(patch, inside, 1.0 + np.float32(0.07) * grain)
    rim = (cut.distance >= 0.0) & (cut.distance < 0.45)
    canvas.paint(patch, rim, Tissue.FAT, second=Tissue.FASCIA, share=0.55)


def _one_side(patch: Patch, side: Side) -> Patch:
    return patch.part(patch.x < 0.0 if side is Side.RIGHT else patch.x >= 0.0)


def _multifidus(canvas: Canvas, side: Side) -> MuscleCut:
    patch = _one_side(canvas.near((0.0, 45.0), back=(28.0, 92.0)), side)
    growth = profile(patch.z, MULTIFIDUS_SCALE) * (0.975 if side is Side.RIGHT else 1.02)
    growth = growth * canvas.build.multifidus_scale(side)
    floor = profile(patch.lateral, _FLOOR) - arch_depth(patch)
    lobes = _lobes(canvas.fields, patch)
    distance = _multifidus_distance(patch.lateral, patch.back, growth) + lobes
    distance = np.maximum(distance, floor + np.float32(0.8) * lobes)
    distance = np.maximum(distance, np.float32(3.4) - patch.lateral)
    near = distance < AROUND_MM
    patch, distance, floor = patch.part(near), distance[near], floor[near]
    texture = _streaks(canvas, patch, hub=(4.0, 44.0), stretch=1.0)
    tendency = _TENDENCY[canvas.build.texture]
    texture += np.float32(2.1 * tendency) * np.exp(np.minimum(floor, 0.0) / np.float32(5.0))
    texture += np.float32(1.15 * tendency) * np.exp(-(patch.lateral - np.float32(3.0)) / np.float32(6.5))
    texture -= np.float32(0.5) * (distance > -1.6)
    return MuscleCut(Structure.MULTIFIDUS, side, patch, distance, texture)


def _multifidus_distance(lateral: Values, back: Values, growth: Values) -> Values:
    """Distance outside the multifidus (mm), which grows from the midline outwards and from its middle up and down."""
    return MULTIFIDUS.distance(lateral + np.float32(MULTIFIDUS.centre[0]) * (1.0 - growth), back, growth)


def _erector(canvas: Canvas, side: Side) -> MuscleCut:
    patch = _one_side(canvas.near((30.0, 80.0), back=(24.0, 86.0)), side)
    lateral, back = patch.lateral, patch.back
    growth = profile(patch.z, ERECTOR_SCALE) * (1.01 if side is Side.RIGHT else 0.98)
    slimmer = profile(patch.z, MULTIFIDUS_SCALE) * canvas.build.multifidus_scale(side)
    beside = lateral + np.float32(33.0) * (1.0 - slimmer)  # moves up to a slimmer multifidus
    distance = ERECTOR.distance(beside, back, growth) + _lobes(canvas.fields, patch)
    distance = np.maximum(distance, np.float32(0.9) - _multifidus_distance(lateral, back, slimmer))
    near = distance < AROUND_MM
    patch, distance, lateral, back = patch.part(near), distance[near], lateral[near], back[near]
    texture = _streaks(canvas, patch, hub=(20.0, 20.0), stretch=1.4)
    wave = canvas.fields.bend_x.at(patch.x, patch.y, patch.z, lengths=(18.0, 18.0, 40.0))
    cleft = np.abs(lateral - 52.0 - 0.22 * (back - 50.0) - 2.2 * wave)
    gate = np.clip(0.9 + 0.9 * canvas.fields.patches.at(patch.x, patch.z, patch.y, lengths=(9.0, 30.0, 12.0)), 0.0, 1.3)
    texture += np.float32(1.35) * gate * np.exp(-((cleft / 0.8) ** 2)) * (back < 68.0)
    texture += np.float32(0.8) * np.exp(-np.abs(distance) / np.float32(1.5)) * (back < 50.0)
    return MuscleCut(Structure.ERECTOR_SPINAE, side, patch, distance, texture)


def _psoas(canvas: Canvas, side: Side) -> MuscleCut:
    patch = _one_side(canvas.near((12.0, 95.0), depth=(-70.0, 60.0)), side)
    patch = patch.part((patch.z > -100.0) & (patch.z < 150.0))
    lateral = patch.lateral - profile(patch.z, PSOAS_OUTWARD)
    back = patch.y - profile(patch.z, PSOAS_BACK)
    distance = PSOAS.distance(lateral, back, profile(patch.z, PSOAS_SCALE))
    near = distance < AROUND_MM
    patch, distance = patch.part(near), distance[near]
    texture = _streaks(canvas, patch, hub=(46.0, -30.0), stretch=1.6)
    texture = np.asarray(0.8 * texture - 0.6 * (distance > -3.0), dtype=np.float32)
    return MuscleCut(Structure.PSOAS, side, patch, distance, texture)


def _streaks(canvas: Canvas, patch: Patch, *, hub: tuple[float, float], stretch: float) -> Values:
    """Texture of fascicles that radiate from a hub (lateral, back; mm), with patches between them, or of either."""
    fields, kind = canvas.fields, canvas.build.texture
    dx, dy = patch.lateral - np.float32(hub[0]), patch.back - np.float32(hub[1])
    radius = np.hypot(dx, dy)
    around = np.arctan2(dy, dx) * np.float32(26.0) + np.sign(patch.x) * np.float32(200.0)
    wave = fields.ripple_y.at(patch.x, patch.y, patch.z, lengths=(9.0, 9.0, 30.0))
    first = fields.streaks.at(around + 1.6 * wave, radius, patch.z, lengths=(5.5, 15.0 * stretch, 26.0))
    second = fields.grain.at(patch.x + wave, patch.y, patch.z, lengths=(2.6, 3.4, 16.0))
    patches = fields.patches.at(patch.x, patch.y, patch.z, lengths=(11.0, 10.0, 25.0))
    thin = np.float32(1.0) - np.minimum(np.abs(first) * np.float32(4.2), np.float32(1.5))
    streaky, grainy, patchy = _BLEND[kind]
    return np.asarray(streaky * thin + grainy * second + patchy * patches, dtype=np.float32)


def _lobes(fields: Fields, patch: Patch) -> Values:
    """Small bulges and dents of a muscle's border, mm."""
    return np.asarray(0.75 * fields.grain.at(patch.x, patch.y, patch.z, lengths=(7.0, 7.0, 24.0)), dtype=np.float32)
