"""A run: every method on every image through the public call, the same in one process and in several."""

import pytest

from tests.measure.validation.made_results import condition
from viewer.core.outline import Side
from viewer.measure.measuring import MeasureSettings, measure
from viewer.measure.methods import METHODS
from viewer.measure.validation.phantoms import make_phantom
from viewer.measure.validation.results import Given
from viewer.measure.validation.running import run, validated_methods

SMALL = [condition(number, pixel_mm=1.6, right=40.0, left=10.0) for number in range(2)]


@pytest.fixture(scope="module")
def found():
    return run(SMALL, workers=1)


def test_every_method_that_needs_one_image_takes_part_the_default_first():
    names = [method.name for method in validated_methods()]
    assert names[0] == METHODS[0].name
    assert set(names) == {method.name for method in METHODS} - {"manual", "dixon"}


def test_there_is_a_result_for_every_image_given_method_and_side(found):
    keys = [(s.condition.number, s.given, s.method, s.side) for s in found.sides]
    assert len(set(keys)) == len(keys) == 2 * 2 * len(validated_methods()) * 2
    assert len(found.pairs) == len(keys) // 2


def test_numbers_are_those_of_the_public_call(found):
    phantom = make_phantom(SMALL[1])
    document = phantom.document(Given.OUTLINES)
    measurement = measure(document, [phantom.series], MeasureSettings(method="otsu-shared"))
    wanted = {row.side: row.fat_fraction_percent for row in measurement.rows}
    got = {
        s.side: s.fat_percent
        for s in found.sides
        if (s.condition.number, s.given, s.method) == (1, Given.OUTLINES, "otsu-shared")
    }
    assert got == wanted
    assert set(got) == {Side.RIGHT, Side.LEFT}
    [difference] = [
        p.points for p in found.pairs if (p.condition.number, p.given, p.method) == (1, Given.OUTLINES, "otsu-shared")
    ]
    assert difference == pytest.approx(wanted[Side.RIGHT] - wanted[Side.LEFT])


def test_several_processes_find_the_same(found):
    assert run(SMALL, workers=2) == found


def test_progress_is_told_and_a_cancelled_run_ends_early():
    told = []
    found = run(SMALL, workers=1, progress=lambda done, count: told.append((done, count)), is_cancelled=lambda: True)
    assert told == [(1, 2)]
    assert {side.condition.number for side in found.sides} == {0}
