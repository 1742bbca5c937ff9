"""Texts that point: their typed sides and numbers against the outline or half of the patient they point at."""

from dataclasses import replace

import pytest

from tests.figure.checking.typed_scene import (
    LEFT_MM,
    MIDDLE_MM,
    RIGHT_MM,
    arrowed,
    conflicts,
    named,
    noted,
    the_content,
)
from tests.figure.figure_scene import AXIAL, PAIR, UNNAMED, a_content, a_measurement
from viewer.core.document import Midline
from viewer.core.figures.marks import PAGE, Bracket, Ellipse
from viewer.core.figures.panels import Panel
from viewer.core.figures.spec import FigureSpec
from viewer.core.geometry import Orientation, PlaneGeometry
from viewer.core.outline import Side
from viewer.figure.layout import lay_out

MIRRORED = {"panels": (Panel(is_mirrored=True),)}
TURNED = {"panels": (Panel(turns=2),)}


@pytest.mark.parametrize("seen", [{}, MIRRORED, TURNED, {"panels": (Panel(turns=1, is_mirrored=True),)}])
@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("left multifidus", RIGHT_MM, ["contradicted-side"]),
        ("Right", LEFT_MM, ["contradicted-side"]),
        ("L", RIGHT_MM, ["contradicted-side"]),
        ("rechts", LEFT_MM, ["contradicted-side"]),
        ("right", RIGHT_MM, []),
        ("L", LEFT_MM, []),
        ("left", MIDDLE_MM, []),
        ("L4/5", RIGHT_MM, []),
        ("right-sided back pain", LEFT_MM, []),
        ("right > left", LEFT_MM, ["contradicted-side"][:0]),
        ("45 %", LEFT_MM, ["contradicted-number"]),
        ("12.4 %", RIGHT_MM, ["contradicted-number"]),
        ("612 mm²", LEFT_MM, ["contradicted-number"]),
        ("0.82", LEFT_MM, ["contradicted-number"]),
        ("63 %", RIGHT_MM, ["contradicted-number"]),
        ("45 %", RIGHT_MM, ["typed-number"]),
        ("0.82", RIGHT_MM, ["typed-number"]),
        ("42.2–48.1 %", RIGHT_MM, []),
        ("facet joint", RIGHT_MM, []),
    ],
)
def test_what_labels_say_of_the_outline_they_point_at(text, at, expected, seen):
    """A mirrored or turned panel changes nothing: sides are those of the patient."""
    assert named(noted(text, at, **seen)) == expected
    assert named(arrowed(text, at, **seen)) == expected


def test_sides_are_those_of_the_patient_on_a_slice_seen_from_the_head():
    """The same pixels, seen from the head: what was image-left is now the patient's left."""
    flipped = replace(AXIAL, orientation=Orientation((-1.0, 0.0, 0.0), (0.0, 1.0, 0.0)))
    pair = (PAIR[0].with_side(Side.LEFT), PAIR[1].with_side(Side.RIGHT))
    content = a_content(flipped, outlines=pair)
    assert named(noted("right", RIGHT_MM), content) == ["contradicted-side"]
    assert named(noted("left", RIGHT_MM), content) == []


def test_a_label_beside_its_outline_and_one_in_the_half():
    """7 mm off the right outline; and 16 mm off, but in the right half of the patient."""
    assert named(noted("left", (40 * 0.7 - 7.0, 60.0))) == ["contradicted-side"]
    assert named(noted("left", (40 * 0.7 - 16.0, 60.0))) == ["contradicted-side"]
    alone = a_content(outlines=())
    assert named(noted("left", (5.0, 60.0)), alone) == ["contradicted-side"]
    midline = Midline(alone.image.key, ((20.0, 0.0), (20.0, 149.0)))
    assert named(noted("left", (20.0, 60.0)), replace(alone, midline=midline)) == []
    assert named(noted("left", (5.0, 60.0)), replace(alone, midline=midline)) == ["contradicted-side"]


def test_fixes_keep_the_manner_of_the_word_and_mend_the_finding():
    for typed, mended in (("Left", "Right"), ("L", "R"), ("LEFT", "RIGHT"), ("gauche", "right")):
        (finding,) = conflicts(noted(f"{typed} side", RIGHT_MM))
        assert finding.fix.spec.marks[0].text == f"{mended} side"
        assert conflicts(finding.fix.spec) == ()
    (finding,) = conflicts(arrowed("fat: 45 %", LEFT_MM))
    assert finding.fix.spec.marks[0].text == "fat: {left.fat_fraction}"
    assert "patient's right" in finding.sentence and conflicts(finding.fix.spec) == ()


def test_live_fields_of_the_other_side_are_contradictions():
    (finding,) = conflicts(noted("{right.area}", LEFT_MM))
    assert finding.identifier == "contradicted-field"
    assert finding.fix.spec.marks[0].text == "{left.area}"
    assert named(noted("{left}", RIGHT_MM)) == ["contradicted-field"]
    assert named(noted("{right.area} of {left.area}", LEFT_MM)) == []


def test_brackets_point_with_their_middle_and_ellipses_say_nothing():
    bracket = Bracket(0, (LEFT_MM[0] - 5, LEFT_MM[1]), (LEFT_MM[0] + 5, LEFT_MM[1]), "right")
    assert named(FigureSpec(marks=(bracket, Ellipse(0, LEFT_MM, (5.0, 5.0))))) == ["contradicted-side"]


def test_marks_on_the_page_point_at_the_panel_under_them():
    spec, content = FigureSpec(), the_content()
    frame = lay_out(spec, content).frames[0]
    assert named(noted("left", frame.to_page(RIGHT_MM), PAGE)) == ["contradicted-side"]
    assert named(noted("left", frame.to_page(LEFT_MM), PAGE)) == []


def test_titles_of_halves():
    halves = (Panel(part="right", title="Left"), Panel(part="left", is_mirrored=True, title="Left, mirrored"))
    found = conflicts(FigureSpec(arrangement="mirrored", panels=halves))
    assert [finding.identifier for finding in found] == ["contradicted-side"]
    assert found[0].fix.spec.panels[0].title == "Right"
    assert "title of panel 1" in found[0].sentence


def test_a_typed_side_where_nothing_tells_the_side():
    measured = a_measurement(sides=(Side.UNKNOWN,) * 2)
    rows = tuple(replace(row, source=outline) for row, outline in zip(measured.rows, UNNAMED, strict=True))
    content = a_content(PlaneGeometry(), outlines=UNNAMED, measurement=replace(measured, rows=rows))
    (finding,) = conflicts(noted("right", RIGHT_MM, shows_sides=False), content)
    assert (finding.identifier, finding.level) == ("unproven-side", "problem")
    (finding,) = conflicts(FigureSpec(caption="The right side.", shows_sides=False), content)
    assert (finding.identifier, finding.level) == ("unproven-side", "note")
    in_pixels = (LEFT_MM[0] / 0.7, LEFT_MM[1] / 0.7)
    (finding,) = conflicts(noted("40 %", in_pixels, shows_sides=False), content)
    assert "outline 2, but is that of outline 1" in finding.sentence
    assert finding.fix.spec.marks[0].text == "{outline_2.fat_fraction}"
