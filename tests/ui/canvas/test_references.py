"""References on the image: faint, named, under the outlines, and gone with their switch."""

from dataclasses import replace

import pytest
from PySide6.QtGui import QColor

from tests.ui.canvas.test_canvas import shown  # noqa: F401 - a fixture
from viewer.app.viewing import toggle
from viewer.core.document import Document
from viewer.core.outline import Outline, Structure
from viewer.measure.anchored.scale import Reference
from viewer.ui import theme

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
