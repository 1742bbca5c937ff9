"""What a run of the program that was ended by the system leaves, and what the next start makes of it."""

import os
import stat
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from viewer.app.faults.crashes import reported_crash
from viewer.app.faults.keeping import made_reports_folder, reports_folder

ROOT = Path(__file__).resolve().parents[3]
END = """
import ctypes, faulthandler, os, signal, sys
from viewer.app.faults.crashes import CrashWatch
from viewer.app.background import hand_on_fault

watch = CrashWatch()
watch.start()

class Jane:
    def cancelled(self):
        {end}

hand_on_fault(Jane())
watch.stop()
"""


def run(end: str) -> subprocess.CompletedProcess[bytes]:
    # The name of the folder stands for the user's.
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(END).format(end=end)],
        cwd=ROOT,
        capture_output=True,
        timeout=60,
        check=False,
    )


def files() -> list[str]:
    return sorted(path.name for path in reports_folder().iterdir())


@pytest.mark.parametrize(("end", "kind"), [("ctypes.string_at(0)", "Segmentation fault"), ("os.abort()", "Aborted")])
@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_the_next_start_makes_a_report_of_it(end, kind):
    assert run(end).returncode < 0
    (left,) = files()
    assert left.startswith("running-")
    assert stat.S_IMODE((reports_folder() / left).stat().st_mode) == 0o600
    told = reported_crash()
    assert told.kind == kind
    text = told.report.read_text()
    assert "  viewer/app/background.py:" in text
    assert str(ROOT) not in text
    assert files() == [told.report.name]
    assert reported_crash() is None


def test_a_run_that_ends_as_it_should_leaves_nothing():
    assert run("return True").returncode == 0
    assert files() == []


def test_a_run_that_was_killed_is_no_fault_of_the_program():
    assert run("os.kill(os.getpid(), signal.SIGKILL)").returncode < 0
    assert len(files()) == 1
    assert reported_crash() is None
    assert files() == []


def test_a_run_that_is_still_there_is_left_alone():
    path = made_reports_folder() / f"running-{os.getpid()}.txt"
    path.write_text("Fatal Python error: Aborted\n")
    assert reported_crash() is None
    assert path.exists()


def test_where_there_is_no_folder_there_is_nothing_to_tell():
    assert reported_crash() is None


HOSTILE = [
    b"",
    b"\xff" * 1000,
    b"Jane Doe Segmentation fault /home/jane\nThread Jane\n" + b'  File "/home/jane/x.py", line 1 in jane\n' * 9,
    b"Fatal Python error: Aborted\n" + b'  File "' + b"a" * 1_000_000 + b'", line 99999999999999999999 in f\n',
    b"Fatal Python error: Aborted\n" + b'  File "/home/jane/site-packages/../jane.py", line 1 in jane\n' * 100_000,
    b'Fatal Python error: Aborted\n  File "/x/site-packages/a/jane\x00doe.py", line 1 in jane\n',
]


@pytest.mark.parametrize("data", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_lies_there_nothing_of_it_gets_into_a_report(data):
    (made_reports_folder() / "running-4194305.txt").write_bytes(data)
    told = reported_crash()
    for path in reports_folder().iterdir():
        assert "jane" not in path.read_text().lower()
        assert path.stat().st_size < 40_000
    if told is not None:
        assert told.report is not None
    assert not list(reports_folder().glob("running-*"))


def test_a_link_or_a_pipe_in_its_place_is_not_followed(tmp_path):
    (tmp_path / "jane.txt").write_text("Fatal Python error: Aborted\n")
    (made_reports_folder() / "running-4194305.txt").symlink_to(tmp_path / "jane.txt")
    if hasattr(os, "mkfifo"):
        os.mkfifo(reports_folder() / "running-4194306.txt")
    assert reported_crash() is None
    assert (tmp_path / "jane.txt").exists()
