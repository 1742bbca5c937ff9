"""Contrast against what really lies under a mark, with and without a rim; grey prints."""

from dataclasses import replace

import numpy as np
import pytest

from tests.figure.checking.typed_scene import LEFT_MM, RIGHT_MM, noted, the_content
from tests.figure.figure_scene import BLACK, a_content
from viewer.core.figures.marks import Arrow, Note
from viewer.core.figures.spec import FigureSpec
from viewer.core.figures.style import Style
from viewer.figure.checking.background import colours_under, contrast, places_in
from viewer.figure.checking.preflight import check
from viewer.figure.layout import lay_out
from viewer.figure.page import ImageMark, TextMark

WHITE_IMAGE = np.full(BLACK.shape, 255.0)


def findings(spec, values=None, page=None):
    content = a_content() if values is None else a_content(values=values)
    page = page or lay_out(spec, content)
    return {found.identifier: found for found in check(page, spec, content, dpi=600, suffix=".tiff")}


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("#ffffff", "#000000", 21.0),
        ("#ffffff", "#777777", 4.48),
        ("#ff0000", "#ffffff", 4.0),
        ("#101010", "#ffffff", 19.0),
    ],
)
def test_contrast_of_two_colours(first, second, expected):
    """WebAIM's checker gives the same."""
    assert contrast(first, second) == pytest.approx(expected, abs=0.06)
    assert contrast(second, first) == contrast(first, second)


@pytest.mark.parametrize(
    ("style", "values", "is_lost"),
    [
        (Style(), BLACK, False),
        (Style(), WHITE_IMAGE, False),  # the dark rim parts it from fat
        (Style(casing_pt=0.0), BLACK, False),
        (Style(casing_pt=0.0), WHITE_IMAGE, True),
        (Style(casing_pt=0.1), WHITE_IMAGE, True),  # a rim too thin to print
        (Style(colour="#202020"), BLACK, True),
        (Style(colour="#202020"), WHITE_IMAGE, False),
        (Style(colour="#ffd000", casing_pt=0.0), WHITE_IMAGE, True),
    ],
)
def test_outlines_on_muscle_and_on_fat(style, values, is_lost):
    found = findings(FigureSpec(style=style), values)
    assert ("contrast" in found) == is_lost
    if is_lost:
        mended = found["contrast"].fix.spec
        assert mended.style.colour == "#ffffff" and mended.style.casing_pt >= 0.4
        assert "contrast" not in findings(mended, values)


def test_a_line_is_judged_where_it_runs_and_by_its_own_colour():
    half = BLACK.copy()
    half[:, 80:] = 255.0  # the left side of the patient is white
    plain = Style(casing_pt=0.0)
    assert "contrast" in findings(FigureSpec(style=plain), half)
    dim = Arrow(0, LEFT_MM, (LEFT_MM[0] + 10.0, LEFT_MM[1]), "fat", colour="#202020")  # no lighter than its rim
    assert "contrast" in findings(FigureSpec(marks=(dim,)), BLACK)
    assert "arrow" in findings(FigureSpec(marks=(dim,)), BLACK)["contrast"].sentence
    assert "contrast" not in findings(FigureSpec(marks=(dim,)), half)


def test_text_is_judged_by_the_pixels_under_its_box():
    spec = noted("lean", RIGHT_MM)
    page = lay_out(spec, a_content(values=BLACK))
    text = next(mark for mark in page.marks if isinstance(mark, TextMark) and mark.text == "lean")

    def with_text(**changes):
        return replace(page, marks=tuple(replace(m, **changes) if m is text else m for m in page.marks))

    assert "text-contrast" not in findings(spec, BLACK)
    assert "text-contrast" not in findings(spec, BLACK, with_text(casing_pt=0.0))
    assert "text-contrast" in findings(spec, BLACK, with_text(casing_pt=0.0, colour="#555555"))
    assert "text-contrast" in findings(spec, BLACK, with_text(colour="#222222"))


def test_the_fix_of_a_dark_note_is_the_rim():
    dark = FigureSpec(marks=(Note(0, RIGHT_MM, "lean", colour="#202020"),))
    found = findings(dark, BLACK)
    assert found["text-contrast"].fix.spec.marks[0].colour == ""
    assert "text-contrast" not in findings(found["text-contrast"].fix.spec, BLACK)


def test_colours_that_look_alike_in_grey():
    """Orange and this blue have the same luminance; white and black do not."""
    spec = FigureSpec(style=Style(colour="#e69f00"), marks=(Note(0, RIGHT_MM, "x", colour="#56b4e9"),))
    found = findings(spec)["grey-print"]
    assert found.level == "note" and "#56b4e9" in found.sentence
    assert "grey-print" not in findings(found.fix.spec)
    assert "grey-print" not in findings(FigureSpec(marks=(Note(0, RIGHT_MM, "x", colour="#ffffff"),)))


def test_pixels_are_found_where_they_are_shown():
    spec, content = FigureSpec(), the_content()
    page = lay_out(spec, content)
    frame, image = page.frames[0], page.image
    column, row = 60, 80
    at = np.array([frame.to_page((column * 0.7, row * 0.7)), (-1.0, -1.0)])
    assert colours_under(page, at).tolist() == [[content.values[row, column]] * 3, [255.0] * 3]
    assert isinstance(image, ImageMark)
    tinted = np.zeros((*image.grey.shape[:2], 4), dtype=np.uint8)
    tinted[..., 0], tinted[..., 3] = 200, 255
    marks = (replace(image, overlay=tinted), *page.marks[1:])
    assert colours_under(replace(page, marks=marks), at[:1]).tolist() == [[200.0, 0.0, 0.0]]
    assert places_in(TextMark(" ", 0.0, 0.0, 8.0, "note")).shape == (0, 2)
