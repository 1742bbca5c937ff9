"""Places that take no save, a full disk, a limit of file sizes, a folder that may only be read: the old file stays."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.io.project.saving_child import project_number
from viewer.errors import OutputError
from viewer.io.locks.lock_file import release, take
from viewer.io.project import decode_project, encode_project, read_project, write_project

ROOT = Path(__file__).resolve().parents[3]
SIZE = 160 << 10
"""Size of the small disk, bytes: some projects."""


def number_in(path: Path) -> int:
    """Number of the project in a file that is sound by itself."""
    document = decode_project(path.read_bytes()).document
    number = int(document.outlines[0].rings[0][0][0])
    assert document == project_number(number).document
    return number


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own that is soon full."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.geteuid() != 0:
        pytest.skip("a disk can be mounted by root alone")
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    mounted = subprocess.run(command, capture_output=True, text=True, check=False)
    if mounted.returncode:
        pytest.skip(f"no disk can be mounted here: {mounted.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.slow
def test_a_full_disk_leaves_the_project_and_says_so(small_disk: Path) -> None:
    path, saved, refused = small_disk / "a.mfv", -1, 0
    for number in range(12):
        try:
            write_project(path, project_number(number))
            saved = number
        except OutputError as e:
            assert "No space left" in str(e) and "choose another place or name" in str(e)
            refused += 1
        if saved >= 0:
            assert number_in(path) == saved and not read_project(path).warnings
        kept = [number_in(backup) for backup in sorted(small_disk.glob("a.mfv.bak*"))]
        assert kept == sorted(kept, reverse=True) and all(older < saved for older in kept)
        assert not list(small_disk.glob("*.part")), "nothing half-written takes the last of the space"
    assert refused >= 2 and saved >= 2


def test_a_disk_that_is_full_to_the_last_byte(small_disk: Path) -> None:
    path = small_disk / "a.mfv"
    write_project(path, project_number(1))
    with pytest.raises(OSError):
        (small_disk / "other").write_bytes(b"x" * SIZE)
    for number in (2, 3):
        with pytest.raises(OutputError, match="No space left"):
            write_project(path, project_number(number))
    assert number_in(path) == 1
    (small_disk / "other").unlink()
    write_project(path, project_number(4))
    assert number_in(path) == 4


LIMITED = """
import sys, resource, signal
from pathlib import Path
from tests.io.project.saving_child import project_number
from viewer.errors import OutputError
from viewer.io.project import write_project
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
try:
    write_project(Path(sys.argv[1]), project_number(5))
    print("saved")
except OutputError as e:
    print(e)
"""


@pytest.mark.slow
@pytest.mark.parametrize("part", [0.0, 0.5, 2.0])
def test_a_limit_of_file_sizes(tmp_path: Path, part: float) -> None:
    path = tmp_path / "a.mfv"
    write_project(path, project_number(4))
    limit = int(part * len(encode_project(project_number(5))))
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(path), str(limit)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    if part > 1.0:
        assert (done.stdout.strip(), number_in(path)) == ("saved", 5)
        return
    assert "File too large" in done.stdout and done.stdout.count("\n") == 1
    assert number_in(path) == 4
    assert [name.name for name in tmp_path.iterdir()] == ["a.mfv"]


def test_a_folder_that_may_only_be_read(folder: Path) -> None:
    folder.chmod(0o755)
    path = folder / "a.mfv"
    write_project(path, project_number(1))
    release(take(path).lock)  # type: ignore[arg-type]  # it is ours
    folder.chmod(0o555)
    if os.geteuid() != 0:
        assert is_refused(path)
    else:  # root may write everywhere: somebody else tries
        pid = os.fork()
        if pid == 0:
            status = 1
            try:
                os.setgid(65534)
                os.setuid(65534)
                status = 0 if is_refused(path) else 1
            finally:
                os._exit(status)
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    folder.chmod(0o755)
    assert number_in(path) == 1
    assert [name.name for name in folder.iterdir()] == ["a.mfv"]


def is_refused(path: Path) -> bool:
    """Whether a save says that it may not be, there is no lock, and the project can be read all the same."""
    try:
        write_project(path, project_number(2))
    except OutputError as e:
        said = "ermission denied" in str(e) or "write-protected" in str(e)
        return said and take(path).state == "impossible" and number_in(path) == 1
    return False
