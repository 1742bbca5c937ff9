"""A disk that takes nothing more, and two runs of the program at once."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.app.journalling.scenes import state_in
from viewer.app.journalling.recovering import found_work
from viewer.errors import JournalInUseError
from viewer.io.journal.reading import claim
from viewer.io.journal.store import names

ROOT = Path(__file__).parents[3]
posix = pytest.mark.skipif(not hasattr(os, "fork"), reason="limits and mounts are those of POSIX")

LIMITED = """
import os, random, resource, signal, sys
from pathlib import Path
from tests.app.journalling.scenes import opened, state_in, state_of, step
home = Path(sys.argv[1])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
session, journalling, told = opened(home)
rng = random.Random(7)
for number in range(4):
    step(session, number, rng)
assert journalling.settle() and not told
hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), hard))
for number in range(4, 30):
    step(session, number, rng)
    assert journalling.settle()
assert len(told) == 1 and "not kept against a crash" in told[0], told
assert str(home) not in told[0]
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
step(session, 30, rng)
session.edit("draw outline", session.now.document.with_outlines(session.now.document.outlines[:1]))
assert journalling.settle() and len(told) == 1
print(len(session.now.document.outlines), len(session.now.history.past), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def run(code: str, *arguments: object) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == -9, done.stdout + done.stderr
    return done.stdout


@posix
@pytest.mark.slow
@pytest.mark.parametrize("limit", [0, 20_000])
def test_at_a_limit_the_user_is_told_once_and_all_is_kept_when_there_is_room_again(tmp_path, limit):
    outlines, steps = map(int, run(LIMITED, tmp_path, limit).split())
    found = state_in(tmp_path)
    assert (len(found.document.outlines), len(found.history.past)) == (outlines, steps)


FULL = (
    LIMITED.replace("hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]", "filler = home / 'filler'")
    .replace(
        "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), hard))",
        "file = filler.open('wb', buffering=0)\ntry:\n    while True: file.write(bytes(4096))\n"
        "except OSError: file.close()",
    )
    .replace("resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))", "filler.unlink()")
)


@posix
@pytest.mark.slow
def test_on_a_full_disk_likewise(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    if mount is None or subprocess.run([mount, "-t", "tmpfs", "-o", "size=1m", "none", disk], check=False).returncode:
        pytest.skip("a small disk cannot be mounted here")
    try:
        outlines, steps = map(int, run(FULL, disk / "home", 0).split())
        found = state_in(disk / "home")
        assert (len(found.document.outlines), len(found.history.past)) == (outlines, steps)
    finally:
        subprocess.run(["umount", disk], check=True)


RUNNING = """
import random, sys
from pathlib import Path
from tests.app.journalling.scenes import opened, step
session, journalling, told = opened(Path(sys.argv[1]))
rng = random.Random(9)
for number in range(5):
    step(session, number, rng)
session.edit("draw outline", session.now.document.with_outlines(session.now.document.outlines[:1]))
assert journalling.settle() and not told
print("ready", flush=True)
sys.stdin.readline()
"""


@pytest.mark.parametrize("ends", ["SIGKILL", pytest.param("SIGTERM", marks=pytest.mark.slow)])
def test_what_another_run_keeps_is_offered_only_after_its_end_and_to_one_alone(tmp_path, ends):
    if ends == "SIGTERM" and os.name == "nt":
        pytest.skip("no such signal")
    other = subprocess.Popen(
        [sys.executable, "-c", RUNNING, str(tmp_path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert other.stdout.readline() == b"ready\n"
        [name] = names(tmp_path)
        assert found_work(home=tmp_path) == ()
        with pytest.raises(JournalInUseError):
            claim(name, home=tmp_path)
    finally:
        (other.kill if ends == "SIGKILL" else other.terminate)()
        other.wait(60)
        other.stdin.close()
        other.stdout.close()
    [work] = found_work(home=tmp_path)
    assert work.name == name and work.outlines > 0
    held = claim(name, home=tmp_path)
    seen = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from pathlib import Path\nfrom viewer.app.journalling.recovering import found_work\n"
            "print(found_work(home=Path(sys.argv[1])))",
            str(tmp_path),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert seen.stdout.strip() == "()"  # taken by this one
    held.release()
