"""Widths of text against what is drawn and against the font files, and wrapping."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from viewer.core.figures.style import FONTS
from viewer.figure.type.faces import face_of, font_file
from viewer.figure.type.font_tables import read_tables
from viewer.figure.type.metrics import MM_PER_PT, unknown_characters, width_mm, wrap

BOTH_FONTS = pytest.mark.parametrize("face", FONTS)
BOTH_WEIGHTS = pytest.mark.parametrize("is_bold", [False, True], ids=["regular", "bold"])

LINES = (
    "R",
    "patient’s right",
    "AVATAR, To P.A. 11/11",
    "mirrored for comparison",
    "954 mm² ± 12 × 3 − 4 ≤ 5 ≥ 6 → 7′ 8°",
    "“Größe” – café … µ Ω",
)
"""Lines of a figure, kerned and accented."""


@BOTH_WEIGHTS
@BOTH_FONTS
def test_the_tables_are_those_of_the_font(face, is_bold):
    from fontTools.ttLib import TTFont

    font, tables = TTFont(font_file(face, is_bold=is_bold)), read_tables(font_file(face, is_bold=is_bold))
    order, glyphs = font.getGlyphOrder(), font.getBestCmap()
    number = {name: place for place, name in enumerate(order)}
    assert tables.units_per_em == font["head"].unitsPerEm == 2048
    assert tables.glyphs == {code: number[name] for code, name in glyphs.items()}
    assert list(tables.advances) == [font["hmtx"][name][0] for name in order]
    pairs = font["kern"].kernTables[0].kernTable
    assert tables.kerning == {(number[a], number[b]): units for (a, b), units in pairs.items()}
    heights = [font["glyf"][glyphs[ord(letter)]].yMax / 2048 for letter in "Hx"]
    said = face_of(face)
    assert heights == [said.cap_height, said.x_height]
    assert (font["hhea"].ascent / 2048, -font["hhea"].descent / 2048) == (said.ascent, said.descent)


@BOTH_WEIGHTS
@BOTH_FONTS
def test_the_font_is_an_open_one_and_may_be_embedded(face, is_bold):
    from fontTools.ttLib import TTFont

    font = TTFont(font_file(face, is_bold=is_bold))
    names = font["name"]
    family = names.getDebugName(1)
    assert family == face_of(face).family
    assert family in face_of(face).families
    assert names.getDebugName(2) == ("Bold" if is_bold else "Regular")
    assert "SIL Open Font License" in names.getDebugName(13)
    assert font["OS/2"].fsType == 0
    licence = (font_file().parent / "OFL.txt").read_text("utf-8")
    assert "Red Hat" in licence
    assert family in licence.splitlines()[0]
    assert "SIL OPEN FONT LICENSE" in licence


def test_the_letters_have_arials_widths():
    """Advances of Arial in 1/2048 of the type size, as its AFM tables give them."""
    arial = {" ": 569, "A": 1366, "R": 1479, "L": 1139, "W": 1933, "m": 1706, "i": 455, "0": 1139, ".": 569, "%": 1821}
    tables = read_tables(font_file())
    assert {letter: tables.advances[tables.glyphs[ord(letter)]] for letter in arial} == arial


def test_the_serif_letters_have_the_widths_of_times():
    """Advances of Times-Roman in 1/1000 of the type size, as its AFM tables give them."""
    times = {" ": 250, "A": 722, "R": 667, "L": 611, "W": 944, "m": 778, "i": 278, "0": 500, ".": 250, "%": 833}
    tables = read_tables(font_file("liberation-serif"))
    found = {letter: round(tables.advances[tables.glyphs[ord(letter)]] / 2.048) for letter in times}
    assert found == times


@BOTH_WEIGHTS
@BOTH_FONTS
def test_measured_widths_are_the_drawn_ones(face, is_bold):
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextToPath

    drawn_as = FontProperties(fname=str(font_file(face, is_bold=is_bold)), size=8)
    for line in LINES:
        drawn, _, _ = TextToPath().get_text_width_height_descent(line, drawn_as, ismath=False)
        said = width_mm(line, size_pt=8, is_bold=is_bold, font=face) / MM_PER_PT
        assert said == pytest.approx(drawn, rel=0.002), line


@BOTH_WEIGHTS
@BOTH_FONTS
def test_measured_widths_are_those_of_another_drawing_library(face, is_bold):
    from PIL import ImageFont

    font = ImageFont.truetype(str(font_file(face, is_bold=is_bold)), 1000)
    for line in LINES:
        said = width_mm(line, size_pt=1000, is_bold=is_bold, font=face) / MM_PER_PT
        assert said == pytest.approx(font.getlength(line), rel=0.005), line


def test_kerning_is_counted():
    """A and V are drawn 152/2048 of the type size nearer than side by side."""
    apart = width_mm("A", size_pt=2048) + width_mm("V", size_pt=2048)
    assert (apart - width_mm("AV", size_pt=2048)) / MM_PER_PT == pytest.approx(152)


def test_reading_the_tables_is_quicker_than_opening_the_font_to_draw():
    from fontTools.ttLib import TTFont

    def best(read):
        taken = []
        for _ in range(5):
            start = time.perf_counter()
            read()
            taken.append(time.perf_counter() - start)
        return min(taken)

    def with_a_library():
        font = TTFont(font_file())
        return font.getBestCmap(), font["hmtx"].metrics, font["kern"].kernTables

    assert best(lambda: read_tables(font_file())) < best(with_a_library)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(st.sampled_from("abcWi .,m%0123456789é"), max_size=200), st.floats(12, 200), st.sampled_from(FONTS))
def test_wrapping_loses_nothing_and_fits(text, measure, font):
    lines = wrap(text, size_pt=8, measure_mm=measure, font=font)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(width_mm(line, size_pt=8, font=font) <= measure + 1e-9 for line in lines)
    assert all(line == line.strip() and line for line in lines)


def test_narrower_letters_make_fewer_lines():
    """Times sets this sentence in about nine tenths of Arial's width."""
    text = "Axial T2-weighted slice at L4 to L5 with the outlines of both multifidus muscles, seen from the feet."
    sans, serif = (width_mm(text, size_pt=8, font=font) for font in FONTS)
    assert 0.85 < serif / sans < 0.95
    between = (serif + sans) / 2
    assert [len(wrap(text, size_pt=8, measure_mm=between, font=font)) for font in FONTS] == [2, 1]


def test_a_number_stays_with_its_unit():
    for measure in range(10, 60):
        lines = wrap("Scale bar, 20 mm. Area 954 mm² or 1203 px, 41.2 % fat.", size_pt=8, measure_mm=measure)
        assert not any(line.split()[0].rstrip(".,") in {"mm", "mm²", "px", "%"} for line in lines)


def test_no_line_begins_with_a_minus():
    for measure in range(16, 60):
        lines = wrap("Difference: area, (larger − smaller) / larger; fat, right − left.", size_pt=8, measure_mm=measure)
        assert not any(line.startswith(("−", "/")) for line in lines)


def test_characters_without_a_glyph_are_named():
    assert unknown_characters("R, patient’s right: 41 % – 954 mm² ± ü\n") == ""
    assert unknown_characters("a肌b肌☃") == "肌☃"


@BOTH_FONTS
def test_the_font_holds_what_figures_are_written_with(face):
    greek = "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρςστυφχψω"
    assert unknown_characters("µ²³±−×·÷≤≥≈→←′″°“”‘’–—…€½‰₂•√∞" + greek + "üéñçøåßłŁœÆžšşğ", face) == ""


def test_an_accent_typed_apart_is_the_same_letter():
    assert unknown_characters("cafe\u0301") == ""
    assert width_mm("cafe\u0301", size_pt=8) == width_mm("café", size_pt=8)
