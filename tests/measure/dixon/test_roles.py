"""Roles of images by Image Type and by words."""

from dataclasses import replace

import numpy as np
import pytest

from tests.memory import image, series
from viewer.measure.dixon.roles import Role, name_without_role, role_in_words, role_of

FLAT = np.ones((4, 4))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("AX in-phase (water+fat)", Role.IN_PHASE),
        ("AX Dixon water", Role.WATER),
        ("AX Dixon fat", Role.FAT),
        ("t1_vibe_dixon_tra_W", Role.WATER),
        ("t1_vibe_dixon_tra_F", Role.FAT),
        ("t1_vibe_dixon_tra_opp", Role.OPPOSED),
        ("t1_vibe_dixon_tra_in", Role.IN_PHASE),
        ("WATER: Ax T2 IDEAL", Role.WATER),
        ("Fat: Ax T2 IDEAL", Role.FAT),
        ("mDIXON-Quant FF", Role.FRACTION),
        ("fat fraction map", Role.FRACTION),
        ("OutPhase: LAVA Flex", Role.OPPOSED),
        ("InPhase: LAVA Flex", Role.IN_PHASE),
        ("out of phase", Role.OPPOSED),
        ("water.nii", None),
        ("T2 fat sat", None),
        ("T2 FS dixon w/o fat", None),
        ("T1 water excitation", None),
        ("lumbar fat infiltration T2", None),
        ("AX T2 TSE", None),
        ("off-axis flow", None),
        ("", None),
    ],
)
def test_roles_in_words(words, expected):
    assert role_in_words(words) is expected


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        (("DERIVED", "PRIMARY", "W", "W", "DERIVED"), Role.WATER),
        (("ORIGINAL", "PRIMARY", "DIXON", "FAT"), Role.FAT),
        (("ORIGINAL", "PRIMARY", "M", "IN_PHASE"), Role.IN_PHASE),
        (("ORIGINAL", "PRIMARY", "OPP_PHASE"), Role.OPPOSED),
        (("DERIVED", "PRIMARY", "FF"), Role.FRACTION),
        (("ORIGINAL", "F", "M"), None),
        ((), None),
    ],
)
def test_roles_by_image_type(types, expected):
    slice_ = image(FLAT, image_type=types)
    assert role_of(slice_, series(slice_)) is expected


def test_image_type_is_believed_before_words():
    slice_ = image(FLAT, image_type=("DERIVED", "PRIMARY", "W"))
    assert role_of(slice_, series(slice_, description="AX Dixon fat")) is Role.WATER


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("/data/fat.nii.gz", Role.FAT),
        ("/data/fatfraction.nii.gz", Role.FRACTION),
        ("sub-01_water.nii", Role.WATER),
        ("/fat/t2.nii", None),
    ],
)
def test_a_nifti_file_is_called_by_its_name(name, expected):
    slice_ = replace(image(FLAT), file=name)
    assert role_of(slice_, replace(series(slice_, description=""), source_kind="nifti")) is expected


def test_images_of_one_acquisition_share_the_rest_of_their_name():
    names = ["t1_vibe_dixon_tra_W", "t1_vibe_dixon_tra_F", "t1_vibe_dixon_tra_in", "t1_vibe_dixon_tra_opp"]
    assert len({name_without_role(name) for name in names}) == 1
    assert name_without_role("AX in-phase (water+fat)") == "ax"
    assert name_without_role("post dixon W") != name_without_role("pre dixon W")
