"""The parts of the phantom: random fields, the spinal curve, cross-sections, tissues, signals."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from viewer.core.geometry import Orientation, PlaneGeometry, Spacing
from viewer.core.outline import Side, Structure
from viewer.measure.phantom.anatomy.body import fine_points
from viewer.measure.phantom.anatomy.canvas import Canvas, Patch, Tissue
from viewer.measure.phantom.anatomy.fields import Fields, RandomField
from viewer.measure.phantom.anatomy.muscles import MuscleCut, threshold_for
from viewer.measure.phantom.anatomy.shapes import Star, chain_distance, profile
from viewer.measure.phantom.anatomy.spine import DISCS, MEASURED_LEVELS, disc, level_coordinates
from viewer.measure.phantom.signal import T1, T2, point_spread, shifted, tissue_signals, water_and_fat
from viewer.measure.phantom.truth import border_of, fat_map


def floats(*values):
    return np.array(values, dtype=np.float32)


def patch_of(x, y):
    zero = np.zeros_like(x)
    return Patch(np.arange(len(x)), x, y, zero, zero, y, y)


class TestFields:
    def test_mean_variance_and_period(self):
        field = RandomField.make(seed=3, stream=0)
        assert abs(float(field.volume.mean())) < 1e-6
        assert float(field.volume.std()) == pytest.approx(1.0, abs=1e-5)
        places = floats(0.3, 7.0, 40.0)
        period = np.float32(48 / 4.0 * 5.0)  # samples / samples per length · length
        here = field.at(places, places, places, lengths=(5.0, 5.0, 5.0))
        there = field.at(places + period, places, places - period, lengths=(5.0, 5.0, 5.0))
        np.testing.assert_allclose(here, there, atol=1e-3)

    def test_seed_and_stream_choose_the_field(self):
        first = RandomField.make(seed=3, stream=0).volume
        np.testing.assert_array_equal(first, RandomField.make(seed=3, stream=0).volume)
        for other in (RandomField.make(seed=4, stream=0), RandomField.make(seed=3, stream=1)):
            assert abs(float((first * other.volume).mean())) < 0.2

    def test_correlated_within_a_length_and_not_far_beyond(self):
        field = RandomField.make(seed=1, stream=2)
        x = np.linspace(0, 500, 4000, dtype=np.float32)
        zero = np.zeros_like(x)
        here, near, far = (field.at(x + d, zero + x / 3, zero, lengths=(10.0, 10.0, 10.0)) for d in (0.0, 2.0, 30.0))
        assert np.corrcoef(here, near)[0, 1] > 0.8
        assert abs(np.corrcoef(here, far)[0, 1]) < 0.5


class TestSpine:
    @pytest.mark.parametrize("one", DISCS[1:-1], ids=lambda d: d.name)
    def test_a_disc_has_its_level_on_its_whole_plane(self, one):
        tilt = np.radians(one.tilt_deg)
        along = np.linspace(-15, 15, 7)
        level, depth = level_coordinates(
            (one.y_mm + along * np.cos(tilt)).astype(np.float32), (one.z_mm + along * np.sin(tilt)).astype(np.float32)
        )
        np.testing.assert_allclose(level, one.level, atol=0.02)
        np.testing.assert_allclose(depth, along, atol=0.7)

    @given(y=st.floats(-80, 120), z=st.floats(-100, 215), step=st.floats(0.1, 8))
    @settings(deadline=None, derandomize=True, max_examples=100)
    def test_higher_points_never_have_a_lower_level(self, y, z, step):
        level, _ = level_coordinates(floats(y, y), floats(z, z + step))
        assert level[1] >= level[0] - 1e-4

    def test_the_measured_levels_are_tilted_as_real_blocks_are(self):
        tilts = [disc(name).tilt_deg for name in MEASURED_LEVELS]
        assert tilts == [-6.5, 9.0, 28.3]


class TestShapes:
    def test_a_star_through_a_circle_is_that_circle(self):
        angles = np.linspace(0, 2 * np.pi, 60, endpoint=False)
        star = Star.through([(5 + 10 * np.cos(a), -3 + 10 * np.sin(a)) for a in angles], centre=(5.0, -3.0))
        distance = star.distance(floats(5, 5, 16, 5), floats(-3, 7, -3, -18))
        np.testing.assert_allclose(distance, [-10, 0, 1, 5], atol=0.01)
        np.testing.assert_allclose(star.distance(floats(16), floats(-3), 1.5), [-4], atol=0.01)
        assert star.reach_mm == pytest.approx(10.0, abs=0.01)

    def test_a_chain_measures_to_its_surface(self):
        distance = chain_distance(floats(0, 5, 12, 10), floats(0, 3, 0, 4), [(0, 0, 1), (10, 0, 2)])
        np.testing.assert_allclose(distance, [-1, 1.5, 0, 2], atol=1e-5)

    def test_a_profile_holds_its_ends(self):
        np.testing.assert_allclose(profile(floats(-9, 0.5, 9), ((0, 2), (1, 4))), [2, 3, 4])


class TestFineGrid:
    GEOMETRY = PlaneGeometry(Orientation((1.0, 0.0, 0.0), (0.0, 1.0, 0.0)), Spacing(2.0, 0.5), (-1.0, -2.0, 7.0))

    def test_the_points_of_a_pixel_average_to_its_centre_and_fill_the_slice(self):
        points = fine_points(self.GEOMETRY, rows=4, columns=6, factor=3, thickness_mm=4.0)
        blocks = points.reshape(3, 4, 3, 6, 3)
        means = blocks.mean(axis=(2, 4))
        expected = self.GEOMETRY.to_patient_mm([(c, r) for r in range(4) for c in range(6)]).T.reshape(3, 4, 6)
        np.testing.assert_allclose(means[:2], expected[:2], atol=1e-5)
        layers = np.sort((blocks[2].transpose(0, 2, 1, 3).reshape(24, 9) - 5.0) / 4.0 * 9, axis=1)
        assert (np.floor(layers - 1e-6) == np.arange(9)).all(), "one point in each ninth of the thickness"


class TestTissues:
    def test_relaxation_orders_the_tissues_as_a_radiologist_expects(self):
        t2, t1 = tissue_signals(T2), tissue_signals(T1)
        assert t2[Tissue.CSF] > 5 * t2[Tissue.MUSCLE]
        assert t2[Tissue.FAT] > 5 * t2[Tissue.MUSCLE]
        assert t1[Tissue.FAT] > 2 * t1[Tissue.MUSCLE] > 2 * t1[Tissue.CSF]
        for dark in (Tissue.AIR, Tissue.CORTEX, Tissue.BLOOD):
            assert max(t1[dark], t2[dark]) < 0.5 * min(t1[Tissue.MUSCLE], t2[Tissue.MUSCLE])
        expected = 0.80 * (1 - np.exp(-620 / 1000)) * np.exp(-11 / 37)
        assert t1[Tissue.MUSCLE] == pytest.approx(expected, rel=1e-6)

    def canvas(self):
        x = np.zeros(16, dtype=np.float32)
        canvas = Canvas.blank(patch_of(x, x), Fields.make(1), size=16)
        everywhere = np.ones(16, dtype=bool)
        canvas.paint(canvas.points, everywhere, Tissue.MUSCLE, second=Tissue.FAT, share=0.25)
        return canvas

    def test_a_mixed_point_gives_both_signals(self):
        signals = tissue_signals(T1)
        water, fat = water_and_fat(self.canvas(), signals, (2, 2), 2)
        np.testing.assert_allclose(water, 0.75 * signals[Tissue.MUSCLE], rtol=1e-6)
        np.testing.assert_allclose(fat, 0.25 * signals[Tissue.FAT], rtol=1e-6)

    def test_fat_is_counted_wherever_it_is(self):
        canvas = self.canvas()
        canvas.paint(canvas.points, np.arange(16) == 0, Tissue.FAT)
        canvas.paint(canvas.points, np.arange(16) == 1, Tissue.FAT, second=Tissue.FASCIA, share=0.6)
        canvas.paint(canvas.points, np.arange(16) == 2, Tissue.CORTEX)
        np.testing.assert_allclose(fat_map(canvas)[:4], [1.0, 0.4, 0.0, 0.25], atol=1e-6)


class TestSampling:
    def test_point_spread_keeps_a_flat_image_and_blurs_a_point(self):
        flat = np.full((16, 12), 3.0 + 0j)
        np.testing.assert_allclose(point_spread(flat, kept=(0.9, 0.8)), flat, atol=1e-12)
        point = np.zeros((16, 12), dtype=complex)
        point[8, 6] = 1.0
        blurred = point_spread(point, kept=(0.9, 0.8)).real
        assert blurred.sum() == pytest.approx(1.0)
        assert 0.2 < blurred[8, 6] < 0.8
        assert blurred[8, 7] > blurred[9, 6], "fewer samples along the columns' direction blur more"

    def test_a_shift_by_whole_pixels_moves_rows(self):
        image = np.random.default_rng(1).random((9, 5))
        np.testing.assert_allclose(shifted(image, 2.0), np.roll(image, 2, axis=0), atol=1e-12)


class TestMuscles:
    @staticmethod
    def disc_cut(radius=6.0, size=20, factor=4):
        """A round muscle in the middle of an image of 1 mm pixels, its texture growing to the right."""
        place = (np.arange(size * factor) + 0.5) / factor - 0.5
        x, y = (axis.ravel().astype(np.float32) for axis in np.meshgrid(place, place))
        distance = np.hypot(x - 9.5, y - 9.5) - np.float32(radius)
        return MuscleCut(Structure.MULTIFIDUS, Side.RIGHT, patch_of(x, y), distance, x)

    @given(st.floats(0.05, 0.9))
    @settings(deadline=None, derandomize=True, max_examples=25)
    def test_the_threshold_gives_the_wanted_fat(self, fraction):
        cut = self.disc_cut()
        weights = (cut.distance < 0).astype(np.float32)
        threshold = threshold_for(cut, weights, fraction * float(weights.sum()))
        got = float((cut.fat_share(threshold) * weights).sum() / weights.sum())
        assert got == pytest.approx(fraction, abs=1e-3)

    def test_fat_comes_where_the_texture_is_high(self):
        cut = self.disc_cut()
        share = cut.fat_share(9.5)
        assert share[cut.texture > 11].min() > 0.95
        assert share[cut.texture < 8].max() < 0.05

    def test_the_border_of_a_circle_is_that_circle(self):
        border = border_of(self.disc_cut(), rows=20, columns=20, factor=4)
        assert len(border) >= 60
        np.testing.assert_allclose(np.hypot(*(border - 9.5).T), 6.0, atol=0.06)

    def test_a_muscle_outside_the_slice_has_no_border(self):
        assert border_of(self.disc_cut(radius=-1.0), rows=20, columns=20, factor=4) is None
