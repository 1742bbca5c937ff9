"""Runs of the program: this one lives, one that ended does not, one of another computer cannot be known."""

import os
import subprocess
import sys
from dataclasses import replace

import pytest

from viewer.io.locks import owner
from viewer.io.locks.owner import Owner, is_alive, this_process


def test_this_run_lives():
    assert is_alive(this_process()) is True
    assert this_process().pid == os.getpid()


def test_a_run_that_ended_does_not():
    code = "import json; from viewer.io.locks.owner import this_process; print(json.dumps(this_process().to_record()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    found = Owner.from_record(__import__("json").loads(done.stdout))
    assert found is not None and found.host == this_process().host
    assert is_alive(found) is False


def test_a_run_that_was_killed_and_not_waited_for_does_not():
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    import psutil

    found = replace(this_process(), pid=child.pid, started_s=owner._started_s(psutil.Process(child.pid)))
    assert is_alive(found) is True
    child.kill()
    until_gone = psutil.Process(child.pid)
    while until_gone.status() != psutil.STATUS_ZOMBIE:
        pass
    assert is_alive(found) is False
    child.communicate()


def test_another_process_with_the_number_is_not_it():
    assert is_alive(replace(this_process(), started_s=this_process().started_s - 60)) is False


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems have no name for a run of the computer")
@pytest.mark.parametrize("hours", [-1, 1])
def test_a_clock_that_is_set_ends_nobody(monkeypatch, hours):
    import psutil

    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    found = replace(this_process(), pid=child.pid, started_s=owner._started_s(psutil.Process(child.pid)))
    booted_s = psutil.boot_time()
    monkeypatch.setattr(psutil._pslinux, "boot_time", lambda: booted_s + 3600.0 * hours)  # as the system tells it then
    try:
        assert is_alive(found) is True
    finally:
        child.communicate(b"\n")


def test_a_run_before_the_computer_was_started_again_does_not_live():
    assert is_alive(replace(this_process(), boot="another")) is False


def test_a_run_of_another_computer_cannot_be_known():
    assert is_alive(replace(this_process(), host="elsewhere")) is None


def test_without_a_name_of_the_boot_its_time_serves(monkeypatch, tmp_path):
    monkeypatch.setattr(owner, "_BOOT_ID", tmp_path / "none")
    mine = this_process()
    assert float(mine.boot) > 1e9
    assert is_alive(replace(mine, boot=str(float(mine.boot) + 1))) is True
    assert is_alive(replace(mine, boot=str(float(mine.boot) - 3600))) is False


def test_records_come_back():
    assert Owner.from_record(this_process().to_record()) == this_process()


@pytest.mark.parametrize(
    "change",
    [{"pid": 0}, {"pid": -1}, {"pid": True}, {"pid": 2**40}, {"pid": "1"}, {"host": None}, {"boot": "x" * 1000}]
    + [{"started_s": value} for value in (float("nan"), float("inf"), -1.0, None, True, "0")],
)
def test_strange_records_are_none(change):
    assert Owner.from_record({**this_process().to_record(), **change}) is None
    assert Owner.from_record([change]) is None
