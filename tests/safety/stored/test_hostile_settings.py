"""The window on hostile settings: it opens, can be seen, and asks the disk about nothing that they name."""

import base64
import json
import os
import random
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QMenu, QWidget

from tests.safety.stored.hostile_json import TEXTS
from tests.ui.running_window import end, until
from viewer.app.figuring.saving import FigureChoices
from viewer.app.settings import Settings, load_settings, save_settings
from viewer.core.records.seal import checked
from viewer.ui.keeping.window_place import SEEN_PX, put_back
from viewer.ui.opening import MENU_CHARACTERS


def settings_file(home: Path) -> Path:
    return home / "config" / "settings.json"


def hostile_settings(home: Path, number: int) -> Settings:
    """Settings as they are read from a file that is sealed and holds a hostile text wherever a text can be."""
    rng = random.Random(number)
    texts = [text for text in TEXTS if text]
    rooted = [os.path.abspath("/") + text.lstrip("/\\") for text in texts]
    record = {
        "recent": rng.sample(rooted, 10),
        "last_folder": rng.choice(rooted),
        "window_geometry": rng.choice([*texts, base64.b64encode(rng.randbytes(66)).decode()]),
        "reader": rng.choice(texts),
        "categories": rng.choice(texts),
        "figure": rng.choice(
            [*texts, json.dumps({"preset": rng.choice(texts), "folder": rng.choice(texts), "dpi": 1})]
        ),
        "right_drag": rng.choice(texts),
        "run": "rm -rf ~",
    }
    settings_file(home).parent.mkdir(parents=True, exist_ok=True)
    settings_file(home).write_text(json.dumps(checked(record)))
    return load_settings(home)


@pytest.mark.parametrize("number", [0, *(pytest.param(n, marks=pytest.mark.slow) for n in range(1, 12))])
def test_a_window_opens_on_hostile_settings_and_shows_a_study(qapp, qtbot, own_home, number):
    from viewer.ui.main_window import MainWindow

    settings = replace(hostile_settings(own_home, number), has_seen_first_start=True)
    window = MainWindow(settings)
    window.show()
    qtbot.waitExposed(window)
    assert is_seen(qapp, window)
    menu = QMenu()
    window.opening.fill_recent(menu)
    for action in menu.actions():
        assert action.text().replace("&&", "&").isprintable()
        assert len(action.text()) <= 2 * MENU_CHARACTERS
    assert menu.sizeHint().width() < 3000
    window.opening.open_sample(with_outlines=True)
    until(qtbot, lambda: window.session.now.is_loaded)
    end(window)


def is_seen(qapp, window: QWidget) -> bool:
    frame = window.frameGeometry()
    return any(screen.availableGeometry().intersects(frame) for screen in qapp.screens()) and window.width() >= SEEN_PX


def test_a_damaged_place_never_puts_the_window_where_nobody_sees_it(qapp):
    window = QWidget()
    window.resize(640, 480)
    whole = bytes(window.saveGeometry().data())
    rng, moved = random.Random(5), 0
    for _ in range(400):
        changed = bytearray(whole)
        for _ in range(rng.choice((1, 2, 8))):
            changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
        put_back(window, base64.b64encode(bytes(changed)).decode(), first_size=(700, 500))
        assert is_seen(qapp, window)
        bare = QWidget()
        bare.restoreGeometry(QByteArray(bytes(changed)))
        moved += not is_seen(qapp, bare)
    assert moved  # control: Qt alone loses some of them
    for garbage in ("", "A", "====", "A" * 2000, "not base64", "ä"):
        put_back(window, garbage, first_size=(700, 500))
        assert is_seen(qapp, window)


def test_the_list_of_recent_files_asks_the_disk_about_none_of_them(qapp, qtbot, own_home, monkeypatch):
    """A drive that is gone, or a host that does not answer, would hold up the window when the menu opens."""
    from viewer.ui.main_window import MainWindow

    recent = tuple(f"/net/gone/{number}" for number in range(10))
    window = MainWindow(Settings(has_seen_first_start=True, recent=recent, last_folder="/net/gone"))
    asked: list[str] = []
    for name in ("stat", "lstat", "open", "scandir", "listdir", "access", "readlink"):
        original = getattr(os, name)

        def noting(path, *words, original=original, **named):
            asked.append(str(path))
            return original(path, *words, **named)

        monkeypatch.setattr(os, name, noting)
    menu = QMenu()
    window.opening.fill_recent(menu)
    monkeypatch.undo()
    assert [action.text() for action in menu.actions()] == list(recent)
    assert not [path for path in asked if "gone" in path]
    end(window)


@pytest.mark.skipif(os.name == "nt", reason="there are no pipes with names")
def test_a_recent_file_that_is_now_a_pipe_is_refused_in_a_sentence(qapp, qtbot, own_home, tmp_path):
    from tests.ui.running_window import sentence
    from viewer.ui.main_window import MainWindow

    os.mkfifo(tmp_path / "a.mfv")
    (tmp_path / "b.mfv").symlink_to("/dev/zero")
    names = tuple(str(tmp_path / name) for name in ("a.mfv", "b.mfv"))
    window = MainWindow(Settings(has_seen_first_start=True, recent=names))
    for place in range(2):
        menu = QMenu()
        window.opening.fill_recent(menu)
        window.session.change(notice=None)
        menu.actions()[place].trigger()
        until(qtbot, lambda: sentence(window) != "")
        assert "not a regular file" in sentence(window)
    assert window.session.now.study is None
    end(window)


def test_remembered_choices_of_a_figure_are_legal_whatever_was_stored():
    for text in [*TEXTS, "[" * 30_000, '{"dpi": 1e999}', '{"dpi": 300.5}', '{"preset": []}', "[1]"]:
        for stored in (text, json.dumps({"preset": text, "suffix": text, "dpi": text, "folder": text})):
            found = FigureChoices.from_text(stored)
            assert found.suffix.startswith(".")
            assert found.dpi is None or type(found.dpi) is int
            assert found.kept_folder is None or found.kept_folder.is_absolute()


def test_what_is_stored_is_a_list_of_names_and_kept_to_the_user(own_home):
    save_settings(Settings(recent=("/a",)), own_home)
    stored = json.loads(settings_file(own_home).read_text())
    assert set(stored) == {
        *("recent", "hides_patient", "has_seen_first_start", "right_drag", "is_smooth", "last_folder"),
        *("window_geometry", "reader", "categories", "hides_locator", "figure", "crc32"),
    }


@pytest.mark.skipif(os.name != "posix", reason="rights of this kind are kept on POSIX only")
def test_files_and_folders_of_the_user_are_for_the_user_only(own_home, tmp_path):
    from tests.safety.stored.kinds import OUTLET
    from viewer.app.figuring.own_presets import save_own_preset

    (own_home / "config").mkdir(mode=0o755)
    settings_file(own_home).write_text("{}")
    settings_file(own_home).chmod(0o644)
    save_settings(Settings(reader="R1"), own_home)
    save_own_preset(OUTLET, own_home)
    for path in (own_home / "config", *(own_home / "config").iterdir()):
        assert path.stat().st_mode & 0o077 == 0, path.name


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_linked_settings_are_written_through_the_link(own_home, tmp_path):
    (own_home / "config").mkdir()
    settings_file(own_home).symlink_to(tmp_path / "kept.json")
    save_settings(Settings(reader="R7"), own_home)
    assert settings_file(own_home).is_symlink()
    assert load_settings(own_home).reader == "R7" == json.loads((tmp_path / "kept.json").read_text())["reader"]


def test_a_huge_settings_file_is_not_read(own_home, monkeypatch):
    settings_file(own_home).parent.mkdir()
    with settings_file(own_home).open("wb") as file:
        file.truncate(100 << 20)
    monkeypatch.setattr(json, "loads", lambda *_, **__: pytest.fail("it was parsed"))
    assert load_settings(own_home) == Settings(hides_patient=True)
