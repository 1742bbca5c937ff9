"""Flags from headers and pixels."""

import numpy as np
import pytest

from tests.memory import image
from viewer.core.grey import ValueMapping
from viewer.core.series import Acquisition
from viewer.measure.flagging.image_flags import image_flags, is_fat_suppressed, names_fat_suppression, pixel_flags
from viewer.measure.flags import FLAGS, flag, in_order
from viewer.measure.methods import Sample

FLAT = np.ones((4, 4))


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"scan_options": ("FS",)}, True),
        ({"scan_options": ("SAT2", "FS")}, True),
        ({"scan_options": ("PFF",)}, False),
        ({"scanning_sequence": ("SE", "IR"), "inversion_time_ms": 160.0}, True),
        ({"scanning_sequence": ("SE", "IR"), "inversion_time_ms": 2500.0}, False),
        ({"sequence_name": "*tir2d1_11"}, False),
        ({"sequence_name": "STIR"}, True),
        ({"image_type": ("DERIVED", "PRIMARY", "WATER")}, True),
        ({"image_type": ("ORIGINAL", "PRIMARY", "M", "ND")}, False),
        ({}, False),
    ],
)
def test_fat_suppression_by_the_header(facts, expected):
    assert is_fat_suppressed(Acquisition(**facts)) is expected


def test_header_flags():
    facts = {
        "image_type": ("DERIVED", "SECONDARY"),
        "is_lossy": True,
        "contrast_agent": "Gadolinium",
        "slice_thickness_mm": 8.0,
    }
    assert image_flags(image(FLAT, **facts), "AX T2 TSE") == {"derived", "lossy", "contrast-enhanced", "thick-slice"}
    assert image_flags(image(FLAT, image_type=("ORIGINAL", "PRIMARY"), slice_thickness_mm=6.0), "AX T2 TSE") == set()


def test_pixel_flags():
    values = np.array([10.0, 20, 4095, 4095])
    sample = Sample(values, np.ones(4), np.arange(4))
    stored = image(FLAT, stored_range=(0, 4095))
    assert pixel_flags(sample, 0.0, 400.0, values, stored) == {"saturated"}
    assert pixel_flags(sample, 0.5, 99.0, values, image(FLAT)) == {"missing-values", "small-outline"}
    flat = np.full(4, 5.0)
    assert pixel_flags(Sample(flat, np.ones(4), np.arange(4)), 0.0, 400.0, flat, stored) == {"constant"}


def test_saturation_follows_the_rescale():
    values = np.array([10.0, -4095.0, -4095.0, 0.0])
    stored = image(FLAT, stored_range=(0, 4095), mapping=ValueMapping(slope=-1.0))
    assert "saturated" in pixel_flags(Sample(values, np.ones(4), np.arange(4)), 0.0, 400.0, values, stored)


def test_flags_have_unique_identifiers_and_come_worst_first():
    identifiers = [kind.identifier for kind in FLAGS]
    assert len(set(identifiers)) == len(identifiers)
    assert [kind.level for kind in FLAGS] == sorted((kind.level for kind in FLAGS), reverse=True)
    assert all(identifier == identifier.lower() and " " not in identifier for identifier in identifiers)
    assert in_order({"thick-slice", "one-mode"}) == ("one-mode", "thick-slice")
    with pytest.raises(KeyError):
        flag("no-such-flag")


@pytest.mark.parametrize(
    ("description", "expected"),
    [
        ("AX T2 TSE", False),
        ("AX T2 FS", True),
        ("t2_tse_tra_fs_320", True),
        ("AX STIR", True),
        ("AX Dixon water", True),
        ("AX Dixon fat", True),
        ("AX in-phase (water+fat)", False),
        ("AX T2 fatsat", True),
        ("T1_VIBE_FAT SAT", True),
        ("father's knee protocol", False),
        ("T1 w/o fat sat", False),
        ("T2 axial no FS", False),
        ("OPP water fat in phase", False),
        ("lumbar fat infiltration T2", False),
        ("t1_vibe_dixon_tra_W", True),
        ("WATER: Ax T2 IDEAL", True),
        ("fat fraction map", True),
    ],
)
def test_fat_suppression_by_the_description(description, expected):
    assert names_fat_suppression(description) is expected
    assert ("fat-suppressed" in image_flags(image(FLAT), description)) is expected
