"""The recipe's font on every text of a figure: laid out, painted and embedded; the other one is nowhere."""

import re
import shutil
import subprocess
from dataclasses import replace

import numpy as np
import pytest

from tests.figure.checking.typed_scene import the_content
from viewer.core.figures.marks import PAGE, Arrow, Bracket, Note
from viewer.core.figures.panels import Panel
from viewer.core.figures.spec import FigureSpec, Placed
from viewer.core.figures.style import Style
from viewer.figure.checking.preflight import check
from viewer.figure.layout import lay_out
from viewer.figure.painting.pdf import to_pdf
from viewer.figure.painting.pixels import to_pixels
from viewer.figure.painting.places import box_of
from viewer.figure.painting.svg import to_svg
from viewer.figure.type.faces import face_of
from viewer.figure.type.metrics import MM_PER_PT, width_mm

SERIF = Style(font="liberation-serif")
MARKS = (
    Arrow(0, (60.0, 60.0), (50.0, 45.0), "lean"),
    Note(PAGE, (20.0, 20.0), "a note", is_bold=True),
    Bracket(0, (45.0, 80.0), (60.0, 80.0), "apart"),
)
EVERYTHING = (
    FigureSpec(
        panels=(Panel(title="Before"), Panel(is_mirrored=True)),
        marks=MARKS,
        places=(Placed("panel-letter", 1, (0.5, 0.5)),),
        shows_numbers=True,
        shows_edges=True,
        shows_side_words=True,
        shows_caption=True,
        key="feet",
    ),
    FigureSpec(shows_sides=False),
    FigureSpec(key="cube"),
)


def pages(spec):
    return [lay_out(replace(spec, style=style), the_content()) for style in (Style(), SERIF)]


@pytest.mark.parametrize("spec", EVERYTHING)
def test_every_text_has_the_font_of_the_recipe(spec):
    sans, serif = pages(spec)
    assert {mark.font for mark in sans.texts()} == {"liberation-sans"}
    assert {mark.font for mark in serif.texts()} == {"liberation-serif"}


def test_the_scene_has_texts_of_every_role_but_the_colour_bars():
    roles = {mark.role for spec in EVERYTHING for mark in pages(spec)[1].texts()}
    assert roles == {
        "side-letter", "side-words", "edge-letter", "outline-name", "scale-label", "number", "number-head", "caption",
        "panel-letter", "note", "badge", "title", "key",
    } - {"number-head"}  # fmt: skip


def test_the_font_is_seen_and_nothing_else_changes():
    sans, serif = (to_pixels(page, dpi=150) for page in pages(FigureSpec()))
    assert sans.shape == serif.shape
    part = np.mean(sans != serif)
    assert 0.0005 < part < 0.05, "letters differ, the picture does not"


def test_a_text_is_as_wide_and_high_as_its_font():
    label = next(mark for mark in pages(EVERYTHING[0])[1].texts() if mark.text == "lean")
    _, top, wide, high = box_of(label)
    em = label.size_pt * MM_PER_PT
    assert wide == pytest.approx(width_mm("lean", size_pt=label.size_pt, font="liberation-serif"))
    assert high == pytest.approx((1825 + 443) / 2048 * em) and top < label.baseline_mm
    assert wide != pytest.approx(width_mm("lean", size_pt=label.size_pt), rel=0.01)


def test_the_caption_fills_its_lines():
    """The narrower font needs fewer lines for the same words, and none is wider than the page."""
    spec = FigureSpec(shows_caption=True, caption="The multifidus is outlined along its fascial border. " * 12)
    sans, serif = (page.texts("caption") for page in pages(spec))
    assert " ".join(mark.text for mark in sans) == " ".join(mark.text for mark in serif)
    assert len(serif) < len(sans)
    widths = [width_mm(mark.text, size_pt=mark.size_pt, font=mark.font) for mark in serif]
    page = pages(spec)[1]
    assert 0.9 * (page.width_mm - 2.0) < max(widths) <= page.width_mm - 2.0


def test_an_svg_names_the_families_and_its_outlines_are_those_of_the_font():
    sans, serif = pages(EVERYTHING[0])
    said = set(re.findall(r'font-family="([^"]+)"', to_svg(serif).decode()))
    assert said == {"'Times New Roman', 'Liberation Serif', Times, serif"}
    assert face_of("liberation-serif").families[1] == "Liberation Serif"
    assert b"Times" not in to_svg(sans)
    assert to_svg(sans, text_as_paths=True) != to_svg(serif, text_as_paths=True)


@pytest.mark.skipif(shutil.which("pdffonts") is None, reason="poppler is not installed")
def test_a_pdf_embeds_the_chosen_font_alone(tmp_path):
    for page, family in zip(pages(EVERYTHING[0]), ("LiberationSans", "LiberationSerif"), strict=True):
        path = tmp_path / f"{family}.pdf"
        path.write_bytes(to_pdf(page))
        told = subprocess.run(["pdffonts", str(path)], capture_output=True, text=True, check=True).stdout
        lines = [line.split() for line in told.splitlines()[2:]]
        assert {line[0].split("+")[1] for line in lines} == {family, f"{family}-Bold"}
        assert all(line[1:6] == ["CID", "TrueType", "Identity-H", "yes", "yes"] for line in lines)


def test_signs_that_the_font_lacks_are_told():
    spec = FigureSpec(style=SERIF, marks=(Note(PAGE, (20.0, 20.0), "肌 and ∂"),))
    found = check(lay_out(spec, the_content()), spec, the_content(), dpi=600, suffix=".tiff")
    [finding] = [one for one in found if one.identifier == "missing-glyph"]
    assert finding.sentence == "The figure's type has no sign for '肌'."
