"""Before and after in the window: a second study added, paired, outlined by real widget events, read and undone."""

import csv
import io
import json

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QToolButton

from tests.cli_runs import ran
from tests.ui.comparing.dates.date_folders import outlines_on, write_dates
from tests.ui.running_window import opened, sentence, until
from viewer.app.comparing.dates.adding import NOTHING_NEW
from viewer.app.comparing.dates.doing import set_blinded
from viewer.app.comparing.dates.eyes import NOT_OPEN
from viewer.app.comparing.panes import refusal
from viewer.app.projects import save
from viewer.app.viewing import close_comparison, toggle
from viewer.core.history import Place
from viewer.core.outline import Side
from viewer.ui.panels.lists.series_rows import SeriesRow
from viewer.ui.panels.slices.result_pages import CHANGE


@pytest.fixture
def folders(tmp_path):
    return write_dates(tmp_path / "dates")


@pytest.fixture
def both(window, qtbot, folders):
    """The window with both studies open, the second one added."""
    opened(qtbot, window, folders[0])
    add(window, qtbot, folders[1])
    return window


@pytest.fixture
def compared(both, qtbot):
    """Both studies beside each other, both sides outlined on both, the left one treated, measured."""
    session = both.session
    first, second = session.now.study.series
    session.show(Place(1, 1))
    session.edit("outline", session.now.document.with_outlines([*outlines_on(first, 1), *outlines_on(second, 1)]))
    both.commands.actions["compare-dates"].trigger()
    dialog = both.windows.dates.dialog
    dialog.treated.setCurrentIndex(2)
    dialog.procedure.setText("2024-01-24")
    dialog.accept()
    until(qtbot, lambda: stand(both).feed.page.has_numbers and not stand(both).feed.is_late)
    return both


def add(window, qtbot, path):
    before = window.session.now.study
    window.windows.dates.add([path])
    until(qtbot, lambda: window.session.now.study is not before)


def listed(window):
    """Rows of the list of series."""
    rows = window.series_panel._model._rows
    return [row for row in rows if isinstance(row, SeriesRow)]


def stand(window):
    return window.windows.stage.dates


def panes(window):
    return window.windows.stage.first, window.windows.stage.second


def texts(widget) -> str:
    return "\n".join(label.text().replace("\u00a0", " ") for label in widget.findChildren(QLabel))


def press_button(widget, text):
    [button] = [one for one in widget.findChildren(QToolButton) if one.text() == text]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def at(window, pane, point) -> QPoint:
    x, y = window.session.seen(pane).viewport.point_to_screen(point)
    return QPoint(round(x), round(y))


def click(window, pane, *points):
    for point in points:
        QTest.mouseMove(panes(window)[pane], at(window, pane, point))
        QTest.mouseClick(panes(window)[pane], Qt.MouseButton.LeftButton, pos=at(window, pane, point))


def test_a_second_study_comes_behind_the_first_and_the_work_stays(window, qtbot, folders):
    opened(qtbot, window, folders[0])
    session = window.session
    [block] = session.now.study.series
    session.edit("outline", session.now.document.with_outlines(outlines_on(block, 1)))
    add(window, qtbot, folders[1])
    assert sentence(window) == "Added 2 images as 1 more series."
    assert [row.number for row in listed(window)] == [1, 2]
    assert [one.number for one in session.now.study.series] == [1, 2]
    assert len(session.now.document.outlines) == 2
    assert session.now.history.past
    study = session.now.study
    window.windows.dates.add([folders[1]])
    until(qtbot, lambda: sentence(window) == NOTHING_NEW)
    assert session.now.study is study


@pytest.mark.slow
def test_dropping_with_shift_adds(window, qtbot, folders):
    opened(qtbot, window, folders[0])
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(folders[1]))])
    how = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier)
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(300, 300), *how))
    QApplication.sendEvent(window, QDropEvent(QPointF(300, 300), *how))
    until(qtbot, lambda: len(window.session.now.study.series) == 2)


@pytest.mark.slow
def test_a_second_project_brings_its_outlines_and_undo_takes_them_back(window, qtbot, folders, tmp_path):
    opened(qtbot, window, folders[1])
    session = window.session
    study = session.now.study
    document = session.now.document.with_outlines(outlines_on(study.series[0], 2))
    save(tmp_path / "second.mfv", study=study, document=document)
    opened(qtbot, window, folders[0])
    add(window, qtbot, tmp_path / "second.mfv")
    until(qtbot, lambda: len(session.now.document.outlines) == 2)
    assert sentence(window).endswith("2 outlines of the project came along; undo takes them back.")
    session.undo()
    assert session.now.document.outlines == ()
    assert len(session.now.study.series) == 2


@pytest.mark.slow
def test_a_project_of_two_dates_comes_alive_when_the_second_one_is_added(compared, qtbot, folders, tmp_path):
    session = compared.session
    document = session.now.document
    save(tmp_path / "both.mfv", study=session.now.study, document=document)
    session.mark_saved(document)
    before = session.now.study
    compared.projects.open(tmp_path / "both.mfv", images=(folders[0],))
    until(qtbot, lambda: session.now.study is not before)
    compared.commands.actions["compare-dates"].trigger()  # the second study is not open: that is said, not asked anew
    assert compared.windows.dates.dialog is None
    assert refusal(session.now) == NOT_OPEN
    close_comparison(session)
    add(compared, qtbot, folders[1])
    assert session.now.document == document
    compared.commands.actions["compare-dates"].trigger()
    until(qtbot, lambda: stand(compared).feed.page.has_numbers and not stand(compared).feed.is_late)
    assert "treated side" in texts(stand(compared).panel)


@pytest.mark.slow
def test_fat_maps_and_references_stand_on_both_dates_each_on_its_own(compared, qtbot):
    toggle(compared.session, "shows_fat_map")

    def maps():
        return [None if one._fat_map is None else one._fat_map.map for one in panes(compared)]

    until(qtbot, lambda: all(found is not None for found in maps()))
    first, second = maps()
    assert first is not second
    QTest.mouseClick(panes(compared)[1], Qt.MouseButton.LeftButton, pos=at(compared, 1, (5.0, 5.0)))
    until(qtbot, lambda: compared.feed.model is not None and compared.feed.model.is_settled)
    assert compared.session.now.place == Place(2, 1)
    assert [found is not None for found in maps()] == [True, True]
    assert maps()[0] is not maps()[1]
    toggle(compared.session, "hides_numbers")
    assert maps() == [None, None]


@pytest.mark.slow
def test_a_folder_without_images_adds_nothing_and_says_so(window, qtbot, folders, tmp_path):
    opened(qtbot, window, folders[0])
    (tmp_path / "empty").mkdir()
    window.windows.dates.add([tmp_path / "empty"])
    until(qtbot, lambda: bool(sentence(window)))
    assert str(tmp_path) not in sentence(window)
    assert len(window.session.now.study.series) == 1


def test_other_patients_are_asked_about_with_their_names_only_where_these_are_shown(window, qtbot, tmp_path):
    first, second = write_dates(tmp_path / "dates", PatientID="P2", PatientName="Roe^Richard")
    opened(qtbot, window, first)
    add(window, qtbot, second)
    window.windows.dates.ask()
    dialog = window.windows.dates.dialog
    assert "name different patients" in texts(dialog)
    assert "Roe, Richard" in texts(dialog)
    assert dialog.buttons.buttons()[0].text() == "&Pair anyway"
    dialog.reject()
    assert window.session.now.document.pairing is None
    toggle(window.session, "hides_patient")
    window.windows.dates.ask()
    assert "name different patients" in texts(window.windows.dates.dialog)
    assert "Roe" not in texts(window.windows.dates.dialog)
    assert "2024" not in window.windows.dates.dialog.before.currentText()


def test_the_dialog_begins_with_the_earlier_study_and_tells_reversed_dates(both):
    both.windows.dates.ask()
    dialog = both.windows.dates.dialog
    assert dialog.before.currentText().startswith("2024-01-10")
    assert dialog.after.currentText().startswith("2024-08-01")
    assert "was made after" not in texts(dialog)
    dialog.exchange.click()
    assert dialog.before.currentText().startswith("2024-08-01")
    assert "The study before was made after the other one" in texts(dialog)
    dialog.procedure.setText("soon")
    assert not dialog.buttons.buttons()[0].isEnabled()
    dialog.procedure.setText("2024-02-01")
    assert "before the first study" in texts(dialog)
    dialog.reject()


def test_what_changed_is_what_the_command_line_prints_and_can_be_copied(compared, capsys, tmp_path):
    session = compared.session
    save(tmp_path / "a.mfv", study=session.now.study, document=session.now.document)
    printed = json.loads(ran(capsys, "measure", tmp_path / "a.mfv", "--json", "--change"))["change"]
    change = stand(compared).feed.measurement.change
    assert [row["role"] for row in printed["rows"]] == ["treated side", "other side"]
    for shown, row in zip(change.rows, printed["rows"], strict=True):
        assert [one.change for one in shown.values] == pytest.approx([one["change"] for one in row["values"]])
        assert [one.verdict for one in shown.values] == [one["verdict"] for one in row["values"]]
    assert [one.difference for one in change.differences[0].values] == pytest.approx(
        [one["difference"] for one in printed["differences"][0]["values"]]
    )
    said = texts(stand(compared).panel)
    for words in ("Muscle area", "patient's left multifidus".capitalize(), "treated side", "more than the measurement"):
        assert words in said
    assert "27 weeks after the procedure" in said
    stand(compared).feed.copy()
    text = QGuiApplication.clipboard().text()
    rows = list(csv.reader(io.StringIO(text), delimiter="\t"))
    assert len(rows) > 10
    assert "2024" not in text
    assert "Test" not in text


def test_outlines_are_drawn_in_either_pane_and_undone_where_they_were_drawn(compared):
    session = compared.session
    for pane, series in ((1, 2), (0, 1)):
        session.use_tool("outline")
        click(compared, pane, (60.0, 20.0), (80.0, 20.0), (70.0, 35.0))
        QTest.keyClick(panes(compared)[pane], Qt.Key.Key_Return)
        block = session.now.study.series[series - 1]
        assert session.now.document.outlines[-1].slice_key == block.slices[0].key
        assert session.now.place == Place(series, 1)
    assert len(session.now.document.outlines) == 6
    session.undo()
    session.undo()
    assert session.now.place == Place(2, 1)
    assert len(session.now.document.outlines) == 4


@pytest.mark.slow  # the moves themselves are tested every day without a window
def test_the_bar_moves_partners_and_an_empty_pane_says_so(compared, qtbot):
    bar = stand(compared).bar
    assert bar.isVisible()
    assert "by offset" in texts(bar)
    assert "treated: patient's left" in texts(bar)
    press_button(bar, "+")
    assert compared.session.seen(1).place == Place(2, 2)
    press_button(bar, "+")
    assert compared.session.seen(1).image is None
    assert "No slice of this study" in panes(compared)[1]._message
    until(qtbot, lambda: "No slice is outlined on both dates" in texts(stand(compared).panel))
    for angle, number in ((-120, 2), (120, 1)):
        turned = QWheelEvent(
            QPointF(9, 9),
            QPointF(9, 9),
            QPoint(),
            QPoint(0, angle),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(panes(compared)[1], turned)
        assert compared.session.now.place == Place(1, number)
    press_button(bar, "−")
    press_button(bar, "−")
    until(qtbot, lambda: "Muscle area" in texts(stand(compared).panel))


def test_swiping_blinking_and_the_sides_use_the_same_panes_and_one_page_of_change(compared):
    session = compared.session
    tabs = compared.panels.made().results.tabs
    assert tabs.currentIndex() == CHANGE
    tabs.setCurrentIndex(0)
    assert not session.now.view.comparing.shows_change
    tabs.setCurrentIndex(CHANGE)
    assert session.now.view.comparing.shows_change
    press_button(stand(compared).bar, "Swipe")
    assert session.now.view.comparing.mode == "swipe"
    assert panes(compared)[1].geometry() == panes(compared)[0].rect()
    press_button(stand(compared).bar, "Blink")
    before = session.now.place
    compared.commands.actions["compare-blink"].trigger()
    assert session.now.place != before
    compared.commands.actions["compare-sides"].trigger()
    assert session.now.view.comparing.kind == "sides"
    assert not stand(compared).bar.isVisible()
    assert compared.windows.stage.column.isVisible()
    compared.commands.actions["compare-dates"].trigger()
    assert session.now.view.comparing.kind == "dates"
    assert not compared.windows.stage.column.isVisible()
    QTest.keyClick(panes(compared)[0], Qt.Key.Key_Escape)
    assert session.now.view.comparing is None
    assert not stand(compared).bar.isVisible()
    assert not tabs.isTabVisible(CHANGE)


def test_blinded_panes_show_neither_letters_nor_lists_nor_numbers(compared):
    session = compared.session
    set_blinded(session, is_blinded=True)
    assert not compared.panels.left.isVisible()
    for name in ("compare-sides", "figure", "preselect-right", "copy-finding"):
        assert not compared.commands.actions[name].isEnabled()
    assert compared.commands.actions["undo"].text() == "Undo"
    assert not compared.panels.made().results.tabs.isTabVisible(0)
    assert texts(stand(compared).panel).strip().endswith("until blinding ends.")
    assert "treated" not in "".join(one.text() for one in stand(compared).bar.findChildren(QLabel) if one.isVisible())
    assert {outline.side for outline in session.now.document.outlines} == {Side.RIGHT, Side.LEFT}
    assert not compared.keeper.settings.hides_patient
    study, document = session.now.study, session.now.document
    compared.show_study(study, Place(1, 1), document=document)  # as when its project is opened again
    assert session.now.view.comparing.kind == "dates"
    assert session.now.view.hides_numbers
    compared.commands.actions["blind-dates"].trigger()
    assert compared.panels.left.isVisible()
    assert "Muscle area" in texts(stand(compared).panel)
