"""Images that belong together: by role, grid, study and name."""

from dataclasses import replace

import numpy as np
import pytest

from tests.memory import SAGITTAL, image, series
from viewer.core.geometry import Spacing
from viewer.core.series import Identity
from viewer.measure.dixon.finding import find_dixon
from viewer.measure.dixon.roles import Role

FLAT = np.ones((4, 5))


def block(description, number, *, positions=(0.0,), **known):
    slices = [image(FLAT, uid=f"{number}.{n}", position=(0.0, 0.0, z), **known) for n, z in enumerate(positions)]
    return series(*slices, number=number, uid=f"1.{number}", description=description)


def found(blocks, image_):
    source = find_dixon(blocks, image_)
    return None if source is None else [(item.role, item.series) for item in source.images]


WATER, FAT = block("AX Dixon water", 2), block("AX Dixon fat", 3)
PAIR = [(Role.WATER, 2), (Role.FAT, 3)]


@pytest.mark.parametrize("own", [0, 1, 2], ids=["in phase", "water", "fat"])
def test_a_pair_is_found_from_any_of_its_images(own):
    blocks = (block("AX in-phase (water+fat)", 1), WATER, FAT)
    assert found(blocks, blocks[own].slices[0]) == PAIR


def test_each_slice_gets_the_images_of_its_place():
    places = (0.0, 4.0, 8.0)
    blocks = (block("AX Dixon water", 2, positions=places), block("AX Dixon fat", 3, positions=places[::-1]))
    source = find_dixon(blocks, blocks[0].slices[1])
    assert source.image(Role.FAT).geometry.position_mm[2] == 4.0
    assert source.image(Role.WATER).key == blocks[0].slices[1].key


@pytest.mark.parametrize(
    "known",
    [
        {"positions": (0.2,)},
        {"spacing": Spacing(0.7, 0.6)},
        {"orientation": SAGITTAL},
    ],
    ids=["another place", "other pixels", "another plane"],
)
def test_images_on_another_grid_do_not_count(known):
    blocks = (WATER, block("AX Dixon fat", 3, **known))
    assert found(blocks, WATER.slices[0]) is None


def test_images_of_another_size_or_without_a_place_do_not_count():
    other = replace(FAT, slices=(image(np.ones((4, 6)), uid="3.0"),))
    assert found((WATER, other), WATER.slices[0]) is None
    nowhere = replace(FAT, slices=(image(FLAT, uid="3.0", position=None),))
    assert found((WATER, nowhere), WATER.slices[0]) is None


def test_images_of_another_study_or_position_of_the_patient_do_not_count():
    own = replace(WATER, identity=Identity(study_uid="1.1"), frame_of_reference_uid="7")
    for foreign in (
        replace(FAT, identity=Identity(study_uid="1.2")),
        replace(FAT, identity=Identity(patient_id="b"), frame_of_reference_uid="8"),
    ):
        assert found((own, foreign), own.slices[0]) is None
    assert found((own, FAT), own.slices[0]) == PAIR  # what is not told contradicts nothing


def test_the_acquisition_of_the_slice_is_taken_before_others():
    post = (block("post dixon W", 4), block("post dixon F", 5))
    pre = (block("pre dixon W", 6), block("pre dixon F", 7), block("pre dixon in", 8))
    every = (*post, *pre)
    assert found(every, pre[0].slices[0]) == [(Role.WATER, 6), (Role.FAT, 7)]
    assert found(every, post[1].slices[0]) == [(Role.WATER, 4), (Role.FAT, 5)]


def test_a_pair_is_better_than_a_fraction_and_that_better_than_phases():
    phases = (block("AX dixon in", 4), block("AX dixon opp", 5))
    fraction = block("AX dixon FF", 6)
    plain = block("AX T2 TSE", 1)
    target = plain.slices[0]
    assert found((plain, *phases, fraction, WATER, FAT), target) == PAIR
    assert found((plain, *phases, fraction), target) == [(Role.FRACTION, 6)]
    assert found((plain, *phases), target) == [(Role.IN_PHASE, 4), (Role.OPPOSED, 5)]
    assert found((plain, WATER), target) is None


def test_a_fraction_that_is_outlined_is_its_own_source():
    fraction = replace(block("AX dixon FF", 6), slices=(image(FLAT, uid="6.0", position=None),))
    assert found((WATER, FAT, fraction), fraction.slices[0]) == [(Role.FRACTION, 6)]


def test_roles_may_share_one_series():
    slices = [
        image(FLAT, uid=f"9.{n}", image_type=("DERIVED", "PRIMARY", role)) for n, role in enumerate(("IP", "W", "F"))
    ]
    mixed = series(*slices, number=1, description="mDIXON")
    source = find_dixon((mixed,), slices[0])
    assert [item.image.key.uid for item in source.images] == ["9.1", "9.2"]
    assert source.words == "water and fat"
