"""Icons are drawn once for each size and look, and never kept empty."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon

from viewer.ui import icons


@pytest.fixture(autouse=True)
def forgotten(qapp, monkeypatch):
    monkeypatch.setattr(icons, "_drawn", {})
    monkeypatch.setattr(icons, "_held", [])


def drawn(monkeypatch):
    names, svg = [], icons.svg
    monkeypatch.setattr(icons, "svg", lambda *given: names.append(given) or svg(*given))
    return names


def test_an_icon_is_drawn_once_for_each_size_and_look(monkeypatch):
    names = drawn(monkeypatch)
    engine = icons._LineEngine("undo")
    for _ in range(5):
        for size in (QSize(16, 16), QSize(24, 24)):
            for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled):
                engine.pixmap(size, mode, QIcon.State.Off)
    assert len(names) == 4
    normal, disabled = (engine.pixmap(QSize(24, 24), mode, QIcon.State.Off).toImage() for mode in list(QIcon.Mode)[:2])
    assert normal != disabled


def test_an_empty_place_is_not_kept(monkeypatch):
    engine, given = icons._LineEngine("undo"), (QSize(24, 24), QIcon.Mode.Normal, QIcon.State.Off)
    icons.hold_icons()
    empty = engine.pixmap(*given).toImage()
    icons.draw_icons()
    assert engine.pixmap(*given).toImage() != empty
