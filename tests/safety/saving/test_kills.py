"""A program that is killed while it saves leaves the last save that it told of, or the one after it; whole."""

import os
from pathlib import Path

import pytest

from tests.safety.saving.kills import Figures, killed


def check(found: Figures, kills: int) -> None:
    print(f"\n{found}")
    assert found.kills == kills
    assert (found.lost, found.unreadable, found.unreadable_backups) == (0, 0, 0)
    assert found.locks_taken_over == kills - 1


def test_some_kills(tmp_path: Path) -> None:
    check(killed(tmp_path, 15, seed=11), 15)


@pytest.mark.slow
def test_a_hundred_kills(tmp_path: Path) -> None:
    found = killed(tmp_path, 100, seed=12)
    check(found, 100)
    assert found.during_a_save > 10, "the kills hit what they are to hit"


@pytest.mark.exhaustive
def test_a_thousand_kills_and_more(tmp_path: Path) -> None:
    kills = int(os.environ.get("MULTIFIDUS_KILLS", "1500"))
    check(killed(tmp_path, kills, seed=13), kills)
