"""Where the marks of a page are."""

import pytest

from tests.figure.painting.painted_page import grey_image
from viewer.figure.page import PathMark, ScaleBarMark, TextMark
from viewer.figure.painting.places import box_of
from viewer.figure.type.faces import face_of
from viewer.figure.type.metrics import width_mm

MM = 25.4 / 72


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
