"""The sentence of the finding: numbers with intervals, flags heeded, sides never guessed."""

from dataclasses import replace

import pytest

from tests.figure.checking.typed_scene import a_measured_pair, the_content
from tests.figure.figure_scene import UNNAMED, a_content, a_measurement
from viewer.core.annotations.pairing import PairedBlock, Pairing
from viewer.core.geometry import PlaneGeometry
from viewer.core.outline import Side, Structure
from viewer.core.series import SliceKey
from viewer.figure.words.finding import finding_sentence
from viewer.measure.changes.amounts import Quantity
from viewer.measure.changes.change import (
    Change,
    Changed,
    ChangeRow,
    DifferenceRow,
    Differing,
    Linked,
    Place,
    Role,
    Verdict,
)
from viewer.measure.measurement import MethodUsed

METHOD = "(measured by one Otsu threshold for both sides together [otsu-shared 1])"


def test_the_whole_sentence():
    assert finding_sentence((the_content(),)) == (
        "At L4/5 the patient's right multifidus holds 45.1 % fat (95 % interval 42.2 to 48.1), the left 12.4 % (10.0 "
        f"to 14.7); the difference of 32.7 points (28.9 to 36.5) is more than the measurement error {METHOD}."
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"distinguishable": False}, "(28.9 to 36.5) is within the measurement error"),
        ({"distinguishable": None}, "(28.9 to 36.5) is not judged while an outline is only proposed"),
        ({"interval_points": None, "distinguishable": None}, "the difference of 32.7 points has no interval"),
        (
            {"fat_fraction_difference_points": -3.2, "interval_points": (-5.0, 1.5), "distinguishable": False},
            "the difference of 3.2 points (−1.5 to 5.0) is within",
        ),
    ],
)
def test_the_difference(change, words):
    pair = a_measured_pair()
    content = the_content(measurement=replace(pair, comparisons=(replace(pair.comparisons[0], **change),)))
    assert words in finding_sentence((content,))


def test_forbidden_numbers_are_not_told():
    said = finding_sentence((the_content(measurement=a_measured_pair({"flags": ("one-mode",)})),))
    assert said.startswith("At L4/5 the numbers of the multifidus must not be used: the outlined pixels hold no")
    assert "45" not in said and "%" not in said and said.endswith(".")


def test_unknown_and_hidden_sides_are_not_named():
    unknown = a_content(PlaneGeometry(), outlines=UNNAMED, measurement=a_measurement(sides=(Side.UNKNOWN,) * 2))
    said = finding_sentence((unknown,))
    assert said.startswith("The multifidus in outline 1 holds 40.0 % fat in 441 mm², outline 2 12.0 %")
    hidden = finding_sentence((the_content(),), shows_sides=False)
    assert "right" not in hidden and "left" not in hidden and "outline 1" in hidden


def test_nothing_measured_says_nothing_and_one_slice_is_told_once():
    assert finding_sentence((a_content(),)) == ""
    assert finding_sentence((the_content(),) * 2) == finding_sentence((the_content(),))
    empty = a_measured_pair({"fat_fraction_percent": None}, {"fat_fraction_percent": None})
    assert finding_sentence((the_content(measurement=empty),)) == ""


def a_change(verdict=Verdict.MORE):
    places = [Place(1, number, "L4/5", SliceKey(f"1.2.{number}")) for number in (3, 4)]
    where = Linked(*places, 0.5)
    empty = {quantity: Changed(quantity, None, None, None) for quantity in Quantity}
    values = {
        **empty,
        Quantity.MUSCLE_AREA: Changed(Quantity.MUSCLE_AREA, 336.0, 371.0, 35.0, (12.0, 58.0), 20.0, verdict),
        Quantity.FAT_FRACTION: Changed(Quantity.FAT_FRACTION, 45.1, 41.9, -3.2, (-6.0, 0.4), 5.0, Verdict.WITHIN),
    }
    row = ChangeRow(where, Structure.MULTIFIDUS, Side.RIGHT, Role.TREATED, tuple(values.values()))
    differing = tuple(Differing(quantity, None, None, None) for quantity in Quantity)
    more = tuple(
        replace(one, difference=28.0, interval=(3.0, 53.0), verdict=Verdict.MORE)
        if one.quantity is Quantity.MUSCLE_AREA
        else one
        for one in differing
    )
    pairing = Pairing(PairedBlock("1.2.5"), PairedBlock("1.2.6"), treated=Side.RIGHT)
    differences = (DifferenceRow(where, Structure.MULTIFIDUS, Side.RIGHT, more),)
    return Change(pairing, MethodUsed("otsu-shared", "1"), (row,), differences)


def test_a_change_is_told_with_the_muscle_first():
    first, second = finding_sentence((the_content(),), a_change()).split("\n")
    assert first == (
        "At L4/5, in the patient's right multifidus (treated side), the muscle area changed by +35 mm² (95 % interval "
        "+12 to +58), more than the measurement error; the fat fraction changed by −3.2 points (95 % interval −6.0 "
        "to +0.4), within the measurement error."
    )
    assert second == (
        "The muscle area of the treated side changed by +28 mm² (95 % interval +3 to +53) against the other side, more "
        "than the measurement error."
    )
    assert "(95 % interval +12 to +58); the fat" in finding_sentence((the_content(),), a_change(verdict=None))
