"""Findings of fit, meaning and words, each provoked; and every fix mends its own finding."""

from dataclasses import replace

import pytest

from tests.figure.checking.typed_scene import LEFT_MM, RIGHT_MM, arrowed, noted, the_content
from tests.figure.figure_scene import AXIAL, a_content, a_measurement
from viewer.core.figures.marks import PAGE, Ellipse, Note
from viewer.core.figures.panels import Panel
from viewer.core.figures.spec import FigureSpec, Placed
from viewer.core.figures.style import Style
from viewer.figure.checking.finding import Finding, Fix
from viewer.figure.checking.patient_data import found_patient_data
from viewer.figure.checking.preflight import CHECKS, check
from viewer.figure.layout import lay_out
from viewer.figure.page import TextMark


def checked(spec, content=None, *, dpi=600, suffix=".tiff", page=None, **more):
    content = content or the_content()
    page = page or lay_out(spec, content)
    found = check(page, spec, content, dpi=dpi, suffix=suffix, **more)
    return {finding.identifier: finding for finding in found}


FIXED = {
    "thin-line": FigureSpec(style=Style(line_pt=0.2)),
    "small-text": FigureSpec(marks=(Note(0, RIGHT_MM, "small", size_pt=4.0),)),
    "no-scale-bar": FigureSpec(shows_scale_bar=False),
    "no-side-letters": FigureSpec(shows_sides=False),
    "outline-cut": FigureSpec(crop_mm=30.0),
    "no-alt-text": FigureSpec(alt=" "),
    "long-alt-text": FigureSpec(alt="a" * 201),
    "no-caption": FigureSpec(caption=" "),
    "patient-data": FigureSpec(caption="After Jane."),
    "mark-outside": noted("far away", (500.0, 500.0)),
    "typed-number": noted("45 %", RIGHT_MM),
    "contradicted-number": noted("45 %", LEFT_MM),
    "contradicted-side": noted("left", RIGHT_MM),
    "contradicted-field": noted("{left.area}", RIGHT_MM),
    "no-key": FigureSpec(key="feet", panels=(Panel(turns=1),)),
    "contrast": FigureSpec(style=Style(colour="#3a3a3a")),
}


@pytest.mark.parametrize("identifier", FIXED)
def test_every_fix_mends_its_finding_and_changes_nothing_else(identifier):
    before = checked(FIXED[identifier])
    fix = before[identifier].fix
    after = checked(fix.spec)
    assert identifier not in after and 0 < len(fix.name) <= 32
    assert set(after) <= set(before)


def test_fixes_that_are_no_matter_of_the_recipe():
    assert checked(FigureSpec(), dpi=72)["dpi"].fix == Fix("Write it with 600 dpi", dpi=600)
    assert checked(FigureSpec(preset="blog"), dpi=400, suffix=".tiff")["format"].fix.suffix == ".png"
    assert checked(FigureSpec(preset="bmc-single"), size_bytes=11_000_000)["file-size"].fix.dpi == 300
    tall = FigureSpec(preset="bmc-single", caption="word " * 900, shows_caption=True)
    assert checked(tall)["height"].fix.spec == replace(tall, shows_caption=False)


def test_findings_can_be_compared_and_kept_in_sets():
    spec = FigureSpec(shows_scale_bar=False, marks=(Note(0, RIGHT_MM, "left"),))
    content = the_content()
    first, second = (check(lay_out(spec, content), spec, content, dpi=600, suffix=".tiff") for _ in range(2))
    assert first == second and len(set(first) | set(second)) == len(first) == 2
    assert Finding("a", "note", "A.", "B.") == Finding("a", "note", "A.", "B.", None)
    assert len(CHECKS) == len(set(CHECKS)) > 25


def test_enlargement_is_told_and_judged_in_print():
    assert "enlargement" not in checked(FigureSpec())
    wide = checked(FigureSpec(preset="plos"))["enlargement"]
    assert wide.level == "note" and "bicubic" in wide.sentence and "times at 600 dpi" in wide.sentence
    wider = checked(FigureSpec(preset="springer-double"))["enlargement"]
    assert wider.level == "problem" and "22 of its pixels per inch" in wider.sentence
    # one pixel of 152 on 84 mm is 0.553 mm: 0.78 dots of 36 dpi
    assert "becomes 0.78 pixels" in checked(FigureSpec(), dpi=36)["shrunk"].sentence


def test_text_that_does_not_fit():
    page = lay_out(FigureSpec(), the_content())
    off = TextMark("off the page", page.width_mm - 3.0, 20.0, 8.0, "note", item="mark:0")
    found = checked(FigureSpec(), page=replace(page, marks=(*page.marks, off)))
    assert "'off the page' runs out of the page" in found["text-cut"].sentence
    letter = page.texts("side-letter")[0]
    found = checked(FigureSpec(), page=replace(page, marks=(*page.marks, replace(letter, text="Q"))))
    assert "'R' and 'Q'" in found["text-overlap"].sentence


def test_marks_outside_their_picture_are_told_once_and_those_of_the_page_are_not():
    marks = (
        Note(0, (500.0, 500.0), "far"),
        Ellipse(0, (500.0, 0.0), (3.0, 3.0)),
        Note(PAGE, (40.0, 40.0), "here"),
        Note(0, RIGHT_MM, "here too"),
    )
    found = checked(FigureSpec(marks=marks))["mark-outside"]
    assert found.sentence.startswith("2 marks lie outside")
    assert found.fix.spec.marks == marks[2:]


def test_badges_of_mirrored_panels():
    spec = FigureSpec(panels=(Panel(is_mirrored=True),))
    page = lay_out(spec, the_content())
    assert "no-badge" not in checked(spec)
    bare = replace(page, marks=tuple(mark for mark in page.marks if getattr(mark, "role", "") != "badge"))
    found = checked(spec, page=bare)["no-badge"]
    assert found.level == "problem" and not found.fix.spec.panels[0].is_mirrored


def test_a_key_that_would_not_be_true_is_left_out_and_that_is_said():
    """The drawing shows a patient on the back: it is true of the plain panel alone."""
    turned, plain = Panel(turns=1), Panel()
    assert not {"no-key"} & set(checked(FigureSpec(key="feet"))) | {"no-key"} & set(checked(FigureSpec(key="cube")))
    assert "no-key" not in checked(FigureSpec(key="feet", panels=(turned, plain)))

    alone = checked(FigureSpec(key="feet", panels=(turned,)))["no-key"]
    assert alone.level == "note" and "left out: the panel is not an axial slice" in alone.sentence
    assert alone.fix.name == "Show the cube of directions" and alone.fix.spec.key == "cube"
    both = checked(FigureSpec(key="feet", panels=(turned, turned)))["no-key"]
    assert "no panel is an axial slice" in both.sentence
    spec = FigureSpec(key="feet", panels=(turned, plain), places=(Placed("key", 0, (0.5, 0.5)),))
    moved = checked(spec)["no-key"]
    assert "panel a is not" in moved.sentence and moved.fix.spec == replace(spec, places=())
    hidden = FigureSpec(key="feet", shows_sides=False)
    assert checked(hidden)["no-key"].fix.spec == replace(hidden, key="none"), "a cube would tell the sides"
    cube = checked(replace(hidden, key="cube"))["no-key"]
    assert "directions of the panel are unknown or hidden" in cube.sentence and cube.fix.spec.key == "none"


def test_letters_are_asked_of_every_panel():
    spec = FigureSpec(panels=(Panel(), Panel()))
    page = lay_out(spec, the_content())
    bare = tuple(m for m in page.marks if (getattr(m, "role", ""), m.panel) != ("side-letter", 1))
    found = checked(spec, page=replace(page, marks=bare))["no-side-letters"]
    assert found.sentence == "Panel b does not tell the patient's right from left."


def test_fields_without_a_value_and_arrows_without_a_word():
    found = checked(noted("{left.psoas.area}", LEFT_MM))
    assert "{left.psoas.area}" in found["empty-field"].sentence
    assert checked(arrowed("", RIGHT_MM))["unexplained-arrow"].level == "note"
    assert "unexplained-arrow" not in checked(arrowed("", RIGHT_MM, caption="The arrow points at fat."))


@pytest.mark.parametrize(
    ("spec", "name"),
    [
        (noted("Jane Doe", RIGHT_MM), "text on the figure"),
        (arrowed("MRN 778899", RIGHT_MM), "text on the figure"),
        (FigureSpec(panels=(Panel(title="After Jane"),)), "title of panel 1"),
        (FigureSpec(name="doe-jane"), "figure's name"),
        (FigureSpec(own_preset='{"name": "jane-doe", "width_mm": 84.0}', preset="jane-doe"), "preset"),
    ],
)
def test_patient_data_in_every_typed_text(spec, name):
    ((reason, remedy),) = found_patient_data(spec, the_content())
    assert name in reason and name in remedy and "jane" not in reason.lower()


def test_patient_data_of_any_panel():
    other = replace(a_content(AXIAL).identity, patient_name="Roe^Richard")
    second = replace(the_content(), identity=other)
    spec = FigureSpec(panels=(Panel(), Panel()), caption="After Richard Roe.")
    assert found_patient_data(spec, (the_content(), second))
    assert not found_patient_data(spec, (the_content(), the_content()))


def test_forbidden_numbers_of_any_panel():
    flagged = the_content(measurement=a_measurement(flags=("one-mode",)))
    found = checked(FigureSpec(panels=(Panel(), Panel())), (the_content(), flagged))["do-not-use"]
    assert found.fix is None
    table = checked(FigureSpec(shows_numbers=True), flagged)["do-not-use"]
    assert table.fix.spec == FigureSpec()
