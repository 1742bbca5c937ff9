"""Where the things of a page are."""

import pytest

from tests.figure.painting.painted_page import a_page, grey_image, two_panels
from viewer.figure.page import PathMark, ScaleBarMark, TextMark
from viewer.figure.painting.places import box_of, item_boxes
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
