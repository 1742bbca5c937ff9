"""Every named malformed input through the command line: one plain sentence, soon, in little memory, nothing touched."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.safety.hostile.named.case import Case
from tests.safety.hostile.named.every import every_case
from tests.safety.hostile.running import command, problems_with, unlocked
from tests.safety.hostile.watching import ANSWER_S, MEMORY_BYTES

CASES = every_case()
LEAST = 130
"""Named inputs there must be at the least."""


def test_there_are_enough_and_each_name_is_its_own() -> None:
    assert len(CASES) >= LEAST
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Folder that can be removed although a case shuts parts of it."""
    yield tmp_path
    unlocked(tmp_path)


def assert_answered(case: Case, folder: Path) -> None:
    problems = list(problems_with(case, folder))
    assert problems == []


FEW = 12
"""Every so many of the quick inputs are tried every day; all of them with `-m slow`."""
_QUICK = [case for case in CASES if not case.is_slow]


def named(case: Case) -> object:
    return pytest.param(case, id=case.name)


@pytest.mark.parametrize("case", [named(case) for case in _QUICK[::FEW]])
def test_a_malformed_input_is_answered(case: Case, folder: Path) -> None:
    assert_answered(case, folder)


@pytest.mark.slow
@pytest.mark.parametrize("case", [named(case) for n, case in enumerate(_QUICK) if n % FEW])
def test_every_quick_input_is_answered(case: Case, folder: Path) -> None:
    assert_answered(case, folder)


@pytest.mark.exhaustive
@pytest.mark.parametrize("case", [named(case) for case in CASES if case.is_slow])
def test_every_large_input_is_answered(case: Case, folder: Path) -> None:
    assert_answered(case, folder)


def own_files() -> list[Path]:
    """Test files that come with pydicom: damaged, odd and sound ones, of many makers."""
    import pydicom.data

    root = Path(pydicom.data.__file__).parent
    return sorted(
        path for part in ("test_files", "charset_files") for path in (root / part).rglob("*") if path.is_file()
    )


@pytest.mark.slow
def test_pydicoms_own_files_are_opened_or_refused(record_property: object) -> None:
    opened = refused = 0
    for path in own_files():
        said = command(["info", str(path)])
        assert said.noise == (), path
        assert said.seconds < ANSWER_S and said.peak_bytes < MEMORY_BYTES, path
        if said.status == 0:
            opened += 1
            words = ["measure", str(path), "--series", "1", "--slice", "1", "--right", "2,2 6,2 6,6 2,6"]
            measured = command(words)
            assert measured.status in {0, 2, 3, 4} and "Traceback" not in measured.err, (path, measured.err)
        else:
            refused += 1
            assert said.status in {3, 4} and said.err.count("\n") == 1 and path.name in said.err, (path, said.err)
    assert opened > 20 and refused > 10


NOISY = ("broken escapes of a character set", "number of frames b'abc'", "slope no number")


@pytest.mark.parametrize(
    "strict", [pytest.param(False, id="plain", marks=pytest.mark.slow), pytest.param(True, id="warnings are errors")]
)
def test_nothing_but_the_answer_reaches_the_terminal(tmp_path: Path, strict: bool) -> None:
    """As an outsider sees it: a process of its own, its standard streams, the same with every warning an error."""
    noisy = [case for case in CASES if case.name in NOISY]
    assert len(noisy) == 3
    for number, case in enumerate(noisy):
        inside = tmp_path / "in" / str(number)
        inside.mkdir(parents=True)
        case.make(inside)
    environment = {**os.environ, "MULTIFIDUS_HOME": str(tmp_path / "home")}
    words = [sys.executable, *(("-W", "error") if strict else ()), "-m", "viewer", "info", str(tmp_path / "in")]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, env=environment, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Skipped" in done.stdout and "Traceback" not in done.stdout and "Warning" not in done.stdout
