"""A process is killed while it keeps its actions: what comes back is whole, or one action short, and never wrong."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="children are forked")


def figures(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tests.safety.journal.killing", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_some_kills_at_random_moments_lose_at_most_one_action():
    assert "8 kills at random moments" in figures("--kills", "8", "--seed", "4")


@pytest.mark.slow
def test_kills_at_random_moments_lose_at_most_one_action():
    assert "80 kills at random moments" in figures("--kills", "80", "--seed", "5")


@pytest.mark.slow
def test_kills_at_every_call_on_the_way_to_the_disk_lose_at_most_one_action():
    found = re.search(r"(\d+) kills at calls", figures("--points"))
    assert found is not None and int(found[1]) > 40


@pytest.mark.exhaustive
def test_a_thousand_kills_lose_at_most_one_action():
    assert "1000 kills at random moments" in figures("--kills", "1000", "--seed", "1")
