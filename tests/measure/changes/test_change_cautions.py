"""What makes two dates unlike is told by a fixed identifier, and likes are not called unlike."""

from dataclasses import replace

import pytest

from tests.measure.changes.two_dates import BEFORE, PAIRED, date, dates, found, identifiers, numbers
from viewer.core.geometry import Orientation, Spacing
from viewer.core.outline import OutlineRule, Side, Structure
from viewer.core.series import Acquisition, Identity, Series
from viewer.measure.anchored.scale import Gain, Reference, SliceScale
from viewer.measure.changes.cautions import SENTENCES
from viewer.measure.changes.patients import Likeness, days_between, likeness, questions

BOTH = dates()


def with_images(block: Series, **changes) -> Series:
    return replace(block, slices=tuple(replace(s, **changes) for s in block.slices))


def with_header(block: Series, **changes) -> Series:
    return replace(block, slices=tuple(replace(s, acquisition=replace(s.acquisition, **changes)) for s in block.slices))


def with_geometry(block: Series, **changes) -> Series:
    return replace(block, slices=tuple(replace(s, geometry=replace(s.geometry, **changes)) for s in block.slices))


def said(before: Series = BOTH[0], after: Series = BOTH[1], **changes) -> set[str]:
    return identifiers(found((before, after), *numbers(before, 2), *numbers(after, 2), **changes))


def test_nothing_is_said_of_two_like_dates():
    assert said() == set()
    assert said(after=with_header(BOTH[1], repetition_time_ms=3600.0, echo_time_ms=97.0)) == set()


@pytest.mark.parametrize(
    ("changes", "identifier"),
    [
        ({"repetition_time_ms": 3000.0}, "repetition-time-differs"),
        ({"echo_time_ms": 80.0}, "echo-time-differs"),
        ({"echo_time_ms": None}, "times-unknown"),
        ({"inversion_time_ms": 160.0}, "inversion-time-differs"),
        ({"slice_thickness_mm": 3.0}, "thickness-differs"),
        ({"contrast_agent": "some agent"}, "contrast-agent-differs"),
        ({"image_type": ("ORIGINAL", "PRIMARY", "M", "NORM")}, "normalisation-differs"),
        ({"image_type": ("ORIGINAL", "PRIMARY", "WATER")}, "suppression-differs"),
    ],
)
def test_headers_that_differ(changes, identifier):
    assert said(after=with_header(BOTH[1], **changes)) == {identifier}
    assert said(before=with_header(BOTH[0], **changes)) == {identifier}
    both = [with_header(block, **changes) for block in BOTH]
    assert said(*both) - {"times-unknown"} == set()


def test_sequences_that_differ():
    spin, gradient = (with_header(BOTH[n], scanning_sequence=(word,)) for n, word in ((0, "SE"), (1, "GR")))
    assert said(spin, gradient) == {"sequence-differs"}
    assert said(spin, with_header(BOTH[1], scanning_sequence=(" se ",))) == set()
    assert said(spin) == set()  # what one header does not tell differs from nothing
    assert said(after=replace(BOTH[1], description="AX T1")) == {"weighting-differs"}
    assert said(after=replace(BOTH[1], modality="CT")) == {"modality-differs"}
    assert said(after=replace(BOTH[1], description="AX Dixon water")) == {"suppression-differs"}


def test_grids_that_differ():
    fine = with_geometry(BOTH[1], spacing=Spacing(0.5, 0.5))
    assert said(after=fine) == {"spacing-differs", "field-of-view-differs"}
    assert said(after=with_images(fine, rows=128, columns=128)) == {"spacing-differs"}
    tipped = Orientation((1.0, 0.0, 0.0), (0.0, 0.978, 0.2079))  # 12°
    linked = replace(PAIRED, is_by_offset=True)
    assert said(after=with_geometry(BOTH[1], orientation=tipped), pairing=linked) == {"tilt-differs"}


def test_outlines_that_differ():
    before, after = BOTH
    first, second = numbers(before, 2), numbers(after, 2)

    def drawn(rows, **changes):
        return [replace(one, source=replace(one.source, **changes)) for one in rows]

    visible = drawn(second, rule=OutlineRule.VISIBLE)
    assert identifiers(found(BOTH, *first, *visible)) == {"rule-differs"}
    assert identifiers(found(BOTH, *first, *drawn(second, rule=OutlineRule.UNSTATED))) == {"rule-unknown"}
    proposed = found(BOTH, *first, *drawn(second, is_proposed=True))
    assert identifiers(proposed) == {"proposed-outlines"}
    assert {one.verdict for r in proposed.rows for one in r.values} == {None}
    elsewhere = [replace(one, level="L5/S1") for one in second]
    assert identifiers(found(BOTH, *first, *elsewhere)) == {"level-differs"}
    assert identifiers(found(BOTH, *first, *(replace(one, level=None) for one in second))) == {"level-unknown"}


def scale(contrast=3.0, *, tissue="psoas", is_automatic=True):
    reference = Reference(Structure.REFERENCE_MUSCLE, tissue, is_automatic, (), 500.0)
    return SliceScale(100.0, 100.0 * contrast, Gain((0.0, 0.0), (1.0, 1.0)), (reference,), 2.0)


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (scale(), set()),
        (scale(3.5), set()),
        (scale(4.5), {"scale-differs"}),
        (scale(tissue="erector spinae"), {"reference-differs"}),
        (scale(tissue="outlined", is_automatic=False), {"references-outlined-once"}),
        (scale(0.9), {"scale-missing", "scale-differs"}),
        (None, {"scale-missing"}),
    ],
)
def test_scales_that_differ(other, expected):
    keys = [block.slices[1].key for block in BOTH]
    scales = tuple(zip(keys, (scale(), other), strict=True))
    assert said(method="anchored", scales=scales if other is not None else scales[:1]) == expected
    assert said(scales=()) == set()  # a method without a scale


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (Identity(), Identity(), Likeness.UNKNOWN),
        (Identity(study_uid="1"), Identity(study_uid="1"), Likeness.SAME),
        (Identity(patient_id="a"), Identity(patient_id=" A "), Likeness.SAME),
        (Identity(patient_id="a"), Identity(patient_id="b"), Likeness.DIFFERENT),
        (Identity(patient_id="a"), Identity(), Likeness.UNKNOWN),
        (Identity(patient_name="Doe^Jane"), Identity(patient_name="DOE JANE"), Likeness.UNKNOWN),
        (Identity("Doe^Jane", "", "19700101"), Identity("doe^jane", "", "19700101"), Likeness.SAME),
        (Identity("Doe^Jane", "7", "19700101"), Identity("Roe^Jane", "7", "19700101"), Likeness.SAME),
        (Identity("Doe^Jane", "7", "19700101"), Identity("Doe^Jane", "7", "19700102"), Likeness.DIFFERENT),
        (Identity("Doe^Jane"), Identity("Roe^Jane"), Likeness.DIFFERENT),
    ],
)
def test_whether_two_studies_are_of_one_person(before, after, expected):
    assert likeness(before, after) is likeness(after, before) is expected


def dated(text: str, **changes) -> Identity:
    return replace(BEFORE, study_date=text, study_uid=text, **changes)


@pytest.mark.parametrize("text", ["", "2024", "20241301", "2024010１", "not a date"])
def test_a_date_that_is_none(text):
    assert days_between(dated("20240101"), dated(text)) is None
    assert days_between(dated("2024-02-28"), dated("20240301")) == 2


def test_what_is_asked_before_pairing():
    before, after = BOTH
    assert questions(before, after) == ()
    [reversed_dates] = questions(after, before)
    assert reversed_dates.identifier == "dates-reversed"
    nameless = replace(after, identity=Identity())
    assert [one.identifier for one in questions(before, nameless)] == ["patient-unknown", "dates-unknown"]
    stranger = replace(after, identity=replace(after.identity, patient_id="8"))
    assert [one.identifier for one in questions(before, stranger)] == ["patient-differs"]
    assert questions(before, replace(before, number=2)) == ()  # two series of one study


@pytest.mark.parametrize(
    ("day", "later", "expected"),
    [
        (0, "20240331", {"recent-procedure"}),  # 90 days
        (0, "20240401", set()),  # 91 days
        (10, "20240401", {"recent-procedure"}),
        (100, "20240401", {"procedure-outside"}),
        (-1, "20250101", {"procedure-outside"}),
        (None, "20250101", {"procedure-day-unknown"}),
        (10, "", {"procedure-day-unknown", "dates-unknown"}),
    ],
)
def test_fresh_denervation_reads_as_fat(day, later, expected):
    before, after = date(1, dated("20240101")), date(2, dated(later))
    assert said(before, after, pairing=replace(PAIRED, treated=Side.LEFT, procedure_day=day)) == expected


def test_identifiers_and_sentences_are_fixed_and_plain():
    assert all(name == name.lower() and " " not in name for name in SENTENCES)
    assert all(text.endswith(".") and text[0].isupper() for text in SENTENCES.values())
    assert Acquisition().contrast_agent == ""
