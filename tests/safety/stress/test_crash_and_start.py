"""The worst day: an unforeseen error, then a segmentation fault; nothing is lost, and the next start says so."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.lumbar import write_study

ROOT = Path(__file__).resolve().parents[3]


def run(kind: str, folder: Path, home: Path) -> subprocess.CompletedProcess[str]:
    given = {key: value for key, value in os.environ.items() if key != "MULTIFIDUS_TRACEBACK"}
    given |= {"QT_QPA_PLATFORM": "offscreen", "MULTIFIDUS_HOME": str(home)}
    command = [sys.executable, "-m", "tests.safety.stress.crashing_window", kind, str(folder)]
    return subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, timeout=180, check=False)


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_work_is_offered_back_and_both_reports_are_there(tmp_path):
    study, home = write_study(tmp_path / "study"), tmp_path / "home"
    done = run("crash", study, home)
    assert done.returncode == -signal.SIGSEGV, done.stderr
    reports = home / "data" / "reports"
    assert [path for path in reports.glob("2*.txt") if "KeyError" in path.read_text()]

    told = run("start", study, home)
    assert told.returncode == 0, told.stderr
    said = json.loads(told.stdout.splitlines()[-1])
    assert "ended unexpectedly" in said["notice"]
    assert any("at most its last action is missing." in text for text in said["dialogs"]), said
    crashes = [path for path in reports.glob("2*.txt") if "Segmentation fault" in path.read_text()]
    assert len(crashes) == 1
    assert str(crashes[0]) in said["notice"]
    for path in reports.iterdir():
        assert "running" not in path.name
        assert not {word for word in ("Jane", str(tmp_path), str(ROOT)) if word in path.read_text()}
