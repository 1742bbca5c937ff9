"""Where the things of a page are, and what a click hits."""

import pytest

from tests.figure.painting.painted_page import a_page, ellipse, grey_image, two_panels
from viewer.figure.page import PathMark, ScaleBarMark, TextMark
from viewer.figure.painting.places import box_of, item_at, item_boxes
from viewer.figure.type.faces import face_of
from viewer.figure.type.metrics import width_mm

MM = 25.4 / 72


def test_every_mark_with_an_item_has_a_box():
    page = two_panels()
    boxes = item_boxes(page)
    assert len(boxes) == len(page.marks)
    assert [box.mark for box in boxes] == list(range(len(page.marks)))
    assert {box.item for box in boxes} >= {"image", "outline", "sides", "scale-bar", "mark:0", "badge", "inset"}
    sides = [box for box in boxes if box.item == "sides" and box.panel == 1]
    assert len(sides) == 2 and sides[0].box_mm[0] < 50 < 75 < sides[1].box_mm[0]
    for box in boxes:
        left, top, width, height = box.box_mm
        assert left >= -0.01 and top >= -0.01 and left + width <= 84.01 and top + height <= 40


def test_boxes_of_each_kind():
    assert box_of(grey_image(box=(1.0, 2.0, 3.0, 4.0))) == (1.0, 2.0, 3.0, 4.0)
    assert box_of(ScaleBarMark(5.0, 6.0, 8.0, 20.0, 2.0, 0.5)) == pytest.approx((5.0, 6.0 - MM, 8.0, 2 * MM))
    assert box_of(PathMark((((1, 2), (4, 3)), ((0, 9),)), False, 1.0, 0.5)) == (0, 2, 4, 7)
    assert box_of(PathMark((), False, 1.0, 0.5)) is None and box_of(TextMark(" ", 1, 2, 8, "note")) is None
    wide, em = width_mm("Wide", size_pt=10.0), 10.0 * MM
    text = TextMark("Wide", 20.0, 15.0, 10.0, "note", "right")
    assert box_of(text) == pytest.approx(
        (20.0 - wide, 15.0 - face_of().ascent * em, wide, (face_of().ascent + face_of().descent) * em)
    )
    turned = TextMark("Wide", 20.0, 15.0, 10.0, "note", angle_deg=90.0)
    assert box_of(turned) == pytest.approx(
        (20.0 - face_of().ascent * em, 15.0 - wide, (face_of().ascent + face_of().descent) * em, wide)
    )


def test_what_a_clip_cuts_off_is_not_there():
    clip = (0.0, 0.0, 10.0, 10.0)
    line = PathMark((((5.0, 5.0), (30.0, 5.0)),), False, 1.0, 0.5, clip=clip, item="mark:0", panel=0)
    outside = PathMark((((20.0, 20.0), (30.0, 20.0)),), False, 1.0, 0.5, clip=clip, item="mark:1", panel=0)
    (box,) = item_boxes(a_page(line, outside))
    assert box.box_mm == (5.0, 5.0, 5.0, 0.0) and box.item == "mark:0"


def test_a_click_hits_lines_letters_and_insides():
    ring = PathMark((ellipse(20.0, 15.0, 8.0, 6.0),), True, 1.0, 0.5, item="outline", panel=0)
    arrow = PathMark((((30.0, 20.0), (36.0, 20.0), (36.0, 26.0)),), True, 0.0, 0.5, fill="#ffffff", item="mark:0")
    letter = TextMark("R", 2.0, 15.0, 12.0, "side-letter", item="sides", panel=0)
    page = a_page(grey_image(item="image", panel=0), ring, arrow, letter)

    def hit(x, y, reach=0.5):
        found = item_at(page, (x, y), reach_mm=reach)
        return found and found.item

    assert hit(20.0, 15.0) == "image", "an outline is hit on its line, not inside"
    assert hit(28.3, 15.0) == "outline" and hit(27.6, 15.0) == "outline" and hit(29.2, 15.0) == "image"
    assert hit(34.0, 21.0) == "mark:0" and hit(31.0, 25.0) == "image" and hit(36.4, 23.0) == "mark:0"
    assert hit(3.0, 14.0) == "sides" and hit(1.7, 14.0) == "sides"
    assert hit(60.0, 14.0) is None
    assert item_at(a_page(ring), (20.0, 15.0), reach_mm=0.5) is None


def test_the_nearest_counts_and_of_those_as_near_the_topmost():
    lines = [
        PathMark((((0.0, y), (30.0, y)),), False, 0.0, 0.5, item=f"mark:{k}") for k, y in enumerate((10.0, 11.0, 11.0))
    ]
    page = a_page(*lines)
    assert item_at(page, (5.0, 10.2), reach_mm=2.0).item == "mark:0"
    assert item_at(page, (5.0, 10.9), reach_mm=2.0).item == "mark:2"
