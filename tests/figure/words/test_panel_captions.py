"""Captions, alternative texts and long descriptions of figures of several panels."""

from dataclasses import replace
from itertools import product

import pytest

from tests.figure.checking.typed_scene import RIGHT_MM, the_content
from tests.figure.figure_scene import PAIR, SPIN_ECHO_T2, a_measurement, a_slice, ramp
from viewer.core.figures.marks import Arrow
from viewer.core.figures.panels import Panel
from viewer.core.figures.spec import FigureSpec
from viewer.core.figures.style import Style
from viewer.core.grey import Window
from viewer.core.series import SliceKey
from viewer.figure.content import FigureContent
from viewer.figure.layout import lay_out
from viewer.figure.words.bundle import bundle_texts
from viewer.figure.words.phrases import ALT_MAXIMUM

HALVES = (Panel(part="right"), Panel(part="left", is_mirrored=True))
START = (
    "Axial T2-weighted MRI at L4/5; the multifidus is outlined on both sides along the fascial border (dashed lines)"
)
KEY = "R, patient's right; L, patient's left; seen from the feet."


def a_panel(number, *, level="L4/5", words="", acquisition=SPIN_ECHO_T2):
    """Content of another slice."""
    key = SliceKey(f"1.2.3.{number}", 1)
    image = replace(a_slice(key=key), acquisition=acquisition)
    outlines = tuple(replace(outline, slice_key=key) for outline in PAIR)
    return FigureContent(image, ramp(), outlines, a_measurement(level=level, key=key), time_words=words)


def the_slice():
    return the_content(acquisition=SPIN_ECHO_T2)


def spec_of(arrangement, panels, **more):
    return FigureSpec(arrangement=arrangement, panels=panels, **more)


CASES = {
    "mirrored": (spec_of("mirrored", HALVES), lambda: (the_slice(),) * 2),
    "dates": (
        spec_of("dates", (Panel(), Panel())),
        lambda: (a_panel(1, words="before"), a_panel(2, words="26 weeks after")),
    ),
    "twin": (spec_of("twin", (Panel(shows_outlines=False), Panel())), lambda: (the_slice(),) * 2),
    "levels": (
        spec_of("levels", (Panel(),) * 3),
        lambda: tuple(a_panel(i, level=level) for i, level in enumerate(("L3/4", "L4/5", "L5/S1"))),
    ),
}


def words(name):
    spec, contents = CASES[name]
    return lay_out(spec, contents())


def test_right_beside_left():
    page = words("mirrored")
    assert page.caption == (
        f"{START}. (a) Patient's right half. (b) Patient's left half, mirrored for comparison. Fat fraction by one "
        "Otsu threshold for both sides together (otsu-shared 1): patient's right, 45.1 % of 612 mm², fat-to-muscle "
        "ratio 0.82; patient's left, 12.4 % of 540 mm², fat-to-muscle ratio 0.14. "
        f"{KEY} Scale bar, 10 mm."
    )
    assert page.alt == (
        "Axial T2-weighted MRI at L4/5: patient's right half; patient's left half, mirrored for comparison; dashed "
        "outlines round the multifidus. Fat fraction: patient's right 45.1 %, patient's left 12.4 %."
    )


def test_two_dates_are_told_by_words_and_never_by_days():
    page = words("dates")
    assert page.caption == (
        f"{START}. (a) Before. (b) 26 weeks after. Fat fraction by one Otsu threshold for both sides together "
        "(otsu-shared 1): (a) patient's right, 40.0 % of 441 mm²; patient's left, 12.0 % of 441 mm²; (b) patient's "
        f"right, 40.0 % of 441 mm²; patient's left, 12.0 % of 441 mm². {KEY} Scale bar, 20 mm."
    )
    assert "before and 26 weeks after; dashed" in page.alt and "(b) right 40.0 %" in page.alt


def test_plain_beside_annotated_and_a_row_of_levels():
    twin, levels = words("twin"), words("levels")
    assert f"{START} in b. (a) Without outlines. (b) With outlines. Fat fraction by" in twin.caption
    assert twin.caption.count("45.1 %") == 1
    assert "without and with dashed outlines" in twin.alt
    assert levels.caption.startswith("Axial T2-weighted MRI at L3/4, L4/5 and L5/S1; the multifidus is outlined")
    assert " (a) L3/4. (b) L4/5. (c) L5/S1. " in levels.caption


def test_what_differs_is_said_for_each_panel():
    proton = replace(SPIN_ECHO_T2, repetition_time_ms=1100.0, echo_time_ms=10.0)
    contents = (a_panel(1), a_panel(2, acquisition=proton))
    spec = FigureSpec(panels=(Panel(), Panel(window=Window(50.0, 100.0), turns=1)))
    said = lay_out(spec, contents).caption
    assert said.startswith("Images at L4/5; the multifidus is outlined")
    assert "(a) Axial T2-weighted MRI. (b) Axial T1-weighted MRI, turned by 90° clockwise." in said
    assert said.endswith("The panels have display windows of their own, so that their grey is not comparable.")


def test_own_captions_still_say_that_a_panel_is_mirrored():
    spec = replace(CASES["mirrored"][0], caption="Mine.")
    assert lay_out(spec, CASES["mirrored"][1]()).caption == "Mine. Panel b is mirrored."
    spec = replace(spec, caption="Mine, mirrored, {level}.")
    assert lay_out(spec, CASES["mirrored"][1]()).caption == "Mine, mirrored, L4/5."


def test_arrows_and_line_patterns_are_explained():
    marks = (Arrow(0, RIGHT_MM, (10.0, 10.0), "fat, {right.fat_fraction}"), Arrow(0, RIGHT_MM, (10.0, 30.0)))
    page = lay_out(FigureSpec(marks=marks, style=Style(pattern="dotted")), the_slice())
    assert " Arrow, fat, 45.1 %." in page.caption and "(dotted lines)" in page.caption
    assert "dotted outlines" in page.alt


def test_proposals_and_flags_of_any_panel_are_said_once():
    first, second = CASES["dates"][1]()
    proposed = replace(second, outlines=tuple(replace(o, is_proposed=True) for o in second.outlines))
    said = lay_out(CASES["dates"][0], (first, proposed)).caption
    assert said.count("Outlines proposed by the program") == 1
    hidden = FigureSpec(panels=(Panel(), Panel(shows_outlines=False)))
    assert "proposed" not in lay_out(hidden, (first, proposed)).caption
    flagged = replace(second, measurement=a_measurement(flags=("one-mode",), key=second.image.key))
    said = lay_out(CASES["dates"][0], (first, flagged)).caption
    assert said.count("Do not use these numbers") == 1


@pytest.mark.parametrize(("name", "method"), list(product(CASES, ("otsu-shared", "soft-references"))))
def test_alternative_texts_and_descriptions_of_every_arrangement(name, method):
    spec, make = CASES[name]
    contents = tuple(
        replace(one, measurement=replace(one.measurement, method=replace(one.measurement.method, name=method)))
        for one in make()
    )
    page = lay_out(spec, contents)
    texts = bundle_texts(page, spec, contents)
    assert 20 < len(texts.alt) <= ALT_MAXIMUM and texts.alt.endswith(".")
    sentences = texts.long_description.replace("L4/5.", "L4/5").count(". ") + 1
    assert 3 <= sentences <= 6 and "Scale" not in texts.alt
    assert texts.caption.endswith("Display window, centre 127.5, width 255.")
    for text in (texts.caption, texts.alt, texts.long_description, texts.methods, texts.finding):
        assert not any(secret in text for secret in ("Jane", "Doe", "MRN", "1961", "1.2.3", "/data"))


def test_descriptions_tell_where_right_is_as_it_is_shown():
    def told(*panels):
        spec = FigureSpec(panels=panels)
        contents = (the_slice(),) * len(panels)
        return bundle_texts(lay_out(spec, contents), spec, contents).long_description

    assert "seen from the feet; the patient's right is at the left of the image" in told(Panel())
    assert "the patient's right is at the top of the image" in told(Panel(turns=1))
    assert "the patient's right is at the right of the image" in told(Panel(is_mirrored=True))
    assert "the left of panel a and the right of panel b" in told(Panel(), Panel(is_mirrored=True))
    assert "the midline of the body is at the right of each image" in told(*HALVES)
