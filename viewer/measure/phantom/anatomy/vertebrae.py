"""Vertebral bodies, discs, canal with nerve roots, and the posterior arch with facet joints."""

import numpy as np
from numpy.typing import NDArray

from viewer.measure.phantom.anatomy.canvas import Canvas, Patch, Tissue, bone
from viewer.measure.phantom.anatomy.muscles import arch_depth
from viewer.measure.phantom.anatomy.shapes import Star, chain_distance, profile

Values = NDArray[np.float32]

_BODY = Star.through(
    ((27.3, 0), (26.5, -9), (21, -17.5), (11, -22), (0, -23), (-11, -22), (-21, -17.5), (-26.5, -9), (-27.3, 0),
     (-25, 9), (-18, 15.5), (-8, 17.2), (0, 16.2), (8, 17.2), (18, 15.5), (25, 9)),
    centre=(0.0, -2.0),
)  # fmt: skip
_BODY_SCALE = ((-4, 0.3), (-3, 0.42), (-2, 0.56), (-1, 0.72), (0, 0.97), (1, 1.0), (2, 0.97), (4, 0.88), (8, 0.74))
_DISC_HALF_MM = ((-4, 0.5), (-3, 0.6), (-2, 0.8), (-1, 1.3), (0, 4.4), (1, 5.0), (2, 5.6), (3, 5.2), (5, 3.6), (8, 2.6))
_HYDRATION = ((-4, 0.3), (-1, 0.4), (-0.5, 0.25), (0.5, 0.25), (0.6, 0.4), (1.4, 0.4), (1.6, 0.8), (8, 0.85))
"""Share of nucleus signal by level: the two lowest discs are drier, as is common."""

_SAC = Star.through(
    ((11.5, 22.5), (6, 20.8), (0, 20.2), (-6, 20.8), (-11.5, 22.5), (-11, 27), (-7, 33), (-2.5, 37.5), (0, 38.2),
     (2.5, 37.5), (7, 33), (11, 27)),
    centre=(0.0, 28.0), smooth_deg=7.0,
)  # fmt: skip
_SAC_SCALE = ((-3, 0.1), (-2.2, 0.25), (-1, 0.62), (0, 0.84), (1, 1.0), (3, 0.98), (8, 0.82))
_ROOTS = tuple(
    (side * x, depth, leaves)
    for x, depth, leaves in (
        (9.2, 25.0, 1.2), (8.0, 27.5, 0.2), (7.0, 30.0, 0.2), (5.6, 31.6, -0.8), (4.8, 33.4, -0.8), (3.2, 33.0, -1.8),
        (2.4, 35.0, -1.8), (1.0, 33.6, -3.0), (6.4, 27.0, 1.8), (4.0, 30.4, 2.6), (1.6, 31.4, 3.2), (0.8, 36.0, -3.0),
    )
    for side in (-1.0, 1.0)
)  # fmt: skip
"""Roots of the cauda equina: (x, depth) in mm and the level at which each has left the sac."""

_FLAVUM = ((13.5, 25.0, 1.5), (9.5, 32.0, 1.9), (3.0, 39.2, 1.8), (0.0, 41.0, 1.8))
_LAMINA = ((18.0, 35.0, 3.2), (10.0, 39.0, 2.9), (0.0, 44.2, 2.6))
_PEDICLE = ((14.5, 8.0, 7.5), (16.5, 19.0, 5.6), (20.0, 31.0, 7.0))
_TRANSVERSE = ((18.0, 25.0, 5.0), (29.0, 25.0, 3.4), (40.0, 28.5, 2.4))
_ALA = ((14.0, -2.0, 10.0), (32.0, 3.0, 12.0), (50.0, 16.0, 10.0))
_FACET = Star.through(
    ((28.5, 30), (26.5, 24.5), (20, 22), (15.5, 24), (12.5, 30), (11.5, 36), (15, 40.5), (21, 40.8), (27, 37.5)),
    centre=(19.5, 31.5),
)
_PEG = (16.2, 35.2)
"""Centre of the inferior articular process (mm), round which the joint space bends."""


def paint_spine(canvas: Canvas) -> None:
    """Paint bodies and discs, canal, and arch, over what surrounds them."""
    front = canvas.near((0.0, 62.0), depth=(-30.0, 42.0))
    _paint_ala(canvas, front)
    _paint_foramina(canvas, front)
    _paint_bodies(canvas, front)
    rear = canvas.near((0.0, 46.0), depth=(5.0, 85.0))
    _paint_arch(canvas, rear)
    _paint_spinous(canvas, canvas.near((0.0, 8.0), depth=(24.0, 95.0)))
    _paint_canal(canvas, canvas.near((0.0, 22.0), depth=(4.0, 50.0)))


def _from_disc(level: Values) -> Values:
    """Signed distance to the nearest disc in level coordinates, −0.5…0.5; positive above it."""
    return np.asarray(level - np.round(level), dtype=np.float32)


def _paint_bodies(canvas: Canvas, patch: Patch) -> None:
    offset = _from_disc(patch.level)
    gap = np.abs(offset) * np.float32(36.0)
    scale = profile(patch.level, _BODY_SCALE)
    waist = np.clip((gap - 6.0) / 12.0, 0.0, 1.0)
    scale = scale * (1.0 - np.float32(0.075) * waist)
    distance = _BODY.distance(patch.x, patch.depth, scale)
    inward = np.clip(1.0 + distance / (20.0 * scale), 0.0, 1.0)
    half = profile(patch.level, _DISC_HALF_MM) * (1.06 - 0.30 * inward**3)
    in_disc = gap < half
    marrow = canvas.fields.patches.at(patch.x, patch.y, patch.z, lengths=(5.0, 5.0, 6.0))
    fine = canvas.fields.grain.at(patch.x, patch.y, patch.z, lengths=(1.8, 1.8, 1.8))
    share = np.clip(0.56 + 0.07 * marrow + 0.07 * fine, 0.0, 1.0).astype(np.float32)
    body = (distance < 0.0) & ~in_disc
    canvas.paint(patch, body, Tissue.CORTEX)
    canvas.paint(patch, body & (distance < -0.65) & (gap > half + 0.7), Tissue.MARROW, second=Tissue.FAT, share=share)
    vein = (
        (patch.depth > 5.0)
        & (gap > 17.4 - 0.09 * (patch.depth - 5.0))
        & (np.abs(patch.x) < 2.0 + 0.25 * (patch.depth - 3.0))
        & (distance < 0.4)
    )
    canvas.paint(patch, vein & (patch.level > 0.0), Tissue.MARROW, second=Tissue.CSF, share=0.4)
    bulge = distance - 1.1
    canvas.paint(patch, in_disc & (bulge < 0.6), Tissue.LIGAMENT)
    core = np.clip(1.55 - 1.75 * inward, 0.0, 1.0) * np.clip(1.5 - 1.1 * gap / half, 0.0, 1.0)
    nucleus = core * profile(patch.level, _HYDRATION) * (1.0 + 0.16 * marrow + 0.1 * fine)
    canvas.paint(
        patch,
        in_disc & (bulge < 0.0),
        Tissue.ANNULUS,
        second=Tissue.NUCLEUS,
        share=np.clip(nucleus, 0.02, 1.0).astype(np.float32),
    )
    ligament = (distance >= 0.0) & (distance < 0.8) & (np.abs(patch.x) < 14.0) & (np.abs(patch.depth) > 12.0)
    canvas.paint(patch, ligament & ~in_disc, Tissue.LIGAMENT)


def _paint_ala(canvas: Canvas, patch: Patch) -> None:
    """Paint the wings of the sacrum."""
    level = patch.level
    sacral = (level < -0.08) & (level > -2.6)
    distance = chain_distance(patch.lateral, patch.depth, _ALA) + 4.0 * np.clip(-1.0 - level, 0.0, 2.0)
    distance = np.where(sacral, distance, np.float32(9.0)).astype(np.float32)
    bone(canvas, patch, distance, cortex_mm=1.2)
    marrow = canvas.fields.patches.at(patch.x, patch.y, patch.z, lengths=(5.0, 5.0, 6.0))
    share = np.clip(0.55 + 0.08 * marrow, 0.0, 1.0).astype(np.float32)
    canvas.paint(patch, distance < -1.2, Tissue.MARROW, second=Tissue.FAT, share=share)


def _paint_foramina(canvas: Canvas, patch: Patch) -> None:
    """Paint the spinal ganglia in the fat of the foramina and the nerves on their way down."""
    offset = _from_disc(patch.level)
    down = 0.5 - np.where(offset > 0.0, offset, offset + 1.0)
    lateral = 17.0 + 20.0 * np.clip(down + 0.35, 0.0, 1.0)
    depth = 22.0 - 6.0 * np.clip(down, -0.3, 1.0)
    gap = np.hypot((patch.lateral - lateral) / 1.35, patch.depth - depth) - 2.6
    lumbar = (patch.level > -0.6) & (patch.lateral > 15.0)
    canvas.paint(patch, lumbar & (gap < 0.0), Tissue.NERVE, second=Tissue.FAT, share=0.12)


def _paint_arch(canvas: Canvas, patch: Patch) -> None:
    offset, lateral, depth = _from_disc(patch.level), patch.lateral, arch_depth(patch)
    lumbar = patch.level > -0.42
    marrow = canvas.fields.patches.at(patch.x, patch.y, patch.z, lengths=(4.0, 4.0, 6.0))
    near_disc = np.sqrt(np.clip(1.0 - (offset / 0.42) ** 2, 0.0, 1.0))
    far = np.float32(30.0)
    transverse = chain_distance(lateral, depth, _TRANSVERSE) + 40.0 * np.clip(np.abs(offset + 0.36) - 0.06, 0.0, 1.0)
    pedicle = chain_distance(lateral, depth, _PEDICLE) + 36.0 * np.clip(np.abs(offset + 0.30) - 0.10, 0.0, 1.0)
    lamina = chain_distance(lateral, depth, _LAMINA) + 30.0 * np.clip(np.abs(offset + 0.03) - 0.27, 0.0, 1.0) * lumbar
    rough = canvas.fields.grain.at(patch.x, patch.y, patch.z, lengths=(5.0, 5.0, 9.0)) * np.float32(0.6)
    lamina = lamina + rough
    facet = _FACET.distance(lateral, depth, 1.06 * near_disc) + rough
    facet = np.where(lumbar & (near_disc > 0.2), facet, far)
    flavum = chain_distance(lateral, depth, _FLAVUM)
    canvas.paint(patch, flavum < 0.0, Tissue.LIGAMENT)
    for distance, held in ((transverse, lumbar), (pedicle, lumbar), (lamina, patch.level > -3.0)):
        surface = np.where(held & (depth > 11.0), distance + 0.6 * rough, far).astype(np.float32)
        bone(canvas, patch, surface, cortex_mm=0.8)
        share = np.clip(0.42 + 0.1 * marrow, 0.0, 1.0).astype(np.float32)
        canvas.paint(patch, surface < -0.8, Tissue.SCLEROSIS, second=Tissue.FAT, share=share)
    _paint_joint(canvas, patch, facet.astype(np.float32), marrow)


def _paint_joint(canvas: Canvas, patch: Patch, facet: Values, marrow: Values) -> None:
    """Paint both articular processes and the curved space between them."""
    lateral, depth = patch.lateral, arch_depth(patch)
    bone(canvas, patch, facet, cortex_mm=0.8, tissue=Tissue.SCLEROSIS)
    share = np.clip(0.24 + 0.08 * marrow, 0.0, 1.0).astype(np.float32)
    canvas.paint(patch, facet < -0.8, Tissue.SCLEROSIS, second=Tissue.FAT, share=share)
    bend = canvas.fields.patches.at(patch.x, patch.y, patch.z, lengths=(9.0, 9.0, 14.0))
    radius = np.hypot((lateral - _PEG[0]) * 0.85, depth - _PEG[1]) + 1.0 * bend
    faces = facet < -0.2
    open_to = 0.75 * (lateral - _PEG[0]) - 0.66 * (depth - _PEG[1]) > -0.5 + 1.2 * bend
    canvas.paint(patch, faces & open_to & (np.abs(radius - 6.6) < 0.85), Tissue.CORTEX)
    canvas.paint(patch, faces & open_to & (np.abs(radius - 6.6) < 0.36), Tissue.CARTILAGE)


def _paint_spinous(canvas: Canvas, patch: Patch) -> None:
    """Paint spinous processes, the ligaments between them and the one over their tips."""
    depth = arch_depth(patch)
    phase = patch.level + 0.16 * (depth - 38.0) / 30.0 + 0.35
    phase = phase - np.floor(phase)
    wave = canvas.fields.bend_x.at(patch.x, patch.y, patch.z, lengths=(30.0, 16.0, 24.0))
    aside = np.abs(patch.x - 0.35 * wave)
    half = 2.3 + 0.06 * np.clip(depth - 55.0, 0.0, 12.0) + 0.2 * wave
    reach = patch.back < 70.5 - 2.0 * (patch.level < -0.4)
    plate = np.maximum(aside - half, (np.abs(phase - 0.36) - 0.31) * 36.0 + 1.6 * wave)
    plate = np.maximum(plate, 41.5 - depth)
    between = (aside < 2.6) & (depth > 42.0) & reach
    fatty = np.clip(
        0.42 + 0.11 * canvas.fields.streaks.at(patch.x, patch.y, patch.z, lengths=(9.0, 5.0, 2.5)), 0.0, 1.0
    )
    canvas.paint(patch, between, Tissue.LIGAMENT, second=Tissue.FAT, share=fatty.astype(np.float32))
    distance = np.where(reach, plate, np.float32(9.0)).astype(np.float32)
    bone(canvas, patch, distance, cortex_mm=0.8)
    canvas.paint(patch, distance < -0.8, Tissue.SCLEROSIS, second=Tissue.FAT, share=0.52)
    over = (aside < 2.2) & (patch.back >= 69.5) & (patch.back < 72.5)
    canvas.paint(patch, over, Tissue.LIGAMENT)


def _paint_canal(canvas: Canvas, patch: Patch) -> None:
    depth = arch_depth(patch)
    scale = profile(patch.level, _SAC_SCALE)
    sac = _SAC.distance(patch.x, depth, scale)
    held = patch.level > -3.0
    free = ~np.isin(canvas.first[patch.index], (Tissue.MARROW, Tissue.ANNULUS, Tissue.CORTEX, Tissue.SCLEROSIS))
    fat = (np.abs(patch.x) < 9.0 * scale) & (depth > 33.0) & (depth < 39.5 - 0.4 * np.abs(patch.x)) & held & free
    canvas.paint(patch, fat, Tissue.FAT)
    around = (sac < 1.4) & held & free & (canvas.first[patch.index] != Tissue.LIGAMENT)
    canvas.paint(patch, around, Tissue.FAT, second=Tissue.LIGAMENT, share=0.55)
    canvas.paint(patch, (sac < 0.35) & held, Tissue.LIGAMENT)
    canvas.paint(patch, (sac < 0.0) & held, Tissue.CSF)
    _paint_nerves(canvas, patch.part((sac < -0.4) & held))


def _paint_nerves(canvas: Canvas, patch: Patch) -> None:
    """Paint the roots of the cauda equina and, above, the cord that ends in the conus."""
    depth, wander = arch_depth(patch), canvas.fields.roots
    squeeze = np.clip(1.0 - 0.22 * np.clip(patch.level - 1.0, 0.0, 3.0), 0.2, 1.0)
    for number, (x, home, leaves) in enumerate(_ROOTS):
        row = np.full(patch.z.shape, 9.0 * number, dtype=np.float32)
        drift = wander.at(row, patch.z, patch.z, lengths=(4.0, 45.0, 60.0))
        apart = np.hypot(patch.x - x * squeeze - 0.8 * drift, depth - home - 0.8 * (1.0 - squeeze) - 0.7 * drift)
        canvas.paint(patch, (apart < 0.92) & (patch.level > leaves - 0.4), Tissue.NERVE)
    taper = np.clip((patch.level - 3.9) / 0.9, 0.0, 1.0)
    cord = np.hypot(patch.x / 4.6, (depth - 29.5 - 2.5 * (1.0 - taper)) / 3.7)
    canvas.paint(patch, cord < taper, Tissue.NERVE)
