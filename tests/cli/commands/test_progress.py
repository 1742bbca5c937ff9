"""Progress of a long command: written over on a terminal and gone at the end, ten lines at most elsewhere."""

import io
import sys
import time

import pytest

from viewer.cli.commands.progress import shown_progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch):
    """A clock that goes on by 65 s whenever it is looked at."""
    times = iter(range(0, 10_000, 65))
    monkeypatch.setattr(time, "monotonic", lambda: float(next(times)))


def test_on_a_terminal_one_line_is_written_over_and_cleared(monkeypatch, clock):
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    with shown_progress("images") as tell:
        tell(1, 3)
        tell(2, 3)
    assert screen.getvalue() == ("\r1 of 3 images, 2:10 min to go\x1b[K\r2 of 3 images, 1:05 min to go\x1b[K\r\x1b[K")


def test_elsewhere_there_are_few_lines(capsys):
    with shown_progress("images") as tell:
        for done in range(1, 1001):
            tell(done, 1000)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) <= 11
    assert lines[-1].startswith("1000 of 1000 images, 0:00 min")
