"""A user at random: no error, undo leads back and forth, what is saved is what is open, nothing is left behind.

The long run, with its figures: `python -m tests.safety.stress.random_run --steps 10000 --seed 1`.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.safety.stress.random_steps import WEIGHTS, steps
from tests.safety.stress.shrinking import shrunk

ROOT = Path(__file__).resolve().parents[3]


def ran(*, count: int, seed: int, **environment: str) -> str:
    """What a run prints; it fails the test with the steps to repeat it by."""
    command = [sys.executable, "-m", "tests.safety.stress.random_run", "--steps", str(count), "--seed", str(seed)]
    given = {**os.environ, "QT_QPA_PLATFORM": "offscreen", **environment}
    done = subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, timeout=3600, check=False)
    assert done.returncode == 0, f"{' '.join(command[1:])}\n{(done.stdout + done.stderr)[-4000:]}"
    assert "nothing left behind" in done.stdout
    return done.stdout


def test_a_random_user_for_a_moment():
    ran(count=40, seed=7)


@pytest.mark.slow
def test_a_random_user_for_a_while():
    ran(count=1000, seed=11)


@pytest.mark.slow
def test_a_random_user_at_a_screen_of_fine_pixels():
    ran(count=400, seed=12, QT_SCALE_FACTOR="1.5")


@pytest.mark.exhaustive
@pytest.mark.parametrize("seed", range(1, 11))
def test_a_random_user_for_a_day(seed):
    print(ran(count=10_000, seed=seed))


def test_a_run_can_be_repeated_from_its_seed():
    assert steps(3, 500) == steps(3, 500)
    assert steps(3, 500)[:100] == steps(3, 500)[:100]
    assert {step.kind for step in steps(3, 5000)} == {*WEIGHTS}


def test_a_failing_run_is_cut_down_to_what_it_needs():
    assert shrunk(list(range(200)), lambda numbers: {17, 90, 180} <= {*numbers}) == [17, 90, 180]


@pytest.mark.slow
def test_the_random_user_fails_where_the_program_does():
    """The runs above are of no worth if an error passed unseen."""
    script = """
import sys
from tests.safety.stress import random_run
from viewer.ui.canvas.canvas import ImageCanvas
from viewer.ui.faults.guards import guarded

def fail(self, event):
    raise ZeroDivisionError("planted")

ImageCanvas.wheelEvent = guarded(ImageCanvas, "wheelEvent", fail)
sys.argv = ["x", "--steps", "60", "--seed", "1"]
raise SystemExit(random_run.main())
"""
    given = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=given, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "ZeroDivisionError: planted" in done.stdout + done.stderr
