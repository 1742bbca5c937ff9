"""The fewest steps of a failing run that fail too, each try in a process of its own."""

import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def fewest(seed: int, count: int) -> list[int]:
    """Numbers of the steps that are left when none can be left out any more."""

    def fails(numbers: Sequence[int]) -> bool:
        command = [sys.executable, "-m", "tests.safety.stress.random_run", "--seed", str(seed), "--steps", str(count)]
        only = ["--only", ",".join(map(str, numbers))]
        return (
            subprocess.run([*command, *only], cwd=ROOT, capture_output=True, timeout=1800, check=False).returncode != 0
        )

    return shrunk(list(range(count)), fails)


def shrunk(numbers: list[int], fails: Callable[[Sequence[int]], bool]) -> list[int]:
    """Leave out halves, quarters and so on, as long as what is left fails."""
    part = max(len(numbers) // 2, 1)
    while True:
        at = 0
        while at < len(numbers):
            rest = numbers[:at] + numbers[at + part :]
            if rest and fails(rest):
                numbers = rest
            else:
                at += part
        if part == 1:
            return numbers
        part = max(part // 2, 1)
