"""The program's window with every method that Qt calls broken: told once, usable afterwards, closed with status 0."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from viewer.app.faults.keeping import KEPT

ROOT = Path(__file__).resolve().parents[3]


def ran(kind: str, home: Path) -> dict[str, object]:
    """What came of the window; see `broken_window`."""
    given = {key: value for key, value in os.environ.items() if key != "MULTIFIDUS_TRACEBACK"}
    given |= {"QT_QPA_PLATFORM": "offscreen", "MULTIFIDUS_HOME": str(home)}
    (home / "config").mkdir()
    command = [sys.executable, "-m", "tests.safety.stress.broken_window", kind]
    done = subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "Jane" not in done.stdout + done.stderr
    assert "Error calling Python" not in done.stderr, "an error has left Python for Qt"
    return json.loads(done.stdout.splitlines()[-1])


def check(found: dict[str, object], home: Path) -> None:
    assert found["status"] == 0
    assert found["dialogs_at_once"] == 1
    left = sorted((home / "data" / "reports").iterdir())
    assert 1 <= len(left) <= KEPT
    assert all(path.suffix == ".txt" and "running" not in path.name for path in left)
    assert not any("Jane" in path.read_text() for path in left)


def test_everything_broken_at_once_is_told_in_one_dialog_and_the_window_can_be_used_and_closed(tmp_path):
    found = ran("all", tmp_path)
    check(found, tmp_path)
    assert found["is_usable"]
    assert {"ImageCanvas.paintEvent", "MainWindow.closeEvent", "RowModel.rowCount", "_LineEngine.paint"} <= {
        *found["called"]
    }


@pytest.mark.slow
def test_each_broken_alone_leaves_a_window_that_can_be_used(tmp_path):
    found = ran("each", tmp_path)
    check(found, tmp_path)
    assert found["unusable_after"] == []
    assert len(found["called"]) > 30
