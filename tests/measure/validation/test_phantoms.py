"""A condition as an image with outlines: as asked for, and the same every time."""

import numpy as np
import pytest

from tests.measure.validation.made_results import condition
from viewer.core.outline import Side, Structure
from viewer.measure.validation.phantoms import make_phantom
from viewer.measure.validation.results import Given

SMALL = {"pixel_mm": 1.6, "right": 30.0, "left": 10.0}


def areas(document) -> dict[tuple[Structure, Side], float]:
    return {(outline.structure, outline.side): outline.area_px for outline in document.outlines}


@pytest.fixture(scope="module")
def plain():
    return make_phantom(condition(**SMALL))


def test_the_image_is_made_as_the_condition_says(plain):
    image = plain.image
    assert image.geometry.spacing is not None
    assert image.geometry.spacing.row_mm == pytest.approx(1.6, rel=0.02)
    assert image.acquisition.level == "L4/5"
    assert image.values().shape == (image.rows, image.columns)
    right = plain.true(Structure.MULTIFIDUS, Side.RIGHT)
    assert right.fat_fraction_percent == pytest.approx(30.0, abs=0.5)


def test_the_methods_get_true_outlines_and_references_only_where_they_are_given(plain):
    bare, helped = (areas(plain.document(given)) for given in (Given.OUTLINES, Given.REFERENCES))
    assert set(bare) == {(Structure.MULTIFIDUS, Side.RIGHT), (Structure.MULTIFIDUS, Side.LEFT)}
    for side in (Side.RIGHT, Side.LEFT):
        true = plain.true(Structure.MULTIFIDUS, side)
        spacing = plain.image.geometry.spacing
        assert bare[Structure.MULTIFIDUS, side] * spacing.pixel_area_mm2 == pytest.approx(true.area_mm2)
    assert set(helped) - set(bare) == {
        (Structure.REFERENCE_MUSCLE, Side.RIGHT),
        (Structure.REFERENCE_MUSCLE, Side.LEFT),
    }


def test_repetitions_share_the_body_but_not_noise_and_outline():
    first, again, second = (
        make_phantom(condition(**SMALL, outlining="jittered", repetition=repetition)) for repetition in (0, 0, 1)
    )
    assert np.array_equal(first.image.values(), again.image.values())
    assert first.document(Given.OUTLINES) == again.document(Given.OUTLINES)
    assert first.truth == second.truth
    assert not np.array_equal(first.image.values(), second.image.values())
    assert areas(first.document(Given.OUTLINES)) != areas(second.document(Given.OUTLINES))


def test_jitter_moves_a_border_by_half_a_pixel_and_neighbours_together():
    phantoms = [make_phantom(condition(**SMALL, outlining="jittered", repetition=r)) for r in range(40)]
    true = np.asarray(phantoms[0].true(Structure.MULTIFIDUS, Side.RIGHT).points_px)
    drawn = np.array([phantom.document(Given.OUTLINES).outlines[0].rings[0] for phantom in phantoms])
    moved = drawn - true
    assert np.sqrt((moved**2).sum(axis=2).mean()) == pytest.approx(0.5, rel=0.15)
    steps = np.diff(moved, axis=1)
    assert (steps**2).sum(axis=2).mean() < 0.5 * (moved**2).sum(axis=2).mean()


def test_a_grown_outline_lies_a_pixel_outside(plain):
    grown = areas(make_phantom(condition(**SMALL, outlining="grown")).document(Given.OUTLINES))
    for key, area in areas(plain.document(Given.OUTLINES)).items():
        true = plain.true(*key)
        points = np.asarray(true.points_px)
        length = np.hypot(*(np.roll(points, -1, axis=0) - points).T).sum()
        assert grown[key] - area == pytest.approx(length, rel=0.25)


def test_a_wrong_reference_covers_another_place(plain):
    wrong = make_phantom(condition(**SMALL, is_reference_wrong=True)).document(Given.REFERENCES)
    right = plain.document(Given.REFERENCES)
    for ours, theirs in zip(right.outlines, wrong.outlines, strict=True):
        moved = np.subtract(theirs.centroid_px, ours.centroid_px) * 1.6
        is_reference = ours.structure is Structure.REFERENCE_MUSCLE
        assert np.hypot(*moved) == pytest.approx(14.0 if is_reference else 0.0, abs=0.01)


def test_without_psoas_there_is_no_reference_to_give():
    phantom = make_phantom(condition(**SMALL, is_psoas_in_view=False))
    assert phantom.document(Given.REFERENCES) is None
    assert len(phantom.document(Given.OUTLINES).outlines) == 2
