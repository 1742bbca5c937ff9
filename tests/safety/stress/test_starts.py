"""A user who clicks while the window still makes things ready finds it there afterwards."""

import pytest

from tests.safety.stress import starts
from tests.ui.real.desktop import Desktop, needs_screen, screen

pytestmark = [pytest.mark.slow, *needs_screen]


@pytest.fixture(scope="module")
def display():
    with screen() as name:
        yield name


def test_the_window_is_still_there(display):
    assert starts.endings(display, 3) == []


def test_one_that_ends_is_told_of(display, monkeypatch):
    class Ending(Desktop):
        def start(self, *paths):
            program = super().start(*paths)
            program.process.send_signal(11)
            program.process.wait(30)
            return program

    monkeypatch.setattr(starts, "Desktop", Ending)
    (words,) = starts.endings(display, 1)
    assert "ended with -11" in words
    assert "Segmentation fault" in words, "where it was is told, too"
