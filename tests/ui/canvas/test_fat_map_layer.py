"""The fat map on the image: its colours, cut along the outlines, with its bar, and gone with the numbers."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRectF
from PySide6.QtGui import QFont, QFontMetricsF

from tests.memory import box
from tests.ui.canvas.test_canvas import shown  # noqa: F401 - a fixture
from viewer.app.viewing import toggle
from viewer.core.colour_map import TABLE
from viewer.core.document import Document
from viewer.core.outline import Side
from viewer.core.view import Framing, Viewport
from viewer.measure.fat_map import FatMap, MappedOutline
from viewer.measure.measurement import MethodUsed
from viewer.ui.canvas.fat_map import bar_box

HERE = "1.2.1"
RIGHT = box(20, 40, 40, 60, side=Side.RIGHT, uid=HERE)
LEFT = box(70, 40, 90, 60, side=Side.LEFT, uid=HERE)


def made(values=None, *, method="anchored", outlines=(RIGHT, LEFT)):
    """Map of rows 30 to 69 and columns 10 to 99; a quarter fat left of column 30, all fat from there on."""
    if values is None:
        values = np.full((40, 90), 0.25)
        values[:, 20:] = 1.0
    mapped = tuple(MappedOutline(outline, 0.5, 0.5) for outline in outlines)
    return FatMap(RIGHT.slice_key, (100, 120), MethodUsed(method, "1"), 30, 10, values, np.ones((40, 90)), mapped)


@pytest.fixture
def mapping(shown):  # noqa: F811
    """Session and canvas with both outlines and the map switched on, wholly opaque."""
    session, canvas = shown
    session.edit("draw", Document((RIGHT, LEFT)))
    session.change(view=replace(session.now.view, shows_fat_map=True, fat_map_opacity=1.0))
    return session, canvas


def colour(session, canvas, at):
    x, y = session.now.viewport.point_to_screen(at)
    return canvas.grab().toImage().pixelColor(QPoint(round(x), round(y))).getRgb()[:3]


def near(found, wanted, tolerance=2):
    return max(abs(int(a) - int(b)) for a, b in zip(found, wanted, strict=True)) <= tolerance


def test_inside_lie_the_colours_of_the_fractions_and_outside_the_image(mapping):
    session, canvas = mapping
    beside = colour(session, canvas, (50, 50))
    canvas.show_fat_map(made(), (0, 1))
    assert near(colour(session, canvas, (25, 50)), TABLE[64])
    assert near(colour(session, canvas, (35, 50)), TABLE[255])
    assert colour(session, canvas, (50, 50)) == beside, "the map goes on there, and is cut along the outlines"


def test_half_opaque_colours_let_half_of_the_image_through(mapping):
    session, canvas = mapping
    grey = colour(session, canvas, (35, 50))
    canvas.show_fat_map(made(), (0, 1))
    session.change(view=replace(session.now.view, fat_map_opacity=0.5))
    assert near(colour(session, canvas, (35, 50)), (np.array(grey) + TABLE[255]) / 2.0)


def test_an_outline_without_a_number_is_not_coloured(mapping):
    session, canvas = mapping
    plain = colour(session, canvas, (80, 50))
    canvas.show_fat_map(made(outlines=(RIGHT,)), (0,))
    assert colour(session, canvas, (80, 50)) == plain
    assert near(colour(session, canvas, (25, 50)), TABLE[64])


@pytest.mark.parametrize("switch", ["hides_numbers", "hides_overlays", "shows_fat_map"])
def test_it_goes_with_the_numbers_with_overlays_and_with_its_switch(mapping, switch):
    session, canvas = mapping
    toggle(session, switch)
    without = canvas.grab().toImage()
    canvas.show_fat_map(made(), (0, 1))
    assert canvas.grab().toImage() == without
    toggle(session, switch)
    assert canvas.grab().toImage() != without


def test_no_other_slice_is_coloured(mapping):
    session, canvas = mapping
    session.edit("draw there too", Document((RIGHT, LEFT, box(20, 40, 40, 60, uid="1.2.2"))))
    canvas.show_fat_map(made(), (0, 1, 2))
    session.change(view=replace(session.now.view, slice_number=3))
    with_map = canvas.grab().toImage()
    toggle(session, "shows_fat_map")
    assert canvas.grab().toImage() == with_map


def test_a_border_that_is_dragged_uncovers_what_is_known(mapping):
    session, canvas = mapping
    canvas.show_fat_map(made(), (0, 1))
    session.edit("widen", Document((box(14, 40, 46, 60, side=Side.RIGHT, uid=HERE), LEFT)))
    assert near(colour(session, canvas, (16, 50)), TABLE[64])
    assert near(colour(session, canvas, (44, 50)), TABLE[255])


def test_between_two_fractions_lie_colours_of_the_table(mapping):
    session, canvas = mapping
    canvas.show_fat_map(made(), (0, 1))
    (x, y), (end, _) = (session.now.viewport.point_to_screen((at, 50)) for at in (28.5, 30.5))
    picture = canvas.grab().toImage()
    across = [picture.pixelColor(QPoint(i, round(y))).getRgb()[:3] for i in range(round(x), round(end))]
    assert len(set(across)) > 4, "interpolated"
    assert all(min(np.abs(TABLE.astype(int) - found).max(axis=1)) <= 1 for found in across)


def test_none_and_all_have_nothing_between_them(mapping):
    session, canvas = mapping
    values = np.zeros((40, 90))
    values[:, 20:] = 1.0
    canvas.show_fat_map(made(values, method="otsu-shared"), (0, 1))
    picture = canvas.grab().toImage()
    (x, y), (end, _) = (session.now.viewport.point_to_screen((at, 50)) for at in (28.5, 30.5))
    across = {picture.pixelColor(QPoint(i, round(y))).getRgb()[:3] for i in range(round(x), round(end))}
    assert across == {tuple(TABLE[0].tolist()), tuple(TABLE[255].tolist())}


def test_a_view_that_is_turned_and_mirrored_turns_the_map(mapping):
    session, canvas = mapping
    canvas.show_fat_map(made(), (0, 1))
    session.change(view=replace(session.now.view, turns=1, is_mirrored=True))
    assert near(colour(session, canvas, (25, 50)), TABLE[64])
    assert near(colour(session, canvas, (35, 50)), TABLE[255])


@pytest.mark.parametrize("size", [(600.0, 500.0), (1600.0, 1200.0), (320.0, 300.0)])
def test_the_bar_stands_between_the_letter_and_the_scale_bar(qapp, size):
    font = QFont()
    line = QFontMetricsF(font).height()
    viewport = Viewport(width=size[0], height=size[1], columns=120, rows=100)
    found, is_left = bar_box(viewport, font)
    wide = QFontMetricsF(font).horizontalAdvance("fat fraction")
    whole = QRectF(found.right() - wide, found.top() - 1.6 * line, wide, found.height() + 1.6 * line)
    assert not is_left
    assert 2.0 * line <= found.height() + 1.0 and found.height() <= 8.0 * line + 1.0
    assert whole.bottom() < size[1] - 2.5 * line, "the scale bar with its length"
    assert whole.top() > 0.5 * size[1] + 0.5 * line, "the patient letter"


@pytest.mark.parametrize(
    ("left", "right", "is_at_left"), [(100, 300, False), (300, 580, True), (20, 580, False), (20, 300, False)]
)
def test_the_bar_covers_no_coloured_outline_where_there_is_room_beside(qapp, left, right, is_at_left):
    viewport = Viewport(width=600.0, height=500.0, columns=120, rows=100)
    muscle = QRectF(left, 300.0, right - left, 100.0)
    found, is_left = bar_box(viewport, QFont(), [muscle])
    assert is_left is is_at_left
    assert found.intersects(muscle) == (left == 20 and right == 580)


def test_the_bar_has_the_colours_of_both_ends(mapping):
    session, canvas = mapping
    canvas.show_fat_map(made(), (0, 1))
    viewport = session.now.viewport
    found, _ = bar_box(viewport, canvas.font())
    picture = canvas.grab().toImage()
    middle = round(found.center().x())
    assert near(picture.pixelColor(middle, round(found.top()) + 1).getRgb()[:3], TABLE[255], 8)
    assert near(picture.pixelColor(middle, round(found.bottom()) - 2).getRgb()[:3], TABLE[0], 8)


def test_a_picture_is_made_once_and_kept_while_only_the_opacity_changes(mapping):
    session, canvas = mapping
    canvas.show_fat_map(made(), (0, 1))
    canvas.grab()
    kept = canvas._fat_map._kept[1].pixels.cacheKey()
    session.change(view=replace(session.now.view, fat_map_opacity=0.4))
    canvas.grab()
    assert canvas._fat_map._kept[1].pixels.cacheKey() == kept


def test_a_picture_is_kept_while_the_image_is_moved_and_moves_with_it(mapping):
    session, canvas = mapping
    canvas.show_fat_map(made(), (0, 1))
    canvas.grab()
    kept = canvas._fat_map._kept[1].pixels.cacheKey()
    viewport = session.now.viewport
    for x, y in ((58.3, 49.1), (47.7, 52.6)):
        session.reframe(Framing(viewport.zoom, (x, y)))
        assert near(colour(session, canvas, (25, 50)), TABLE[64])
        assert near(colour(session, canvas, (35, 50)), TABLE[255])
        assert not near(colour(session, canvas, (45, 50)), TABLE[255], 40)
    assert canvas._fat_map._kept[1].pixels.cacheKey() == kept


def test_what_comes_from_far_beyond_the_canvas_is_coloured_too(mapping):
    session, canvas = mapping
    canvas.show_fat_map(made(), (0, 1))
    session.reframe(Framing(40.0, (0.0, 0.0)))  # both outlines are off the canvas
    canvas.grab()
    assert canvas._fat_map._kept[1].pixels is None
    for x in (25.0, 35.0, 80.0):
        session.reframe(Framing(40.0, (x, 50.0)))
        assert near(colour(session, canvas, (x, 50)), TABLE[64 if x == 25.0 else 255])
