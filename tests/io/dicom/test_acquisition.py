"""Disc levels and decimal strings as headers write them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viewer.errors import GeometryError
from viewer.io.dicom.acquisition import acquisition_of, is_localizer, level_of
from viewer.io.dicom.decimals import decimal, decimals, first_decimal, integer
from viewer.io.dicom.image_kinds import DISC_CODES


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("AX T2 L4/5", "L4/5"),
        ("t2_tse_tra_L4-L5", "L4/5"),
        ("ax l5/s1 fs", "L5/S1"),
        ("L5S1", "L5/S1"),
        ("L5_S1", "L5/S1"),
        ("L1 - L2", "L1/2"),
        ("L3/4 L3-4", "L3/4"),
        ("disc L2/L3.", "L2/3"),
        ("L1-L5", None),
        ("L3-L4-L5", None),
        ("L3/4/5", None),
        ("L3/4 and L4/5", None),
        ("L4/S1", None),
        ("L5/4", None),
        ("XL4/5", None),
        ("L4/50", None),
        ("L4", None),
        ("lumbar", None),
        ("TL4/5", None),
        ("", None),
    ],
)
def test_a_level_is_taken_from_text_that_names_exactly_one(text, level):
    for keyword in ("SeriesDescription", "ImageComments", "ProtocolName"):
        assert level_of({keyword: text}) == level


def test_two_texts_that_differ_name_no_level():
    assert level_of({"SeriesDescription": "L4/5", "ImageComments": "L3/4"}) is None


@pytest.mark.parametrize(("code", "level"), [(code, level) for level, (code, _) in DISC_CODES.items()])
def test_a_code_goes_before_text(code, level):
    for keyword in ("AnatomicRegionSequence", "PrimaryAnatomicStructureSequence"):
        assert level_of({keyword: f"{code}\\SCT", "SeriesDescription": "L1/2"}) == level
    assert level_of({"AnatomicRegionSequence": f"{code}\\99LOCAL"}) is None


def test_lossy_by_flag_or_by_transfer_syntax():
    assert acquisition_of({"LossyImageCompression": "01"}).is_lossy
    assert acquisition_of({"TransferSyntaxUID": "1.2.840.10008.1.2.4.50"}).is_lossy
    assert not acquisition_of({"LossyImageCompression": "00", "TransferSyntaxUID": "1.2.840.10008.1.2.4.70"}).is_lossy


def test_what_cannot_be_understood_is_left_out():
    made = acquisition_of({"RepetitionTime": "abc", "EchoTime": "1e400", "BurnedInAnnotation": "MAYBE"})
    assert (made.repetition_time_ms, made.echo_time_ms, made.has_burned_in_text) == (None, None, None)


@pytest.mark.parametrize("text", ["1_0", "0,5", "abc", "nan", "inf", "-inf", "1e400", "", "1 2", "0x10", "1e", "١"])
def test_what_is_no_decimal_string_is_refused(text):
    assert decimal(text) is None
    with pytest.raises(GeometryError, match="no finite number"):
        decimals(f"1\\{text}", count=2, name="Pixel Spacing")


@pytest.mark.parametrize(
    ("text", "value"), [("1", 1.0), (" -1e-016 ", -1e-16), ("+.5", 0.5), ("3.", 3.0), ("1E2\0", 100.0)]
)
def test_decimal_strings(text, value):
    assert decimal(text) == value


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_finite_number_comes_back(value):
    assert decimal(repr(value)) == value


@given(st.text(max_size=12))
def test_no_text_makes_a_number_that_is_not_finite(text):
    value = decimal(text)
    assert value is None or math.isfinite(value)


@pytest.mark.parametrize("text", ["1", "1\\2\\3", "1\\2\\"])
def test_the_count_must_be_right(text):
    with pytest.raises(GeometryError, match="instead of 2"):
        decimals(text, count=2, name="Pixel Spacing")


def test_first_and_integer():
    assert first_decimal("3\\x") == 3.0
    assert (integer(" 12 "), integer("1.5"), integer(""), integer("9" * 20)) == (12, None, None, None)


@pytest.mark.parametrize(
    ("image_type", "description", "says_so"),
    [
        ("ORIGINAL\\PRIMARY\\LOCALIZER", "", True),
        ("ORIGINAL\\PRIMARY\\localizer", "t2", True),
        ("", "3-plane loc", True),
        ("", "Survey_BFFE", True),
        ("", "SCOUT", True),
        ("ORIGINAL\\PRIMARY\\M", "t2_tse_tra", False),
        ("", "block 2", False),
        ("", "allocated", False),
    ],
)
def test_localizers_by_image_type_or_description(image_type, description, says_so):
    assert is_localizer(acquisition_of({"ImageType": image_type}), description) is says_so


@pytest.mark.parametrize(
    ("texts", "is_doubtful"),
    [
        ({}, False),
        ({"ImageType": "ORIGINAL\\PRIMARY", "SOPClassUID": "1.2.840.10008.5.1.4.1.1.4"}, False),
        ({"ImageType": "ORIGINAL\\PRIMARY", "SOPClassUID": "1.2.840.10008.5.1.4.1.1.7"}, True),
        ({"SOPClassUID": "1.2.840.10008.5.1.4.1.1.7.2"}, True),
        ({"SOPClassUID": "1.2.840.10008.5.1.4.1.1.77.1.4"}, False),
        ({"SOPClassUID": "1.2.840.10008.5.1.4.1.1.7", "BurnedInAnnotation": "NO"}, False),
        ({"ImageType": "ORIGINAL\\PRIMARY", "ConversionType": "WSD"}, True),
        ({"ImageType": "ORIGINAL\\PRIMARY", "BurnedInAnnotation": "yes"}, True),
        ({"ImageType": "DERIVED\\SECONDARY"}, True),
        ({"ImageType": "DERIVED\\PRIMARY"}, False),
    ],
)
def test_which_pixels_may_hold_burned_in_text(texts, is_doubtful):
    assert acquisition_of(texts).may_hold_burned_in_text is is_doubtful
