"""Sets of conditions: the same every time, balanced, on seeds that serve nothing else."""

from collections import Counter

import pytest

from viewer.errors import UsageError
from viewer.measure.validation import grid
from viewer.measure.validation.grid import Condition, conditions


def of_set(name, *, is_full=True) -> list[Condition]:
    return [condition for condition in conditions(is_full=is_full) if condition.set_name == name]


def counts(found, name) -> list[int]:
    return sorted(Counter(getattr(condition, name) for condition in found).values())


@pytest.mark.parametrize("is_full", [False, True])
def test_the_same_call_gives_the_same_conditions_in_the_promised_numbers(is_full):
    found = conditions(is_full=is_full)
    assert found == conditions(is_full=is_full)
    wanted = {chosen.name: chosen.full if is_full else chosen.short for chosen in grid.SETS}
    assert Counter(condition.set_name for condition in found) == wanted


def test_the_full_grid_crosses_its_main_factors_once_each():
    cells = Counter(
        (c.fat_right_percent, c.texture, c.diffuse_share, c.coil_falloff_percent, c.snr) for c in of_set("grid")
    )
    assert len(cells) == 7 * 3 * 3 * 3 * 3
    assert set(cells.values()) == {1}


@pytest.mark.parametrize("name", ["pixel_mm", "sequence", "contrast", "level", *grid.VARIATION])
def test_every_other_factor_of_the_grid_is_spread_evenly(name):
    found = counts(of_set("grid"), name)
    assert len(found) > 1
    assert found[-1] - found[0] <= 1


def test_left_fat_is_spread_evenly_and_never_that_of_the_right():
    found = of_set("grid")
    assert all(condition.fat_left_percent != condition.fat_right_percent for condition in found)
    lefts = counts(found, "fat_left_percent")
    assert len(lefts) == 7
    assert lefts[-1] - lefts[0] <= 3


@pytest.mark.parametrize("name", ["texture", "diffuse_share", "coil_falloff_percent", "snr", "fat_right_percent"])
def test_the_short_grid_is_balanced(name):
    found = counts(of_set("grid", is_full=False), name)
    assert found[-1] - found[0] <= 1


def test_seeds_judge_only_and_belong_to_one_body():
    found = conditions(is_full=True)
    assert min(condition.seed for condition in found) == grid.FIRST_SEED == 10_000
    bodies = {(condition.set_name, condition.body) for condition in found}
    assert len({condition.seed for condition in found}) == len(bodies)
    shifted = conditions(is_full=True, seed_offset=5)
    assert [c.seed - 5 for c in shifted] == [c.seed for c in found]


def test_sets_are_what_they_are_called():
    lean, stress, repeat = of_set("lean"), of_set("stress"), of_set("repeat")
    assert {c.diffuse_share for c in lean} == {1.0}
    assert {(c.fat_right_percent, c.fat_left_percent) for c in lean} == {(1.0, 2.0), (2.0, 1.0)}
    assert all((c.contrast == 1.6) + c.is_reference_wrong + (c.outlining == "grown") == 1 for c in stress)
    troubles = Counter((c.contrast, c.is_reference_wrong, c.fat_right_percent) for c in stress)
    assert set(troubles.values()) == {3}
    assert not any(c.is_psoas_in_view for c in of_set("no-psoas"))
    assert {c.field_of_view_mm for c in of_set("small-field-of-view")} == {150.0}
    bodies = Counter(c.body for c in repeat)
    assert set(bodies.values()) == {grid.REPETITIONS}
    assert {c.outlining for c in repeat} == {"jittered"}


def test_an_offset_out_of_range_is_wrong_use():
    with pytest.raises(UsageError, match="seed offset is -1"):
        conditions(is_full=False, seed_offset=-1)
