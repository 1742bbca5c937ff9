"""Sections of a winding muscle, left out of tilted blocks that overlap, against the exact ones."""

from dataclasses import replace

import numpy as np
import pytest

from tests.proposals.propagation.curved_muscle import middle, outline, plane, section
from viewer.core.coverage import overlap_area_px
from viewer.core.geometry import Orientation, PlaneGeometry, Spacing
from viewer.proposals.propagation.lofting import Contour, Lie, lofted

BLOCKS = ((28.0, -30.0, 0.8, False), (9.0, -6.0, 0.6, True), (-6.5, 18.0, 0.8, False))
"""Tilt (degrees), height of the first plane's middle (mm), pixel size (mm), and whether the image is turned."""


def planes() -> list[PlaneGeometry]:
    """Seven planes of every block, 4.5 mm apart: 27 mm of each, of which about 3 mm overlap with the next."""
    return [
        plane(start + 4.5 * k, tilt_deg=tilt, spacing=size, turned=turned)
        for tilt, start, size, turned in BLOCKS
        for k in range(7)
    ]


def contour(geometry) -> Contour:
    return Contour(geometry, section(geometry, 60))


def dice(one, other) -> float:
    one, other = outline(one), outline(other)
    return 2.0 * overlap_area_px(one, other) / (one.area_px + other.area_px)


def test_left_out_slices_of_tilted_overlapping_blocks():
    every = planes()
    kept, left = every[::2], every[1::2]
    loft = lofted([contour(one) for one in kept])
    found = [loft.section(one) for one in left]
    assert [lie for _, lie in found] == [Lie.BETWEEN] * 10
    reached = [dice(ring, section(one)) for (ring, _), one in zip(found, left, strict=True)]
    assert min(reached) > 0.99


def test_a_block_between_two_outlined_ones_is_found_from_them():
    every = planes()
    loft = lofted([contour(one) for one in (*every[:7:2], *every[14::2])])
    reached = []
    for one in every[7:14]:
        ring, lie = loft.section(one)
        assert lie is Lie.BETWEEN
        reached.append(dice(ring, section(one)))
    assert min(reached) > 0.98


def test_planes_that_cross_inside_the_muscle_are_in_order_on_either_side():
    """Outlined planes of 28° and −6.5° through one point: the one between them is found, and each is met itself."""
    ends = [plane(-12.0), plane(12.0)]
    crossing = [plane(0.0, tilt_deg=28.0), plane(0.0, tilt_deg=-6.5)]
    loft = lofted([contour(one) for one in (*ends, *crossing)])
    for one in (*crossing, plane(0.0, tilt_deg=10.0), plane(-3.0, tilt_deg=9.0)):
        ring, lie = loft.section(one)
        assert lie is Lie.BETWEEN
        assert dice(ring, section(one)) > 0.985


def test_nothing_is_said_of_what_lies_beyond():
    loft = lofted([contour(plane(z)) for z in (0.0, 10.0, 20.0)])
    assert loft.section(plane(25.0)) == (None, Lie.BEYOND)
    assert loft.section(plane(-3.0)) == (None, Lie.BEYOND)
    assert loft.section(plane(18.0, tilt_deg=28.0)) == (None, Lie.ACROSS)
    assert loft.section(plane(20.0))[1] is Lie.BETWEEN
    assert loft.section(plane(10.0, tilt_deg=28.0))[1] is Lie.BETWEEN


def test_steep_planes_and_unknown_places_have_no_section():
    loft = lofted([contour(plane(z)) for z in (0.0, 10.0)])
    assert loft.section(plane(5.0, tilt_deg=60.0)) == (None, Lie.BEYOND)
    assert loft.section(PlaneGeometry()) == (None, Lie.BEYOND)


def test_an_outlined_plane_gives_its_outline_whatever_its_points():
    """Three quarters of the points lie on a quarter of the ring."""
    geometry = plane(10.0)
    ring = section(geometry, 160)
    uneven = np.concatenate([ring[:40], ring[40::10]])
    loft = lofted([contour(plane(0.0)), Contour(geometry, uneven), contour(plane(20.0))])
    assert dice(loft.section(geometry)[0], uneven) > 0.993


def test_what_is_no_stack_has_no_surface():
    assert lofted([contour(plane(0.0))]) is None
    unplaced = replace(plane(5.0), position_mm=None)
    assert lofted([contour(plane(0.0)), Contour(unplaced, section(plane(5.0)))]) is None
    x, y = middle(0.0)
    sagittal = PlaneGeometry(
        Orientation((0.0, 1.0, 0.0), (0.0, 0.0, -1.0)), Spacing(1.0, 1.0), (float(x), float(y) - 64.0, 64.0)
    )
    assert lofted([contour(plane(0.0)), Contour(sagittal, section(plane(0.0)))]) is None


@pytest.mark.parametrize("size", [0.3, 1.2])
def test_pixels_of_another_size_give_the_same_millimetres(size):
    loft = lofted([contour(plane(z, spacing=0.8)) for z in (0.0, 10.0)])
    target = plane(5.0, spacing=size)
    ring, _ = loft.section(target)
    coarse, _ = loft.section(plane(5.0, spacing=0.8))
    moved = target.to_pixels(plane(5.0, spacing=0.8).to_patient_mm(coarse))
    assert dice(ring, moved) > 0.995
