"""The whole phantom study: sides, truth, contrast, one body in all series, the same for the same seed."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from viewer.core.coverage import exact_coverage
from viewer.core.outline import Outline, Side, Structure, has_crossing
from viewer.core.series import SliceKey
from viewer.errors import UsageError
from viewer.measure.phantom import axial as axial_module
from viewer.measure.phantom.axial import axial_places
from viewer.measure.phantom.parameters import PhantomParameters
from viewer.measure.phantom.study import make_axial_pair, make_study

SMALL = PhantomParameters(matrix=128, supersampling=2, slices_per_level=2, sagittal_slices=3)
TINY = PhantomParameters(matrix=64, supersampling=2, slices_per_level=1, sagittal_slices=1)


@pytest.fixture(scope="module")
def straight():
    return make_study(SMALL)


@pytest.fixture(scope="module")
def tilted():
    return make_study(replace(SMALL, blocks=True, seed=7))


@pytest.fixture(params=["straight", "tilted"])
def study(request):
    return request.getfixturevalue(request.param)


def the(image, structure, side):
    return next(o for o in image.outlines if (o.structure, o.side) == (structure, side))


def as_outline(true):
    return Outline.from_points(true.points_px, slice_key=SliceKey("x"))


def mean_inside(image, true):
    coverage = exact_coverage(as_outline(true))
    return float((image.pixels[coverage.box] * coverage.weights).sum() / coverage.weights.sum())


def around(image, place_mm, radius=1):
    """Median of the stored values round a place in the patient."""
    x, y = np.rint(image.geometry.to_pixels([place_mm])[0]).astype(int)
    return float(np.median(image.pixels[y - radius : y + radius + 1, x - radius : x + radius + 1]))


class TestTruth:
    def test_every_axial_slice_has_three_muscles_on_both_sides(self, study):
        for series in study.series[:2]:
            assert len(series.slices) == 6
            for image in series.slices:
                assert {(o.structure, o.side) for o in image.outlines} == {
                    (structure, side)
                    for structure in (Structure.MULTIFIDUS, Structure.ERECTOR_SPINAE, Structure.PSOAS)
                    for side in (Side.RIGHT, Side.LEFT)
                }

    def test_outlines_are_simple_and_fine(self, study):
        for image in study.series[0].slices:
            for outline in image.outlines:
                points = np.array(outline.points_px)
                assert len(points) >= 60
                assert not has_crossing(points)
                assert points.min() > 0
                assert points.max() < SMALL.matrix - 1

    def test_area_is_the_polygon_s(self, study):
        for image in study.series[0].slices:
            for outline in image.outlines:
                expected = as_outline(outline).area_px * image.geometry.spacing.pixel_area_mm2
                assert outline.area_mm2 == pytest.approx(expected, rel=1e-9)

    def test_multifidus_areas_are_those_of_people(self, study):
        for image in study.series[0].slices:
            for side in (Side.RIGHT, Side.LEFT):
                assert 500 < the(image, Structure.MULTIFIDUS, side).area_mm2 < 1200

    def test_fat_is_what_was_asked_for(self, study):
        for image in study.series[0].slices:
            for side, wanted in ((Side.RIGHT, 45.0), (Side.LEFT, 12.0)):
                assert the(image, Structure.MULTIFIDUS, side).fat_fraction_percent == pytest.approx(wanted, abs=0.3)
                assert the(image, Structure.ERECTOR_SPINAE, side).fat_fraction_percent == pytest.approx(7.0, abs=0.3)

    @given(right=st.floats(5, 85), left=st.floats(5, 85), seed=st.integers(0, 9))
    @settings(deadline=None, derandomize=True, max_examples=12)
    def test_any_fat_can_be_asked_for(self, right, left, seed):
        parameters = replace(TINY, fat_right_percent=right, fat_left_percent=left, seed=seed)
        image = make_axial_pair(parameters, 1)[0]
        assert the(image, Structure.MULTIFIDUS, Side.RIGHT).fat_fraction_percent == pytest.approx(right, abs=1.5)
        assert the(image, Structure.MULTIFIDUS, Side.LEFT).fat_fraction_percent == pytest.approx(left, abs=1.5)

    def test_the_ends_come_as_near_as_the_border_allows(self):
        image = make_axial_pair(replace(TINY, fat_right_percent=0.0, fat_left_percent=100.0), 1)[0]
        assert the(image, Structure.MULTIFIDUS, Side.RIGHT).fat_fraction_percent < 5.0
        assert the(image, Structure.MULTIFIDUS, Side.LEFT).fat_fraction_percent > 90.0

    def test_truth_counted_anew_point_by_point(self, monkeypatch):
        """Fine points inside the polygon, told by an independent rule, hold the fat that the truth says."""
        from skimage.measure import points_in_poly

        seen = {}
        true_outline = axial_module.true_outline

        def spy(cut, border, fat, **named):
            seen["fat"] = fat
            return true_outline(cut, border, fat, **named)

        monkeypatch.setattr(axial_module, "true_outline", spy)
        image = make_axial_pair(SMALL, 2)[0]
        factor = SMALL.supersampling
        place = (np.arange(SMALL.matrix * factor) + 0.5) / factor - 0.5
        points = np.stack(np.meshgrid(place, place), axis=-1).reshape(-1, 2)
        for outline in image.outlines:
            inside = points_in_poly(points, np.array(outline.points_px))
            fat = seen["fat"].ravel()[inside]
            assert 100 * fat.mean() == pytest.approx(outline.fat_fraction_percent, abs=0.7)
            area = inside.sum() / factor**2 * image.geometry.spacing.pixel_area_mm2
            assert area == pytest.approx(outline.area_mm2, rel=0.01)


class TestSidesAndPlaces:
    def test_right_lies_at_smaller_x(self, study):
        for image in study.series[0].slices:
            for structure in {o.structure for o in image.outlines}:
                x = [
                    image.geometry.to_patient_mm([as_outline(the(image, structure, side)).centroid_px])[0][0]
                    for side in (Side.RIGHT, Side.LEFT)
                ]
                assert x[0] < -10 < 10 < x[1]

    def test_the_fatter_side_is_brighter_on_both_sequences(self, study):
        for series in study.series[:2]:
            for image in series.slices:
                right, left = (
                    mean_inside(image, the(image, Structure.MULTIFIDUS, side)) for side in (Side.RIGHT, Side.LEFT)
                )
                assert right > 1.15 * left

    def test_t1_and_t2_share_their_places_and_truth(self, study):
        for t2, t1 in zip(study.series[0].slices, study.series[1].slices, strict=True):
            assert t2.geometry == t1.geometry
            assert t2.outlines == t1.outlines
            assert (t2.pixels != t1.pixels).any()

    def test_slices_ascend_and_name_their_level(self, straight):
        slices = straight.series[0].slices
        heights = [image.geometry.position_mm[2] for image in slices]
        assert heights == sorted(heights)
        assert [image.level for image in slices] == ["L5/S1"] * 2 + ["L4/5"] * 2 + ["L3/4"] * 2
        assert {image.geometry.plane for image in slices} == {"axial"}
        assert {image.geometry.plane for image in straight.series[2].slices} == {"sagittal"}
        assert [image.geometry.position_mm[0] for image in straight.series[2].slices] == [-4.4, 0.0, 4.4]

    def test_blocks_are_tilted_and_overlap_in_height(self):
        places = axial_places(replace(SMALL, blocks=True))
        assert len({geometry.orientation for _, geometry in places}) == 3
        assert {geometry.plane for _, geometry in places} == {"axial"}
        spans = {}
        for level, geometry in places:
            z = geometry.to_patient_mm([(0, 0), (0, 127)])[:, 2]
            low, high = spans.get(level, (np.inf, -np.inf))
            spans[level] = (min(low, z.min()), max(high, z.max()))
        assert spans["L5/S1"][1] > spans["L4/5"][0]

    def test_sagittal_and_axial_slices_show_one_body(self, straight):
        """Along the line that both cut, they show the same profile."""
        axial, sagittal = straight.series[0].slices[2], straight.series[2].slices[1]
        z = axial.geometry.position_mm[2]
        y = np.arange(-15.0, 88.0, 1.5)
        line = np.column_stack([np.zeros_like(y), y, np.full_like(y, z)])
        profiles = []
        for image in (axial, sagittal):
            column, row = np.rint(image.geometry.to_pixels(line)).astype(int).T
            profiles.append(image.pixels[row, column].astype(float))
        assert np.corrcoef(*profiles)[0, 1] > 0.75
        elsewhere = profiles[1][::-1]
        assert np.corrcoef(profiles[0], elsewhere)[0, 1] < 0.4


class TestContrast:
    def test_order_of_fat_muscle_and_fluid(self, straight):
        t2, t1 = (series.slices[2] for series in straight.series[:2])
        z = t2.geometry.position_mm[2]
        fat, fluid = (60.0, 77.0, z), (0.0, 27.0, z)
        for image in (t2, t1):
            muscle = mean_inside(image, the(image, Structure.PSOAS, Side.LEFT))
            assert around(image, fat) > 2 * muscle
        assert around(t2, fluid) > 4 * mean_inside(t2, the(t2, Structure.PSOAS, Side.LEFT))
        assert around(t1, fluid) < 0.4 * around(t1, fat)
        assert around(t1, fluid) < mean_inside(t1, the(t1, Structure.PSOAS, Side.LEFT))

    def test_values_fill_twelve_bits_and_never_saturate(self, study):
        for series in study.series:
            for image in series.slices:
                assert image.pixels.dtype == np.uint16
                assert not image.pixels.flags.writeable
                assert 2600 < image.pixels.max() < 4095

    def test_noise_in_air_is_rician_and_as_large_as_asked(self):
        image = make_axial_pair(replace(SMALL, noise_percent=6.0), 2)[0]
        air = image.pixels[-6:, :].astype(float)
        sigma = 0.06 * 2700.0
        assert air.mean() == pytest.approx(sigma * np.sqrt(np.pi / 2), rel=0.15)
        assert air.std() == pytest.approx(sigma * np.sqrt(2 - np.pi / 2), rel=0.2)

    def test_the_coil_dims_what_lies_deep(self):
        bright, dim = (
            make_axial_pair(replace(SMALL, coil_falloff_percent=percent, noise_percent=0.0), 2)[0]
            for percent in (0.0, 40.0)
        )
        psoas = the(bright, Structure.PSOAS, Side.LEFT)
        assert mean_inside(dim, psoas) < 0.6 * mean_inside(bright, psoas)


class TestSeed:
    def test_the_same_seed_gives_the_same_study(self):
        first, second, other = make_study(TINY), make_study(TINY), make_study(replace(TINY, seed=2))
        for one, two, three in zip(first.series, second.series, other.series, strict=True):
            for a, b, c in zip(one.slices, two.slices, three.slices, strict=True):
                np.testing.assert_array_equal(a.pixels, b.pixels)
                assert (a.outlines, a.geometry) == (b.outlines, b.geometry)
                assert (a.pixels != c.pixels).mean() > 0.5

    def test_one_slice_alone_equals_the_study_s(self):
        study = make_study(TINY)
        for number in range(3):
            pair = make_axial_pair(TINY, number)
            for series, image in zip(study.series, pair, strict=False):
                np.testing.assert_array_equal(series.slices[number].pixels, image.pixels)
                assert series.slices[number].outlines == image.outlines


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("seed", -1),
        ("fat_right_percent", 101.0),
        ("fat_left_percent", -1.0),
        ("fat_left_percent", float("nan")),
        ("slices_per_level", 0),
        ("sagittal_slices", 0),
        ("matrix", 32),
        ("supersampling", 9),
        ("noise_percent", -0.1),
        ("coil_falloff_percent", 99.0),
    ],
)
def test_parameters_outside_their_range_are_refused_by_name(name, value):
    with pytest.raises(UsageError, match=name.replace("_", " ")):
        PhantomParameters(**{name: value})
