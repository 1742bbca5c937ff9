"""The page of the report: everything inside the margins, in order, and refused where it does not fit."""

from dataclasses import replace

import pytest

from tests.figure.figure_scene import PAIR, ROWS, a_measurement, a_slice, ramp
from viewer.core.figures.spec import FigureSpec
from viewer.core.figures.style import FONTS, Style
from viewer.errors import UsageError
from viewer.figure.content import FigureContent
from viewer.figure.layout import lay_out
from viewer.figure.page import ImageMark, PathMark, ScaleBarMark, TextMark
from viewer.figure.presets import to_text
from viewer.figure.report.page import (
    FIGURE_HEIGHTS_MM,
    MARGIN_MM,
    MEASURE_MM,
    PAPER_MM,
    SINGLE_MM,
    ReportWords,
    figure_preset,
    lay_out_report,
    moved,
)
from viewer.figure.report.table import HEADS, report_table
from viewer.figure.type.metrics import width_mm

WORDS = ReportWords("Axial MRI at L4/5", "Study A12, reader R1", "A finding.", "A caption.", "A method.\n\nA work.")


@pytest.fixture(scope="module")
def content():
    assert ROWS == 150
    return FigureContent(a_slice(), ramp(), PAIR, a_measurement(flags=("derived",)))


def figure_of(content, *, height_mm=FIGURE_HEIGHTS_MM[0], font="liberation-sans"):
    outlet = figure_preset(1, height_mm=height_mm)
    spec = FigureSpec(preset=outlet.name, own_preset=to_text(outlet), style=Style(font=font))
    return lay_out(spec, content)


@pytest.fixture(scope="module")
def page(content):
    return lay_out_report(figure_of(content), report_table([content], shows_sides=True), WORDS)


def test_everything_lies_inside_the_margins(page):
    assert (page.width_mm, page.height_mm) == PAPER_MM
    left, right = MARGIN_MM - 0.01, MARGIN_MM + MEASURE_MM + 0.01
    for mark in page.texts():
        width = width_mm(mark.text, size_pt=mark.size_pt, is_bold=mark.is_bold)
        start = mark.x_mm - {"left": 0.0, "center": width / 2, "right": width}[mark.anchor]
        assert left <= start <= start + width <= right, mark.text
        assert MARGIN_MM < mark.baseline_mm < PAPER_MM[1] - MARGIN_MM


def test_the_page_is_set_in_the_font_of_its_figure(content):
    for font in FONTS:
        figure = figure_of(content, font=font)
        page = lay_out_report(figure, report_table([content], shows_sides=True), WORDS)
        assert {mark.font for mark in page.texts()} == {font}
        right = max(
            mark.x_mm + width_mm(mark.text, size_pt=mark.size_pt, is_bold=mark.is_bold, font=font)
            for mark in page.texts("caption")
            if mark.anchor == "left"
        )
        assert right <= MARGIN_MM + MEASURE_MM + 0.01


def test_parts_follow_each_other_and_do_not_overlap(page):
    lines = {mark.text: mark.baseline_mm for mark in page.texts()}
    [image] = page.images()
    order = ["Axial MRI at L4/5", "Study A12, reader R1", "A caption.", "Area", "Patient’s right", "Patient’s left"]
    order += ["Finding", "A finding.", "Flags", "Method", "A method.", "A work."]
    places = [lines[text] for text in order]
    assert places == sorted(places)
    assert lines["Study A12, reader R1"] < image.top_mm
    assert image.top_mm + image.height_mm < lines["A caption."] - 2.0


def test_the_figure_stands_in_the_middle_at_its_own_size(page, content):
    figure = figure_of(content)
    assert figure.width_mm == SINGLE_MM
    assert figure.height_mm <= FIGURE_HEIGHTS_MM[0]
    here, there = page.image, figure.image
    assert here.left_mm - there.left_mm == pytest.approx((PAPER_MM[0] - SINGLE_MM) / 2)
    assert (here.width_mm, here.height_mm) == (there.width_mm, there.height_mm)


def test_every_mark_moves_alike(content):
    kinds = set()
    for mark in figure_of(content).marks:
        there = moved(mark, (10.0, 20.0))
        back = moved(there, (-10.0, -20.0))
        kinds.add(type(mark))
        assert type(there) is type(mark)
        if isinstance(mark, PathMark):
            (x, y), (x_there, y_there) = mark.rings_mm[0][0], there.rings_mm[0][0]
            assert (x_there - x, y_there - y) == pytest.approx((10.0, 20.0))
            assert back.rings_mm[0][0] == pytest.approx((x, y))
        if mark.__class__ is not ScaleBarMark and mark.clip is not None:
            assert there.clip[:2] == pytest.approx((mark.clip[0] + 10.0, mark.clip[1] + 20.0))
            assert there.clip[2:] == mark.clip[2:]
    assert kinds == {ImageMark, PathMark, TextMark, ScaleBarMark}


def test_what_is_missing_leaves_no_head(content):
    bare = FigureContent(content.image, content.values)
    page = lay_out_report(
        figure_of(bare), report_table([bare], shows_sides=True), replace(WORDS, finding="", method="", codes="")
    )
    said = {mark.text for mark in page.texts()}
    assert said.isdisjoint({"Finding", "Flags", "Method", *HEADS[1:]})


def test_too_much_is_refused_in_one_sentence(content):
    with pytest.raises(UsageError, match="does not fit on one page"):
        lay_out_report(
            figure_of(content), report_table([content], shows_sides=True), replace(WORDS, method="A sentence. " * 900)
        )


def test_the_table_has_a_line_per_outline_and_each_flag_once(content):
    table = report_table([content, content], shows_sides=True)
    assert table.lines[0] == HEADS
    assert [line[0] for line in table.lines[1:]] == ["Patient's right", "Patient's left"]
    assert [line[3] for line in table.lines[1:]] == ["40.0 %", "12.0 %"]  # this method has no interval
    assert [flag.split(":")[0] for flag in table.flags] == ["With care"]
    hidden = report_table([content], shows_sides=False)
    assert [line[0] for line in hidden.lines[1:]] == ["Outline 1", "Outline 2"]
