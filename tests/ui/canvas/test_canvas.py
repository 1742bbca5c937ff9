"""The canvas: what is painted where, and events as gestures, with places given in image pixels."""

import os

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QWheelEvent
from PySide6.QtWidgets import QApplication

from tests.memory import image, series
from viewer.app.actions.files_and_edits import NOTHING_SELECTED
from viewer.app.display.pixels import load_slice
from viewer.app.session import Session
from viewer.core.document import Document
from viewer.core.grey import Window
from viewer.core.history import Place
from viewer.core.outline import Outline, Side
from viewer.core.series import Study
from viewer.ui import theme
from viewer.ui.canvas.annotations import bar_length_mm
from viewer.ui.canvas.canvas import ImageCanvas
from viewer.ui.canvas.outlines import paint_label

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

RIGHT = [(20, 40), (40, 40), (40, 60), (20, 60)]


def body() -> np.ndarray:
    values = np.full((100, 120), 100, np.int16)
    values[10:90, 10:110] = 300
    values[50, 60] = 1000
    return values


@pytest.fixture
def shown(qtbot):
    """Session and canvas of 600 × 500 points with one series of three slices."""
    session = Session(load_slice)
    canvas = ImageCanvas(session)
    qtbot.addWidget(canvas)
    canvas.resize(600, 500)
    canvas.show()
    session.subscribe(lambda _, now: canvas.refresh(now))
    slices = [image(body(), uid=f"1.2.{z}", position=(0.0, 0.0, 4.0 * z)) for z in range(3)]
    session.open(Study(series=(series(*slices),)), Place(1, 2))
    session.change(view=session.now.view.with_window("1.2", Window(500.0, 1000.0)))
    return session, canvas


def place(session: Session, at) -> QPoint:
    x, y = session.now.viewport.point_to_screen(at)
    return QPoint(round(x), round(y))


def colour_at(session: Session, canvas: ImageCanvas, at) -> str:
    return canvas.grab().toImage().pixelColor(place(session, at)).name()


def test_a_pixel_is_painted_where_the_viewport_says_in_its_grey(shown):
    session, canvas = shown
    session.change(view=session.now.view.__class__(**_fields(session.now.view, is_smooth=False)))
    assert colour_at(session, canvas, (60, 50)) == "#ffffff"
    assert colour_at(session, canvas, (70, 50)) == "#4c4c4c"  # 300 of 1000
    assert colour_at(session, canvas, (5, 50)) == "#1a1a1a"  # 100 of 1000


def _fields(view, **changes):
    return {name: getattr(view, name) for name in view.__slots__} | changes


@pytest.mark.parametrize(("turns", "is_mirrored"), [(0, True), (1, False), (3, True)])
def test_turning_the_view_turns_the_picture(shown, turns, is_mirrored):
    session, canvas = shown
    changes = {"turns": turns, "is_mirrored": is_mirrored, "is_smooth": False}
    session.change(view=session.now.view.__class__(**_fields(session.now.view, **changes)))
    assert colour_at(session, canvas, (60, 50)) == "#ffffff"
    assert colour_at(session, canvas, (62, 50)) == "#4c4c4c"


def test_outlines_have_the_colour_of_their_side_and_can_be_hidden(shown):
    session, canvas = shown
    outline = Outline.from_points(RIGHT, slice_key=session.now.image.key, side=Side.RIGHT)
    session.edit("draw", Document((outline,)))
    painted = canvas.grab().toImage()
    assert theme.SIDE_COLOURS[Side.RIGHT] in _colours_along(session, painted)
    session.change(view=session.now.view.__class__(**_fields(session.now.view, hides_overlays=True)))
    assert theme.SIDE_COLOURS[Side.RIGHT] not in _colours_along(session, canvas.grab().toImage())


def _colours_along(session: Session, painted) -> set[str]:
    """Colours on the outline's upper edge."""
    points = [place(session, (x, 40)) for x in np.linspace(20, 40, 80)]
    return {painted.pixelColor(point.x(), point.y() + dy).name() for point in points for dy in (-1, 0, 1)}


def test_s_hides_outlines_only_while_it_is_held(shown, qtbot):
    session, canvas = shown
    outline = Outline.from_points(RIGHT, slice_key=session.now.image.key, side=Side.RIGHT)
    session.edit("draw", Document((outline,)))
    canvas.setFocus()
    qtbot.keyPress(canvas, Qt.Key.Key_S)
    assert theme.SIDE_COLOURS[Side.RIGHT] not in _colours_along(session, canvas.grab().toImage())
    qtbot.keyRelease(canvas, Qt.Key.Key_S)
    assert theme.SIDE_COLOURS[Side.RIGHT] in _colours_along(session, canvas.grab().toImage())


def test_clicks_draw_an_outline_in_image_pixels(shown, qtbot):
    session, canvas = shown
    session.use_tool("outline")
    for point in RIGHT:
        qtbot.mouseMove(canvas, place(session, point))
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=place(session, point))
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    [outline] = session.now.document.outlines
    half = 0.5 / session.now.viewport.zoom  # the pointer stands on whole screen points
    np.testing.assert_allclose(outline.rings[0], RIGHT, atol=half + 1e-6)
    assert outline.side is Side.RIGHT


def test_the_wheel_changes_slices_and_with_ctrl_zooms_at_the_pointer(shown):
    session, canvas = shown
    at = (30.0, 30.0)
    _turn(canvas, place(session, at), notches=-1)
    assert session.now.view.slice_number == 3
    before = session.now.viewport.point_to_image(tuple(place(session, at).toTuple()))
    where = place(session, at)
    _turn(canvas, where, notches=1, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert session.now.view.slice_number == 3
    assert session.now.viewport.point_to_image(where.toTuple()) == pytest.approx(before, abs=1e-6)
    assert session.now.viewport.zoom > session.now.viewport.fit_zoom


def _turn(canvas, where: QPoint, *, notches: int, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
    event = QWheelEvent(
        QPointF(where),
        QPointF(canvas.mapToGlobal(where)),
        QPoint(0, 0),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)


def test_a_right_click_asks_for_the_menu_and_a_right_drag_does_not(shown, qtbot):
    _, canvas = shown
    with qtbot.waitSignal(canvas.menu_requested, timeout=1000):
        qtbot.mouseClick(canvas, Qt.MouseButton.RightButton, pos=QPoint(300, 250))
    with qtbot.assertNotEmitted(canvas.menu_requested):
        qtbot.mousePress(canvas, Qt.MouseButton.RightButton, pos=QPoint(300, 250))
        qtbot.mouseMove(canvas, QPoint(340, 250))
        qtbot.mouseRelease(canvas, Qt.MouseButton.RightButton, pos=QPoint(340, 250))


def test_space_drag_pans(shown, qtbot):
    session, canvas = shown
    canvas.setFocus()
    point = session.now.viewport.point_to_image((300.0, 250.0))
    qtbot.keyPress(canvas, Qt.Key.Key_Space)
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(300, 250))
    qtbot.mouseMove(canvas, QPoint(330, 240))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(330, 240))
    qtbot.keyRelease(canvas, Qt.Key.Key_Space)
    assert session.now.viewport.point_to_screen(point) == pytest.approx((330.0, 240.0), abs=1.0)


def test_letters_are_painted_at_the_edges_and_none_without_orientation(shown):
    session, canvas = shown
    with_letters = canvas.grab().toImage()
    session.change(view=session.now.view.__class__(**_fields(session.now.view, hides_annotations=True)))
    assert canvas.grab().toImage() != with_letters
    plain = image(body(), uid="9", orientation=None, spacing=None, position=None)
    session.open(Study(series=(series(plain, uid="9"),)), Place(1, 1))
    left_edge = canvas.grab().toImage().copy(0, 200, 30, 100)
    blank = {left_edge.pixelColor(x, y).name() for x in range(30) for y in range(100)}
    assert blank == {"#000000"}


@pytest.mark.parametrize(("points_per_mm", "length"), [(4.0, 50), (40.0, 5), (0.4, 200), (400.0, None)])
def test_the_scale_bar_has_a_round_length_that_fits(points_per_mm, length):
    found = bar_length_mm(points_per_mm, 1000.0)
    assert found == length
    assert found is None or found * points_per_mm <= 220.0


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
def test_a_key_that_deletes_tells_where_nothing_is_selected(shown, qtbot, key):
    session, canvas = shown
    outline = Outline.from_points(RIGHT, slice_key=session.now.image.key, side=Side.RIGHT)
    session.edit("draw", Document((outline,)))
    qtbot.keyClick(canvas, key)
    assert session.now.notice.sentence == NOTHING_SELECTED
    assert len(session.now.document.outlines) == 1


@pytest.mark.parametrize("at", [(10.0, 10.0), (195.0, 10.0), (10.0, 95.0), (195.0, 95.0)])
def test_the_text_beside_the_pointer_stays_whole_at_every_edge(at):
    def painted(size, shift):
        picture = QImage(*size, QImage.Format.Format_RGB32)
        picture.fill(QColor("#ffffff"))
        painter = QPainter(picture)
        paint_label(painter, "137.8 px", QPointF(at[0] + shift, at[1] + shift))
        painter.end()
        return sum(picture.pixelColor(x, y) != QColor("#ffffff") for x in range(size[0]) for y in range(size[1]))

    assert painted((200, 100), 0.0) == painted((600, 400), 200.0) > 0
