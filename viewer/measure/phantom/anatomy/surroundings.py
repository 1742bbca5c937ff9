"""Everything round spine and back muscles: fat, skin, fasciae, abdominal wall, pelvis, vessels, bowel."""

import numpy as np
from numpy.typing import NDArray

from viewer.measure.phantom.anatomy.build import STANDARD_SUBCUTANEOUS_MM
from viewer.measure.phantom.anatomy.canvas import Canvas, Patch, Tissue, bone
from viewer.measure.phantom.anatomy.shapes import chain_distance, profile

Values = NDArray[np.float32]

_SKIN_KNOTS = ((0.0, 94.5), (12.0, 95.0), (60.0, 94.5), (120.0, 89.0), (180.0, 60.0))
"""Back coordinate (mm) of the skin by distance from the midline (mm): nearly flat, as the patient lies on it."""

_FASCIA = (
    (0.0, 70.5), (2.0, 71.5), (5.0, 75.0), (9.0, 78.2), (16.0, 80.2), (24.0, 79.8), (34.0, 78.4), (42.0, 76.9),
    (50.0, 74.2), (58.0, 70.2), (66.0, 65.0), (73.0, 59.0), (80.0, 51.0), (88.0, 41.0), (98.0, 29.0),
)  # fmt: skip
"""Back coordinate (mm) of the dorsal layer of the thoracolumbar fascia by distance from the midline (mm)."""
_MEMBRANE_MM = 9.0
"""Depth (mm) of the membranous layer under the skin of the standard body."""

_MIDDLE_FASCIA = ((78, 44, 0.35), (62, 35, 0.35), (48, 29, 0.3), (36, 29, 0.3))
_WALL = ((120, -34, 8.5), (110, 4, 8), (98, 21, 6.5), (85, 33, 4.6), (75, 41, 2.0))
_LUMBAR_QUADRATE = ((47, 15, 4.0), (58, 18, 6.5), (68, 24, 5.0), (74, 29, 2.5))
_INTERTRANSVERSE = ((31, 25, 1.8), (38, 27.5, 2.6), (45, 27, 1.5))
_ILIUM = ((112, -18, 4.5), (98, 4, 6), (84, 24, 7.5), (72, 41, 8), (64, 53, 5.5))
_GLUTEUS = ((122, 8, 12), (104, 33, 11), (90, 52, 8), (78, 64, 4))
_ILIACUS = ((104, -34, 6), (88, -10, 8), (74, 10, 7), (64, 26, 4))

_Course = tuple[tuple[float, float, float, float], ...]
_AORTA: _Course = (
    (230, 8, 2, 9), (140, 7, -14, 9), (60, 5, -33, 8.5), (22, 5, -33, 8.2), (8, 15, -29, 5.8),
    (-30, 30, -29, 5), (-80, 52, -32, 4.5),
)  # fmt: skip
_RIGHT_ARTERY: _Course = ((22, 3, -33, 7), (8, -10, -31, 5.6), (-30, -27, -27, 4.8), (-80, -50, -32, 4.5))
_VENA_CAVA: _Course = (
    (230, -14, 2, 9), (140, -14, -14, 9.5), (60, -15, -31, 9.5), (6, -17, -28, 8), (-30, -26, -16, 6.5),
    (-80, -46, -22, 5),
)  # fmt: skip
_LEFT_VEIN: _Course = ((2, -9, -26, 6), (-14, 12, -22, 6), (-34, 25, -17, 6), (-80, 46, -22, 5))
_SMALL_VESSELS: tuple[_Course, ...] = (
    ((230, 27, -30, 2.2), (20, 25, -33, 2.0), (-80, 30, -40, 2)),
    ((230, -40, -34, 1.6), (-80, -40, -34, 1.6)),
)
_VESSELS = (_AORTA, _RIGHT_ARTERY, _VENA_CAVA, _LEFT_VEIN, *_SMALL_VESSELS)
"""Courses (z, x, y, radius) in mm, from above downwards; the aorta goes on as the left artery."""

_BOWEL = ((-78, -20, 11), (80, -34, 13), (-52, -52, 19), (30, -58, 22), (-8, -60, 20), (62, -66, 20))
"""Loops of bowel: (x, y, radius) in mm."""


def paint_body(canvas: Canvas) -> None:
    """Paint fat up to the skin, with septa and the membranous layer in the subcutaneous fat."""
    points, fields = canvas.points, canvas.fields
    thicker = np.float32(canvas.build.thicker_mm)
    under = profile(points.lateral, _SKIN_KNOTS) - points.back + thicker
    under += np.float32(0.5) * fields.ripple_x.at(points.x, points.y, points.z, lengths=(14.0, 60.0, 14.0))
    canvas.paint(points, under > 0.0, Tissue.FAT)
    lobules = fields.patches.at(points.x, points.y, points.z, lengths=(9.0, 7.0, 12.0))
    canvas.tint(points, under > 0.0, 1.0 + np.float32(0.035) * lobules)
    canvas.paint(points, (under > 0.0) & (under < 2.0), Tissue.SKIN, second=Tissue.FAT, share=0.1)
    _paint_subcutaneous(canvas)


def _paint_subcutaneous(canvas: Canvas) -> None:
    build, fields = canvas.build, canvas.fields
    patch = canvas.near((0.0, 200.0), back=(40.0, 96.0 + build.thicker_mm))
    outside = patch.back - profile(patch.lateral, _FASCIA)
    beneath = profile(patch.lateral, _SKIN_KNOTS) - patch.back + np.float32(build.thicker_mm)
    middle = _MEMBRANE_MM * build.subcutaneous_mm / STANDARD_SUBCUTANEOUS_MM
    fatty = (outside > 1.0) & (beneath > 2.0)
    wave = fields.bend_y.at(patch.x, patch.z, patch.x, lengths=(30.0, 30.0, 60.0))
    shallow = np.clip((middle + 1.4 * wave + 0.00035 * patch.lateral**2 - beneath) / 1.5, 0.0, 1.0)
    speckle = fields.grain.at(patch.x, patch.back, patch.z, lengths=(2.2, 4.0, 6.0))
    canvas.tint(patch, beneath > 0.0, (1.0 - shallow * (0.17 - 0.05 * speckle)).astype(np.float32))
    layer = np.abs(beneath - middle - 1.4 * wave - 0.00035 * patch.lateral**2)
    canvas.paint(patch, fatty & (layer < 0.42), Tissue.FAT, second=Tissue.FASCIA, share=0.75)
    fat = patch.part(fatty)
    web = np.abs(fields.ripple_y.at(fat.x, fat.back, fat.z, lengths=(17.0, 26.0, 30.0)))
    septum = fat.part(web < 0.018)
    gate = fields.patches.at(septum.x, septum.y, septum.z, lengths=(30.0, 20.0, 30.0))
    canvas.paint(septum, gate > 0.6, Tissue.FAT, second=Tissue.FASCIA, share=0.6)


def paint_fasciae(canvas: Canvas) -> None:
    """Paint the layers of the thoracolumbar fascia over the muscles' borders."""
    patch = canvas.near((0.0, 96.0), back=(24.0, 84.0))
    patch = patch.part(patch.z < 130.0)
    wave = canvas.fields.grain.at(patch.x, patch.y, patch.z, lengths=(12.0, 12.0, 24.0))
    slope = 1.0 + 0.00018 * patch.lateral**2 * (patch.lateral > 30.0)
    posterior = np.abs(patch.back - profile(patch.lateral, _FASCIA) - 0.6 * wave) / slope
    thick = np.clip(0.40 - 0.0022 * patch.lateral + 0.1 * wave, 0.12, 0.5)
    canvas.paint(patch, posterior < thick, Tissue.FASCIA, second=Tissue.FAT, share=0.2)
    middle = chain_distance(patch.lateral, patch.back, _MIDDLE_FASCIA)
    canvas.paint(patch, middle < 0.0, Tissue.FASCIA, second=Tissue.FAT, share=0.3)


def paint_wall(canvas: Canvas) -> None:
    """Paint the lateral abdominal wall, quadratus lumborum, and below the crest ilium, iliacus and gluteus."""
    patch = canvas.near((40.0, 140.0), back=(-60.0, 90.0))
    if not len(patch.x):
        return
    lateral, back, z = patch.lateral, patch.back, patch.z
    wave = canvas.fields.ripple_x.at(patch.x, patch.y, z, lengths=(14.0, 14.0, 30.0))
    across, along = 0.83 * lateral + 0.55 * back + 2.0 * wave, 0.55 * lateral - 0.83 * back
    layers = canvas.fields.streaks.at(across, along, z, lengths=(4.5, 24.0, 40.0))
    fat = np.clip(0.75 - 4.0 * np.abs(layers) + 0.35 * wave, 0.03, 0.75).astype(np.float32)
    below = np.clip((-4.0 - z) / 16.0, 0.0, 1.0)
    above = np.clip((z - 10.0) / 25.0, 0.0, 1.0)
    wall = chain_distance(lateral - 7.0 * above, back + 6.0 * above, _WALL)
    _muscle(canvas, patch, wall + 9.0 * below + 1.0 * wave, fat)
    quadrate = chain_distance(lateral, back, _LUMBAR_QUADRATE) + 5.0 * np.clip((8.0 - z) / 16.0, 0.0, 1.4)
    _muscle(canvas, patch, quadrate - 1.5 * above + 1.2 * wave, fat * 0.6)
    _muscle(canvas, patch, chain_distance(lateral, back, _GLUTEUS) + 12.0 * (1.0 - below), fat)
    _muscle(canvas, patch, chain_distance(lateral, back, _ILIACUS) + 8.0 * (1.0 - below), fat * 0.5)
    ilium = chain_distance(lateral, back, _ILIUM) + 8.5 * (1.0 - below)
    bone(canvas, patch, ilium + 0.8 * wave, cortex_mm=0.9)
    marrow = canvas.fields.patches.at(patch.x, patch.y, z, lengths=(5.0, 5.0, 5.0))
    share = np.clip(0.55 + 0.12 * marrow, 0.0, 1.0).astype(np.float32)
    canvas.paint(patch, ilium + 0.8 * wave < -0.9, Tissue.MARROW, second=Tissue.FAT, share=share)


def _muscle(canvas: Canvas, patch: Patch, distance: Values, fat: Values) -> None:
    canvas.paint(patch, distance < 0.5, Tissue.FAT, second=Tissue.FASCIA, share=0.6)
    canvas.paint(patch, distance < 0.0, Tissue.MUSCLE, second=Tissue.FAT, share=fat)


def paint_front(canvas: Canvas) -> None:
    """Paint vessels with flow voids and loops of bowel in the retroperitoneal and abdominal fat."""
    patch = canvas.near((0.0, 125.0), depth=(-130.0, 10.0))
    fields = canvas.fields
    coarse = fields.patches.at(patch.x, patch.y, patch.z, lengths=(9.0, 9.0, 14.0))
    for x, y, radius in _BOWEL:
        gap = np.hypot(patch.x - x, patch.y - y) - radius - 2.2 * coarse
        share = np.clip(0.42 + 0.2 * coarse, 0.05, 0.9).astype(np.float32)
        canvas.paint(patch, gap < 0.0, Tissue.MUSCLE)
        canvas.paint(patch, gap < -1.6, Tissue.BOWEL, second=Tissue.MUSCLE, share=share)
    fatty = canvas.first[patch.index] == Tissue.FAT
    fat = patch.part(fatty)
    strands = np.abs(fields.ripple_x.at(fat.x, fat.y, fat.z, lengths=(15.0, 15.0, 20.0)))
    strand = fat.part(strands < 0.03)
    gate = fields.grain.at(strand.x, strand.y, strand.z, lengths=(14.0, 14.0, 20.0))
    canvas.paint(strand, gate > 0.2, Tissue.FAT, second=Tissue.FASCIA, share=0.4)
    canvas.tint(patch, fatty, (0.95 + 0.06 * coarse).astype(np.float32))
    for course in _VESSELS:
        _vessel(canvas, patch, course)


def paint_gutter(canvas: Canvas) -> None:
    """Paint what lies between psoas, facets and erector spinae: small muscles, nerves and vessels in fat."""
    patch = canvas.near((22.0, 62.0), back=(6.0, 50.0))
    fields = canvas.fields
    wave = fields.ripple_y.at(patch.x, patch.y, patch.z, lengths=(10.0, 10.0, 24.0))
    small = chain_distance(patch.lateral, patch.back + 1.5 * wave, _INTERTRANSVERSE)
    fat = np.clip(0.45 + 0.3 * wave, 0.05, 0.9).astype(np.float32)
    canvas.paint(patch, small < 0.0, Tissue.MUSCLE, second=Tissue.FAT, share=fat)
    web = np.abs(fields.grain.at(patch.x + 2.0 * wave, patch.y, patch.z, lengths=(9.0, 9.0, 18.0)))
    gate = fields.bend_x.at(patch.x, patch.y, patch.z, lengths=(12.0, 12.0, 18.0))
    fatty = canvas.first[patch.index] == Tissue.FAT
    canvas.paint(patch, fatty & (web < 0.11) & (gate > -0.4), Tissue.FAT, second=Tissue.LIGAMENT, share=0.55)
    dots = fields.streaks.at(patch.x, patch.y, patch.z, lengths=(4.5, 4.5, 30.0))
    canvas.paint(patch, fatty & (dots > 2.0), Tissue.BLOOD)


def _vessel(canvas: Canvas, patch: Patch, course: _Course) -> None:
    heights, x, y, radius = (np.array(values) for values in zip(*course[::-1], strict=True))
    z = patch.z
    within = (z >= heights[0]) & (z <= heights[-1])
    gap = np.hypot(patch.x - np.interp(z, heights, x), patch.y - np.interp(z, heights, y))
    gap -= np.interp(z, heights, radius)
    canvas.paint(patch, within & (gap < 0.0), Tissue.FASCIA, second=Tissue.MUSCLE, share=0.5)
    canvas.paint(patch, within & (gap < -0.9), Tissue.BLOOD)
