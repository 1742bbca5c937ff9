"""Two threads that need the same library at once both get it."""

import subprocess
import sys
from pathlib import Path

import pytest

THREADS = """
import sys, threading, time
from contextlib import nullcontext
from viewer.importing import one_importer

alone = one_importer if sys.argv[1] == "alone" else nullcontext
failed = []

def need(name, after=None):
    while after is not None and after not in sys.modules:
        time.sleep(0.01)
    try:
        with alone():
            __import__(name)
    except ImportError as error:
        failed.append(str(error))

threads = [
    threading.Thread(target=need, args=["circle"]),
    threading.Thread(target=need, args=["circle.other", "circle.one"]),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(len(failed))
"""


@pytest.fixture
def circle(tmp_path) -> Path:
    """A library whose parts import each other, as those of scipy do; it takes its time."""
    folder = tmp_path / "circle"
    folder.mkdir()
    (folder / "__init__.py").write_text("import circle.one\n")
    (folder / "one.py").write_text("import time\nearly = 1\ntime.sleep(0.5)\nfrom circle.other import value\n")
    (folder / "other.py").write_text("from circle.one import early\nvalue = early\n")
    return tmp_path


def failures(library: Path, how: str) -> int:
    found = subprocess.run(
        [sys.executable, "-c", THREADS, how],
        cwd=Path(__file__).parents[1],
        env={"PYTHONPATH": str(library)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return int(found.stdout)


def test_two_threads_get_a_library_that_imports_in_circles(circle):
    assert failures(circle, "alone") == 0


def test_without_the_lock_one_of_them_gets_half_a_module(circle):
    assert failures(circle, "at once") == 1, "the test above can fail"
