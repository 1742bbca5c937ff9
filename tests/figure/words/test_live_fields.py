"""Live fields: what each stands for, what is refused, and that a field is looked up and never evaluated."""

from dataclasses import replace

import pytest

from tests.figure.checking.typed_scene import RIGHT_MM, a_measured_pair, noted, the_content
from tests.figure.figure_scene import SPIN_ECHO_T2, UNNAMED, a_content, a_measurement
from viewer.core.figures.panels import Panel
from viewer.core.figures.spec import FigureSpec
from viewer.core.geometry import PlaneGeometry
from viewer.core.grey import Window
from viewer.core.outline import Side, Structure
from viewer.errors import UsageError
from viewer.figure.layout import lay_out
from viewer.figure.words.fields import FIELDS, empty_fields, field_names, resolve_fields
from viewer.figure.words.phrases import points_words

SINGLE = FigureSpec()
DATES = FigureSpec(arrangement="dates", panels=(Panel(), Panel()))


def said(text, spec=SINGLE, contents=None, **more):
    return resolve_fields(text, spec, contents or (the_content(acquisition=SPIN_ECHO_T2),), **more)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("right.fat_fraction", "45.1 %"),
        ("left.interval", "10.0 to 14.7 %"),
        ("right.area", "612 mm²"),
        ("right.muscle_area", "336 mm²"),
        ("left.fat_area", "67 mm²"),
        ("left.ratio", "0.14"),
        ("left.ratio_interval", "–"),
        ("right.multifidus.area", "612 mm²"),
        ("right.psoas.area", "–"),
        ("outline_2.fat_fraction", "12.4 %"),
        ("right", "patient's right"),
        ("side", "–"),
        ("difference", "+32.7 points"),
        ("difference_interval", "28.9 to 36.5 points"),
        ("area_difference", "11.8 %"),
        ("level", "L4/5"),
        ("sequence", "T2-weighted MRI"),
        ("image", "axial T2-weighted MRI"),
        ("method", "one Otsu threshold for both sides together (otsu-shared 1)"),
        ("window", "127.5, 255"),
        ("scale_bar", "–"),
        ("panel", "a"),
        ("time", "–"),
        (" right.area ", "612 mm²"),
        ("a.right.area", "612 mm²"),
        ("b.right.area", "–"),
        ("after.level", "–"),
    ],
)
def test_what_fields_stand_for(field, value):
    assert said(f"<{{{field}}}>") == f"<{value}>"


def test_every_listed_field_is_known_and_explained():
    assert len({field.name for field in FIELDS}) == len(FIELDS) > 25
    for field in FIELDS:
        assert said(f"{{{field.name}}}") and field.meaning and field.example


def test_braces_and_texts_without_fields():
    assert said("{{right.area}} }} 50 %") == "{right.area} } 50 %"
    assert said("") == "" and field_names("{a.level} and {{x}} {difference}") == ("a.level", "difference")


@pytest.mark.parametrize(
    "text",
    [
        "{0.__class__}", "{right.fat_fraction.__class__}", "{right.fat_fraction!r}", "{right.fat_fraction:>9}",
        "{__import__('os')}", "{}", "{right}{", "}", "{right.sd}", "{Right.area}", "{contents[0]}",
        "{right.liver.area}", "{z.area}", "{a.b.right.area}", "{right..area}", "{right.area}}",
    ],
)  # fmt: skip
def test_what_is_no_field_is_refused_in_one_sentence(text):
    with pytest.raises(UsageError) as error:
        said(text)
    message = str(error.value)
    assert message.endswith(".") and message.count(". ") == 0 and len(message) < 220


def test_a_refusal_names_the_field_and_near_ones():
    with pytest.raises(UsageError, match=r"\{right\.fatfraction\}.*\{right\.fat_fraction\}"):
        said("{right.fatfraction}")
    with pytest.raises(UsageError) as error:
        said("{" + "x\n" * 500 + "}")
    assert len(str(error.value)) < 200 and "\n" not in str(error.value)


def test_panels_are_told_apart():
    other = the_content(measurement=a_measured_pair({"level": "L5/S1"}, {"level": "L5/S1"}))
    two = (the_content(), other)
    spec = FigureSpec(panels=(Panel(), Panel(window=Window(10.0, 20.0), part="left")))
    assert said("{level} {panel}", spec, two, panel=1) == "L5/S1 b"
    assert said("{level} {b.level} {c.level}", spec, two) == "L4/5 L5/S1 –"
    assert said("{b.window} {window} {b.side}", spec, two) == "10, 20 127.5, 255 patient's left"
    plain = replace(two[0], measurement=None)
    assert said("{right.area}", spec, (plain, other)) == "612 mm²"  # the first panel that has numbers
    assert said("{right.area}", spec, (plain, other), panel=0) == "–"


def test_dates_are_told_apart_by_their_words():
    after = the_content(measurement=a_measured_pair({"fat_fraction_percent": 40.0}))
    two = (the_content(), after)
    assert said("{before.right.fat_fraction} → {after.right.fat_fraction}", DATES, two) == "45.1 % → 40.0 %"
    named = (replace(two[0], time_words="26 weeks after"), replace(two[1], time_words="before"))
    assert said("{after.right.fat_fraction} {b.time}", DATES, named) == "45.1 % before"
    assert said("{time}", DATES, two, panel=1) == "after"


def test_sides_that_are_unknown_or_not_shown_are_not_said():
    unknown = a_content(PlaneGeometry(), outlines=UNNAMED, measurement=a_measurement(sides=(Side.UNKNOWN,) * 2))
    assert said("{right} {right.fat_fraction} {outline_1.fat_fraction}", SINGLE, (unknown,)) == "– – 40.0 %"
    assert said("{right}", FigureSpec(shows_sides=False)) == "–"


def test_several_outlines_of_one_side_have_no_one_number():
    pair = a_measured_pair()
    two = replace(pair, rows=(*pair.rows, replace(pair.rows[0], outline=3)))
    assert said("{right.area} {left.area}", contents=(the_content(measurement=two),)) == "– 540 mm²"
    psoas = replace(pair, rows=tuple(replace(row, structure=Structure.PSOAS) for row in pair.rows))
    assert said("{right.area} {right.psoas.area}", contents=(the_content(measurement=psoas),)) == "612 mm² 612 mm²"


def test_fields_of_the_page_know_the_bar_that_is_drawn():
    spec = FigureSpec(caption="Bar, {scale_bar}; fat {right.fat_fraction}.")
    assert lay_out(spec, the_content()).caption.startswith("Bar, 20 mm; fat 45.1 %.")
    assert empty_fields("{scale_bar} {level} {b.level}", SINGLE, (the_content(),)) == ("scale_bar", "b.level")
    assert empty_fields("{scale_bar}", SINGLE, (the_content(),), scale_bar_mm=20.0) == ()


def test_marks_on_the_figure_show_what_was_measured():
    content = the_content()
    page = lay_out(noted("fat {right.fat_fraction}", RIGHT_MM), content)
    assert [mark.text for mark in page.texts("note")] == ["fat 45.1 %"]
    again = replace(content, measurement=a_measured_pair({"fat_fraction_percent": 51.04}))
    assert [mark.text for mark in lay_out(noted("fat {right.fat_fraction}", RIGHT_MM), again).texts("note")] == [
        "fat 51.0 %"
    ]


def test_a_difference_that_is_nothing_once_rounded_has_no_sign():
    said = [points_words(value) for value in (-0.04, 0.04, 0.0, -0.06, 0.06)]
    assert said == ["0.0 points", "0.0 points", "0.0 points", "−0.1 points", "+0.1 points"]
