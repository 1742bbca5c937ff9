"""At run time, too: hostile stored files start nothing, reach no network and write nowhere else."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


def audited(folder: Path, *words: str) -> dict:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    run = [sys.executable, "-m", "tests.safety.stored.audited", str(folder), *words]
    done = subprocess.run(run, capture_output=True, text=True, cwd=ROOT, env=environment, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.slow
def test_hostile_files_make_the_program_do_nothing_but_read_them(tmp_path):
    found = audited(tmp_path)
    assert found["seen"] == []
    assert found["files"] > 500


@pytest.mark.slow
def test_neither_in_the_window(tmp_path):
    pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)
    assert audited(tmp_path, "--window")["seen"] == []


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="the control runs a command of POSIX")
def test_the_watch_sees_what_is_forbidden(tmp_path):
    seen = " ".join(audited(tmp_path, "--control")["seen"])
    for event in ("exec ", "os.system", "subprocess.Popen", "pickle.find_class", "socket.connect", "open for writing"):
        assert event in seen
