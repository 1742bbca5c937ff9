"""Several programs save one project, by turns and at once: no save is replaced by one that did not know of it."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.io.project.saving_child import project_number
from tests.safety.saving.saving_by_turns import counted
from viewer.errors import ChangedOnDiskError
from viewer.io.project import read_project, write_project

ROOT = Path(__file__).resolve().parents[3]


def test_by_turns_each_notices_the_other(tmp_path: Path) -> None:
    path = tmp_path / "a.mfv"
    write_project(path, project_number(0))
    one = other = read_project(path)
    for _ in range(3):
        one = write_project(path, counted(one, "ONE")[0], replaces=one.stored_digest)
        with pytest.raises(ChangedOnDiskError):
            write_project(path, counted(other, "OTHER")[0], replaces=other.stored_digest)
        assert read_project(path).document.codes.reader == "ONE"
        other = read_project(path)
        other = write_project(path, counted(other, "OTHER")[0], replaces=other.stored_digest)
        one = read_project(path)
    assert read_project(path).document.codes.reading == 6


@pytest.mark.parametrize(
    ("programs", "saves"),
    [
        pytest.param(3, 20, marks=pytest.mark.slow),
        pytest.param(6, 300, marks=pytest.mark.exhaustive),
    ],
)
def test_at_once_every_save_knows_of_those_before(tmp_path: Path, programs: int, saves: int) -> None:
    """Each save counts one further than what it replaces: were one replaced unseen, a number would be there twice."""
    path = tmp_path / "a.mfv"
    write_project(path, project_number(0))
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.safety.saving.saving_by_turns", str(path), f"R{number}", str(saves)],
            cwd=ROOT, stdout=subprocess.PIPE, text=True,
        )
        for number in range(programs)
    ]  # fmt: skip
    told = [process.communicate(timeout=600)[0].splitlines() for process in running]
    assert [process.returncode for process in running] == [0] * programs
    numbers = sorted(int(line) for lines in told for line in lines[:-1])
    conflicts = sum(int(lines[-1].split()[1]) for lines in told)
    print(f"\n{programs} programs at once, {saves} saves each: {conflicts} changes by others noticed, 0 lost")
    assert numbers == list(range(1, programs * saves + 1)), "a save was replaced by one that did not know of it"
    assert read_project(path).document.codes.reading == programs * saves
    assert not list(tmp_path.glob("*.part"))
