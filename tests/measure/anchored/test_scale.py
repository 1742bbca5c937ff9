"""Scales: the gain by hand, the same scale however a slice is stored, a coil's field taken out, a shared contrast."""

import math
from dataclasses import replace

import numpy as np
import pytest

from tests.measure.phantom_slices import CUTS, mirrored, scene, turned
from viewer.core.document import Document, ScaleOf
from viewer.core.outline import Outline, Structure
from viewer.measure.anchored.scale import Gain, SliceScale
from viewer.measure.measuring import MeasureSettings, measure

PLAIN = SliceScale(muscle=200.0, fat=900.0, gain=Gain((0.0, 0.0), (1.0, 1.0)), references=(), noise_sd=5.0)


def scale_of(found):
    [(_, scale)] = found.measured().scales
    return scale


def test_the_gain_by_hand():
    gain = Gain(centre_px=(10.0, 20.0), unit_px=(5.0, 4.0), terms=(0.1, -0.2, 0.3, 0.05, -0.4))
    places = [((10.0, 20.0), 0.0), ((15.0, 20.0), 0.1 + 0.3), ((10.0, 24.0), -0.2 - 0.4), ((5.0, 28.0), -1.9)]
    # the last: u = −1, v = 2 → −0.1 − 0.4 + 0.3 − 0.1 − 1.6
    for (x, y), log in places:
        assert gain.at(np.array(x), np.array(y)) == pytest.approx(math.exp(log))
    rows = gain.at(np.arange(3.0)[np.newaxis, :], np.arange(2.0)[:, np.newaxis])
    assert rows.shape == (2, 3)
    assert rows[1, 2] == pytest.approx(float(gain.at(np.array(2.0), np.array(1.0))))


def test_a_gain_far_away_stays_a_number():
    gain = Gain((0.0, 0.0), (1.0, 1.0), (0.0, 0.0, 5.0, 0.0, -5.0))
    far = gain.at(np.array([1e6, 0.0]), np.array([0.0, 1e6]))
    assert far == pytest.approx([math.exp(4.0), math.exp(-4.0)])


@pytest.mark.parametrize(
    ("muscle", "fat", "is_complete"),
    [(200.0, 900.0, True), (900.0, 200.0, False), (math.nan, 900.0, False), (200.0, math.nan, False)],
)
def test_a_scale_is_complete_with_both_levels_and_fat_the_brighter(muscle, fat, is_complete):
    assert replace(PLAIN, muscle=muscle, fat=fat).is_complete is is_complete


def test_the_contrast_is_fat_by_muscle():
    assert PLAIN.contrast == 4.5
    assert math.isnan(replace(PLAIN, muscle=0.0).contrast)


@pytest.mark.parametrize("stored_otherwise", [turned, mirrored, lambda found: mirrored(turned(found))])
def test_storage_changes_neither_scale_nor_fractions(stored_otherwise):
    plain, other = scene(), stored_otherwise(scene())
    assert other.fractions() == pytest.approx(plain.fractions(), abs=0.2)
    one, same = scale_of(plain), scale_of(other)
    assert (same.muscle, same.fat) == pytest.approx((one.muscle, one.fat), rel=0.005)
    assert [(r.structure, r.tissue) for r in same.references] == [(r.structure, r.tissue) for r in one.references]
    for here, there in zip(plain.outlines, other.outlines, strict=True):
        gains = [
            float(scale.gain.at(*np.array(outline.centroid_px))) for scale, outline in ((one, here), (same, there))
        ]
        assert gains[1] == pytest.approx(gains[0], rel=0.005)


@pytest.mark.parametrize("factor", [3, 0.25])
def test_the_unit_of_brightness_changes_no_fraction(factor):
    plain = scene()
    scaled = replace(plain, pixels=plain.pixels * factor)
    assert scaled.fractions() == pytest.approx(plain.fractions(), abs=0.01)
    assert scale_of(scaled).contrast == pytest.approx(scale_of(plain).contrast, rel=1e-4)
    assert scale_of(scaled).noise_sd == pytest.approx(factor * scale_of(plain).noise_sd, rel=1e-3)


def test_a_coils_field_is_taken_out():
    """40 % loss over 40 mm and a tilt: the contrast and both sides come out as without them."""
    even = scene(coil_falloff_percent=0.0)
    uneven = scene(coil_falloff_percent=40.0, coil_tilt_percent=20.0)
    assert scale_of(uneven).contrast == pytest.approx(scale_of(even).contrast, rel=0.06)
    assert uneven.fractions() == pytest.approx(even.fractions(), abs=3.0)
    gain = scale_of(uneven).gain
    spacing = uneven.geometry.spacing
    x, y = np.mean([outline.centroid_px for outline in uneven.outlines], axis=0)
    deep = float(gain.at(np.array(x), np.array(y - 20.0 / spacing.row_mm)))
    near = float(gain.at(np.array(x), np.array(y + 20.0 / spacing.row_mm)))
    assert deep / near == pytest.approx(0.6, abs=0.08)
    right, left = (float(gain.at(*np.array(outline.centroid_px))) for outline in uneven.outlines)
    assert left > 1.05 * right


@pytest.mark.parametrize("contrast", [3.0, 6.0])
def test_a_known_contrast_is_found(contrast):
    assert scale_of(scene(contrast=contrast)).contrast == pytest.approx(contrast, rel=0.1)


@pytest.mark.parametrize("sequence", ["T1", "T2"])
def test_both_sequences_are_measured(sequence):
    assert scene(sequence=sequence).fractions() == pytest.approx(scene().fat_percent, abs=5.0)


def test_wrong_references_are_ignored_and_told():
    found = scene()
    psoas = next(one for one in found.truth if one.structure is Structure.PSOAS)
    as_fat = Outline.from_points(
        psoas.points_px, slice_key=found.outlines[0].slice_key, structure=Structure.REFERENCE_FAT
    )
    wrong = replace(found, outlines=(*found.outlines, as_fat))
    assert scale_of(wrong).ignored == (Structure.REFERENCE_FAT,)
    assert scale_of(wrong).fat == pytest.approx(scale_of(found).fat, rel=0.01)
    assert all("reference-misplaced" in row.flags for row in wrong.measured().rows)


def test_outlined_references_are_named_as_the_users():
    found = scene()
    muscle = [
        Outline.from_points(one.points_px, slice_key=found.outlines[0].slice_key, structure=Structure.REFERENCE_MUSCLE)
        for one in found.truth
        if one.structure is Structure.PSOAS
    ]
    scale = scale_of(replace(found, outlines=(*found.outlines, *muscle)))
    given = [reference for reference in scale.references if reference.structure is Structure.REFERENCE_MUSCLE]
    assert [reference.is_automatic for reference in given] == [False, False]
    assert scale.ignored == ()
    assert scale.muscle == pytest.approx(scale_of(found).muscle, rel=0.05)


def test_slices_of_a_series_share_their_contrast_on_request():
    scenes = [scene(number=number, contrast=contrast) for number, contrast in ((0, 5.0), (1, 6.0), (2, 8.0))]
    block = replace(scenes[0].series, slices=tuple(found.series.slices[0] for found in scenes))
    document = Document(tuple(outline for found in scenes for outline in found.outlines))
    own, shared = (
        measure(document, [block], MeasureSettings(scale_of=kind)) for kind in (ScaleOf.SLICE, ScaleOf.SERIES)
    )
    contrasts = [scale.contrast for _, scale in own.scales]
    assert contrasts == sorted(contrasts)
    assert [scale.contrast for _, scale in shared.scales] == pytest.approx([contrasts[1]] * 3)
    assert [scale.fat for _, scale in shared.scales] == [scale.fat for _, scale in own.scales]
    changes = [b.fat_fraction_percent - a.fat_fraction_percent for a, b in zip(own.rows, shared.rows, strict=True)]
    assert max(map(abs, changes[2:4])) < 1e-9, "the slice whose contrast is the shared one keeps its numbers"
    assert all(change > 0.0 for change in changes[:2]), "a lower muscle level finds more fat"
    assert all(change < 0.0 for change in changes[4:]), "a higher one less"


def test_a_slice_alone_in_its_series_has_the_same_numbers_either_way():
    found = scene()
    own, shared = (measure(found.document, [found.series], MeasureSettings(scale_of=kind)).rows for kind in ScaleOf)
    for a, b in zip(own, shared, strict=True):
        assert b.fat_fraction_percent == pytest.approx(a.fat_fraction_percent)


def test_nothing_is_random():
    assert scene().measured().rows == scene().measured().rows
    assert CUTS["usual"].seed < 9000
