"""Readings in the window: menus that list them, the line above the outlines, dialogs, what the canvas paints."""

from dataclasses import replace

import pytest
from PySide6.QtGui import QGuiApplication

from tests.ui.running_window import opened, sentence, until
from viewer.app.layers import saved_as_answer, with_new_reading
from viewer.app.layers.doing import change_readings, toggle_reading
from viewer.app.sample import sample_paths, true_outlines
from viewer.core.document import ReadingCodes
from viewer.core.series import Identity
from viewer.ui.dialogs.codes import NAMES_PATIENT
from viewer.ui.readings.form import ReadingDialog, Wanted


@pytest.fixture
def window_with_outlines(window, qtbot):
    """The window with both multifidi of a slice of the sample study outlined by TE."""
    opened(qtbot, window, *sample_paths())
    window.panels.made()
    session = window.session
    own = [entry.outline for entry in true_outlines(session.now.image)]
    assert len(own) == 2
    document = replace(session.now.document, codes=ReadingCodes("ST", "TE"))
    session.edit("draw outline", document.with_outlines(own))
    return window


def rows(window, name):
    menu = window.commands.actions[name].menu()
    menu.aboutToShow.emit()
    return [(action.text(), action.isChecked(), action.isEnabled()) for action in menu.actions()]


def bar(window):
    return window.panels._readings


def picture(window):
    return window.canvas.grab().toImage()


def test_a_second_reading_starts_with_the_first_one_hidden(window_with_outlines):
    window = window_with_outlines
    assert bar(window).isHidden()
    desk = window.windows.readings
    desk.new()
    assert desk.dialog.reader.text() == "TE" and desk.dialog.reading.value() == 2
    desk.dialog.accept()
    now = window.session.now
    assert (now.document.outlines, now.document.layer) == ((), "TE, reading 2")
    assert now.history.undo_name == "new reading"
    assert not bar(window).isHidden() and bar(window).others.text() == "TE hidden"
    assert rows(window, "switch-reading") == [("TE, reading 2", True, True), ("TE  (hidden)", False, True)]
    hidden = picture(window)
    menu = window.commands.actions["show-reading"].menu()
    menu.aboutToShow.emit()
    menu.actions()[0].trigger()
    assert picture(window) != hidden
    assert rows(window, "show-reading") == [("TE", True, True)]
    menu = window.commands.actions["switch-reading"].menu()
    menu.aboutToShow.emit()
    menu.actions()[1].trigger()
    assert len(window.session.now.document.outlines) == 2
    window.commands.actions["undo"].trigger()
    assert window.session.now.document.layer == "TE, reading 2"


def test_the_answer_is_hidden_then_revealed_and_compared(window_with_outlines, qtbot):
    window = window_with_outlines
    session, desk = window.session, window.windows.readings
    own = session.now.document.outlines
    desk.save_answer()
    desk.dialog.accept()
    hidden = picture(window)
    assert bar(window).others.text() == "answer, hidden"
    assert rows(window, "show-reading") == [("Answer  (answer)", False, False)]
    assert not window.commands.actions["compare-readings"].isEnabled()
    session.edit("draw outline", session.now.document.with_outlines(own[:1]))
    session.undo()
    assert picture(window) == hidden
    session.redo()
    window.commands.actions["reveal-answer"].trigger()
    assert session.now.document.layers[0].is_shown
    dialog = desk.dialog
    until(qtbot, lambda: dialog.found is not None)
    assert [dialog.table.item(0, column).text() for column in (4, 5)] == ["1.000", "0.00"]
    assert dialog.said.text().count("Dice") == 1
    dialog.copying.click()
    assert "1.000" in QGuiApplication.clipboard().text()


def test_a_name_of_the_patient_is_refused(qtbot):
    wanted = Wanted("Rename", "", "&Rename", name="Canarius 2")
    dialog = ReadingDialog(wanted, [Identity(patient_name="Canarius^Eva")])
    qtbot.addWidget(dialog)
    said = []
    dialog.decided.connect(said.append)
    dialog.accept()
    assert said == [] and dialog.refusal.text() == NAMES_PATIENT
    dialog.name.setText("second look")
    dialog.accept()
    assert [chosen.name for chosen in said] == ["second look"]


def test_a_reading_gets_another_name(window_with_outlines):
    window = window_with_outlines
    desk = window.windows.readings
    desk.rename()
    assert desk.dialog.name.text() == "TE"
    desk.dialog.name.setText("second look")
    desk.dialog.accept()
    assert window.session.now.document.layer == "second look"
    assert bar(window).button.text() == "second look"


def test_what_cannot_be_done_is_said(window_with_outlines):
    window = window_with_outlines
    change_readings(window.session, "new reading", lambda d: with_new_reading(d, ReadingCodes(reader="CD")))
    assert not change_readings(window.session, "save as answer", saved_as_answer)
    assert "nothing to save as the answer" in sentence(window)
    toggle_reading(window.session, "TE")
    desk = window.windows.readings
    desk.delete()
    assert [desk.dialog.source.itemText(n) for n in range(desk.dialog.source.count())] == ["TE"]
    desk.dialog.accept()
    assert window.session.now.document.layers == ()
