"""References on the image: faint, named, under the outlines, and gone with their switch."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF

from tests.ui.canvas.test_canvas import shown  # noqa: F401 - a fixture
from viewer.app.viewing import toggle
from viewer.core.document import Document
from viewer.core.outline import Outline, Side, Structure
from viewer.measure.anchored.scale import Reference
from viewer.ui import theme
from viewer.ui.canvas import outlines, references

SQUARE = ((30.0, 30.0), (70.0, 30.0), (70.0, 60.0), (30.0, 60.0))
FAT = Reference(Structure.REFERENCE_FAT, "subcutaneous fat", True, (SQUARE,), 1200.0)
MUSCLE = Reference(Structure.REFERENCE_MUSCLE, "psoas", True, (tuple((x, y + 40.0) for x, y in SQUARE),), 1200.0)


def has_colour(canvas, colour):
    """Whether any pixel is near a colour."""
    picture, wanted = canvas.grab().toImage(), QColor(colour)
    parts = (QColor.red, QColor.green, QColor.blue)
    for y in range(picture.height()):
        for x in range(picture.width()):
            found = picture.pixelColor(x, y)
            if all(abs(part(found) - part(wanted)) < 12 for part in parts):
                return True
    return False


@pytest.mark.parametrize(("reference", "other"), [(FAT, MUSCLE), (MUSCLE, FAT)])
def test_a_reference_has_the_colour_of_its_level(shown, reference, other):  # noqa: F811
    _, canvas = shown
    canvas.show_references((reference,))
    assert has_colour(canvas, theme.REFERENCE_COLOURS[reference.structure])
    assert not has_colour(canvas, theme.REFERENCE_COLOURS[other.structure])


def test_the_switch_and_the_key_for_overlays_take_it_away(shown):  # noqa: F811
    session, canvas = shown
    canvas.show_references(())
    without = canvas.grab().toImage()
    canvas.show_references((FAT,))
    assert canvas.grab().toImage() != without
    for switch in ("hides_references", "hides_overlays"):
        toggle(session, switch)
        assert canvas.grab().toImage() == without
        toggle(session, switch)


def test_one_that_the_user_outlined_is_painted_as_an_outline_only(shown):  # noqa: F811
    session, canvas = shown
    without = canvas.grab().toImage()
    canvas.show_references((replace(FAT, is_automatic=False),))
    assert canvas.grab().toImage() == without
    key = session.now.image.key
    session.edit("draw", Document((Outline(key, (SQUARE,), structure=Structure.REFERENCE_FAT),)))
    assert has_colour(canvas, theme.REFERENCE_COLOURS[Structure.REFERENCE_FAT])


@pytest.fixture
def named(shown, monkeypatch):  # noqa: F811
    """Names as they are painted: text, and the box they take on the canvas."""
    _, canvas = shown
    found = []
    metrics = QFontMetricsF(canvas.font())

    def note(painter, text, at, colour):
        box = QRectF(at.x(), at.y() - metrics.ascent(), metrics.horizontalAdvance(text), metrics.height())
        found.append((text, box))

    monkeypatch.setattr(references, "cased_text", note)
    return found


def test_no_name_stands_on_an_outline_or_on_another_name(shown, named):  # noqa: F811
    session, canvas = shown
    key, viewport = session.now.image.key, session.now.viewport
    over = Outline(key, (tuple((x, 0.5 * y + 18.0) for x, y in SQUARE),), side=Side.RIGHT)
    near = replace(FAT, tissue="psoas", structure=Structure.REFERENCE_MUSCLE)
    canvas.show_references((FAT, near))
    canvas.grab()
    at_rest = dict(named)
    named.clear()
    session.edit("draw", Document((over,)))
    canvas.grab()
    first, second = (box for _, box in named)
    left, top, right, bottom = over.bounds_px
    on_canvas = QRectF(*(QPointF(*viewport.point_to_screen(p)) for p in ((left, top), (right, bottom))))
    assert any(box.intersects(on_canvas) for box in at_rest.values()), "without the outline one stands there"
    assert not first.intersects(on_canvas) and not second.intersects(on_canvas)
    assert not first.intersects(second)
    assert all(QRectF(canvas.rect()).contains(box) for box in (first, second))


def test_names_stay_where_they_are_while_an_outline_is_dragged(shown, named, monkeypatch):  # noqa: F811
    session, canvas = shown
    outline = Outline(session.now.image.key, (SQUARE,), side=Side.RIGHT)
    session.edit("draw", Document((outline,)))
    canvas.show_references((FAT, MUSCLE))
    canvas.grab()
    before = list(named)
    named.clear()
    dragged = Document((replace(outline, rings=(tuple((x, y + 40.0) for x, y in SQUARE),)),))
    monkeypatch.setattr(canvas, "_draft", replace(canvas.draft, preview=dragged))
    canvas.grab()
    assert named == before


def test_an_outlined_reference_is_named_on_its_largest_region(shown, monkeypatch):  # noqa: F811
    """Not in the middle of all of them, where it is on something else."""
    session, canvas = shown
    painted = []
    monkeypatch.setattr(outlines, "cased_text", lambda painter, text, at, colour: painted.append((text, at)))
    large, small = (((x, 30.0), (x + w, 30.0), (x + w, 60.0), (x, 60.0)) for x, w in ((10.0, 50.0), (80.0, 10.0)))
    both = Outline(session.now.image.key, (small, large), structure=Structure.REFERENCE_MUSCLE)
    session.edit("draw", Document((both,)))
    canvas.grab()
    [(text, at)] = painted
    assert text == "reference muscle"
    bold = QFont(canvas.font())
    bold.setBold(True)
    middle = at + QPointF(QFontMetricsF(bold).horizontalAdvance(text) / 2.0, 0.0)
    x, _ = session.now.viewport.point_to_image((middle.x(), middle.y()))
    assert x == pytest.approx(35.0, abs=1.0)
