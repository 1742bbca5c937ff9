"""Outlines on a slice whose file is gone: the window says so in a sentence, and nothing of them is lost."""

from pathlib import Path

import pytest

from tests.synthetic import axial_series
from tests.ui.running_window import opened, sentence, until
from viewer.core.history import Place
from viewer.core.outline import Outline, Side
from viewer.io.project import read_project
from viewer.ui.panels.outline_list import OutlineList

RING = ((4.0, 4.0), (9.0, 4.0), (9.0, 9.0), (4.0, 9.0))


def outlined(window, *places: int) -> None:
    """Outline slices, each as one step of undo."""
    session = window.session
    for number in places:
        key = session.now.series.slices[number - 1].key
        session.edit(f"draw on {number}", session.now.document.with_outlines([Outline(key, (RING,), side=Side.RIGHT)]))


def saved(window, qtbot, path: Path) -> Path:
    window.saving._save_to(path, window.saving.work())
    until(qtbot, lambda: not window.session.now.is_modified or bool(sentence(window)))
    assert not window.session.now.is_modified, sentence(window)
    return path


def forget_pixels(window) -> None:
    window.store.clear()
    window.feed.live.forget()


def file_of(window, number: int) -> Path:
    return Path(window.session.now.series.slices[number - 1].file)


def reopened(window, qtbot, path: Path, images: tuple[Path, ...]) -> None:
    before = window.session.now.study
    window.projects.open(path, images=images)
    until(qtbot, lambda: window.session.now.study is not before)


@pytest.fixture
def folder(window, qtbot, tmp_path) -> Path:
    axial_series(tmp_path / "study", 4)
    opened(qtbot, window, tmp_path / "study")
    until(qtbot, lambda: window.panels.is_made and not window.opening.thumbnails_due)
    return tmp_path / "study"


def test_a_file_that_goes_after_opening_takes_no_outline_along(window, qtbot, folder, tmp_path):
    outlined(window, 1, 3)
    session, document = window.session, window.session.now.document
    session.show(Place(1, 1))
    until(qtbot, lambda: session.now.is_loaded)
    file_of(window, 3).unlink()
    forget_pixels(window)
    window.findChild(OutlineList).picked.emit(1)
    assert session.now.place == Place(1, 3)
    until(qtbot, lambda: window.feed.model is not None and window.feed.model.refused is not None)
    assert "cannot be read" in str(window.feed.model.refused)
    assert session.now.document == document
    path = saved(window, qtbot, tmp_path / "reading.mfv")
    assert read_project(path).measurement is not None, "the other slice has its numbers"
    session.undo()
    assert len(session.now.document.outlines) == 1
    session.redo()
    assert session.now.document == document
    session.show(Place(1, 1))
    until(qtbot, lambda: session.now.is_loaded)
    reopened(window, qtbot, path, (folder,))
    assert [outline.rings for outline in session.now.document.outlines] == [(RING,), (RING,)]


def test_an_outline_whose_slice_was_not_opened_is_listed_kept_and_there_again_with_its_file(
    window, qtbot, folder, tmp_path
):
    outlined(window, 1, 3)
    session, document = window.session, window.session.now.document
    path, file = saved(window, qtbot, tmp_path / "reading.mfv"), file_of(window, 3)
    away = file.rename(tmp_path / "away.dcm")
    reopened(window, qtbot, path, (folder,))
    assert [outline.rings for outline in session.now.document.outlines] == [(RING,), (RING,)]
    place, said = session.now.place, sentence(window)
    assert "not among these images" in said
    window.findChild(OutlineList).picked.emit(1)
    assert session.now.place == place
    assert "not among the opened images" in sentence(window)
    until(qtbot, lambda: session.now.is_loaded and window.feed.model is not None)
    outlined(window, 2)
    saved(window, qtbot, path)
    away.rename(file)
    reopened(window, qtbot, path, (folder,))
    assert {o.slice_key for o in session.now.document.outlines} >= {o.slice_key for o in document.outlines}
    assert len(session.now.document.outlines) == 3
    session.show(Place(1, 1))
    until(qtbot, lambda: session.now.is_loaded)
    keys = [outline.slice_key for outline in session.now.document.outlines]
    window.findChild(OutlineList).picked.emit(keys.index(document.outlines[1].slice_key))
    assert session.now.image.key == document.outlines[1].slice_key
    until(qtbot, lambda: session.now.is_loaded)
