"""Reports lie in the user's folder: readable by the user only, one for each fault, twenty at most."""

import os
import stat

import pytest

from viewer.app.faults import keeping
from viewer.app.faults.keeping import KEPT, FaultReports, reports_folder
from viewer.app.faults.report import Fault


def fault(number: int) -> Fault:
    return Fault("ValueError", (f"  viewer/x.py:{number} in f", "ValueError"))


def files() -> list[str]:
    return sorted(path.name for path in reports_folder().iterdir())


def test_a_report_is_there_for_its_user_alone():
    told = FaultReports().keep(fault(1))
    assert told.report is not None
    assert told.report.parent == reports_folder()
    assert told.report.name.endswith(f"-{fault(1).code}.txt")
    if os.name == "posix":
        assert stat.S_IMODE(told.report.stat().st_mode) == 0o600
        assert stat.S_IMODE(reports_folder().stat().st_mode) == 0o700
    assert files() == [told.report.name]


def test_a_fault_that_comes_again_is_counted():
    reports = FaultReports()
    told = [reports.keep(fault(1)) for _ in range(100)]
    assert len({one.report for one in told}) == 1
    assert len(files()) == 1
    assert "at least 64 times" in told[0].report.read_text()


def test_a_fault_that_was_seen_by_another_run_is_counted_on():
    first = FaultReports().keep(fault(1))
    since = next(line for line in first.report.read_text().splitlines() if line.startswith("Happened"))
    again = FaultReports()
    for _ in range(2):
        assert again.keep(fault(1)).report == first.report
    text = first.report.read_text()
    assert "at least 3 times" in text
    assert since.partition("first ")[2].partition(",")[0] in text


def test_only_so_many_are_kept_the_newest(monkeypatch):
    reports = FaultReports()
    for number in range(KEPT + 9):
        told = reports.keep(fault(number))
    assert len(files()) == KEPT
    assert told.report.name in files()


def test_no_other_file_is_ever_removed():
    folder = keeping.made_reports_folder()
    (folder / "mine.txt").write_text("mine")
    for number in range(KEPT + 2):
        FaultReports().keep(fault(number))
    assert (folder / "mine.txt").read_text() == "mine"


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), RuntimeError(), MemoryError()])
def test_what_cannot_be_written_is_no_fault_and_leaves_nothing(monkeypatch, error):
    def refuse(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(keeping.os, "fdopen", refuse)
    told = FaultReports().keep(fault(1))
    assert told.report is None
    assert told.where == "no report could be written"
    assert files() == []


def test_a_folder_that_cannot_be_made_is_no_fault(own_home):
    (own_home / "data").write_text("a file")
    assert FaultReports().take(ValueError("Jane")).report is None


def test_a_report_that_was_replaced_by_a_link_is_not_written_through(tmp_path):
    told = FaultReports().keep(fault(1))
    mine = tmp_path / "mine.txt"
    mine.write_text("mine")
    told.report.unlink()
    told.report.symlink_to(mine)
    FaultReports().keep(fault(1))
    assert mine.read_text() == "mine"


def test_a_report_that_is_rubbish_is_written_anew():
    told = FaultReports().keep(fault(1))
    told.report.write_bytes(b"\xff" * 100_000)
    FaultReports().keep(fault(1))
    assert told.report.read_text().count("Happened: once") == 1


def test_the_folder_is_asked_for_each_time(monkeypatch, tmp_path):
    reports = FaultReports()
    reports.keep(fault(1))
    monkeypatch.setenv("MULTIFIDUS_HOME", str(tmp_path))
    assert reports.keep(fault(1)).report.is_relative_to(tmp_path)
