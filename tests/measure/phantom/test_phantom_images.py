"""What the settings of the image do, measured in the image: contrast, noise, coil, chemical shift, band, sequence."""

from dataclasses import replace

import numpy as np
import pytest

from viewer.core.coverage import exact_coverage
from viewer.core.outline import Outline, Side, Structure
from viewer.core.series import SliceKey
from viewer.errors import UsageError
from viewer.measure.phantom.anatomy.canvas import Tissue
from viewer.measure.phantom.anatomy.muscles import BACK_KNOTS
from viewer.measure.phantom.anatomy.shapes import profile
from viewer.measure.phantom.axial import cut_axial, image_of, make_axial
from viewer.measure.phantom.imaging import fat_value, signals_of
from viewer.measure.phantom.parameters import PhantomParameters

FLAT = PhantomParameters(
    matrix=160, supersampling=2, slices_per_level=1, noise_percent=0.0, coil_falloff_percent=0.0, chemical_shift_px=0.0
)
LEVEL_45 = 1


@pytest.fixture(scope="module")
def cut():
    return cut_axial(FLAT, LEVEL_45)


@pytest.fixture(scope="module")
def even():
    """Both multifidi homogeneous: the right nearly all fat, the left nearly none."""
    return cut_axial(replace(FLAT, fat_right_percent=85.0, fat_left_percent=3.0, diffuse_share=1.0), LEVEL_45)


def pixels(cut, sequence="T2", repeat=0, **changed):
    return image_of(cut, replace(FLAT, **changed), sequence, repeat=repeat).pixels.astype(float)


def places(cut):
    """Patient x and depth behind the disc (mm) of every pixel."""
    size = FLAT.matrix
    column, row = np.meshgrid(np.arange(size), np.arange(size))
    x, y, z = cut.geometry.to_patient_mm(np.column_stack([column.ravel(), row.ravel()])).T
    return x.reshape(size, size), (y - profile(z.astype(np.float32), BACK_KNOTS)).reshape(size, size)


def inside(cut, structure, shrunk=0.6):
    """Pixels wholly within both sides' outlines shrunk towards their centres."""
    mask = np.zeros((FLAT.matrix, FLAT.matrix), dtype=bool)
    for true in cut.outlines:
        if true.structure is structure:
            points = np.array(true.points_px)
            points = points.mean(axis=0) + shrunk * (points - points.mean(axis=0))
            coverage = exact_coverage(Outline.from_points(points, slice_key=SliceKey("x")))
            mask[coverage.box] |= coverage.weights > 0.999
    return mask


class TestContrast:
    @pytest.mark.parametrize("sequence", ["T2", "T1"])
    @pytest.mark.parametrize("contrast", [1.5, 2.0, 4.0, 8.0])
    def test_fat_over_muscle_in_the_image_is_the_contrast(self, even, sequence, contrast):
        """Two homogeneous muscles of known fat, one lean and one fat, tell both levels."""
        chosen = replace(even.parameters, contrast=contrast)
        image = image_of(even, chosen, sequence).pixels.astype(float)
        x, _ = places(even)
        mask = inside(even, Structure.MULTIFIDUS, 0.8)
        lean, fat = (image[mask & side].mean() for side in (x > 0.0, x < 0.0))
        shares = [even.fat_share[mask & side].mean() for side in (x > 0.0, x < 0.0)]
        slope = (fat - lean) / (shares[1] - shares[0])
        muscle = lean - slope * shares[0]
        assert (slope + muscle) / muscle == pytest.approx(contrast, rel=0.02)

    def test_none_leaves_it_to_the_times(self, cut):
        times = signals_of(FLAT.sequence("T2"), FLAT)
        ratio = float(times[Tissue.FAT] / times[Tissue.MUSCLE])
        assert ratio == pytest.approx(8.7, abs=0.1)
        np.testing.assert_allclose(pixels(cut), pixels(cut, contrast=ratio), atol=1)

    @pytest.mark.parametrize("sequence", ["T2", "T1"])
    @pytest.mark.parametrize("contrast", [1.2, 3.0, 20.0])
    def test_tissues_keep_their_order(self, sequence, contrast):
        before = signals_of(FLAT.sequence(sequence), FLAT)
        after = signals_of(FLAT.sequence(sequence), replace(FLAT, contrast=contrast))
        np.testing.assert_array_equal(np.argsort(before), np.argsort(after))
        assert after[Tissue.FAT] == pytest.approx(before[Tissue.FAT], rel=1e-6)
        assert after[Tissue.AIR] == 0.0

    def test_longer_echoes_and_muscle_s_own_t2_change_it(self):
        def ratio(**changed):
            pure = signals_of(replace(FLAT, **changed).sequence("T2"), replace(FLAT, **changed))
            return pure[Tissue.FAT] / pure[Tissue.MUSCLE]

        assert ratio(t2_echo_ms=60.0) < 0.6 * ratio()
        assert ratio(muscle_t2_ms=60.0) < 0.6 * ratio()
        expected = 0.92 * np.exp(-102 / 80) / (0.80 * (1 - np.exp(-3.8)) * np.exp(-102 / 37))
        assert ratio(fat_t2_ms=80.0) == pytest.approx(expected, rel=1e-3)

    def test_times_that_leave_no_contrast_are_refused(self):
        with pytest.raises(UsageError, match="as bright as fat"):
            signals_of(FLAT.sequence("T2"), replace(FLAT, contrast=3.0, fat_t2_ms=40.0, muscle_t2_ms=90.0))


class TestNoise:
    @pytest.mark.parametrize("snr", [8.0, 20.0, 40.0])
    def test_snr_is_that_of_muscle(self, cut, snr):
        """Two images that differ in noise alone: their difference has √2 times its spread."""
        first, second = (pixels(cut, contrast=3.0, snr=snr, repeat=number) for number in (0, 1))
        mask = inside(cut, Structure.ERECTOR_SPINAE) | inside(cut, Structure.PSOAS)
        noise = (first - second)[mask].std() / np.sqrt(2)
        level = fat_value(replace(FLAT, contrast=3.0, snr=snr)) / 3.0
        assert level / noise == pytest.approx(snr, rel=0.06)

    def test_it_takes_the_place_of_noise_percent(self, cut):
        loud, usual = (pixels(cut, snr=20.0, noise_percent=percent) for percent in (15.0, 0.0))
        np.testing.assert_array_equal(loud, usual)

    def test_a_repeat_changes_the_noise_and_nothing_else(self, cut):
        assert (pixels(cut, snr=20.0, repeat=1) != pixels(cut, snr=20.0, repeat=2)).mean() > 0.5
        np.testing.assert_array_equal(pixels(cut, repeat=1), pixels(cut, repeat=2))


class TestCoil:
    @pytest.mark.parametrize("percent", [20.0, 40.0, 60.0])
    def test_falloff_is_the_loss_over_the_muscles_depth(self, cut, percent):
        ratio = self.ratio(cut, coil_falloff_percent=percent)
        _, back = places(cut)
        deep, shallow = (np.ma.median(ratio[np.abs(back - depth) < 1.0]) for depth in (37.0, 77.0))
        assert 1.0 - deep / shallow == pytest.approx(percent / 100.0, abs=0.01)

    def test_it_ends_where_it_is_told(self, cut):
        _, back = places(cut)
        for nearest, grows in ((78.0, False), (95.0, True)):
            ratio = self.ratio(cut, coil_falloff_percent=40.0, coil_nearest_mm=nearest)
            near, skin = (np.ma.median(ratio[np.abs(back - depth) < 1.0]) for depth in (79.0, 90.0))
            assert bool(skin / near > 1.1) is grows

    @pytest.mark.parametrize("percent", [30.0, -30.0])
    def test_tilt_is_left_over_right(self, cut, percent):
        ratio = self.ratio(cut, coil_tilt_percent=percent)
        x, _ = places(cut)
        right, left = (np.ma.median(ratio[np.abs(x - place) < 2.0]) for place in (-30.0, 30.0))
        measured = left / right if percent > 0 else right / left
        assert measured == pytest.approx(1.3, abs=0.01)

    def test_twelve_bits_are_enough_at_the_worst(self, cut):
        worst = pixels(cut, coil_falloff_percent=60.0, coil_nearest_mm=110.0, coil_tilt_percent=50.0)
        assert worst.max() < 4095
        assert pixels(cut, contrast=1.5, snr=5.0).max() < 4095

    @staticmethod
    def ratio(cut, **changed):
        """Gain of one image over that of a flat coil, where there is signal; nan elsewhere."""
        flat, changed_image = pixels(cut), pixels(cut, **changed)
        changed_image *= fat_value(FLAT) / fat_value(replace(FLAT, **changed))
        return np.ma.masked_where(flat < 1000, changed_image / np.maximum(flat, 1))


class TestChemicalShift:
    @pytest.mark.parametrize("shift", [-2.0, 0.4, 1.5, 3.0])
    def test_fat_moves_towards_the_back_by_so_many_pixels(self, cut, shift):
        """With water nearly dark, the image is the unshifted one displaced."""
        moved, still = (self.fat(cut, by) for by in (shift, 0.0))
        steps = np.arange(-4.0, 4.01, 0.05)
        frequency = np.fft.fftfreq(FLAT.matrix)[:, np.newaxis]
        spectrum = (np.fft.fft(moved, axis=0) * np.conj(np.fft.fft(still, axis=0))).sum(axis=1, keepdims=True)
        match = [(spectrum * np.exp(2j * np.pi * frequency * step)).real.sum() for step in steps]
        assert steps[int(np.argmax(match))] == pytest.approx(shift, abs=0.1)

    @staticmethod
    def fat(cut, shift):
        image = pixels(cut, contrast=20.0, chemical_shift_px=shift)
        return image - image.mean()

    def test_water_stays(self, cut):
        x, back = places(cut)
        canal = (np.abs(x) < 4.0) & (np.abs(back - 29.0) < 3.0)
        np.testing.assert_allclose(pixels(cut, chemical_shift_px=2.0)[canal], pixels(cut)[canal], rtol=0.15)


class TestSharpness:
    def test_less_of_k_space_blurs_more(self, cut):
        sharp, usual, soft = (
            np.abs(np.diff(pixels(cut, point_spread=part), axis=0)).max() for part in (1.0, 0.88, 0.5)
        )
        assert sharp > usual > 1.3 * soft


class TestView:
    def test_without_psoas_it_is_dark_and_no_part_of_the_truth(self, cut):
        seen, hidden = pixels(cut), pixels(cut, psoas_in_view=False)
        psoas = inside(cut, Structure.PSOAS)
        assert hidden[psoas].mean() < 0.12 * seen[psoas].mean()
        for muscle in (Structure.MULTIFIDUS, Structure.ERECTOR_SPINAE):
            mask = inside(cut, muscle, 0.9)
            assert hidden[mask].mean() == pytest.approx(seen[mask].mean(), rel=0.03)
        kept = image_of(cut, replace(FLAT, psoas_in_view=False)).outlines
        assert {o.structure for o in kept} == {Structure.MULTIFIDUS, Structure.ERECTOR_SPINAE}
        assert kept == tuple(o for o in cut.outlines if o.structure is not Structure.PSOAS)

    @pytest.mark.parametrize("number", [0, 1, 2])
    @pytest.mark.parametrize("blocks", [False, True])
    def test_a_small_field_of_view_holds_both_multifidi_and_fat_but_no_skin(self, number, blocks):
        parameters = replace(FLAT, field_of_view_mm=120.0, blocks=blocks)
        one = make_axial(parameters, number)
        assert one.geometry.spacing.row_mm == pytest.approx(120.0 / 160)
        multifidi = [o for o in one.outlines if o.structure is Structure.MULTIFIDUS]
        assert [o.side for o in multifidi] == [Side.RIGHT, Side.LEFT]
        assert not any(o.structure is Structure.ERECTOR_SPINAE for o in one.outlines), "they leave the image"
        middle = one.pixels[-2, 40:120].astype(float)
        assert np.median(middle) > 0.7 * fat_value(parameters), "fat in the last rows"

    @pytest.mark.parametrize("scale", [0.8, 1.25])
    @pytest.mark.parametrize("thickness", [6.0, 45.0])
    def test_a_usual_field_of_view_holds_every_body(self, scale, thickness):
        cut = cut_axial(replace(FLAT, body_scale=scale, subcutaneous_mm=thickness, matrix=96), LEVEL_45)
        assert len(cut.outlines) == 6


class TestReuse:
    def test_an_image_of_a_cut_equals_the_one_made_at_once(self, cut):
        chosen = replace(FLAT, snr=15.0, contrast=3.0, coil_falloff_percent=30.0)
        made = make_axial(chosen, LEVEL_45, sequence="T1")
        np.testing.assert_array_equal(made.pixels, image_of(cut, chosen, "T1").pixels)
        assert made.outlines == cut.outlines

    @pytest.mark.parametrize(
        ("name", "value"),
        [("seed", 2), ("fat_left_percent", 13.0), ("texture", "streaks"), ("body_scale", 1.1), ("matrix", 128)],
    )
    def test_what_shapes_the_cut_may_not_differ(self, cut, name, value):
        with pytest.raises(UsageError, match=f"another {name.replace('_', ' ')}"):
            image_of(cut, replace(FLAT, **{name: value}))

    def test_unknown_slices_and_sequences_are_refused(self, cut):
        with pytest.raises(UsageError, match="from 0 to 2"):
            cut_axial(FLAT, 3)
        with pytest.raises(UsageError, match="choose T2 or T1"):
            image_of(cut, FLAT, "STIR")
