"""The width tables against the font files, and wrapping."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from viewer.figure.parts import type_metrics
from viewer.figure.parts.type_metrics import MM_PER_PT, unknown_characters, width_mm, wrap


@pytest.mark.parametrize(("name", "is_bold"), [("DejaVuSans.ttf", False), ("DejaVuSans-Bold.ttf", True)])
def test_the_tables_are_those_of_the_font(name, is_bold):
    import matplotlib
    from fontTools.ttLib import TTFont

    font = TTFont(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / name)
    glyphs, advances = font.getBestCmap(), font["hmtx"]
    assert font["head"].unitsPerEm == 2048
    table = type_metrics._widths(is_bold=is_bold)
    assert len(table) > 200
    assert {c: units for c, units in table.items() if advances[glyphs[ord(c)]][0] != units} == {}
    for accented in "äöüÄÖÜéèñçåÅßøı":
        expected = advances[glyphs[ord(accented)]][0] / 2048 * 10 * MM_PER_PT
        assert width_mm(accented, size_pt=10, is_bold=is_bold) == pytest.approx(expected)
    assert font["glyf"][glyphs[ord("R")]].yMax / 2048 == type_metrics.CAP_HEIGHT
    assert -font["hhea"].descent / 2048 == type_metrics.DESCENT


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(st.sampled_from("abcWi .,m%0123456789é"), max_size=200), st.floats(12, 200))
def test_wrapping_loses_nothing_and_fits(text, measure):
    lines = wrap(text, size_pt=8, measure_mm=measure)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(width_mm(line, size_pt=8) <= measure + 1e-9 for line in lines)
    assert all(line == line.strip() and line for line in lines)


def test_a_number_stays_with_its_unit():
    for measure in range(10, 60):
        lines = wrap("Scale bar, 20 mm. Area 954 mm² or 1203 px, 41.2 % fat.", size_pt=8, measure_mm=measure)
        assert not any(line.split()[0].rstrip(".,") in {"mm", "mm²", "px", "%"} for line in lines)


def test_characters_without_a_glyph_are_named():
    assert unknown_characters("R, patient’s right: 41 % – 954 mm² ± ü\n") == ""
    assert unknown_characters("a肌b肌☃") == "肌☃"
