"""References that are found by themselves: psoas inside the true psoas, erector spinae without it, fat that is fat."""

import numpy as np
import pytest

from tests.measure.phantom_slices import mirrored, scene, turned
from viewer.core.outline import Structure

PRECISION = 0.9


def references(found):
    [(_, scale)] = found.measured().scales
    return {reference.structure: reference for reference in scale.references}


def region(reference, shape):
    """Pixels inside the rings of a reference, shape (rows, columns)."""
    from skimage.draw import polygon2mask

    inside = np.zeros(shape, bool)
    for ring in reference.rings_px:
        inside ^= polygon2mask(shape, np.asarray(ring)[:, ::-1])
    return inside


def precision(inside, true):
    """Part of a region that lies within the true one, 0…1."""
    return np.count_nonzero(inside & true) / np.count_nonzero(inside)


@pytest.mark.parametrize("name", ["usual", "lean"])
@pytest.mark.parametrize("number", [0, 1, 2])
def test_the_psoas_lies_within_the_true_one(name, number):
    found = scene(name, number=number)
    reference = references(found)[Structure.REFERENCE_MUSCLE]
    assert (reference.tissue, reference.is_automatic) == ("psoas", True)
    inside, true = region(reference, found.pixels.shape), found.mask(Structure.PSOAS)
    assert precision(inside, true) >= PRECISION
    assert np.count_nonzero(inside) > 0.15 * np.count_nonzero(true)
    assert reference.area_px == pytest.approx(np.count_nonzero(inside), rel=0.15)


@pytest.mark.parametrize("changes", [{"snr": 12.0}, {"coil_falloff_percent": 40.0}, {"contrast": 3.0}])
def test_the_psoas_is_found_in_noise_and_in_an_uneven_field_and_at_low_contrast(changes):
    found = scene(**changes)
    reference = references(found)[Structure.REFERENCE_MUSCLE]
    assert precision(region(reference, found.pixels.shape), found.mask(Structure.PSOAS)) >= PRECISION


def test_a_psoas_behind_a_saturation_band_is_not_taken():
    found = scene(psoas_in_view=False)
    reference = references(found).get(Structure.REFERENCE_MUSCLE)
    assert reference is not None
    assert reference.tissue == "erector spinae"
    inside = region(reference, found.pixels.shape)
    assert precision(inside, found.mask(Structure.ERECTOR_SPINAE)) >= PRECISION
    assert not (inside & found.mask(Structure.PSOAS)).any()


def test_without_a_psoas_the_interval_is_wider():
    def widths(found):
        ends = [row.fat_fraction_interval_percent for row in found.measured().rows]
        return [high - low for low, high in ends]

    both = zip(widths(scene()), widths(scene(psoas_in_view=False)), strict=True)
    assert all(blank > known for known, blank in both)


@pytest.mark.parametrize("stored_otherwise", [turned, mirrored])
def test_the_psoas_is_found_however_the_slice_is_stored(stored_otherwise):
    found = stored_otherwise(scene())
    reference = references(found)[Structure.REFERENCE_MUSCLE]
    true = scene().mask(Structure.PSOAS)
    true = true.T if stored_otherwise is turned else true[:, ::-1]
    assert reference.tissue == "psoas"
    assert precision(region(reference, found.pixels.shape), true) >= PRECISION


def test_fat_lies_behind_the_muscles_and_is_bright():
    found = scene()
    reference = references(found)[Structure.REFERENCE_FAT]
    assert (reference.tissue, reference.is_automatic) == ("subcutaneous fat", True)
    inside = region(reference, found.pixels.shape)
    muscles = np.any(
        [found.mask(kind) for kind in (Structure.MULTIFIDUS, Structure.ERECTOR_SPINAE, Structure.PSOAS)], axis=0
    )
    assert precision(inside, ~muscles) == 1.0
    dark = np.median(found.pixels[found.mask(Structure.PSOAS)])
    assert np.percentile(found.pixels[inside], 5.0) > 3.0 * dark
    [(_, scale)] = found.measured().scales
    rows, columns = np.nonzero(inside)
    even = found.pixels[inside] / scale.gain.at(columns.astype(float), rows.astype(float))
    assert np.median(even) == pytest.approx(scale.fat, rel=0.1)
