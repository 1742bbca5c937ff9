"""Opening from the window: dropped, pasted, chosen among patients, cancelled, failed; what was open stays."""

import threading
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QPushButton

from tests.synthetic import axial_series, mr_image, write
from tests.ui.running_window import opened, remembered, sentence, until
from viewer.app import loading
from viewer.core.outline import Outline
from viewer.ui.dialogs.patients import PatientsDialog


def files(*paths) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def picture() -> QImage:
    grey = np.tile(np.arange(64, dtype=np.uint8), (48, 1))
    return QImage(grey.data, 64, 48, 64, QImage.Format.Format_Grayscale8).copy()


def dropped(window, data: QMimeData) -> bool:
    """Drag over the window and let go; whether the window took it."""
    at, buttons, keys = QPoint(300, 300), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    action = Qt.DropAction.CopyAction
    enter = QDragEnterEvent(at, action, data, buttons, keys)
    # An event of a test is not accepted unless somebody does so.
    enter.ignore()
    QApplication.sendEvent(window, enter)
    if enter.isAccepted():
        QApplication.sendEvent(window, QDropEvent(QPointF(at), action, data, buttons, keys))
    return enter.isAccepted()


def slices(window) -> int:
    series = window.session.now.series
    return 0 if series is None else len(series.slices)


def outline_something(window) -> None:
    session = window.session
    ring = ((4.0, 4.0), (9.0, 4.0), (9.0, 9.0))
    session.edit("draw", session.now.document.with_outlines([Outline(session.now.image.key, (ring,))]))


class TestDropping:
    def test_a_folder(self, window, qtbot, tmp_path):
        axial_series(tmp_path / "in", 3)
        assert dropped(window, files(tmp_path / "in"))
        until(qtbot, lambda: window.session.now.is_loaded)
        assert slices(window) == 3

    def test_single_files(self, window, qtbot, tmp_path):
        axial_series(tmp_path / "in", 3)
        chosen = sorted((tmp_path / "in").iterdir())[:2]
        assert dropped(window, files(*chosen))
        until(qtbot, lambda: window.session.now.is_loaded)
        assert slices(window) == 2

    def test_a_picture_of_another_program(self, window, qtbot):
        data = QMimeData()
        data.setImageData(picture())
        assert dropped(window, data)
        until(qtbot, lambda: window.session.now.is_loaded)
        assert window.session.now.series.source_kind == "picture"
        assert window.questions.isVisible()

    def test_words_are_not_taken(self, window):
        data = QMimeData()
        data.setText("not a study")
        assert not dropped(window, data)
        assert window.session.now.study is None

    def test_an_address_of_the_internet_is_told_about(self, window):
        data = QMimeData()
        data.setUrls([QUrl("https://example.org/slice.dcm")])
        assert dropped(window, data)
        assert "on this computer" in sentence(window)
        assert window.session.now.study is None


class TestPasting:
    def test_a_picture(self, window, qtbot):
        QGuiApplication.clipboard().setImage(picture())
        window.commands.actions["paste"].trigger()
        until(qtbot, lambda: window.session.now.is_loaded)
        assert (window.session.now.image.columns, window.session.now.image.rows) == (64, 48)

    def test_nothing_to_paste_is_said(self, window):
        QGuiApplication.clipboard().setText("words")
        window.commands.actions["paste"].trigger()
        assert "no picture" in sentence(window)
        assert window.message.isVisible()


def test_a_failed_opening_leaves_what_was_open(window, qtbot, tmp_path):
    axial_series(tmp_path / "in", 2)
    opened(qtbot, window, tmp_path / "in")
    outline_something(window)
    window.session.mark_saved(window.session.now.document)
    before = window.session.now
    (tmp_path / "notes.dcm").write_text("no image")
    window.opening.open([tmp_path / "notes.dcm"])
    until(qtbot, lambda: bool(sentence(window)))
    after = window.session.now
    assert "notes.dcm" in sentence(window)
    assert (after.study, after.document, after.place) == (before.study, before.document, before.place)
    assert window.canvas.isEnabled()
    assert str(tmp_path / "notes.dcm") not in remembered()


def test_unsaved_work_is_asked_about_before_something_else_is_opened(window, qtbot, tmp_path):
    axial_series(tmp_path / "in", 2)
    axial_series(tmp_path / "other", 3)
    opened(qtbot, window, tmp_path / "in")
    outline_something(window)
    dropped(window, files(tmp_path / "other"))
    box = QApplication.activeModalWidget()
    assert "Save" in box.text()
    box.reject()
    assert slices(window) == 2
    dropped(window, files(tmp_path / "other"))
    box = QApplication.activeModalWidget()
    next(b for b in box.findChildren(QPushButton) if b.text() == "&Don't save").click()
    until(qtbot, lambda: slices(window) == 3)


def test_several_patients_are_chosen_from_and_the_choice_alone_is_shown(window, qtbot, tmp_path):
    for number, name in enumerate(("Ash^Ann", "Birch^Ben"), start=1):
        for k in range(number):
            ds = mr_image(name=f"{name}{k}", position=(0, 0, 4.0 * k), PatientName=name, PatientID=str(number))
            ds.StudyInstanceUID = f"1.2.3.{number}"
            ds.SeriesInstanceUID = f"1.2.3.{number}.1"
            write(tmp_path / "in" / f"{name}{k}.dcm", ds)
    window.opening.open([tmp_path / "in"])

    def dialog() -> PatientsDialog | None:
        return next((d for d in window.findChildren(PatientsDialog) if d.isVisible()), None)

    until(qtbot, lambda: dialog() is not None)
    assert window.session.now.study is None, "nothing is shown before the choice"
    dialog().table.selectRow(1)
    dialog().accept()
    until(qtbot, lambda: window.session.now.is_loaded)
    identities = {series.identity.patient_name for series in window.session.now.study.series}
    assert len(identities) == 1
    assert "Birch" in str(identities)


def test_what_was_open_is_offered_again_and_named_only_where_names_are_shown(window, qtbot, tmp_path):
    for name in ("first", "second"):
        axial_series(tmp_path / name, 2)
        opened(qtbot, window, tmp_path / name)
    until(qtbot, lambda: remembered() == (str(tmp_path / "second"), str(tmp_path / "first")))
    window.recent.aboutToShow.emit()
    assert [action.text() for action in window.recent.actions()] == [str(tmp_path / n) for n in ("second", "first")]
    before = window.session.now.study
    window.recent.actions()[1].trigger()
    until(qtbot, lambda: window.session.now.study is not before)
    window.commands.actions["hide-patient"].trigger()
    window.recent.aboutToShow.emit()
    assert not any(str(tmp_path) in action.text() for action in window.recent.actions())


def test_cancelling_leaves_what_was_open_and_the_late_answer_is_dropped(window, qtbot, tmp_path, monkeypatch):
    axial_series(tmp_path / "in", 2)
    axial_series(tmp_path / "slow", 3)
    opened(qtbot, window, tmp_path / "in")
    before = window.session.now.study
    may_go_on, goes_on = threading.Event(), loading.open_study

    def slow(*args, **kwargs):
        may_go_on.wait(60)
        return goes_on(*args, **kwargs)

    monkeypatch.setattr(loading, "open_study", slow)
    window.opening.open([tmp_path / "slow"])
    until(qtbot, window.status._stop.isVisible)
    assert "Opening" in window.status._hint.text()
    window.status._stop.click()
    until(qtbot, lambda: "stopped" in sentence(window))
    assert not window.status._stop.isVisible()
    may_go_on.set()
    monkeypatch.undo()
    qtbot.wait(200)
    assert window.session.now.study is before


@pytest.mark.parametrize("order", [("slow", "fast"), ("fast", "slow")])
def test_of_two_openings_the_later_one_wins(window, qtbot, tmp_path, monkeypatch, order):
    axial_series(tmp_path / "slow", 5)
    axial_series(tmp_path / "fast", 2)
    goes_on, may_go_on = loading.open_study, threading.Event()

    def paced(paths, **kwargs):
        if paths[0].name == "slow":
            may_go_on.wait(60)
        return goes_on(paths, **kwargs)

    monkeypatch.setattr(loading, "open_study", paced)
    for name in order:
        window.opening.open([tmp_path / name])
    may_go_on.set()
    until(qtbot, lambda: slices(window) == {"fast": 2, "slow": 5}[order[1]])
    qtbot.wait(100)
    assert slices(window) == {"fast": 2, "slow": 5}[order[1]]


@pytest.fixture
def asked_here(monkeypatch):
    """Paths that the disk was asked about on the window's own thread."""
    found = []
    for name in ("is_dir", "is_file", "exists"):
        ask = getattr(Path, name)

        def watched(path, *args, ask=ask, **keywords):
            if threading.current_thread() is threading.main_thread():
                found.append(path)
            return ask(path, *args, **keywords)

        monkeypatch.setattr(Path, name, watched)
    return found


def test_the_window_never_asks_the_disk_itself(window, qtbot, tmp_path, asked_here):
    axial_series(tmp_path / "in", 2)
    (tmp_path / "empty").mkdir()
    (tmp_path / "p.mfv").write_text("{")
    asked_here.clear()
    opened(qtbot, window, tmp_path / "in")
    until(qtbot, lambda: remembered() == (str(tmp_path / "in"),))
    assert window.settings.last_folder == str(tmp_path / "in")
    for name in ("empty", "p.mfv", "gone"):
        window.session.change(notice=None)
        window.opening.open([tmp_path / name])
        until(qtbot, lambda: bool(sentence(window)))
        assert name in sentence(window)
        assert str(tmp_path) not in sentence(window)
    assert not [path for path in asked_here if path.parent == tmp_path]


def test_a_sentence_about_what_is_opened_is_not_changed_by_what_is_only_asked_about(
    window, qtbot, tmp_path, monkeypatch
):
    axial_series(tmp_path / "in", 2)
    opened(qtbot, window, tmp_path / "in")
    goes_on, may_go_on = loading.open_study, threading.Event()

    def slow(*args, **kwargs):
        may_go_on.wait(60)
        return goes_on(*args, **kwargs)

    monkeypatch.setattr(loading, "open_study", slow)
    window.opening.open([tmp_path / "gone"])
    outline_something(window)
    window.opening.open([tmp_path / "in"])
    QApplication.activeModalWidget().reject()
    may_go_on.set()
    until(qtbot, lambda: "gone" in sentence(window))
    assert str(tmp_path) not in sentence(window)


def test_a_patient_who_is_chosen_late_does_not_replace_what_was_opened_since(window, qtbot, tmp_path):
    for number in (1, 2):
        ds = mr_image(name=f"{number}", PatientName=f"Name{number}", PatientID=str(number))
        ds.StudyInstanceUID = f"1.2.3.{number}"
        ds.SeriesInstanceUID = f"1.2.3.{number}.1"
        write(tmp_path / "several" / f"{number}.dcm", ds)
    axial_series(tmp_path / "in", 3)
    window.opening.open([tmp_path / "several"])
    until(qtbot, lambda: any(d.isVisible() for d in window.findChildren(PatientsDialog)))
    (dialog,) = window.findChildren(PatientsDialog)
    opened(qtbot, window, tmp_path / "in")
    shown = window.session.now.study
    dialog.table.selectRow(1)
    dialog.accept()
    qtbot.wait(200)
    assert window.session.now.study is shown


def test_the_slice_that_is_shown_first_is_read_once(window, qtbot, tmp_path, monkeypatch):
    found = []
    as_it_is = loading.opened
    monkeypatch.setattr(loading, "opened", lambda study: found.append(as_it_is(study)) or found[0])
    axial_series(tmp_path, 3)
    opened(qtbot, window, tmp_path)
    assert window.session.now.loaded is found[0].first
