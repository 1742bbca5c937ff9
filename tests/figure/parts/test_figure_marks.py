"""What the user puts on a figure stays on its anatomy, whatever the crop, turn or mirror, and inside its panel."""

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest

from tests.figure.figure_scene import AXIAL, COLUMNS, ROWS, a_content
from tests.figure.panel_scene import MIRRORED, measured, shapes
from viewer.core.figures.marks import PAGE, Arrow, Bracket, Ellipse, Note
from viewer.core.figures.panels import Panel
from viewer.core.figures.spec import FigureSpec
from viewer.core.geometry import PlaneGeometry, Spacing
from viewer.figure.layout import lay_out
from viewer.figure.page import BLACK, PathMark, TextMark
from viewer.figure.parts.placing import text_box

PANELS = [
    Panel(turns=turns, is_mirrored=mirrored, crop_mm=crop, shift_mm=shift)
    for turns, mirrored in itertools.product(range(4), (False, True))
    for crop, shift in ((None, (0.0, 0.0)), (0.0, (0.0, 0.0)), (60.0, (4.0, -3.0)))
]


def texts(page, item):
    return [mark for mark in page.marks if isinstance(mark, TextMark) and mark.item == item]


@pytest.mark.parametrize("panel", PANELS, ids=lambda p: f"{p.turns}-{p.is_mirrored}-{p.crop_mm}")
@pytest.mark.parametrize("spacing", [Spacing(0.7, 0.7), Spacing(0.9, 0.6)], ids=["square", "long"])
def test_a_tip_lies_on_its_pixel(panel, spacing):
    column, row = 76, 84
    values = np.zeros((ROWS, COLUMNS))
    values[row, column] = 255.0
    tip = (column * spacing.column_mm, row * spacing.row_mm)
    spec = FigureSpec(panels=(panel,), marks=(Arrow(0, tip, (tip[0] - 8.0, tip[1] + 5.0)),))
    page = lay_out(spec, a_content(replace(AXIAL, spacing=spacing), values=values))
    (arrow,) = shapes(page, "mark:0")
    image, frame = page.image, page.frames[0]
    ((down, across),) = np.argwhere(image.grey)
    x = image.left_mm + (across + 0.5) * image.width_mm / image.grey.shape[1]
    y = image.top_mm + (down + 0.5) * image.height_mm / image.grey.shape[0]
    assert any(math.dist((x, y), corner) < 1e-6 for corner in arrow.rings_mm[0])
    assert frame.to_slice((x, y)) == pytest.approx(tip) and frame.to_page(tip) == pytest.approx((x, y))
    assert arrow.is_closed and arrow.fill and arrow.clip == frame.box and arrow.casing_pt > 0.0


def test_marks_of_a_slice_without_spacing_count_in_pixels():
    values = np.zeros((ROWS, COLUMNS))
    values[84, 76] = 255.0
    spec = FigureSpec(marks=(Arrow(0, (76.0, 84.0), (60.0, 60.0)),))
    page = lay_out(spec, a_content(PlaneGeometry(AXIAL.orientation), values=values))
    ((down, across),) = np.argwhere(page.image.grey)
    pixel = page.image.width_mm / page.image.grey.shape[1]
    assert page.frames[0].to_page((76.0, 84.0)) == pytest.approx(((across + 0.5) * pixel, (down + 0.5) * pixel))


def test_an_ellipse_is_that_of_the_slice():
    mark = Ellipse(0, (50.0, 60.0), (8.0, 4.0), angle_deg=30.0, is_dashed=True)
    for panel in (Panel(), Panel(turns=1), Panel(is_mirrored=True)):
        page = lay_out(FigureSpec(panels=(panel,), marks=(mark,)), a_content())
        (path,) = shapes(page, "mark:0")
        assert path.dashes_pt and path.is_closed and path.fill is None
        turn = math.radians(30.0)
        for at in path.rings_mm[0]:
            x, y = (a - b for a, b in zip(page.frames[0].to_slice(at), (50.0, 60.0), strict=True))
            along, across = x * math.cos(turn) + y * math.sin(turn), y * math.cos(turn) - x * math.sin(turn)
            assert (along / 8.0) ** 2 + (across / 4.0) ** 2 == pytest.approx(1.0)


@pytest.mark.parametrize("panel", [Panel(), Panel(turns=2), Panel(is_mirrored=True)], ids=str)
def test_a_brackets_ends_point_to_the_same_anatomy(panel):
    mark = Bracket(0, (40.0, 62.0), (60.0, 62.0), "20 mm")  # along a row: to the left of the way is up
    page = lay_out(FigureSpec(panels=(panel,), marks=(mark,)), a_content())
    (path,) = shapes(page, "mark:0")
    first, start, end, last = (page.frames[0].to_slice(at) for at in path.rings_mm[0])
    assert start == pytest.approx((40.0, 62.0)) and end == pytest.approx((60.0, 62.0))
    assert first[1] < 62.0 and last[1] < 62.0 and first[0] == pytest.approx(40.0)
    (label,) = texts(page, "mark:0")
    at = page.frames[0].to_slice((label.x_mm, label.baseline_mm))
    assert at[1] > 62.0 and at[0] == pytest.approx(50.0)


def test_labels_stand_behind_the_tail_and_inside_the_panel():
    away = {(20.0, 0.0): "left", (-20.0, 0.0): "right", (0.0, 20.0): "center", (0.0, -20.0): "center"}
    for (dx, dy), anchor in away.items():
        spec = FigureSpec(marks=(Arrow(0, (55.0, 60.0), (55.0 + dx, 60.0 + dy), "fat {left.fat_fraction}"),))
        page = lay_out(spec, measured())
        (label,) = texts(page, "mark:0")
        assert label.text == "fat 12.0 %" and label.anchor == anchor and label.clip == page.frames[0].box
    corner = page.frames[0].to_slice((0.5, 0.5))
    (label,) = texts(lay_out(FigureSpec(marks=(Arrow(0, (55.0, 60.0), corner, "cut off"),)), measured()), "mark:0")
    left, top, right, bottom = text_box(label)
    assert left >= 0.0 and top >= 0.0 and right <= 84.0 and bottom <= page.height_mm


def test_notes_are_lines_about_their_middle():
    mark = Note(0, (55.0, 60.0), "facet\n{right.fat_fraction}", size_pt=10.0, is_bold=True, angle_deg=90.0)
    page = lay_out(FigureSpec(marks=(mark,)), measured())
    first, second = texts(page, "mark:0")
    assert (first.text, second.text, first.size_pt, first.is_bold) == ("facet", "40.0 %", 10.0, True)
    # turned to the left by 90°, the lines run up the page and the second one is to the right of the first
    assert second.x_mm - first.x_mm == pytest.approx(10.0 * 1.25 * 25.4 / 72.0)
    assert second.baseline_mm == pytest.approx(first.baseline_mm)
    middle = page.frames[0].to_page((55.0, 60.0))
    assert first.baseline_mm == pytest.approx(middle[1])


def test_marks_on_the_page_and_on_their_own_panel():
    marks = (Note(PAGE, (10.0, 3.0), "on the page"), Arrow(1, (85.0, 60.0), (95.0, 70.0), colour="#ffd000"))
    page = lay_out(replace(MIRRORED, marks=marks), measured())
    (note,) = texts(page, "mark:0")
    assert (note.x_mm, note.colour, note.casing_pt, note.panel, note.clip) == (10.0, BLACK, 0.0, PAGE, None)
    (arrow,) = shapes(page, "mark:1")
    assert arrow.panel == 1 and arrow.fill == "#ffd000" and arrow.clip == page.frames[1].box
    assert [mark.item for mark in page.marks if isinstance(mark, PathMark)].count("mark:1") == 1


def test_what_the_layout_places_keeps_clear_of_marks():
    corner = lay_out(FigureSpec(), measured())
    bar = next(mark for mark in corner.marks if mark.item == "scale-bar")
    frame = corner.frames[0]
    at = frame.to_slice((bar.x_mm + bar.length_mm / 2, bar.y_mm - 1.0))
    moved = lay_out(FigureSpec(marks=(Note(0, at, "here"),)), measured())
    other = next(mark for mark in moved.marks if mark.item == "scale-bar")
    assert abs(other.x_mm - bar.x_mm) > 10.0 or abs(other.y_mm - bar.y_mm) > 5.0


def test_nothing_the_user_puts_there_covers_letters_of_sides_and_badges():
    marks = (Note(0, (20.0, 20.0), "black", colour="#000000"), Ellipse(0, (10.0, 10.0), (20.0, 20.0), width_pt=20.0))
    marks += (Note(PAGE, (4.0, 4.0), "L", size_pt=40.0),)
    page = lay_out(FigureSpec(panels=(Panel(is_mirrored=True),), marks=marks), a_content())
    items = [mark.item for mark in page.marks]
    last = max(number for number, item in enumerate(items) if item.startswith("mark:"))
    assert min(items.index("sides"), items.index("badge")) > last
