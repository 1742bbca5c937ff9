"""Closed while something is still going on: it ends soon, with status 0, and nothing of it is left."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from pydicom.uid import RLELossless

from tests.lumbar import write_study
from tests.safety.stress.closing_window import LASTS_S, STAGES
from tests.synthetic import axial_series
from viewer.app.choosing import choose_first
from viewer.core.document import Document
from viewer.io.opening import open_study
from viewer.io.project import project_of, write_project

ROOT = Path(__file__).resolve().parents[3]
BOUND_S = 10.0
"""Longest that closing may take, s: far above the longest that anything is waited for, for busy machines."""


def input_of(stage: str, folder: Path) -> Path:
    """What is opened for a stage."""
    if stage == "decoding":
        axial_series(folder / "study", 6, syntax=RLELossless)
        return folder / "study"
    study = write_study(folder / "study", slices=4)
    if stage != "project":
        return study
    found = open_study([study])
    path = folder / "reading.mfv"
    place = choose_first(found)
    assert place.series.slices
    write_project(path, project_of(Document(), found, view=None, measurement=None, place=None))
    return path


def processes_of(home: Path) -> list[psutil.Process]:
    """Processes that were started with this folder for the user's files."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("MULTIFIDUS_HOME") == str(home) and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.Error:
            continue
    return found


def closes(stage: str, tmp_path: Path) -> None:
    """Close the program at a stage, and see what is left."""
    path, home = input_of(stage, tmp_path), tmp_path / "home"
    given = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "MULTIFIDUS_HOME": str(home),
        "TMPDIR": str(tmp_path / "tmp"),
    }
    (tmp_path / "tmp").mkdir()
    given.pop("MULTIFIDUS_TRACEBACK", None)
    command = [sys.executable, "-m", "tests.safety.stress.closing_window", stage, str(path)]
    done = subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, timeout=120, check=False)
    ended_s = time.monotonic()
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["closed_s"] + (ended_s - found["closed_s"] - found["asked_s"]) < BOUND_S + LASTS_S
    assert found["questions"] == []
    assert [line for line in done.stderr.splitlines() if not line.startswith("This plugin does not")] == []
    assert not processes_of(home), "a process is left"
    assert not list((tmp_path / "tmp").iterdir()), "a temporary file is left"
    left = {file.name for file in (home / "data").rglob("*") if file.is_file()}
    assert not {name for name in left if name.endswith((".part", ".tmp")) or "running" in name}, left
    assert not list((home / "data").glob("reports/2*")), "a fault was reported"
    if stage == "saving":
        assert (tmp_path / "saved.mfv").exists(), "what was being saved is not saved"


@pytest.mark.slow
@pytest.mark.parametrize("stage", STAGES)
def test_closed_at_every_stage(stage, tmp_path):
    closes(stage, tmp_path)
