"""A coarse phantom of `phantom_blocks`, so that its figures cannot silently get worse."""

import numpy as np
import pytest

from tests.evidence.phantom_blocks import body, every_second, middle_block, one_step_over


@pytest.mark.slow
def test_slices_of_tilted_blocks_are_found_from_each_other(tmp_path):
    case = body(tmp_path, slices_per_level=5, matrix=192, supersampling=2)
    assert len(case.study.series) == 3
    order = case.in_order
    assert order != sorted(order), "the blocks overlap"
    for found, median, worst in (
        (every_second(case), 0.98, 0.96),
        (middle_block(case), 0.97, 0.94),
        (one_step_over(case), 0.92, 0.88),
    ):
        reached = [one.dice for one in found if "multifidus" in one.muscle]
        assert np.median(reached) > median
        assert min(reached) > worst
