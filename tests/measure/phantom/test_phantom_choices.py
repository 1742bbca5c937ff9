"""What may be chosen about the body: fat, its texture and diffuse share, sizes; and that the truth is exact."""

from dataclasses import replace

import numpy as np
import pytest

from viewer.core.outline import Side, Structure
from viewer.errors import UsageError
from viewer.measure.phantom.anatomy.body import fine_points, paint
from viewer.measure.phantom.anatomy.fields import Fields
from viewer.measure.phantom.anatomy.muscles import Filling
from viewer.measure.phantom.axial import axial_places, cut_axial, image_of
from viewer.measure.phantom.parameters import RANGES, PhantomParameters
from viewer.measure.phantom.people import person
from viewer.measure.phantom.truth import fat_map

SMALL = PhantomParameters(matrix=128, supersampling=2, slices_per_level=1, noise_percent=0.0, coil_falloff_percent=0.0)
LEVEL_45 = 1


def the(cut, structure, side):
    return next(o for o in cut.outlines if (o.structure, o.side) == (structure, side))


def fine_inside(cut, true):
    """Fine points inside an outline, told by an independent rule; with the places of all fine points."""
    from skimage.measure import points_in_poly

    factor = cut.parameters.supersampling
    place = (np.arange(cut.parameters.matrix * factor) + 0.5) / factor - 0.5
    points = np.stack(np.meshgrid(place, place), axis=-1).reshape(-1, 2)
    return points_in_poly(points, np.array(true.points_px))


def own_fat(cut, side):
    """Fat at the fine points within a multifidus, away from its border."""
    true = the(cut, Structure.MULTIFIDUS, side)
    points = np.array(true.points_px)
    inner = replace(true, points_px=tuple(map(tuple, points.mean(axis=0) + 0.7 * (points - points.mean(axis=0)))))
    return cut.fine_fat.ravel()[fine_inside(cut, inner)]


class TestFat:
    @pytest.mark.parametrize("texture", ["mixed", "streaks", "patches"])
    @pytest.mark.parametrize("diffuse", [0.0, 0.5, 1.0])
    def test_every_muscle_holds_what_was_asked_for(self, texture, diffuse):
        chosen = replace(
            SMALL,
            texture=texture,
            diffuse_share=diffuse,
            diffuse_share_others=diffuse,
            fat_right_percent=62.0,
            fat_left_percent=6.0,
            fat_erector_percent=21.0,
            fat_erector_left_percent=13.0,
            fat_psoas_percent=9.0,
            fat_psoas_left_percent=4.0,
        )
        for number, seed in ((0, 1), (1, 3), (2, 3)):
            cut = cut_axial(replace(chosen, seed=seed), number)
            got = {(o.structure, o.side): o.fat_fraction_percent for o in cut.outlines}
            for (structure, side), percent in {
                (Structure.MULTIFIDUS, Side.RIGHT): 62.0,
                (Structure.MULTIFIDUS, Side.LEFT): 6.0,
                (Structure.ERECTOR_SPINAE, Side.RIGHT): 21.0,
                (Structure.ERECTOR_SPINAE, Side.LEFT): 13.0,
                (Structure.PSOAS, Side.RIGHT): 9.0,
                (Structure.PSOAS, Side.LEFT): 4.0,
            }.items():
                assert got[structure, side] == pytest.approx(percent, abs=0.3)

    def test_the_left_is_as_the_right_if_nothing_else_is_said(self):
        cut = cut_axial(replace(SMALL, fat_erector_percent=18.0), LEVEL_45)
        for side in (Side.RIGHT, Side.LEFT):
            assert the(cut, Structure.ERECTOR_SPINAE, side).fat_fraction_percent == pytest.approx(18.0, abs=0.3)


@pytest.fixture(scope="module")
def cuts():
    """Cuts of one body by the diffuse share of its fat."""
    return {
        share: cut_axial(replace(SMALL, fat_right_percent=30.0, diffuse_share=share), LEVEL_45)
        for share in (0.0, 0.4, 1.0)
    }


class TestDiffuseShare:
    def test_at_one_the_muscle_is_homogeneous(self, cuts):
        fat = own_fat(cuts[1.0], Side.RIGHT)
        assert np.percentile(fat, 95) - np.percentile(fat, 5) < 0.01
        assert np.median(fat) == pytest.approx(0.30, abs=0.06)

    def test_then_the_image_has_one_mode_and_otherwise_it_has_not(self, cuts):
        """Few pixels lie far above the median, where at share 0 a second population does."""
        from skimage.measure import points_in_poly

        def far(share):
            image = image_of(cuts[share], replace(cuts[share].parameters, contrast=5.0)).pixels.astype(float)
            true = the(cuts[share], Structure.MULTIFIDUS, Side.RIGHT)
            points = np.array(true.points_px)
            grid = np.stack(np.meshgrid(np.arange(128), np.arange(128)), axis=-1).reshape(-1, 2)
            inside = points_in_poly(grid, points.mean(axis=0) + 0.75 * (points - points.mean(axis=0)))
            values = image.ravel()[inside]
            return (values > 1.5 * np.median(values)).mean()

        assert far(0.0) > 0.15
        assert far(1.0) < 0.02

    def test_between_the_leanest_points_hold_their_part(self, cuts):
        leanest = np.percentile(own_fat(cuts[0.4], Side.RIGHT), 5)
        assert leanest == pytest.approx(0.4 * 0.30, abs=0.03)
        assert np.percentile(own_fat(cuts[0.4], Side.RIGHT), 97) > 0.9

    def test_other_muscles_keep_theirs_until_asked(self, cuts):
        erector = the(cuts[1.0], Structure.ERECTOR_SPINAE, Side.LEFT)
        fat = cuts[1.0].fine_fat.ravel()[fine_inside(cuts[1.0], erector)]
        assert np.percentile(fat, 99) > 0.9
        even = cut_axial(replace(SMALL, diffuse_share_others=1.0), LEVEL_45)
        fat = even.fine_fat.ravel()[fine_inside(even, the(even, Structure.PSOAS, Side.LEFT))]
        assert np.percentile(fat, 95) < 0.05


class TestTexture:
    def test_patches_are_wider_than_streaks(self):
        """Fat in patches borders on muscle along a shorter line than as much fat in streaks."""

        def border(texture):
            cut = cut_axial(replace(SMALL, texture=texture, fat_right_percent=30.0), LEVEL_45)
            side = SMALL.matrix * SMALL.supersampling
            inside = fine_inside(cut, the(cut, Structure.MULTIFIDUS, Side.RIGHT)).reshape(side, side)
            fat = cut.fine_fat > 0.5
            return ((fat[1:] != fat[:-1]) & inside[1:] & inside[:-1]).sum() / (fat & inside).sum()

        assert border("streaks") > border("mixed") > border("patches")
        assert border("streaks") > 1.8 * border("patches")

    def test_outlines_stay(self):
        cuts = [cut_axial(replace(SMALL, texture=texture), LEVEL_45) for texture in ("mixed", "streaks", "patches")]
        assert len({tuple(o.points_px for o in cut.outlines) for cut in cuts}) == 1


class TestBody:
    @pytest.mark.parametrize("scale", [0.85, 1.2])
    def test_areas_go_with_the_square_of_its_size(self, scale):
        usual, other = (cut_axial(replace(SMALL, body_scale=size), LEVEL_45) for size in (1.0, scale))
        for structure in (Structure.MULTIFIDUS, Structure.ERECTOR_SPINAE, Structure.PSOAS):
            ratio = the(other, structure, Side.LEFT).area_mm2 / the(usual, structure, Side.LEFT).area_mm2
            assert ratio == pytest.approx(scale**2, rel=0.01)

    def test_one_multifidus_can_be_smaller(self):
        usual, other = (cut_axial(replace(SMALL, multifidus_right_scale=size), LEVEL_45) for size in (1.0, 0.8))
        right, left = (
            the(other, Structure.MULTIFIDUS, side).area_mm2 / the(usual, Structure.MULTIFIDUS, side).area_mm2
            for side in (Side.RIGHT, Side.LEFT)
        )
        assert 0.55 < right < 0.8
        assert left == 1.0

    @pytest.mark.parametrize("thickness", [6.0, 15.0, 40.0])
    def test_fat_under_the_skin_is_as_thick_as_asked_for(self, thickness):
        cut = cut_axial(replace(SMALL, subcutaneous_mm=thickness), LEVEL_45)
        column = SMALL.matrix // 2 + round(16.0 / (220.0 / SMALL.matrix))
        signal = image_of(cut, cut.parameters).pixels[:, column] > 400
        skin = np.flatnonzero(signal)[-1]
        muscle = max(y for x, y in the(cut, Structure.MULTIFIDUS, Side.LEFT).points_px if abs(x - column) < 3)
        assert (skin - muscle) * 220.0 / SMALL.matrix == pytest.approx(thickness, abs=3.5)


class TestExactTruth:
    @pytest.mark.parametrize("changed", [{}, {"texture": "streaks"}, {"diffuse_share": 0.5, "slice_thickness_mm": 8.0}])
    def test_a_finer_grid_finds_the_same_fat_in_the_same_outlines(self, changed):
        """The same body painted on a grid of 5 × 5 points, counted point by point with an independent rule."""
        cut = cut_axial(replace(SMALL, supersampling=3, field_of_view_mm=120.0, **changed), LEVEL_45)
        parameters = replace(cut.parameters, supersampling=5)
        points = fine_points(
            axial_places(parameters)[LEVEL_45][1],
            rows=parameters.matrix,
            columns=parameters.matrix,
            factor=5,
            thickness_mm=parameters.slice_thickness_mm,
        )
        fillings = {key: filling for key, _, filling in cut.fillings}
        lean = Filling(float("inf"))  # of muscles that leave the image
        canvas, _ = paint(
            points,
            Fields.make(1),
            lambda m: fillings.get((m.structure, m.side), lean),
            factor=5,
            build=parameters.build,
        )
        fine = replace(cut, parameters=parameters, canvas=canvas)
        fat = fat_map(canvas)
        assert {o.side for o in cut.outlines if o.structure is Structure.MULTIFIDUS} == {Side.RIGHT, Side.LEFT}
        for true in cut.outlines:
            assert 100.0 * fat[fine_inside(fine, true)].mean() == pytest.approx(true.fat_fraction_percent, abs=0.25)

    def test_pixels_hold_the_same_fat_as_fine_points(self):
        cut = cut_axial(SMALL, LEVEL_45)
        assert cut.fat_share.shape == (128, 128)
        assert cut.fat_share.mean() == pytest.approx(cut.fine_fat.mean(), rel=1e-12)


class TestPeople:
    def test_they_differ_and_are_within_what_may_be_chosen(self):
        people = [person(seed) for seed in range(200)]
        assert people[3] == person(3) != person(4)
        for name in ("body_scale", "subcutaneous_mm", "fat_right_percent", "fat_psoas_percent", "diffuse_share"):
            values = np.array([getattr(one, name) for one in people])
            assert RANGES[name][0] <= values.min() < values.max() <= RANGES[name][1]
            assert np.unique(values).size > 100
        assert {one.texture for one in people} == {"mixed", "streaks", "patches"}
        scales = np.array([one.body_scale for one in people])
        assert scales.mean() == pytest.approx(1.0, abs=0.02)

    @pytest.mark.parametrize("seed", range(6))
    def test_every_one_has_all_muscles_with_the_fat_asked_for(self, seed):
        chosen = replace(person(seed), matrix=128, supersampling=2, slices_per_level=1)
        cut = cut_axial(chosen, seed % 3)
        assert len(cut.outlines) == 6
        for true in cut.outlines:
            wanted = chosen.fat_percent(true.structure, true.side)
            assert true.fat_fraction_percent == pytest.approx(wanted, abs=0.6)


class TestRefusal:
    @pytest.mark.parametrize("name", sorted(RANGES))
    def test_numbers_outside_their_range_are_refused_by_name(self, name):
        low, high = RANGES[name]
        for value in (low - 1, high + 1, float("nan")):
            with pytest.raises(UsageError, match=f"phantom's {name.replace('_', ' ')} is .* choose a value from"):
                PhantomParameters(**{name: value})

    def test_both_ends_of_every_range_are_taken(self):
        for name, ends in RANGES.items():
            for value in ends:
                assert getattr(PhantomParameters(**{name: value}), name) == value

    def test_an_unknown_texture_is_refused(self):
        with pytest.raises(UsageError, match="'marble'; choose one of mixed, streaks, patches"):
            PhantomParameters(texture="marble")
