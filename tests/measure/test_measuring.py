"""Numbers of outlines by hand, what does not exist, and properties: scale, shift, inversion, mirroring."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.memory import box, image, series
from viewer.core.document import Document, Statement
from viewer.core.geometry import Orientation, Spacing
from viewer.core.grey import ValueMapping
from viewer.core.outline import Outline, Side, Structure
from viewer.errors import GeometryError, OutlineError, SideError, UsageError
from viewer.measure.measuring import MeasureSettings, measure

RIGHT, LEFT = box(5.5, 10.5, 15.5, 20.5, side=Side.RIGHT), box(25.5, 10.5, 35.5, 20.5, side=Side.LEFT)
BOTH = Document((RIGHT, LEFT))
OTSU = MeasureSettings("otsu-shared")


def muscles():
    """Muscle 200 and noise-free fat 1000: 45 of 100 pixels in the right box, 12 in the left, fat below."""
    values = np.full((40, 60), 200.0)
    values[0:5] = 0.0
    values[30:] = 1000.0
    for columns, count in ((slice(6, 16), 45), (slice(26, 36), 12)):
        values[11:21, columns] = np.where(np.arange(100).reshape(10, 10) < count, 1000.0, 200.0)
    return values


def by_hand(values, **facts):
    return measure(BOTH, [series(image(values, **facts))], OTSU)


def test_both_sides_by_hand():
    result = by_hand(muscles())
    right, left = result.rows
    assert (right.side, right.outline, left.side, left.outline) == (Side.RIGHT, 1, Side.LEFT, 2)
    assert right.area_px == pytest.approx(100.0)
    assert right.area_mm2 == pytest.approx(35.0)
    assert right.fat_fraction_percent == pytest.approx(45.0)
    assert right.fat_area_mm2 == pytest.approx(15.75)
    assert right.muscle_area_mm2 == pytest.approx(19.25)
    assert right.fat_to_muscle_ratio == pytest.approx(45 / 55)
    assert right.mean == pytest.approx(200 + 0.45 * 800)
    assert right.sd == pytest.approx(800 * math.sqrt(0.45 * 0.55))
    assert left.fat_fraction_percent == pytest.approx(12.0)
    [comparison] = result.comparisons
    assert comparison.fat_fraction_difference_points == pytest.approx(33.0)
    assert comparison.area_asymmetry_percent == pytest.approx(0.0)
    assert comparison.interval_points is None
    assert result.warnings == ()
    assert "one-mode" not in right.flags
    assert dict(result.method.parameters)["threshold"] == pytest.approx(600.0)


def test_half_covered_pixels_count_half():
    values = np.full((20, 20), 100.0)
    values[:, 8] = 500.0
    outline = box(4.5, 4.5, 8.0, 9.5, side=Side.RIGHT)  # three full muscle columns and half a fat column
    settings_ = MeasureSettings(method="manual", threshold=300.0)
    [row] = measure(Document((outline,)), [series(image(values))], settings_).rows
    assert row.area_px == pytest.approx(3.5 * 5)
    assert row.fat_fraction_percent == pytest.approx(100 * 0.5 / 3.5)
    assert row.mean == pytest.approx((3 * 100 + 0.5 * 500) / 3.5)


def test_asymmetry_names_the_smaller_side():
    small = box(25.5, 10.5, 33.5, 20.5, side=Side.LEFT)
    [comparison] = measure(Document((RIGHT, small)), [series(image(muscles()))], OTSU).comparisons
    assert comparison.area_asymmetry_percent == pytest.approx(20.0)
    assert comparison.smaller_side is Side.LEFT


def test_equal_areas_have_no_smaller_side():
    t = 2 * np.pi * np.arange(60) / 60
    circles = [
        Outline.from_points(
            np.column_stack([x + 6.1 * np.cos(t), 15.3 + 6.1 * np.sin(t)]), slice_key=RIGHT.slice_key, side=side
        )
        for x, side in ((12.07, Side.RIGHT), (41.93, Side.LEFT))
    ]
    [comparison] = measure(Document(tuple(circles)), [series(image(muscles()))], OTSU).comparisons
    assert (comparison.area_asymmetry_percent, comparison.smaller_side) == (0.0, None)


def test_the_order_of_outlines_does_not_matter():
    assert measure(Document((LEFT, RIGHT)), [series(image(muscles()))], OTSU) == by_hand(muscles())


def test_all_fat_has_no_ratio_and_no_fat_has_ratio_zero():
    values = np.full((40, 60), 100.0)
    values[:, 20:] = 900.0
    right, left = by_hand(values).rows
    assert (right.fat_fraction_percent, right.fat_to_muscle_ratio) == (0.0, 0.0)
    assert left.fat_fraction_percent == 100.0
    assert left.fat_to_muscle_ratio is None
    assert left.muscle_area_mm2 == pytest.approx(0.0)


def test_constant_pixels_have_no_fat_fraction():
    result = by_hand(np.full((40, 60), 100.0))
    for row in result.rows:
        assert row.fat_fraction_percent is None
        assert row.fat_area_mm2 is None
        assert row.sd == 0.0
        assert {"constant", "one-mode"} <= set(row.flags)
    assert result.comparisons[0].fat_fraction_difference_points is None
    assert result.comparisons[0].area_asymmetry_percent == 0.0


def test_pixels_without_value_withhold_the_fat_fraction_of_their_side_only():
    values = muscles()
    values[12, 8] = math.nan
    right, left = by_hand(values).rows
    assert right.fat_fraction_percent is None
    assert "missing-values" in right.flags
    assert right.area_mm2 == pytest.approx(35.0)
    assert math.isfinite(right.mean)
    assert left.fat_fraction_percent is not None


@pytest.mark.parametrize("outside", [5000.0, -5000.0, math.nan])
@pytest.mark.parametrize("shift", [0.0, 0.137, 0.411])
def test_pixels_outside_the_outline_change_nothing(outside, shift):
    """A round muscle off the pixel grid, amid fat, air or padding."""
    rng = np.random.default_rng(4)
    y, x = np.mgrid[:40, :60]
    inside = np.hypot(x - 20 - shift, y - 20) <= 10.5
    tissue = np.where(rng.random((40, 60)) < 0.3, 1000.0, 200.0)
    t = 2 * np.pi * np.arange(64) / 64
    circle = np.column_stack([20 + shift + 9.3 * np.cos(t), 20 + 9.3 * np.sin(t)])
    document = Document((Outline.from_points(circle, slice_key=image(tissue).key, side=Side.RIGHT),))
    fat = box(50, 30, 58, 38, structure=Structure.REFERENCE_FAT)  # the same fat level for both

    def row(values):
        values[31:38, 51:58] = 1000.0
        return measure(document.with_outlines([fat]), [series(image(values))], OTSU).rows[0]

    plain, changed = row(tissue.copy()), row(np.where(inside, tissue, outside))
    assert changed.fat_fraction_percent == pytest.approx(plain.fat_fraction_percent)
    if outside == 5000.0:
        # Far brighter surroundings make the outlined fat look like a tissue between the others: the scale is not to
        # be trusted, and neither is what is judged by it.
        assert "reference-misplaced" in changed.flags
        of_scale = {"reference-misplaced", "one-mode", "threshold-off-centre", "methods-differ"}
        assert set(changed.flags) - of_scale == set(plain.flags) - of_scale
    else:
        assert set(changed.flags) == set(plain.flags)
    assert changed.mean == pytest.approx(plain.mean)


def test_a_side_has_the_same_flags_with_and_without_its_partner():
    each = MeasureSettings(method="otsu-each")
    block = series(image(muscles()))
    [alone] = measure(Document((RIGHT,)), [block], each).rows
    assert alone == measure(BOTH, [block], each).rows[0]


def test_lean_noise_is_flagged_and_not_polished():
    rng = np.random.default_rng(5)
    values = rng.normal(300, 20, (40, 60))
    values[30:] = rng.normal(1200, 40, (10, 60))
    for row in by_hand(values).rows:
        assert row.fat_fraction_percent > 20
        assert "one-mode" in row.flags


def test_without_spacing_only_pixels_and_fractions_exist():
    result = by_hand(muscles(), spacing=None)
    for row, known in zip(result.rows, by_hand(muscles()).rows, strict=True):
        assert row.area_mm2 is row.fat_area_mm2 is row.muscle_area_mm2 is None
        assert row.area_px == known.area_px
        assert row.fat_fraction_percent == known.fat_fraction_percent


def test_without_orientation_outlines_are_1_and_2_and_nothing_is_compared():
    result = by_hand(muscles(), orientation=None)
    assert [(row.outline, row.side) for row in result.rows] == [(1, Side.UNKNOWN), (2, Side.UNKNOWN)]
    assert result.comparisons == ()
    assert any("sides are unknown" in warning for warning in result.warnings)
    stated = Document((RIGHT, LEFT), Statement(sides="radiological", spacing=Spacing(0.7, 0.5)))
    told = measure(stated, [series(image(muscles(), orientation=None, spacing=None))], OTSU)
    assert [row.side for row in told.rows] == [Side.RIGHT, Side.LEFT]
    assert [row.area_mm2 for row in told.rows] == [pytest.approx(35.0)] * 2
    assert len(told.warnings) == 2
    assert all("stated by the user" in warning for warning in told.warnings)


def test_statements_that_contradict_the_header_are_refused():
    block = series(image(muscles()))
    with pytest.raises(SideError, match="contradicts the stated neurological"):
        measure(Document((RIGHT,), Statement(sides="neurological")), [block], OTSU)
    with pytest.raises(GeometryError, match="contradicts the stated 1 × 1 mm"):
        measure(Document((RIGHT,), Statement(spacing=Spacing(1, 1))), [block], OTSU)
    agreeing = Document((RIGHT,), Statement(sides="radiological", spacing=Spacing(0.7, 0.5)))
    assert measure(agreeing, [block], OTSU).warnings == measure(Document((RIGHT,)), [block], OTSU).warnings


@settings(max_examples=25, deadline=None)
@given(st.floats(0.01, 50), st.floats(-2000, 2000))
def test_fractions_do_not_depend_on_the_scale_of_values(slope, intercept):
    plain = by_hand(muscles())
    scaled = by_hand(muscles(), mapping=ValueMapping(slope=slope, intercept=intercept))
    for one, other in zip(plain.rows, scaled.rows, strict=True):
        assert other.fat_fraction_percent == pytest.approx(one.fat_fraction_percent)
        assert other.mean == pytest.approx(slope * one.mean + intercept, rel=1e-9, abs=1e-6)


def test_inverted_images_take_dark_values_as_fat():
    plain = by_hand(muscles())
    inverted = by_hand(4095.0 - muscles(), mapping=ValueMapping(is_inverted=True))
    for one, other in zip(plain.rows, inverted.rows, strict=True):
        assert other.fat_fraction_percent == pytest.approx(one.fat_fraction_percent)
        assert other.mean == pytest.approx(4095.0 - one.mean)
    assert dict(inverted.method.parameters)["threshold"] == pytest.approx(4095 - 600.0)
    assert dict(inverted.method.parameters)["fat_rule"].startswith("below threshold")
    manual = MeasureSettings(method="manual", threshold=4095 - 600.0)
    again = measure(BOTH, [series(image(4095.0 - muscles(), mapping=ValueMapping(is_inverted=True)))], manual)
    assert [r.fat_fraction_percent for r in again.rows] == [r.fat_fraction_percent for r in plain.rows]


def test_mirrored_storage_gives_the_same_sides_and_numbers():
    """Pixels flipped left–right with the row direction negated: the same patient, the same results."""
    values = muscles()
    columns = values.shape[1]

    def flipped(outline):
        ring = [(columns - 1 - x, y) for x, y in outline.rings[0]]
        return Outline.from_points(ring, slice_key=outline.slice_key, side=outline.side)

    mirrored = measure(
        Document((flipped(RIGHT), flipped(LEFT))),
        [series(image(values[:, ::-1], orientation=Orientation((-1, 0, 0), (0, 1, 0))))],
        OTSU,
    )
    for one, other in zip(by_hand(values).rows, mirrored.rows, strict=True):
        assert (other.side, other.area_mm2) == (one.side, pytest.approx(one.area_mm2))
        assert other.fat_fraction_percent == pytest.approx(one.fat_fraction_percent)


def test_reference_outlines_are_no_rows_but_set_the_levels():
    rng = np.random.default_rng(6)
    values = rng.normal(300, 20, (40, 60))  # no fat near the muscles
    values[20:22, 26:36] += 60.0  # a faint mode that looks separable by itself
    fat = box(2, 32, 20, 38, structure=Structure.REFERENCE_FAT)
    values[31:40, :22] = 2000.0
    rows = measure(Document((RIGHT, LEFT, fat)), [series(image(values))], OTSU).rows
    assert len(rows) == 2
    assert all("one-mode" in row.flags for row in rows)


def test_outlines_on_two_slices_give_rows_and_thresholds_of_both():
    first, second = image(muscles(), uid="1.2.3"), image(muscles() * 2, uid="1.2.4")
    outlines = [box(5.5, 10.5, 15.5, 20.5, side=Side.RIGHT, uid=uid) for uid in ("1.2.4", "1.2.3")]
    result = measure(Document(tuple(outlines)), [series(first, second)], OTSU)
    assert [(row.slice_number, row.sop_instance_uid) for row in result.rows] == [(1, "1.2.3"), (2, "1.2.4")]
    names = [name for name, _ in result.method.parameters if name.startswith("threshold")]
    assert names == ["threshold_series_1_slice_1_multifidus", "threshold_series_1_slice_2_multifidus"]


def test_wrong_use_is_named():
    block = series(image(muscles()))
    with pytest.raises(UsageError, match="no outline"):
        measure(Document(), [block], OTSU)
    with pytest.raises(UsageError, match="not among the opened"):
        measure(Document((box(1, 1, 5, 5, uid="9.9"),)), [block], OTSU)
    with pytest.raises(UsageError, match="finds its own threshold"):
        measure(BOTH, [block], MeasureSettings(threshold=3.0))
    with pytest.raises(UsageError, match="finite"):
        measure(BOTH, [block], MeasureSettings(method="manual", threshold=math.nan))
    with pytest.raises(OutlineError, match="leaves the image"):
        measure(Document((box(50, 30, 70, 50, side=Side.LEFT),)), [block], OTSU)


def test_an_outline_along_the_very_edge_of_the_image_is_measured():
    values = muscles()
    rows, columns = values.shape
    whole = box(-0.5, -0.5, columns - 0.5, rows - 0.5, side=Side.RIGHT)
    [row] = measure(Document((whole,)), [series(image(values))], OTSU).rows
    assert row.area_px == pytest.approx(rows * columns)
    assert row.mean == pytest.approx(values.mean())
