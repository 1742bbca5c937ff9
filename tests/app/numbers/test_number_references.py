"""References in words, and as outlines with few points that keep the region."""

import math

import pytest

from viewer.app.numbers.references import TOLERANCE_PX, _with_few_points, outlines_of_references, reference_sentences
from viewer.core.outline import Outline, Side, Structure, has_crossing
from viewer.core.series import SliceKey
from viewer.measure.anchored.scale import Gain, Reference, SliceScale

KEY = SliceKey("1.1")
CIRCLE = tuple((50 + 30 * math.cos(t / 200 * math.tau), 60 + 20 * math.sin(t / 200 * math.tau)) for t in range(200))
SPECK = ((1.0, 1.0), (2.0, 1.0), (2.0, 2.0))
STEPS = (*((float(x), 10.0 + x % 2) for x in range(100)), (99.0, 30.0), (0.0, 30.0))


def fat(*rings, is_automatic=True):
    return Reference(Structure.REFERENCE_FAT, "subcutaneous fat", is_automatic, rings, 100.0)


def psoas(*rings, is_automatic=True):
    return Reference(Structure.REFERENCE_MUSCLE, "psoas", is_automatic, rings, 100.0)


def scale(*references):
    return SliceScale(200.0, 900.0, Gain((50.0, 50.0), (50.0, 50.0)), references, 5.0)


def test_a_region_becomes_an_outline_with_few_points_and_nearly_its_area():
    [outline] = outlines_of_references(scale(psoas(CIRCLE)), KEY)
    assert (outline.structure, outline.side, outline.slice_key) == (Structure.REFERENCE_MUSCLE, Side.UNKNOWN, KEY)
    whole = Outline(KEY, (CIRCLE,))
    assert 8 <= len(outline.rings[0]) <= 40
    assert outline.area_px == pytest.approx(whole.area_px, rel=0.03)
    assert set(outline.rings[0]) <= set(CIRCLE)


def test_no_point_of_a_region_lies_further_off_than_the_tolerance():
    [outline] = outlines_of_references(scale(fat(STEPS)), KEY)
    ring = outline.rings[0]
    assert len(ring) < len(STEPS)
    edges = list(zip(ring, (*ring[1:], ring[0]), strict=True))
    assert max(min(distance(point, *edge) for edge in edges) for point in STEPS) <= TOLERANCE_PX + 1e-9


def test_a_narrow_region_keeps_as_many_points_as_it_needs_not_to_cross_itself():
    """Where the far border reaches into a dent of the near one, and the dent alone is within the tolerance."""
    upper = [(0.0, 50.0), (120.0, 50.0), (140.0, 49.3), (160.0, 50.0), (280.0, 50.0)]
    lower = [(0.0, 50.3), (110.0, 53.0), (140.0, 49.35), (170.0, 53.0), (280.0, 50.3)]
    layer = (*upper, *reversed(lower))
    assert has_crossing(_with_few_points(layer, TOLERANCE_PX)), "or there is nothing to be seen here"
    [outline] = outlines_of_references(scale(fat(layer)), KEY)
    assert not has_crossing(outline.rings[0])


def distance(point, start, end):
    dx, dy = end[0] - start[0], end[1] - start[1]
    along = ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / (dx * dx + dy * dy)
    part = min(max(along, 0.0), 1.0)
    return math.hypot(point[0] - start[0] - part * dx, point[1] - start[1] - part * dy)


def test_both_sides_of_a_muscle_are_one_outline_and_specks_none():
    other = tuple((x + 100.0, y) for x, y in CIRCLE)
    [outline] = outlines_of_references(scale(psoas(CIRCLE, SPECK, other)), KEY)
    assert len(outline.rings) == 2
    assert outlines_of_references(scale(psoas(SPECK)), KEY) == ()


def test_what_the_user_outlined_is_an_outline_already():
    found = outlines_of_references(scale(fat(CIRCLE, is_automatic=False), psoas(CIRCLE)), KEY)
    assert [outline.structure for outline in found] == [Structure.REFERENCE_MUSCLE]


@pytest.mark.parametrize(
    ("references", "words"),
    [
        (
            (fat(CIRCLE), psoas(CIRCLE)),
            ("Muscle level: psoas, found automatically.", "Fat level: subcutaneous fat, found automatically."),
        ),
        (
            (fat(CIRCLE, is_automatic=False),),
            (
                "Muscle level: no reference; estimated from the outlined pixels.",
                "Fat level: outlined by the reader.",
            ),
        ),
    ],
)
def test_every_level_says_what_it_rests_on(references, words):
    assert reference_sentences(scale(*references)) == words
