"""Closing while something is written: nothing is lost, nothing is frozen, and what cannot be written is told."""

import threading

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.running_window import sentence, until
from viewer.app import projects
from viewer.app.numbers import saving as tables
from viewer.errors import OutputError


@pytest.fixture
def demo(window, qtbot):
    """The window with the sample study and both outlines."""
    window.opening.open_sample(with_outlines=True)
    until(qtbot, lambda: window.session.now.is_loaded and window.panels.is_made)
    return window


@pytest.fixture
def disk(monkeypatch):
    """An event that lets through what is written; `fails` makes it fail."""

    class Disk(threading.Event):
        fails = False

    made = Disk()

    def held(write):
        def work(path, *args, **keywords):
            made.wait(60)
            if made.fails:
                raise OutputError(f"{path} cannot be written; choose another folder.")
            return write(path, *args, **keywords)

        return work

    monkeypatch.setattr(projects, "save", held(projects.save))
    monkeypatch.setattr(tables, "save_table", held(tables.save_table))
    yield made
    made.set()


def write(demo, kind: str, path) -> None:
    demo.session.edit("delete outline", demo.session.now.document.without_outline_at(0))
    if kind == "table":
        demo.tables.save_to(path.with_suffix(".csv"), demo.saving.work())
        demo.session.mark_saved(demo.session.now.document)
    else:
        demo.saving._save_to(path, demo.saving.work())


@pytest.mark.parametrize("kind", ["project", "table"])
def test_the_window_closes_when_everything_is_written(demo, qtbot, tmp_path, disk, kind):
    write(demo, kind, tmp_path / "p.mfv")
    assert not demo.close()
    assert demo.isVisible()
    assert "closes when" in sentence(demo)
    assert QApplication.activeModalWidget() is None, "what is being saved is not asked about"
    disk.set()
    until(qtbot, lambda: not demo.isVisible())
    assert len(list(tmp_path.glob("p.*"))) == 1


@pytest.mark.parametrize("kind", ["project", "table"])
def test_the_window_stays_where_it_cannot_be_written(demo, qtbot, tmp_path, disk, kind):
    write(demo, kind, tmp_path / "p.mfv")
    assert not demo.close()
    disk.fails = True
    disk.set()
    until(qtbot, lambda: "cannot be written" in sentence(demo))
    qtbot.wait(50)
    assert demo.isVisible()
    assert demo.session.now.is_modified is (kind == "project")
    assert not demo.saving.is_closing_agreed


def test_work_done_while_the_disk_is_waited_for_is_asked_about(demo, qtbot, tmp_path, disk):
    write(demo, "project", tmp_path / "p.mfv")
    demo.close()
    demo.session.edit("delete outline", demo.session.now.document.without_outline_at(0))
    disk.set()
    until(qtbot, lambda: QApplication.activeModalWidget() is not None)
    QApplication.activeModalWidget().reject()
    assert demo.isVisible()
