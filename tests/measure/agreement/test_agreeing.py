"""Readings as a whole: what belongs together, what lacks a partner, and what is refused or said."""

from dataclasses import replace

import numpy as np
import pytest

from viewer.core.document import ReadingCodes
from viewer.core.geometry import Spacing
from viewer.core.outline import Outline, Side, Structure
from viewer.core.series import SliceKey
from viewer.errors import RefusedError
from viewer.measure.agreement import QUANTITIES, Reading, ReadOutline, agreement_of, paired
from viewer.measure.agreement.icc import icc_agreement, mean_squares

PATIENTS = ("P1", "P2", "P3")


def drawn(study: str, side: Side, *, width: float = 10.0, slice_uid: str = "s", **changes: object) -> ReadOutline:
    """A rectangle of 10 rows with 0.5 mm pixels: its area in mm² is 2.5 × its width."""
    key = SliceKey(f"{study} {slice_uid}")
    ring = ((0.0, 0.0), (width, 0.0), (width, 10.0), (0.0, 10.0))
    made = ReadOutline(
        study=study,
        slice_key=key,
        structure=Structure.MULTIFIDUS,
        side=side,
        outline=Outline(key, (ring,), side=side),
        level="L4/5",
        spacing=Spacing(0.5, 0.5),
        area_mm2=2.5 * width,
        fat_fraction_percent=20.0,
        fat_to_muscle_ratio=0.25,
        method=("anchored", "1"),
    )
    return replace(made, **changes)


def reading(label: str, wider: float = 0.0) -> Reading:
    outlines = [
        drawn(study, side, width=10.0 + 3 * n + wider * (n + 1))
        for n, study in enumerate(PATIENTS)
        for side in (Side.RIGHT, Side.LEFT)
    ]
    return Reading(label, outlines=tuple(outlines))


def without(full: Reading, *places: int) -> Reading:
    return replace(full, outlines=tuple(o for n, o in enumerate(full.outlines) if n not in places))


def changed(full: Reading, place: int, **changes: object) -> Reading:
    outlines = list(full.outlines)
    outlines[place] = replace(outlines[place], **changes)
    return replace(full, outlines=tuple(outlines))


def test_every_quantity_is_compared_over_patients_and_sides():
    found = agreement_of([reading("A"), reading("B", 1.0)])
    assert [of.quantity for of in found.quantities] == list(QUANTITIES)
    area = found.quantities[0]
    assert (area.patients, area.measurements) == (3, 6)
    widths = np.repeat([[10, 11], [13, 15], [16, 19]], 2, axis=0)
    assert area.icc_agreement == icc_agreement(mean_squares(2.5 * widths))
    [pair] = area.pairs
    assert pair.limits.bias == pytest.approx(-2.5 * 2)
    assert [of.dice for of in found.outlines[:2]] == pytest.approx([20 / 21] * 2)
    assert found.outlines[0].distance.hausdorff95_mm == pytest.approx(0.5)
    muscle = found.quantities[2]
    assert muscle.pairs[0].limits.bias == pytest.approx(-2.5 * 2 * 0.8)
    assert any("not independent" in warning for warning in found.warnings)


def test_what_lacks_a_partner_is_named():
    found = paired([without(reading("A"), 0), without(reading("B"), 3)])
    assert len(found.targets) == 4
    said = [(left.target.name, left.readings) for left in found.left_out]
    assert said == [("P1, L4/5, right multifidus", ("A",)), ("P2, L4/5, left multifidus", ("B",))]
    assert found.left_out[0].reason == "no outline of it on this slice or level in A."


def test_of_three_readings_two_may_share_what_the_third_lacks():
    found = agreement_of([reading("A"), without(reading("B", 1.0), 5), reading("C", 2.0)])
    assert found.quantities[0].measurements == 5
    assert [len(pair.limits.points) for pair in found.quantities[0].pairs] == [5, 6, 5]
    assert [left.readings for left in found.paired.left_out] == [("B",)]


def test_other_slices_of_one_level_are_paired_and_said():
    other = changed(reading("B"), 0, slice_key=SliceKey("P1 t"))
    found = agreement_of([reading("A", 1.0), other])
    assert not found.paired.left_out
    [apart] = [of for of in found.outlines if not of.target.is_on_one_slice]
    assert (apart.dice, apart.distance) == (None, None)
    assert any("1 target was outlined on different slices" in warning for warning in found.warnings)


def test_other_slices_without_a_level_are_never_guessed_together():
    first = changed(reading("A"), 0, level=None)
    other = changed(reading("B"), 0, slice_key=SliceKey("P1 t"), level=None)
    found = paired([first, other])
    assert len(found.targets) == 5
    assert {left.readings for left in found.left_out} == {("A",), ("B",)}


def test_two_slices_of_one_level_in_one_reading_are_paired_by_slice_only():
    extra = [drawn("P1", Side.RIGHT, slice_uid="t", width=11.0)]
    both = [replace(r, outlines=(*r.outlines, *extra)) for r in (reading("A"), reading("B"))]
    assert len(paired(both).targets) == 7
    found = paired([both[0], reading("B")])
    assert [left.readings for left in found.left_out] == [("B",)]


def test_several_outlines_of_one_structure_and_side_are_left_out_by_name():
    twice = replace(reading("A"), outlines=(*reading("A").outlines, drawn("P1", Side.RIGHT, width=12.0)))
    found = paired([twice, reading("B")])
    assert len(found.targets) == 5
    [left] = found.left_out
    assert (left.readings, left.target.name) == (("A",), "P1, L4/5, right multifidus")
    assert "more than once" in left.reason


def test_structures_are_never_put_together():
    both = []
    for r in (reading("A"), reading("B", 1.0)):
        psoas = [replace(o, structure=Structure.PSOAS, area_mm2=10 * o.area_mm2) for o in r.outlines]
        fat = [replace(o, structure=Structure.REFERENCE_FAT) for o in r.outlines]
        both.append(replace(r, outlines=(*psoas, *fat, *r.outlines)))
    found = agreement_of(both)
    assert [of.structure for of in found.quantities[::4]] == [Structure.MULTIFIDUS, Structure.PSOAS]
    assert found.quantities[0].measurements == found.quantities[4].measurements == 6


def test_fractions_by_different_methods_are_not_compared():
    other = changed(reading("B", 1.0), 0, method=("anchored", "2"))
    found = agreement_of([reading("A"), other])
    assert [of.measurements for of in found.quantities] == [6, 5, 5, 5]
    [said] = [warning for warning in found.warnings if "different methods" in warning]
    assert "anchored version 1 in A; anchored version 2 in B" in said
    every = replace(other, outlines=tuple(replace(o, method=("li", "1")) for o in other.outlines))
    found = agreement_of([reading("A"), every])
    assert [(of.measurements, of.icc_agreement is None) for of in found.quantities[:2]] == [(6, False), (0, True)]


def test_what_is_not_stored_is_said():
    silent = {"method": None, "fat_fraction_percent": None, "fat_to_muscle_ratio": None}
    other = changed(reading("B", 1.0), 0, **silent, area_mm2=None, spacing=None)
    other = changed(other, 1, is_spacing_assumed=True)
    found = agreement_of([reading("A"), other])
    assert [of.measurements for of in found.quantities] == [5, 5, 5, 5]
    for part in ("1 outline of B hold no stored numbers", "No pixel spacing is known of 1 outline", "square"):
        assert any(part in warning for warning in found.warnings), part
    assert found.outlines[0].distance is not None  # the other reading of the same slice knows the spacing


def test_spacings_stated_differently_give_no_distance():
    other = changed(reading("B", 1.0), 0, spacing=Spacing(0.6, 0.6))
    found = agreement_of([reading("A"), other])
    assert found.outlines[0].dice is not None
    assert found.outlines[0].distance is None


def test_copies_and_unlike_blinding_are_said():
    codes = ReadingCodes(is_blinded_to_numbers=True)
    found = agreement_of([replace(reading("A"), codes=codes), reading("B")])
    assert any("copy of the other" in warning for warning in found.warnings)
    assert any("hidden while outlining in A only" in warning for warning in found.warnings)
    assert found.quantities[0].icc_agreement.value == 1.0


def test_one_patient_or_nothing_in_common_is_refused():
    one = [without(r, 2, 3, 4, 5) for r in (reading("A"), reading("B", 1.0))]
    with pytest.raises(RefusedError, match="one patient only") as caught:
        agreement_of(one)
    assert caught.value.exit_status == 4
    with pytest.raises(RefusedError, match="share no outline"):
        agreement_of([without(reading("A"), 2, 3, 4, 5), without(reading("B"), 0, 1)])
