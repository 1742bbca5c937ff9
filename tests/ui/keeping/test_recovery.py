"""Work that a killed run left behind is offered by the window, opened with its history, kept, or discarded."""

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QPushButton

from tests.lumbar import write_study
from tests.memory import box
from tests.ui.running_window import end, made_window, opened, sentence, until
from viewer.core.outline import Side
from viewer.io.journal.store import HELD, journal_folder, names, path_of


def press(box_or_dialog, text: str) -> None:
    [button] = [b for b in box_or_dialog.findChildren(QPushButton) if b.text().replace("&", "") == text]
    button.click()


def question(window) -> QMessageBox:
    [found] = [w for w in QApplication.topLevelWidgets() if isinstance(w, QMessageBox) and w.isVisible()]
    return found


def draw(window, left=100, side=Side.RIGHT) -> None:
    now = window.session.now
    outline = replace(box(left, 100, left + 20, 130, side=side), slice_key=now.image.key)
    window.session.edit("draw outline", now.document.with_outlines([outline]))


def state(window):
    now = window.session.now
    return now.document, now.history, now.saved


def is_back(window) -> bool:
    return window.session.now.is_loaded and bool(window.session.now.history.past)


def killed(window, home: Path) -> None:
    """End the window's journal as a kill would: what is on the disk stays, and belongs to a run that is no more."""
    assert window.journalling.settle()
    copy = home.with_name(home.name + "-killed")
    shutil.copytree(home, copy, ignore=shutil.ignore_patterns("*.part"))  # those come and go
    window.journalling.close()
    window.saving.holding.close()
    shutil.rmtree(home / "data")
    shutil.copytree(copy / "data", home / "data")
    for name in names(home):
        _give_to_a_run_that_is_no_more(name, home)


def _give_to_a_run_that_is_no_more(name: str, home: Path) -> None:
    """The tests' own process is alive, so another one's number is put in its place."""
    code = (
        "import json, sqlite3, sys\n"
        "from viewer.io.journal import store, entries\n"
        "from viewer.io.journal.entries import checked_row, first_proof\n"
        "c = sqlite3.connect(sys.argv[1])\n"
        "about = dict(c.execute('SELECT key, value FROM about'))\n"
        "owner = json.loads(about['owner']) | {'started_s': 1.0}\n"
        "about['owner'] = json.dumps(owner, sort_keys=True)\n"
        "c.execute('UPDATE about SET value = ? WHERE key = ?', (about['owner'], 'owner'))\n"
        "proof = first_proof(about)\n"
        "for values in c.execute('SELECT * FROM actions ORDER BY number').fetchall():\n"
        "    proof = checked_row(values[:-1], values[0]).proof(proof)\n"
        "    c.execute('UPDATE actions SET proof = ? WHERE number = ?', (proof, values[0]))\n"
        "c.commit(); c.close()\n"
    )
    subprocess.run([sys.executable, "-c", code, str(path_of(name, home))], check=True, cwd=Path(__file__).parents[3])


@pytest.fixture
def images(tmp_path):
    write_study(tmp_path / "images")
    return tmp_path / "images"


@pytest.fixture
def left(qtbot, window, images, own_home):
    """Work left behind by a killed window: its state, and a second window to take it up."""
    opened(qtbot, window, images)
    draw(window)
    draw(window, 180, Side.LEFT)
    window.session.undo()
    before = state(window)
    killed(window, own_home)
    yield before


@pytest.fixture
def second(qtbot, left):
    made = made_window(qtbot)
    yield made
    end(made)


def offered(qtbot, window):
    window.recovery.look()
    until(qtbot, lambda: window.recovery.dialog is not None)
    return window.recovery.dialog


def test_it_is_offered_and_opened_with_its_history(qtbot, left, second, own_home):
    dialog = offered(qtbot, second)
    assert "1 outline on 1 slice" in dialog.list.item(0).text()
    press(dialog, "Open it")
    until(qtbot, lambda: is_back(second))
    assert state(second) == left
    assert second.isWindowModified() and "save it" in sentence(second)
    [old] = [name for name in names(own_home) if name not in HELD] or [None]
    until(qtbot, lambda: len(list(journal_folder(own_home).glob("*.sqlite3"))) == 1)
    assert old is None or not path_of(old, own_home).exists()
    second.session.redo()
    assert len(second.session.now.document.outlines) == 2


@pytest.mark.slow
def test_what_is_kept_for_later_is_offered_again(qtbot, left, second, own_home):
    press(offered(qtbot, second), "Keep for later")
    assert len(names(own_home)) == 1
    until(qtbot, lambda: second.recovery.dialog is None)
    assert offered(qtbot, second).list.count() == 1


@pytest.mark.slow
def test_discarding_asks_once_more(qtbot, left, second, own_home):
    dialog = offered(qtbot, second)
    press(dialog, "Discard…")
    press(question(second), "Keep it")
    assert len(names(own_home)) == 1
    press(dialog, "Discard…")
    press(question(second), "Discard it")
    until(qtbot, lambda: second.recovery.dialog is None)
    assert names(own_home) == () and not list(journal_folder(own_home).iterdir())


@pytest.mark.slow
def test_where_the_images_are_gone_the_user_is_asked(qtbot, left, second, images, own_home, monkeypatch):
    # Other tests leave studies with the same identifiers within reach of the search.
    monkeypatch.setattr("viewer.app.journalling.recovering.find_images", lambda *_, **__: None)
    moved = own_home / "elsewhere"
    images.rename(moved)
    press(offered(qtbot, second), "Open it")
    until(qtbot, lambda: any(isinstance(w, QMessageBox) and w.isVisible() for w in QApplication.topLevelWidgets()))
    monkeypatch.setattr(QFileDialog, "open", lambda dialog: dialog.filesSelected.emit([str(moved)]))
    press(question(second), "Locate folder…")
    until(qtbot, lambda: is_back(second))
    assert state(second) == left


@pytest.mark.slow
def test_a_live_window_is_not_offered_to_another(qtbot, window, images):
    opened(qtbot, window, images)
    draw(window)
    assert window.journalling.settle()
    other = made_window(qtbot)
    other.recovery.look(is_asked_for=True)
    until(qtbot, lambda: "No unsaved work" in sentence(other))
    end(other)


@pytest.mark.slow
def test_a_project_is_saved_to_its_own_file_after_a_crash(qtbot, window, images, own_home, tmp_path):
    opened(qtbot, window, images)
    draw(window)
    path = tmp_path / "lumbar.mfv"
    window.saving._save_to(path, window.saving.work())
    until(qtbot, lambda: not window.session.now.is_modified)
    draw(window, 180, Side.LEFT)
    killed(window, own_home)
    second = made_window(qtbot)
    dialog = offered(qtbot, second)
    assert dialog.list.item(0).text().startswith("lumbar  ·  last action today")
    press(dialog, "Open it")
    until(qtbot, lambda: is_back(second))
    assert second.saving.path == path and second.windowTitle().startswith("lumbar")
    second.saving.save()
    until(qtbot, lambda: not second.session.now.is_modified)
    assert len(json.loads(path.read_bytes())["payload"]["outlines"]) == 2
    end(second)
    assert not list(journal_folder(own_home).iterdir())


@pytest.mark.slow
def test_the_name_of_the_project_is_hidden_with_the_patients_data(qtbot, left, second, own_home):
    second.session.change(view=replace(second.session.now.view, hides_patient=True))
    from viewer.app.journalling.recovering import found_work
    from viewer.app.journalling.words import title_of

    [work] = found_work()
    assert "Quintessa" not in title_of(replace(work, project="Quintessa"), hides_names=True)


@pytest.mark.slow
def test_a_pasted_picture_is_said_to_be_gone_until_it_is_pasted_again(qtbot, window, own_home):
    picture = QImage(120, 90, QImage.Format.Format_RGB888)
    picture.fill(0x336699)
    window.opening._open_image(picture)
    until(qtbot, lambda: window.session.now.is_loaded)
    now = window.session.now
    window.session.edit(
        "draw outline", now.document.with_outlines([replace(box(5, 5, 50, 50), slice_key=now.image.key)])
    )
    before = state(window)
    killed(window, own_home)
    second = made_window(qtbot)
    dialog = offered(qtbot, second)
    assert "pasted picture" in dialog.list.item(0).text()
    press(dialog, "Open it")
    until(qtbot, lambda: "paste the same picture" in sentence(second))
    second.opening._open_image(picture)
    until(qtbot, lambda: second.session.now.is_loaded)
    press(offered(qtbot, second), "Open it")
    until(qtbot, lambda: is_back(second))
    assert state(second) == before
    end(second)


@pytest.mark.slow
def test_work_of_another_computer_is_opened_after_a_question(qtbot, left, second, monkeypatch):
    monkeypatch.setattr("viewer.app.journalling.recovering.is_alive", lambda owner: None)
    dialog = offered(qtbot, second)
    assert "from the computer" in dialog.list.item(0).text()
    press(dialog, "Open it")
    assert "still open on the computer" in question(second).text()
    press(question(second), "Cancel")
    assert second.session.now.study is None
    until(qtbot, lambda: second.recovery.dialog is None)
    press(offered(qtbot, second), "Open it")
    press(question(second), "Nobody is at it, open it")
    until(qtbot, lambda: is_back(second))
    assert state(second) == left


@pytest.mark.slow
def test_a_journal_that_cannot_be_written_is_told_once_and_tried_again(qtbot, window, images, own_home):
    opened(qtbot, window, images)
    (own_home / "data").mkdir(exist_ok=True)
    (own_home / "data" / "journal").write_bytes(b"in the way")
    draw(window)
    until(qtbot, lambda: "not kept against a crash" in sentence(window))
    assert str(own_home) not in sentence(window)
    window.session.change(notice=None)
    draw(window, 150)
    assert window.journalling.settle()
    QApplication.processEvents()
    assert sentence(window) == ""
    (own_home / "data" / "journal").unlink()
    draw(window, 200)
    before = state(window)
    killed(window, own_home)
    second = made_window(qtbot)
    press(offered(qtbot, second), "Open it")
    until(qtbot, lambda: is_back(second))
    assert state(second) == before
    end(second)


def test_a_drag_is_one_action(qtbot, window, images):
    from viewer.tools.gesture import Gesture, Kind

    opened(qtbot, window, images)
    draw(window)
    assert window.journalling.settle()
    held = frozenset({"left"})
    keeps = []
    keep = window.journalling._keep
    window.journalling._keep = lambda what, now: (keeps.append(what), keep(what, now))
    window.session.gesture(Gesture(Kind.PRESS, (110.0, 115.0), "left", held))
    for step in range(12):
        window.session.gesture(Gesture(Kind.MOVE, (110.0 + step, 115.0 + step), None, held))
    assert keeps == []
    window.session.gesture(Gesture(Kind.RELEASE, (121.0, 126.0), "left"))
    assert keeps == ["edit"]
