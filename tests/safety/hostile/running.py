"""Runs the command line in this process on a malformed input and says what is not as it should be."""

import contextlib
import io
import json
import math
import os
import re
import time
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.safety.hostile.named.case import STATUS, Case
from tests.safety.hostile.seeds import write_series
from tests.safety.hostile.watching import ANSWER_S, MEMORY_BYTES, MemoryMeter, TouchWatch, silence_watch
from viewer.cli.main import run
from viewer.errors import plain

OUTLINES = ("--right", "2,8 7,8 7,16 2,16", "--left", "9,8 14,8 14,16 9,16")
_FORBIDDEN = ("Traceback", "Error", "Exception", "NoneType", "0x", "errno", "Something unexpected")


@dataclass(frozen=True, slots=True)
class Said:
    """What a command ended with and printed, and what it cost."""

    status: int
    out: str
    err: str
    seconds: float
    peak_bytes: int
    noise: tuple[str, ...]


def command(words: Sequence[str]) -> Said:
    """Run one command of the command line."""
    out, err = io.StringIO(), io.StringIO()
    noise: list[str] = []
    watch = TouchWatch()
    started = time.monotonic()
    shown = contextlib.redirect_stdout(out), contextlib.redirect_stderr(err)
    with MemoryMeter() as meter, watch.on(), silence_watch(noise), shown[0], shown[1]:
        status = run(list(words))
    noise.extend(watch.found)
    return Said(status, out.getvalue(), err.getvalue(), time.monotonic() - started, meter.peak_bytes, tuple(noise))


def problems_with(case: Case, folder: Path) -> Iterator[str]:
    """Give a case to the command line; what is wrong with its answers."""
    inside = folder / "in"
    inside.mkdir()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of those who make the file
        path = case.make(inside)
    if case.option:
        good = write_series(folder)
        words = ["measure", str(good), case.option, str(path), "--series", "1", "--slice", "1"]
        words = [*words, *(("--labels", "right=1,left=2") if case.option == "--mask" else ())]
        yield from _problems(case, path, command(words), STATUS[case.outcome])
        return
    said = command(["info", str(path)])
    yield from _problems(case, path, said, STATUS[case.outcome])
    if said.status == 0:
        has_skipped = "Skipped" in said.out
        if has_skipped != (case.outcome == "rest opens"):
            yield f"skipped: {has_skipped}"
        yield from _problems_of_json(path)
        measured = command(["measure", str(path), "--series", "1", "--slice", "1", *OUTLINES, "--json"])
        expected = None if case.measured is None else STATUS[case.measured]
        yield from (f"measure: {problem}" for problem in _problems(case, path, measured, expected))
        yield from _problems_of_numbers(measured)


def _problems(case: Case, path: Path, said: Said, expected: tuple[int, ...] | None) -> Iterator[str]:
    if expected is not None and said.status not in expected:
        yield f"status {said.status} where {expected} is expected: {said.err or said.out[:300]!r}"
    if said.status not in {0, 2, 3, 4}:
        yield f"status {said.status}: {said.err!r}"
    if said.seconds > ANSWER_S:
        yield f"answered after {said.seconds:.1f} s"
    if said.peak_bytes > MEMORY_BYTES:
        yield f"took {said.peak_bytes >> 20} MiB"
    yield from (f"noise: {noise}" for noise in said.noise)
    for text in (said.out, said.err):
        shown = text.replace("\n", "").replace("\t", "").replace("\u00a0", "").replace("\u202f", "")
        if not shown.isprintable():
            yield f"characters that steer a terminal: {[c for c in shown if not c.isprintable()][:5]}"
    if said.status:
        yield from _problems_of_sentence(said, path)


def _problems_of_sentence(said: Said, path: Path) -> Iterator[str]:
    text = said.err
    if said.out:
        yield f"printed {said.out[:200]!r}"
    if not text.startswith("multifidus: ") or text.count("\n") != 1 or not text.endswith(".\n"):
        yield f"no plain sentence: {text!r}"
    bare = re.sub(re.escape(plain(str(path.parent))) + r"\S*", "", text)
    yield from (f"says {word!r}: {text!r}" for word in _FORBIDDEN if word in bare)
    if len(bare) > 600:
        yield f"{len(bare)} characters: {text[:300]!r}"
    if (
        said.status == 3
        and plain(path.name) not in text
        and plain(str(path.parent)) not in text
        and str(path) not in text
    ):
        yield f"names nothing: {text!r}"


def _problems_of_json(path: Path) -> Iterator[str]:
    said = command(["info", str(path), "--json"])
    try:
        json.loads(said.out)
    except ValueError:
        yield f"no JSON: {said.out[:200]!r} {said.err!r}"


def _problems_of_numbers(said: Said) -> Iterator[str]:
    if said.status:
        return

    def refuse(name: str) -> float:
        raise ValueError(name)

    try:
        found = json.loads(said.out, parse_constant=refuse)
    except ValueError as e:
        yield f"measured {e}: {said.out[:300]!r}"
        return
    for row in found["rows"]:
        for name, value in row.items():
            if isinstance(value, float) and not math.isfinite(value):
                yield f"{name} is {value}"


def unlocked(folder: Path) -> None:
    """Let a folder be removed although parts of it were shut."""
    for root, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = Path(root) / name
            if not path.is_symlink():
                path.chmod(0o700)


def main() -> None:
    """Print how every named input is answered."""
    import shutil
    import sys
    import tempfile

    from tests.safety.hostile.named.every import every_case

    wanted = sys.argv[1:]
    home = tempfile.mkdtemp(prefix="multifidus-home-")
    os.environ["MULTIFIDUS_HOME"] = home
    longest, most = (0.0, ""), 0
    count = bad = 0
    for case in every_case():
        if wanted and not any(word in case.name for word in wanted):
            continue
        folder = Path(tempfile.mkdtemp(prefix="multifidus-named-"))
        started = time.monotonic()
        with MemoryMeter() as meter:
            problems = list(problems_with(case, folder))
        count, bad = count + 1, bad + bool(problems)
        longest = max(longest, (time.monotonic() - started, case.name))
        most = max(most, meter.peak_bytes)
        unlocked(folder)
        shutil.rmtree(folder)
        for problem in problems:
            print(f"PROBLEM {case.name}: {problem}", flush=True)
    shutil.rmtree(home)
    print(f"{count} inputs, {bad} with problems; longest {longest[0]:.1f} s ({longest[1]}, made and answered up to "
          f"three times), most memory {most >> 20} MiB")  # fmt: skip


if __name__ == "__main__":
    main()
