"""Ten rounds of opening and closing: memory stays flat, and no window, thread, process or file is left.

The figures: `python -m tests.safety.stress.rounds --rounds 10`, and with `--windows` for the whole program each time.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.safety.stress.leaks import Census, left_behind
from tests.safety.stress.rounds import slope_mib

ROOT = Path(__file__).resolve().parents[3]


def rounds(*words: str) -> None:
    """Take rounds in a process of their own."""
    given = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "tests.safety.stress.rounds", *words]
    done = subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, timeout=1800, check=False)
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]


@pytest.mark.slow
def test_ten_rounds_of_study_figure_and_comparison():
    rounds("--rounds", "10")


@pytest.mark.exhaustive
def test_ten_windows():
    rounds("--rounds", "10", "--windows")


def test_what_is_left_behind_is_told():
    before = Census(("MainThread",), 0, 9, 1, 10, 100.0)
    assert left_behind(before, before) == ""
    after = Census(("MainThread", "figure_0"), 1, 40, 2, 11, 120.0)
    told = left_behind(before, after)
    assert all(word in told for word in ("figure_0", "children 0 -> 1", "files 9 -> 40", "tops", "widgets"))
    assert slope_mib([100.0, 102.0, 104.0]) == pytest.approx(2.0)
