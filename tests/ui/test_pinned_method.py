"""A project whose method is not the default any more: the window shows both numbers, and moves it if told to."""

import json
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox

from tests.io.project.test_project_round_trip import resealed
from tests.lumbar import write_study
from tests.ui.running_window import until
from viewer.app.numbers.saving import measurement_of_document
from viewer.app.projects import save
from viewer.core.document import ReadingCodes
from viewer.io.opening import open_study
from viewer.io.project import read_project
from viewer.measure.methods import METHODS


@pytest.fixture
def old(tmp_path, monkeypatch):
    """A project saved by a program whose default was `otsu-each`."""
    from tests.io.project.project_samples import document_on

    monkeypatch.setenv("MULTIFIDUS_HOME", str(tmp_path / "home"))
    study = open_study([write_study(tmp_path / "study")])
    document = document_on(study).with_method("otsu-each")
    path = tmp_path / "old.mfv"
    save(path, study=study, document=document, measurement=measurement_of_document(document, study))
    written = json.loads(path.read_bytes())
    written["payload"]["method"]["is_default"] = True
    path.write_bytes(resealed(written))
    return path


def asked(qtbot, window, path) -> QMessageBox:
    window.opening.open([path])
    until(qtbot, lambda: isinstance(QApplication.activeModalWidget(), QMessageBox))
    return QApplication.activeModalWidget()


def answer(qtbot, window, box: QMessageBox, text: str) -> None:
    next(button for button in box.buttons() if button.text() == text).click()
    until(qtbot, lambda: window.session.now.is_loaded)


def test_the_project_keeps_its_method_unless_told_otherwise(window, qtbot, old):
    before = old.read_bytes()
    box = asked(qtbot, window, old)
    assert "otsu-each, version 1, which is not the default any more" in box.text()
    assert f"method otsu-each → {METHODS[0].name}" in box.informativeText()
    answer(qtbot, window, box, "&Keep the method")
    assert window.session.now.document.method == "otsu-each"
    assert not window.session.now.is_modified
    assert old.read_bytes() == before
    window.saving.save()
    until(qtbot, lambda: old.read_bytes() != before)
    assert not read_project(old).is_by_old_default
    assert read_project(old).document.method == "otsu-each"


def test_the_new_default_is_chosen_and_undone(window, qtbot, old):
    box = asked(qtbot, window, old)
    answer(qtbot, window, box, f"&Use {METHODS[0].name}")
    session = window.session
    assert session.now.document.method is None
    assert session.now.is_modified
    session.undo()
    assert session.now.document.method == "otsu-each"
    assert not session.now.is_modified


def test_numbers_of_a_version_that_is_gone_are_kept_and_the_panel_says_so(window, qtbot, old):
    written = json.loads(old.read_bytes())
    written["payload"]["method"].update(version="0", is_default=False)
    written["payload"]["measurement"]["method"]["version"] = "0"
    old.write_bytes(resealed(written))
    stored = read_project(old).measurement
    before = old.read_bytes()
    box = asked(qtbot, window, old)
    assert "otsu-each, version 0, which this program does not have" in box.text()
    assert "method otsu-each 0 → 1" in box.informativeText()
    answer(qtbot, window, box, "&Keep the stored numbers")
    until(qtbot, lambda: window.feed.model is not None and window.feed.model.refused is not None)
    assert "they stay stored as they are until a method is chosen" in window.feed.model.refused
    window.session.edit("code", replace(window.session.now.document, codes=ReadingCodes(reading=2)))
    window.saving.save()
    until(qtbot, lambda: old.read_bytes() != before)
    assert read_project(old).measurement == stored
    window.session.edit("choose method", window.session.now.document.with_method("otsu-each"))
    until(qtbot, lambda: window.feed.model.refused is None)
