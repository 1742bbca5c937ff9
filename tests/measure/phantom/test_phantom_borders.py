"""True outlines are sound on every body: a notch of the border gets more vertices instead of a crossing."""

import pytest

from viewer.core.outline import has_crossing
from viewer.measure.phantom.axial import cut_axial
from viewer.measure.phantom.parameters import PhantomParameters


@pytest.mark.parametrize(("seed", "number", "is_notched"), [(10, 2, True), (52, 0, True), (57, 0, True), (3, 1, False)])
def test_no_true_outline_crosses_itself(seed, number, is_notched):
    parameters = PhantomParameters(
        seed=seed, slices_per_level=1, matrix=256, field_of_view_mm=141.0, supersampling=1, slice_thickness_mm=5.0
    )
    outlines = cut_axial(parameters, number).outlines
    assert not any(has_crossing(outline.points_px) for outline in outlines)
    counts = {len(outline.points_px) for outline in outlines}
    assert (counts > {96}) is is_notched
