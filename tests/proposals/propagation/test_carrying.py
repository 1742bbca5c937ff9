"""Rings that follow a texture whose motion is known, and what happens where nothing can be followed."""

import os
from pathlib import Path

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter, map_coordinates

from viewer.core.geometry import Orientation, PlaneGeometry, Spacing
from viewer.proposals.propagation.carrying import Gap, Way, carried, filled
from viewer.proposals.propagation.following import motion
from viewer.proposals.propagation.placing import Sheet
from viewer.proposals.propagation.rings import finely

DATA = os.environ.get("VIEWER_REAL_DATA", "")
SIZE = 110
SPACING = Spacing(1.0, 1.0)
AXIAL = Orientation((1.0, 0.0, 0.0), (0.0, 1.0, 0.0))


def texture(*, shift=(0.0, 0.0)) -> np.ndarray:
    """Blobs, moved by (x, y) pixels."""
    noise = np.random.default_rng(4).normal(size=(SIZE, SIZE))
    blobs = gaussian_filter(noise, 3.0)
    y, x = np.mgrid[:SIZE, :SIZE].astype(float)
    return 500.0 + 2000.0 * map_coordinates(blobs, [y - shift[1], x - shift[0]], order=3, mode="nearest")


def sheet(values=None, *, z=0.0, spacing=SPACING) -> Sheet:
    geometry = PlaneGeometry(AXIAL, spacing, (0.0, 0.0, z))
    return Sheet(geometry, SIZE, SIZE, values)


def ring(radius=16.0, at=(55.0, 55.0)) -> np.ndarray:
    angle = np.linspace(0.0, 2.0 * np.pi, 40, endpoint=False)
    return np.asarray(at) + radius * np.column_stack([np.cos(angle), np.sin(angle)])


@pytest.mark.parametrize("gain", [1.0, 0.4])
def test_rings_follow_the_image(gain):
    """Tissue moves by (2, −1.5) pixels; a brighter or darker slice changes nothing."""
    [moved] = carried([ring()], sheet(texture()), sheet(gain * texture(shift=(2.0, -1.5)), z=4.0))
    off = moved - ring()
    assert np.median(off, axis=0) == pytest.approx([2.0, -1.5], abs=0.3)
    assert np.abs(off - [2.0, -1.5]).mean() < 0.4


def test_finer_pixels_give_the_same_millimetres():
    fine = Spacing(0.5, 0.5)
    [moved] = carried([ring()], sheet(texture(), spacing=fine), sheet(texture(shift=(3.0, 2.0)), spacing=fine, z=4.0))
    assert np.median(moved - ring(), axis=0) == pytest.approx([3.0, 2.0], abs=0.5)


def test_a_copy_does_not_move():
    [moved] = carried([ring()], sheet(texture()), sheet(texture(shift=(2.0, 0.0)), z=4.0), Way.COPY)
    assert moved.tolist() == ring().tolist()


@pytest.mark.parametrize("values", [None, np.full((SIZE, SIZE), 7.0), np.full((SIZE, SIZE), np.nan)])
def test_where_nothing_can_be_followed_rings_are_copied(values):
    assert motion(ring(), sheet(texture()), sheet(values, z=4.0)) is None
    [moved] = carried([ring()], sheet(texture()), sheet(values, z=4.0))
    assert moved.tolist() == ring().tolist()


def test_pixels_without_a_value_and_the_image_edge_do_no_harm():
    holed = texture(shift=(1.0, 0.0))
    holed[:40, :40] = np.nan
    at_edge = ring(at=(6.0, 55.0))
    [moved] = carried([at_edge], sheet(texture()), sheet(holed, z=4.0))
    assert np.isfinite(moved).all()
    assert np.abs(moved - at_edge).max() < 8.1


def test_between_two_slices_lies_what_is_between():
    """Circles of radius 20 and 12 in images that do not move; distances of 2, 2 and 4 mm to the slices between."""
    sheets = [sheet(texture(), z=z) for z in (0.0, 2.0, 4.0, 8.0)]
    told = []
    gap = Gap(sheets, [ring(20.0)], [ring(12.0)])
    found = filled(gap, tick=lambda: told.append(1))
    assert len(told) == 4
    for [between], radius in zip(found, (18.0, 16.0), strict=True):
        assert np.hypot(*(between - 55.0).T) == pytest.approx(radius, abs=0.3)
    for [between], radius in zip(filled(gap, Way.COPY), (18.0, 16.0), strict=True):
        assert np.hypot(*(between - 55.0).T) == pytest.approx(radius, abs=0.1)


def test_stopping_stops():
    class StopError(Exception):
        pass

    def stop():
        raise StopError

    sheets = [sheet(texture(), z=z) for z in (0.0, 2.0, 4.0)]
    with pytest.raises(StopError):
        filled(Gap(sheets, [ring()], [ring()]), tick=stop)


def test_a_tilted_block_is_interpolated_in_patient_space():
    """Slices whose first pixels stand still in the image but wander in the patient: the ring wanders back."""
    orientation = Orientation((1.0, 0.0, 0.0), (0.0, np.cos(0.4), np.sin(0.4)))
    sheets = [Sheet(PlaneGeometry(orientation, Spacing(1.0, 1.0), (0.0, 0.0, 4.0 * k)), SIZE, SIZE) for k in range(3)]
    patient = sheets[0].geometry.to_patient_mm(finely(ring()))
    last = sheets[2].geometry.to_pixels(patient)
    [[between]] = filled(Gap(sheets, [ring()], [last]), Way.COPY)
    expected = sheets[1].geometry.to_pixels(patient).mean(axis=0)
    assert between.mean(axis=0) == pytest.approx(expected, abs=0.2)
    assert expected[1] == pytest.approx(55.0 - 4.0 * np.sin(0.4), abs=0.01)


@pytest.mark.real_data
@pytest.mark.skipif(not DATA, reason="VIEWER_REAL_DATA does not name a folder of real images")
def test_left_out_slices_of_a_volunteer():
    """A part of `tests/evidence/next_slice.py`: slices 9 to 13, of which every second is left out."""
    from tests.evidence.next_slice import MULTIFIDUS, compared, volunteer

    whole = volunteer(Path(DATA) / "tum01-dixon", MULTIFIDUS, only=range(8, 13))
    found = list(compared(whole, (2,)))
    median = {way: np.median([one.dice for one in found if one.way == way]) for way in {one.way for one in found}}
    assert median["combined"] > 0.95
    assert median["combined"] > median["registration"] > median["copy"] > 0.9
