"""What a tool wants painted comes on the canvas, whichever tool it is."""

import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from tests.memory import box, image
from viewer.core.document import Document
from viewer.core.outline import Outline, Side
from viewer.core.view import Framing, Viewport
from viewer.tools.gesture import Draft, Handle
from viewer.ui.canvas.outline_strokes import dashes_of
from viewer.ui.canvas.outlines import paint_draft, paint_outlines

SQUARE = ((20.0, 20.0), (60.0, 20.0), (60.0, 60.0), (20.0, 60.0))
VIEW = Viewport(
    width=400.0, height=400.0, columns=100, rows=100, aspect=1.0, framing=Framing(), turns=0, is_mirrored=False
)


@pytest.fixture
def page(qtbot):
    del qtbot
    picture = QImage(400, 400, QImage.Format.Format_RGB32)
    picture.fill(QColor("#404040"))
    return picture


def painted_at(page: QImage, at) -> bool:
    """Whether anything was painted within two points of an image point."""
    u, v = (round(value) for value in VIEW.point_to_screen(at))
    around = [(u + du, v + dv) for du in range(-2, 3) for dv in range(-2, 3)]
    return any(page.pixelColor(x, y).name() != "#404040" for x, y in around)


@pytest.mark.parametrize(
    ("draft", "at"),
    [
        (Draft(path=SQUARE), (40.0, 20.0)),
        (Draft(trail=SQUARE), (60.0, 40.0)),
        (Draft(ghosts=(SQUARE,)), (20.0, 40.0)),  # the closing edge
        (Draft(circle=((50.0, 50.0), 20.0)), (70.0, 50.0)),
        (Draft(circle=((50.0, 50.0), 20.0)), (50.0, 30.0)),
        (Draft(handles=(Handle((30.0, 30.0), "scale"),)), (30.0, 30.0)),
        (Draft(handles=(Handle((30.0, 30.0), "rotate"),)), (30.0, 30.0)),
    ],
)
def test_it_is_painted_where_it_is(page, draft, at):
    painter = QPainter(page)
    paint_draft(painter, draft, VIEW)
    painter.end()
    assert painted_at(page, at)
    assert not painted_at(page, (90.0, 90.0))


def test_a_trail_is_open(page):
    painter = QPainter(page)
    paint_draft(painter, Draft(trail=SQUARE), VIEW)
    painter.end()
    assert not painted_at(page, (20.0, 40.0))


def named(monkeypatch, page, outline) -> list[str]:
    said = []
    monkeypatch.setattr("viewer.ui.canvas.outlines.cased_text", lambda painter, text, *rest: said.append(text))
    painter = QPainter(page)
    paint_outlines(painter, Document(outlines=(outline,)), outline.slice_key, VIEW, Draft())
    painter.end()
    return said


def test_a_proposed_outline_is_asked_about_and_has_a_line_of_its_own(page, monkeypatch):
    key = image([[0]]).key
    accepted = Outline(key, (SQUARE,), Side.RIGHT)
    proposed = Outline(key, (SQUARE,), Side.RIGHT, is_proposed=True)
    assert named(monkeypatch, page, accepted) == ["R"]
    assert named(monkeypatch, page, proposed) == ["R ?"]
    patterns = {
        dashes_of(Outline(key, (SQUARE,), side, is_proposed=proposed)) for side in Side for proposed in (False, True)
    }
    assert len(patterns) == 6


def test_the_name_of_an_outline_that_leaves_the_canvas_stands_at_what_can_be_seen(page, monkeypatch):
    places = []
    monkeypatch.setattr("viewer.ui.canvas.outlines.cased_text", lambda painter, text, at, *rest: places.append(at))
    for outline in (box(20, -500, 40, 50), box(-400, 20, 40, 60), box(500, 500, 600, 600)):
        painter = QPainter(page)
        paint_outlines(painter, Document(outlines=(outline,)), outline.slice_key, VIEW, Draft())
        painter.end()
    assert len(places) == 2  # of the third nothing can be seen
    assert all(page.rect().contains(at.toPoint()) for at in places)


def test_outlines_of_one_side_have_their_numbers_on_the_image(page, monkeypatch):
    key = image([[0]]).key
    sides = (Side.RIGHT, Side.LEFT, Side.LEFT)
    outlines = tuple(Outline(key, (SQUARE,), side) for side in sides)
    said = []
    monkeypatch.setattr("viewer.ui.canvas.outlines.cased_text", lambda painter, text, *rest: said.append(text))
    painter = QPainter(page)
    paint_outlines(painter, Document(outlines=outlines), key, VIEW, Draft())
    painter.end()
    assert said == ["R", "L2", "L3"]
