"""The sagittal view in the window: made after the image, clicked, named, hidden, and silent about the patient."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from tests.app.levels.scene import FRAME, axial, sagittal, study
from tests.memory import box
from tests.ui.running_window import until
from viewer.app import viewing
from viewer.app.display.pixels import load_slice
from viewer.core.annotations.levels import VertebraMark, marks_in
from viewer.core.grey import Window
from viewer.core.history import Place
from viewer.core.series import Study
from viewer.ui.locator.locator_panel import LocatorPanel


def shown(window, what: Study, place: Place) -> LocatorPanel:
    """Show a study made in memory, and return its sagittal view."""
    first = next(one for one in what.series if one.number == place.series).slices[place.slice_number - 1]
    window.show_study(what, place, first=load_slice(first))
    for series in what.series:
        for one in series.slices:
            window.store.keep(load_slice(one))
    return window.panels.made().locator


@pytest.fixture
def panel(window, qtbot) -> LocatorPanel:
    made = shown(window, study(), Place(1, 2))
    until(qtbot, made.canvas.isVisible)
    QApplication.processEvents()
    return made


def on_screen(panel, z, y=0.0) -> QPoint:
    """Place in the view of a height on the sagittal image (column = y + 60, row = 100 − z)."""
    across, down = panel.canvas.viewport.point_to_screen((y + 60.0, 100.0 - z))
    return QPoint(round(across), round(down))


def click(panel, z, y=0.0):
    QTest.mouseClick(panel.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, on_screen(panel, z, y))


def names(window):
    return [mark.name for mark in marks_in(window.session.now.document.vertebrae, FRAME)]


def test_a_click_jumps_and_keys_of_drawing_stay_with_the_image(window, panel):
    window.canvas.setFocus()
    click(panel, 8.0)
    assert window.session.now.place == Place(1, 3)
    click(panel, -30.0)
    assert window.session.now.place == Place(2, 2)
    assert window.canvas.hasFocus()


def test_a_drag_goes_through_the_slices(window, panel):
    QTest.mousePress(panel.canvas, Qt.MouseButton.LeftButton, pos=on_screen(panel, 8.0))
    QTest.mouseMove(panel.canvas, on_screen(panel, 0.0))
    # QTest moves without the button on this platform; the locator hears the drag all the same.
    panel.locator.move((60.0, 100.0), panel.canvas.viewport)
    assert window.session.now.place == Place(1, 1)
    QTest.mouseRelease(panel.canvas, Qt.MouseButton.LeftButton, pos=on_screen(panel, 0.0))
    assert panel.locator.state.held is None


def test_naming_by_clicks_shows_the_level(window, panel, qtbot):
    window.commands.actions["name-levels"].trigger()
    assert panel.names.isVisible()
    click(panel, 20.0)
    assert [mark.name for mark in panel.locator.marks] == ["L5"]  # at once, though the others are still looked for
    click(panel, -14.0)  # ignored until then
    until(qtbot, lambda: window.session.now.pending is None)
    assert names(window) == ["L5"]
    click(panel, -14.0)
    assert names(window) == ["L5", "S1"]
    assert panel.level.field.currentText() == "L5/S1"  # 4 mm, between 20 and −14 mm
    QTest.keyClick(panel.canvas, Qt.Key.Key_Escape)
    assert not panel.names.isVisible()
    window.session.undo()
    assert names(window) == ["L5"]


def test_the_wheel_goes_through_its_slices_and_with_ctrl_zooms(panel):
    def turn(steps, keys=Qt.KeyboardModifier.NoModifier):
        at = QPointF(panel.canvas.rect().center())
        event = QWheelEvent(
            at, panel.canvas.mapToGlobal(at), QPoint(), QPoint(0, 120 * steps), Qt.MouseButton.NoButton, keys,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(panel.canvas, event)

    turn(-1)
    assert panel.locator.state.slice_number == 4
    turn(1)
    assert panel.locator.state.slice_number == 3
    before = panel.canvas.viewport.zoom
    turn(2, Qt.KeyboardModifier.ControlModifier)
    assert panel.canvas.viewport.zoom == pytest.approx(1.44 * before)
    assert panel.locator.state.slice_number == 3


def test_it_is_hidden_and_shown_with_its_key_and_remembered(window, panel):
    window.commands.actions["locator"].trigger()
    assert not panel.isVisible()
    assert window.settings.hides_locator
    window.commands.actions["type-level"].trigger()
    assert panel.isVisible()
    assert not window.settings.hides_locator


def test_a_level_is_typed_into_its_field(window, panel):
    line = panel.level.field.lineEdit()
    window.commands.actions["type-level"].trigger()
    QTest.keyClicks(line, "l4-5")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert window.session.now.document.typed_level(window.session.now.image.key) == "L4/5"
    assert line.text() == "L4/5"
    assert "slice 2 of 3 · L4/5" in _corner(window)
    line.selectAll()
    QTest.keyClicks(line, "spam")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert line.text() == "L4/5"
    assert "A level is named as" in window.session.now.notice.sentence
    panel.level.field.activated.emit(panel.level.field.count() - 1)
    assert window.session.now.document.levels == ()


def _corner(window):
    from viewer.app.display.corner_texts import corners_of

    return corners_of(window.session.now).top_right


def test_hidden_patient_data_are_hidden_here_too(window, panel):
    assert "Jane" in panel._title.text() + panel._title.toolTip()
    viewing.toggle(window.session, "hides_patient")
    panel._fill_series()
    said = [panel._title.text(), panel._title.toolTip(), *(a.text() for a in panel._title.menu().actions())]
    assert not any("Jane" in text for text in said)
    assert "Sagittal, series 3" in panel._title.text()


def test_without_a_frame_of_reference_it_says_so_and_takes_a_level(window, qtbot):
    panel = shown(window, Study(series=(axial((0.0, 4.0), frame=""),)), Place(1, 1))
    until(qtbot, panel.level.isVisible)
    assert not panel.canvas.isVisible()
    assert "no frame of reference" in panel._why.text()
    panel.level.typed.emit("L3/4")
    assert window.session.now.document.typed_level(window.session.now.image.key) == "L3/4"


def test_lines_of_the_block_and_of_other_blocks_of_the_series(window, panel):
    lines = panel.canvas._lines
    assert lines.here is not None
    assert len(lines.block) == 3  # the one on the screen among them
    assert lines.others == ()
    tilted = study()
    same = Study(series=(tilted.series[0], *(_of_series(one, "1.1") for one in tilted.series[1:2]), *tilted.series[2:]))
    other = shown(window, same, Place(1, 2))
    assert len(other.canvas._lines.others) == 3


def _of_series(block, uid):
    return replace(block, series_uid=uid)


def test_the_menu_of_a_name_recounts(window, panel, qtbot):
    panel.name_levels()
    click(panel, 0.0)
    until(qtbot, lambda: window.session.now.pending is None)
    menu = panel.mark_menu(panel.locator.marks[0])
    called = menu.actions()[0].menu()
    next(action for action in called.actions() if action.text() == "L6").trigger()
    assert names(window) == ["L6"]
    menu.deleteLater()


def test_the_level_box_gives_its_level_to_the_whole_block(window, panel):
    panel.level.typed.emit("L4/5")
    give, forget = panel.level.more.menu().actions()
    assert give.isEnabled()
    assert give.text() == "Give L4/5 to all 3 slices of this block"
    give.trigger()
    levels = {one.slice_key: one.level for one in window.session.now.document.levels}
    assert levels == {one.key: "L4/5" for one in window.session.now.series.slices}
    forget.trigger()
    assert window.session.now.document.levels == ()
    assert not give.isEnabled()


def test_a_sagittal_series_of_another_frame_of_reference_is_not_shown_and_it_is_said(window, qtbot):
    panel = shown(window, Study(series=(axial((0.0, 4.0)), sagittal(frame="9.9"))), Place(1, 1))
    until(qtbot, panel.level.isVisible)
    assert not panel.canvas.isVisible()
    assert "sagittal series here lies in another frame of reference" in panel._why.text()
    assert panel._why.height() >= panel._why.heightForWidth(panel._why.width())  # the whole sentence can be read


def test_the_name_that_is_offered_for_a_project_tells_the_levels(window, panel):
    session = window.session
    key = session.now.image.key
    session.edit("draw", session.now.document.with_outlines([box(20, 20, 40, 40, uid=key.uid)]))
    panel.level.typed.emit("L4/5")
    window.saving.save_as()
    [dialog] = window.findChildren(QFileDialog)
    assert [Path(name).name for name in dialog.selectedFiles()] == ["multifidus-L4-5.mfv"]
    dialog.reject()


def test_what_is_painted_once_is_painted_anew_when_it_changes(window, panel):
    def picture():
        QApplication.processEvents()
        return panel.canvas.grab().toImage()

    session = window.session
    first = picture()
    session.show(Place(1, 3))
    assert picture() != first  # the line has moved
    session.show(Place(1, 2))
    assert picture() == first
    uid = panel.locator.series.series_uid
    session.change(view=session.now.view.with_window(uid, Window(100.0, 400.0)))
    brighter = picture()
    assert brighter != first
    panel.canvas.resize(panel.canvas.width() - 20, panel.canvas.height())
    assert picture().size() != first.size()
    panel.locator.frame(panel.canvas.viewport.zoomed(2.0, at=(60.0, 100.0)))
    zoomed = picture()
    panel.locator.frame(panel.canvas.viewport.zoomed(2.0, at=(60.0, 100.0)))
    assert picture() != zoomed


def test_the_keyboard_does_not_come_to_rest_on_the_button_that_removes_all(window, panel):
    panel.name_levels()
    frame = panel.locator.frame_of_reference
    marks = tuple(VertebraMark(frame, name, (0.0, 0.0, z), is_proposed=True) for name, z in (("L4", 40.0), ("L5", 4.0)))
    window.session.edit("name L5", replace(window.session.now.document, vertebrae=marks))
    QTest.mouseClick(panel.names._accept, Qt.MouseButton.LeftButton)
    assert not panel.locator.has_proposed
    assert panel.canvas.hasFocus()
    QTest.keyClick(panel.canvas, Qt.Key.Key_Space)
    assert names(window) == ["L4", "L5"]
