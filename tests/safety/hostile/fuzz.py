"""A seeded fuzzer: damages sound files of every kind and opens them as the program does.

`python -m tests.safety.hostile.fuzz --mutations N --seed S [--minutes M] [--only NAME] [--keep FOLDER]` prints its
figures and ends with status 1 if anything but one plain sentence, or a sound image, came out of a damaged file. Each
such file is kept, with what was found beside it.
"""

import argparse
import faulthandler
import random
import re
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.safety.hostile.mutating import mutated
from tests.safety.hostile.seeds import Seed, seeds
from tests.safety.hostile.trying import Bench, Finding
from tests.safety.hostile.watching import ANSWER_S, MEMORY_BYTES, MemoryMeter, touched_by_worker, watched_worker

HANG_S = 30
"""After this the harness ends what runs in Python."""

_REARM = 100
"""Mutations after which the last resort is set anew."""


@dataclass(slots=True)
class Figures:
    """What a run came to."""

    mutations: int = 0
    opened: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    by_seed: Counter[str] = field(default_factory=Counter)
    restarts: int = 0
    longest_s: float = 0.0
    longest: str = ""
    peak_bytes: int = 0
    seconds: float = 0.0
    findings: list[Finding] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """Sentences for the screen."""
        rate = self.mutations / self.seconds if self.seconds else 0.0
        yield f"{self.mutations} mutations in {self.seconds:.0f} s ({rate:.0f}/s)"
        yield f"{self.opened} opened, {sum(self.refused.values())} refused, {len(self.findings)} findings"
        for name, count in self.refused.most_common():
            yield f"  {count:7d}  {name}"
        yield f"{self.restarts} restarts of the worker"
        yield f"longest answer {self.longest_s:.2f} s ({self.longest})"
        yield f"most memory of program and worker {self.peak_bytes / 2**20:.0f} MiB"
        yield "most frequent reasons:"
        for reason, count in self.reasons.most_common(25):
            yield f"  {count:7d}  {reason}"


class HangError(Exception):
    """Python code did not come back."""


@contextmanager
def no_hang() -> Iterator[None]:
    """End Python code that hangs by an exception; what else hangs, `_end_all` ends."""

    def bite(number: int, frame: object) -> None:
        raise HangError

    before = signal.signal(signal.SIGALRM, bite)
    signal.setitimer(signal.ITIMER_REAL, HANG_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def run_fuzz(
    mutations: int, seed: int, keep: Path, *, seconds: float | None = None, only: str | None = None, loud: bool = False
) -> Figures:
    """Damage and open.

    Parameters
    ----------
    mutations
        How many.
    seed
        Of the generator of chance; mutation `n` is the same for the same seed whatever came before.
    keep
        Folder for the files that were not answered as they should be.
    seconds
        When to end at the latest.
    only
        Part of the name of the seeds to use.
    loud
        Print where it stands every 10,000.
    """
    figures = Figures()
    chosen = [one for one in seeds() if only is None or only in one.name]
    everything = [one.data for one in seeds()]
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="multifidus-fuzz-") as name:
        work = Path(name).resolve()
        log = work / "touched.log"
        with watched_worker(log), Bench(work / "in") as bench, MemoryMeter(0.1) as meter:
            for number in range(mutations):
                if seconds is not None and time.monotonic() - started > seconds:
                    break
                if number % _REARM == 0:
                    _end_all()
                one = chosen[number % len(chosen)]
                rng = random.Random(f"{seed}/{number}")
                data, done = mutated(rng, one.data, everything)
                _try(bench, one, data, f"{seed}/{number} {one.name}: {done}", figures, keep)
                if loud and figures.mutations % 10_000 == 0:
                    print(f"… {figures.mutations}, {len(figures.findings)} findings, "
                          f"{figures.mutations / (time.monotonic() - started):.0f}/s", flush=True)  # fmt: skip
            faulthandler.cancel_dump_traceback_later()
            figures.restarts = bench.restarts
        figures.peak_bytes = meter.peak_bytes
        figures.seconds = time.monotonic() - started
        for line in sorted(touched_by_worker(log, work / "in"))[:20]:
            figures.findings.append(Finding("the worker", f"touched: {line}"))
    if figures.peak_bytes > MEMORY_BYTES:
        figures.findings.append(Finding("all", f"{figures.peak_bytes >> 20} MiB of memory"))
    return figures


def _end_all() -> None:
    """End the whole process with a traceback when it does not come by here again: C code hangs."""
    faulthandler.dump_traceback_later(_REARM * HANG_S, exit=True)


def _try(bench: Bench, seed: Seed, data: bytes, label: str, figures: Figures, keep: Path) -> None:
    """Open one damaged file and add what came of it to the figures."""
    with no_hang():
        outcome = bench.attempt(seed.kind, seed.file, data, hang=HangError)
    figures.mutations += 1
    figures.by_seed[seed.name] += 1
    if outcome.seconds > figures.longest_s:
        figures.longest_s, figures.longest = outcome.seconds, label
    problems = [problem for problem in outcome.problems if seed.kind != "dicomdir" or "not name" not in problem]
    if outcome.seconds > ANSWER_S:
        problems.append(f"answered after {outcome.seconds:.1f} s")
    if outcome.sentence is None:
        figures.opened += 1
    else:
        figures.refused[outcome.error] += 1
        figures.reasons[_reason(outcome.sentence)] += 1
    if problems:
        _keep(keep, seed, data, label, problems)
        figures.findings.extend(Finding(label, problem) for problem in problems)


def _keep(folder: Path, seed: Seed, data: bytes, label: str, problems: list[str]) -> None:
    name = re.sub(r"\W+", "-", label)[:80]
    (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / name / seed.file).write_bytes(data)
    (folder / name / "finding.txt").write_text(f"{seed.kind}\n{label}\n" + "\n".join(problems) + "\n")


def _reason(sentence: str) -> str:
    """Kind of a sentence: without names, numbers and quotes."""
    text = re.sub(r"/\S+", "", sentence)
    text = re.sub(r"'[^']*'|\([^)]*\)", "", text)
    return " ".join(re.sub(r"[-\d.,]+\d", "#", text).split())[:90]


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mutations", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--only")
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "multifidus-findings")
    words = parser.parse_args()
    shutil.rmtree(words.keep, ignore_errors=True)
    seconds = None if words.minutes is None else 60 * words.minutes
    figures = run_fuzz(words.mutations, words.seed, words.keep, seconds=seconds, only=words.only, loud=True)
    print("\n".join(figures.lines()))
    for finding in figures.findings[:100]:
        print(f"FINDING {finding.label}: {finding.problem}")
    if figures.findings:
        print(f"kept in {words.keep}")
    return 1 if figures.findings else 0


if __name__ == "__main__":
    sys.exit(main())
