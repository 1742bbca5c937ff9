"""The fit of a mirrored outline to its side: it follows the image, a little, and stays in bounds."""

import numpy as np
import pytest

from tests.evidence.mirror_outline import dice
from viewer.core.geometry import Spacing
from viewer.core.outline import has_crossing
from viewer.proposals.mirroring.contrast import local_contrast
from viewer.proposals.mirroring.fitting import MOVE_MM, fit_to_image
from viewer.proposals.mirroring.reflection import mirrored
from viewer.proposals.mirroring.rings import as_points, encloses

SPACING = Spacing(row_mm=0.8, column_mm=1.0)
SHAPE = (160, 200)
LINE = ((100.0, 0.0), (100.0, 150.0))
AREA = (-0.5, -0.5, 199.5, 159.5)


def ellipse(center, radii, count=80):
    """Ring about a centre (x, y) in pixels, its radii in mm."""
    angles = np.linspace(0.0, 2.0 * np.pi, count, endpoint=False)
    x = center[0] + radii[0] * np.cos(angles) / SPACING.column_mm
    y = center[1] + radii[1] * np.sin(angles) / SPACING.row_mm
    return tuple(zip(x.tolist(), y.tolist(), strict=True))


def painted(*rings, level=200.0, seed=3):
    """Bright image with dark muscles and noise, seen by a coil that fades."""
    rows, columns = np.mgrid[: SHAPE[0], : SHAPE[1]]
    image = np.full(SHAPE, level)
    for ring in rings:
        image[encloses(as_points(ring), np.stack([columns, rows], axis=-1).astype(float))] *= 0.4
    noise = np.random.default_rng(seed).normal(0.0, 4.0, SHAPE)
    return image * (0.6 + 0.4 * rows / SHAPE[0]) + noise


SOURCE = ellipse((75.0, 90.0), (14.0, 22.0))


@pytest.mark.parametrize("target", [ellipse((127.0, 92.0), (14.0, 22.0)), ellipse((126.0, 90.0), (16.0, 19.5))])
def test_the_fit_finds_a_side_that_differs(target):
    contrast = local_contrast(painted(SOURCE, target), SPACING)
    alone = mirrored(SOURCE, LINE, SPACING)
    fitted = fit_to_image(SOURCE, LINE, contrast, area=AREA)
    assert dice(alone, target) < 0.93
    assert dice(fitted, target) > dice(alone, target) + 0.03
    assert dice(fitted, target) > 0.94


def test_without_anything_to_see_the_mirrored_ring_stays():
    noise = np.random.default_rng(1).normal(100.0, 1.0, SHAPE)
    fitted = fit_to_image(SOURCE, LINE, local_contrast(noise, SPACING), area=AREA)
    assert dice(fitted, mirrored(SOURCE, LINE, SPACING)) > 0.9
    nothing = fit_to_image(SOURCE, LINE, local_contrast(np.zeros(SHAPE), SPACING), area=AREA)
    assert dice(nothing, mirrored(SOURCE, LINE, SPACING)) > 0.995


def test_no_point_moves_far_and_points_lie_evenly():
    contrast = local_contrast(painted(SOURCE, ellipse((150.0, 90.0), (20.0, 30.0))), SPACING)
    fitted = as_points(fit_to_image(SOURCE, LINE, contrast, area=AREA)) * (1.0, 0.8)
    alone = as_points(mirrored(ellipse((75.0, 90.0), (14.0, 22.0), 2000), LINE, SPACING)) * (1.0, 0.8)
    moved = np.hypot(*(fitted[:, None] - alone[None]).T).min(axis=0)
    assert moved.max() <= MOVE_MM + 0.1
    steps = np.hypot(*(fitted - np.roll(fitted, 1, axis=0)).T)
    assert steps.max() < 1.2 * steps.min()
    assert not has_crossing(tuple(map(tuple, fitted)))


def test_the_ring_keeps_out_of_the_source_and_in_the_area():
    source = ellipse((88.0, 90.0), (14.0, 22.0))  # reaches 2 mm over the line
    contrast = local_contrast(painted(source, ellipse((114.0, 90.0), (14.0, 22.0))), SPACING)
    assert dice(mirrored(source, LINE, SPACING), source) > 0.0
    area = (-0.5, -0.5, 120.5, 159.5)
    fitted = fit_to_image(source, LINE, contrast, area=area)
    assert dice(fitted, source) < 0.01
    assert max(x for x, _ in fitted) <= area[2]
    assert not has_crossing(fitted)


def test_pixels_of_unknown_size_do():
    target = ellipse((127.0, 92.0), (14.0, 22.0))
    contrast = local_contrast(painted(SOURCE, target), None)
    assert dice(fit_to_image(SOURCE, LINE, contrast, area=AREA), target) > 0.94


def test_a_triangle_gets_even_points_too():
    contrast = local_contrast(painted(SOURCE), SPACING)
    fitted = fit_to_image(((60.0, 60.0), (85.0, 60.0), (75.0, 110.0)), LINE, contrast, area=AREA)
    assert len(fitted) >= 24
    assert not has_crossing(fitted)
