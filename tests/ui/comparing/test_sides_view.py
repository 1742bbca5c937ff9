"""Right beside left in the window: drawn by real widget events in either pane, undone, swiped, blinked, closed."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from tests.lumbar import circle, write_study
from tests.ui.running_window import end, made_window, opened, until
from tests.ui.theming import in_own_colours
from viewer.app.comparing import doing
from viewer.app.comparing.sides import NO_HALVES, SIDES_UNSTATED, halves_of
from viewer.app.viewing import toggle
from viewer.core.history import Place
from viewer.core.outline import Outline, Side
from viewer.ui.comparing import over
from viewer.ui.comparing.refused import Refused
from viewer.ui.comparing.stage import BLINK_MS


@pytest.fixture(scope="module")
def opened_once(request, qapp, tmp_path_factory):
    """One window for all tests with both sides of a slice outlined, right beside left, and the snapshot it is in."""
    with in_own_colours(qapp):
        home = pytest.MonkeyPatch()
        home.setenv("MULTIFIDUS_HOME", str(tmp_path_factory.mktemp("home")))
        qtbot = QtBot(request)
        window = made_window(qtbot)
        opened(qtbot, window, write_study(tmp_path_factory.mktemp("sides") / "study") / "axial")
        session = window.session
        key = session.now.image.key
        outlines = [
            Outline.from_points(circle(side, n=12), slice_key=key, side=Side(side)) for side in ("right", "left")
        ]
        session.edit("outline", session.now.document.with_outlines(outlines))
        window.commands.actions["compare-sides"].trigger()
        until(qtbot, lambda: bool(session.now.view.comparing.midlines))
        until(qtbot, lambda: window.feed.model is not None and window.feed.model.is_settled)
        yield window, session.now
        end(window)
        home.undo()


@pytest.fixture
def compared(opened_once, qtbot):
    """That window in that snapshot again, its numbers there."""
    window, snapshot = opened_once
    window.resize(1200, 800)
    stage(window)._turns.setInterval(BLINK_MS)
    window.session.put(replace(snapshot, canvas=window.session.now.canvas))
    QTest.qWait(1)
    until(qtbot, lambda: window.feed.model is not None and window.feed.model.is_settled)
    assert window.session.now.document is snapshot.document
    return window


def stage(window):
    return window.windows.stage


def at(window, pane, point) -> QPoint:
    x, y = window.session.seen(pane).viewport.point_to_screen(point)
    return QPoint(round(x), round(y))


def drag(window, pane, start, way) -> None:
    canvas = (stage(window).first, stage(window).second)[pane]
    begin = at(window, pane, start)
    QTest.mouseMove(canvas, begin)
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=begin)
    for part in (0.5, 1.0):
        QTest.mouseMove(canvas, begin + QPoint(round(part * way[0]), round(part * way[1])))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=begin + QPoint(*way))


def texts(widget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def bright(canvas, window, pane, point) -> int:
    """Grey value that a canvas shows at an image point."""
    return canvas.grab().toImage().pixelColor(at(window, pane, point)).lightness()


def test_both_panes_are_of_one_size_and_show_their_own_half(compared):
    first, second = stage(compared).first, stage(compared).second
    assert first.isVisible()
    assert second.isVisible()
    assert abs(first.width() - second.width()) <= 1
    toggle(compared.session, "hides_overlays")
    # The body begins at row 9 of 120.
    for pane, canvas, column in ((0, first, 45), (1, second, 95)):
        assert bright(canvas, compared, pane, (column, 40)) > 20
        assert bright(canvas, compared, pane, (column, 4)) < 10
    x = [at(compared, pane, halves_of(compared.session.now).line[0]).x() for pane in (0, 1)]
    assert abs(x[0] - x[1]) <= 1


@pytest.mark.parametrize("pane", [0, 1])
def test_a_point_is_dragged_in_either_pane_and_undone(compared, pane):
    session = compared.session
    before = session.now.document
    start = before.outlines[pane].rings[0][3]  # the lowest point of the circle
    viewport = session.seen(pane).viewport
    drag(compared, pane, start, (-18, 11))
    ring = session.now.document.outlines[pane].rings[0]
    x, y = viewport.point_to_screen(start)
    wanted = viewport.point_to_image((x - 18, y + 11))
    assert min(abs(p[0] - wanted[0]) + abs(p[1] - wanted[1]) for p in ring) < 1.5 / viewport.zoom
    # To the left on the screen is away from the midline in both panes.
    assert (wanted[0] < start[0]) == (pane == 0)
    assert session.now.document.outlines[1 - pane] == before.outlines[1 - pane]
    QTest.keyClick(stage(compared).second, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    if session.now.document != before:  # the shortcut needs an active window, which a screenless one is not
        compared.commands.actions["undo"].trigger()
    assert session.now.document == before


def test_arrow_keys_go_the_way_of_the_screen_in_the_mirrored_pane(compared):
    session, second = compared.session, stage(compared).second
    middle = (90.0, 70.0)  # of the patient's left muscle
    QTest.mouseClick(second, Qt.MouseButton.LeftButton, pos=at(compared, 1, middle))
    before = session.now.document.outlines[1].centroid_px
    QTest.keyClick(second, Qt.Key.Key_Right)
    after = session.now.document.outlines[1].centroid_px
    # To the right on the screen is to the midline: to lower columns.
    assert (after[0] - before[0], after[1] - before[1]) == pytest.approx((-0.5, 0.0))


def test_the_linked_pointer_marks_the_mirrored_place_on_the_other_side(compared):
    first, second = stage(compared).first, stage(compared).second
    point = (30.0, 30.0)
    partner = halves_of(compared.session.now).reflected(point)
    plain = second.grab().toImage()
    QTest.mouseMove(first, at(compared, 0, point))
    marked = second.grab().toImage()
    place = at(compared, 1, partner)
    changed = [
        (x, y)
        for x in range(marked.width())
        for y in range(60, marked.height())
        if marked.pixel(x, y) != plain.pixel(x, y)
    ]
    assert changed
    xs, ys = zip(*changed, strict=True)
    assert (min(xs) + max(xs)) / 2.0 == pytest.approx(place.x(), abs=1.5)
    assert (min(ys) + max(ys)) / 2.0 == pytest.approx(place.y(), abs=1.5)
    assert max(xs) - min(xs) < 26


def test_the_numbers_stand_between_the_sides_as_in_the_panel(compared):
    said = texts(stage(compared).column).replace("\u00a0", " ")
    rows = {column.side: column.row for column in compared.feed.model.columns}
    for side in (Side.RIGHT, Side.LEFT):
        assert f"{rows[side].fat_fraction_percent:.1f} %" in said
        assert f"{rows[side].muscle_area_mm2:.0f} mm²" in said
    comparison = compared.feed.model.comparisons[0].comparison
    assert f"+{comparison.fat_fraction_difference_points:.1f} points" in said
    assert f"95 %: {comparison.interval_points[0]:.1f}" in said
    toggle(compared.session, "hides_numbers")
    said = texts(stage(compared).column)
    assert not any(letter.isdigit() for letter in said)


def test_comparing_changes_no_number(compared, qtbot):
    model, document = compared.feed.model, compared.session.now.document
    for mode in ("swipe", "blink", "beside"):
        doing.show_panes(compared.session, mode)
        compared.session.seen(1)
    compared.commands.actions["compare-close"].trigger()
    until(qtbot, lambda: compared.feed.model.is_settled)
    assert compared.session.now.document is document
    shown = compared.feed.model
    assert [(c.side, c.row) for c in shown.columns] == [(c.side, c.row) for c in model.columns]
    assert shown.comparisons == model.comparisons


def test_swiping_shows_each_side_in_its_part(compared):
    parts, session = stage(compared), compared.session
    compared.commands.actions["compare-swipe"].trigger()
    assert parts.second.geometry() == parts.first.rect()
    assert parts.divider.isVisible()
    doing.move_divider(session, 0.25)
    shown = parts.second.mask().boundingRect()
    assert shown.left() == round(0.25 * parts.first.width())
    assert shown.right() == parts.first.width() - 1
    start = parts.divider.rect().center()
    QTest.mousePress(parts.divider, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(parts.divider, start + QPoint(60, 0))
    QTest.mouseRelease(parts.divider, Qt.MouseButton.LeftButton, pos=start + QPoint(60, 0))
    assert session.now.view.comparing.swipe == pytest.approx(0.25 + 60 / parts.first.width(), abs=0.01)
    before = session.now.view.comparing.swipe
    QTest.keyClick(parts.divider, Qt.Key.Key_Left)
    assert session.now.view.comparing.swipe == pytest.approx(before - 0.02)


def test_the_divider_moves_no_outline_that_lies_below_it(compared):
    parts, session = stage(compared), compared.session
    compared.commands.actions["compare-swipe"].trigger()
    middle = at(compared, 0, session.now.document.outlines[0].centroid_px)
    doing.move_divider(session, middle.x() / parts.first.width())
    before, start = session.now, QPoint(parts.divider.width() // 2, middle.y())
    QTest.mousePress(parts.divider, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(parts.divider, start + QPoint(40, 10))
    QTest.mouseRelease(parts.divider, Qt.MouseButton.LeftButton, pos=start + QPoint(40, 10))
    assert session.now.view.comparing.swipe > before.view.comparing.swipe
    assert session.now.document is before.document
    assert session.now.state == before.state


def test_blinking_shows_one_side_at_a_time_and_draws_in_the_one_that_is_seen(compared):
    parts, session = stage(compared), compared.session
    blink = compared.commands.actions["compare-blink"]
    blink.trigger()
    assert not parts.second.isVisible()
    blink.trigger()
    assert parts.second.isVisible()
    assert session.context().view.is_mirrored
    parts.second.setFocus()
    QTest.keyClick(parts.second, Qt.Key.Key_Up)
    assert parts.second.isVisible()  # keys do not turn it over
    blink.trigger()
    assert not parts.second.isVisible()
    assert not session.context().view.is_mirrored


def test_blinking_by_itself_waits_while_something_is_drawn(compared, qtbot, monkeypatch):
    parts, session = stage(compared), compared.session
    parts._turns.setInterval(1)
    compared.commands.actions["compare-blink-itself"].trigger()
    until(qtbot, lambda: session.now.view.comparing.pane == 1)
    until(qtbot, lambda: session.now.view.comparing.pane == 0)
    session.use_tool("outline")
    QTest.mouseClick(parts.first, Qt.MouseButton.LeftButton, pos=at(compared, 0, (30.0, 30.0)))
    assert session.is_drawing
    pane = session.now.view.comparing.pane
    turned = []
    monkeypatch.setattr(doing, "turn_over", lambda _: turned.append(1))
    qtbot.wait(20)
    assert turned == []
    assert session.now.view.comparing.pane == pane


def test_esc_gives_up_what_a_tool_does_and_then_leaves(compared):
    session, first = compared.session, stage(compared).first
    session.use_tool("outline")
    QTest.mouseClick(first, Qt.MouseButton.LeftButton, pos=at(compared, 0, (30.0, 30.0)))
    for _ in range(3):
        assert session.now.view.comparing is not None
        QTest.keyClick(first, Qt.Key.Key_Escape)
        if not session.is_drawing and session.now.view.comparing is None:
            break
    assert session.now.view.comparing is None
    assert session.now.tool == "select"
    assert not stage(compared).second.isVisible()
    assert not stage(compared).column.isVisible()
    assert session.seen(0) is session.now


def test_the_one_image_has_its_size_again(compared):
    session = compared.session
    narrow = session.now.canvas
    compared.commands.actions["compare-close"].trigger()
    QTest.qWait(1)
    assert session.now.canvas[0] > 2 * narrow[0]
    assert session.now.canvas == (compared.canvas.width(), compared.canvas.height())


def test_a_narrow_window_gives_its_panels_their_room_back(compared, qtbot):
    compared.commands.actions["compare-close"].trigger()
    compared.resize(1000, 700)
    QTest.qWait(1)
    before = compared.parts.sizes()
    compared.commands.actions["compare-sides"].trigger()
    until(qtbot, lambda: compared.parts.sizes()[1] > before[1])
    assert compared.width() == 1000
    compared.commands.actions["compare-close"].trigger()
    until(qtbot, lambda: compared.parts.sizes() == pytest.approx(before, abs=2))


def test_a_sagittal_slice_is_refused_in_place_of_the_second_pane(window, qtbot, tmp_path):
    opened(qtbot, window, write_study(tmp_path / "study"))
    session = window.session
    window.commands.actions["compare-sides"].trigger()
    sagittal = next(s.number for s in session.now.study.series if s.plane == "sagittal")
    session.show(Place(sagittal, 1))
    refused = window.windows.stage.refused
    assert refused.isVisible()
    assert NO_HALVES in texts(refused)
    assert not window.windows.stage.second.isVisible()
    assert not window.windows.stage.column.isVisible()
    close = next(b for b in refused.findChildren(QPushButton) if b.text() == "Close comparison")
    QTest.mouseClick(close, Qt.MouseButton.LeftButton)
    assert not refused.isVisible()


def test_nothing_of_it_is_made_before_it_is_asked_for(window, qtbot, tmp_path):
    opened(qtbot, window, write_study(tmp_path / "study"))
    assert window.windows.stage is None


def test_a_new_outline_is_drawn_in_the_mirrored_pane_on_its_own_side_and_undone(compared):
    session, second = compared.session, stage(compared).second
    session.edit("clear", session.now.document.without_outline_at(1).without_outline_at(0))
    before = session.now.document
    session.use_tool("outline")
    corners = [(float(x), float(y)) for x, y in circle("left", n=8)]
    for corner in [*corners, corners[0]]:
        QTest.mouseMove(second, at(compared, 1, corner))
        QTest.mouseClick(second, Qt.MouseButton.LeftButton, pos=at(compared, 1, corner))
    [outline] = session.now.document.outlines
    assert outline.side is Side.LEFT
    reach = 1.0 / session.seen(1).viewport.zoom  # half a point of the screen in both directions
    assert len(outline.rings[0]) == 8
    for corner in corners:
        assert any(drawn == pytest.approx(corner, abs=reach) for drawn in outline.rings[0])
    compared.commands.actions["undo"].trigger()
    assert session.now.document == before


def test_the_fat_map_lies_on_both_sides(compared, qtbot):
    session, panes = compared.session, (stage(compared).first, stage(compared).second)
    toggle(session, "shows_fat_map")
    until(qtbot, lambda: all(canvas._fat_map is not None and canvas._fat_map.map is not None for canvas in panes))
    session.change(view=replace(session.now.view, fat_map_opacity=1.0))
    for pane, canvas in enumerate(panes):
        x, y = session.now.document.outlines[pane].centroid_px
        shown = canvas.grab().toImage().pixelColor(at(compared, pane, (x, y))).getRgb()[:3]
        assert max(shown) - min(shown) > 40, "a colour, no grey"
    assert panes[0]._fat_map.map is panes[1]._fat_map.map
    toggle(session, "shows_fat_map")


def test_fit_shows_the_muscles_then_the_whole_halves(compared):
    session, fit = compared.session, compared.commands.actions["fit"]
    large = session.seen(0).viewport.zoom
    fit.trigger()
    whole = session.seen(0).viewport.zoom
    fit.trigger()
    assert session.seen(1).viewport.zoom == pytest.approx(large)
    assert whole < large


def test_only_a_mirrored_pane_has_the_badge(compared, monkeypatch):
    said = []
    monkeypatch.setattr(over, "cased_text", lambda *_: None)
    monkeypatch.setattr(QPainter, "drawText", lambda self, box, flags, text: said.append(text))
    for is_mirrored, wanted in ((False, ["", over.BADGE]), (True, ["", ""])):
        session = compared.session
        session.change(view=replace(session.now.view, is_mirrored=is_mirrored))
        found = []
        for pane in (0, 1):
            said.clear()
            picture = QImage(300, 300, QImage.Format.Format_RGB32)
            painter = QPainter(picture)
            over.paint_half(painter, session.seen(pane), compared.font())
            painter.end()
            found.append("".join(said))
        assert found == wanted


@pytest.mark.parametrize(
    ("sentence", "is_asked", "wanted"),
    [
        (SIDES_UNSTATED, False, ["State sides", "Close comparison"]),
        (SIDES_UNSTATED, True, ["Close comparison"]),  # the strip above the image asks already
        (NO_HALVES, False, ["Close comparison"]),
    ],
)
def test_a_refusal_offers_what_helps(qtbot, sentence, is_asked, wanted):
    refused = Refused()
    qtbot.addWidget(refused)
    refused.say(sentence, is_asked=is_asked)
    assert [b.text() for b in refused.findChildren(QPushButton) if b.isVisibleTo(refused)] == wanted
