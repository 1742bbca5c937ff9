"""Blocks that are tilted against each other: the volume of a known body, no tissue twice."""

import math

import pytest

from tests.measure.volumes.stacks import block, row
from viewer.core.document import Document
from viewer.measure.volumes.total import Scope
from viewer.measure.volumes.totals import totals_of

AREA = math.pi * 100.0


def by_scope(rows, blocks):
    found = {}
    for total in totals_of(rows, blocks, Document()):
        found.setdefault(total.scope, []).append(total)
    return found


@pytest.mark.parametrize("tilt_deg", [-28.3, 0.0, 6.5, 40.0])
def test_a_tilted_block_measures_along_its_normal(tilt_deg):
    of = block([4.0 * n for n in range(6)], tilt_deg=tilt_deg)
    [found] = totals_of([row(of, n) for n in range(1, 7)], [of], Document())
    # an upright cylinder of 6 × 4 mm, whichever way it is cut
    assert found.volume_cm3 == pytest.approx(24.0 * AREA / 1000.0)
    assert found.length_mm == pytest.approx(24.0 * math.cos(math.radians(tilt_deg)))


@pytest.mark.parametrize(
    ("lower", "upper", "tilts", "height"),
    [
        ([0.0, 4.0, 8.0], [12.0, 16.0, 20.0], (0.0, 0.0), 24.0),
        ([0.0, 4.0, 8.0], [12.0, 16.0, 20.0], (-20.0, 10.0), 24.0),
        ([0.0, 4.0, 8.0, 12.0], [5.0, 9.0, 13.0, 17.0], (-28.3, 6.5), 21.0),
        ([0.0, 4.0, 8.0, 12.0], [0.0, 4.0, 8.0, 12.0], (15.0, -15.0), 16.0),
        ([0.0, 4.0, 8.0], [20.0, 24.0, 28.0], (-10.0, 20.0), 32.0),
    ],
)
def test_blocks_that_overlap_or_leave_a_gap_count_tissue_once(lower, upper, tilts, height):
    blocks = [block(lower, number=1, tilt_deg=tilts[0]), block(upper, number=2, tilt_deg=tilts[1])]
    found = by_scope([row(of, n + 1) for of in blocks for n in range(len(of.slices))], blocks)
    [whole] = found[Scope.MUSCLE]
    assert whole.volume_cm3 == pytest.approx(height * AREA / 1000.0)
    assert whole.fat_fraction_percent == pytest.approx(20.0)
    assert whole.series == (1, 2)
    assert any("counts once" in said for said in whole.said)
    assert [t.volume_cm3 for t in found[Scope.BLOCK]] == pytest.approx(
        [len(of.slices) * 4.0 * AREA / 1000.0 for of in blocks]
    )


def test_a_cone_cut_by_overlapping_blocks_has_its_volume():
    heights = [[4.0 * n for n in range(8)], [22.0 + 4.0 * n for n in range(8)]]
    blocks = [block(z, number=n, tilt_deg=t) for n, (z, t) in enumerate(zip(heights, (-10.0, 15.0), strict=True), 1)]

    def radius(z):
        return 6.0 + 0.15 * z

    placed = [(of, n, z) for of, zs in zip(blocks, heights, strict=True) for n, z in enumerate(zs, 1)]
    rows = [row(of, n, radius_mm=radius(z)) for of, n, z in placed]
    [whole] = by_scope(rows, blocks)[Scope.MUSCLE]
    ends = radius(-2.0), radius(52.0)
    exact = math.pi * 54.0 / 3.0 * (ends[0] ** 2 + ends[0] * ends[1] + ends[1] ** 2)
    assert whole.volume_cm3 == pytest.approx(exact / 1000.0, rel=0.005)


def test_slices_left_out_between_blocks_are_missing():
    blocks = [block([0.0, 4.0, 8.0]), block([12.0, 16.0, 20.0], number=2, tilt_deg=10.0)]
    [whole] = by_scope([row(blocks[0], 1), row(blocks[0], 2), row(blocks[1], 2), row(blocks[1], 3)], blocks)[
        Scope.MUSCLE
    ]
    assert (whole.slices, whole.missing) == (4, 1)
    assert whole.volume_cm3 == pytest.approx(24.0 * AREA / 1000.0)


def test_slices_across_each_other_have_no_volume():
    upright, across = block([0.0, 4.0, 8.0]), block([12.0], number=2, tilt_deg=80.0)
    rows = [*(row(upright, n) for n in (1, 2, 3)), row(across, 1)]
    [whole] = by_scope(rows, [upright, across])[Scope.MUSCLE]
    assert whole.volume_cm3 is None
    assert "45°" in whole.said[0]


def test_the_only_slice_of_a_block_counts_by_its_thickness_or_not_at_all():
    first, alone = block([0.0, 4.0, 8.0]), block([11.0], number=2, tilt_deg=0.0, thickness_mm=3.0)
    rows = [*(row(first, n) for n in (1, 2, 3)), row(alone, 1)]
    [whole] = by_scope(rows, [first, alone])[Scope.MUSCLE]
    assert whole.volume_cm3 == pytest.approx((2.0 + 11.0 + 1.5) * AREA / 1000.0)
    untold = block([11.0], number=2, thickness_mm=None)
    [whole] = by_scope([*rows[:3], row(untold, 1)], [first, untold])[Scope.MUSCLE]
    assert whole.volume_cm3 is None
    assert "its thickness is not told" in whole.said[0]


def test_slices_at_the_same_place_count_once():
    of = block([0.0, 4.0, 4.0, 8.0])
    [whole] = totals_of([row(of, n) for n in (1, 2, 3, 4)], [of], Document())
    assert whole.volume_cm3 == pytest.approx(12.0 * AREA / 1000.0)
