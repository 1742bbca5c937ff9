"""What the worst stored files cost: `python -m tests.safety.stored.resources` prints seconds and MiB of each.

Each is read in a process of its own, as memory that was taken once hides what is taken later.
"""

import hashlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from viewer.app.settings import MAX_BYTES as SETTINGS_BYTES
from viewer.core.figures.spec import MAX_JSON_CHARACTERS
from viewer.io.local.index import MAX_BYTES as INDEX_BYTES
from viewer.io.project.canonical import MAX_BYTES, MAX_VALUES
from viewer.io.sample import MAX_BYTES as TRUTH_BYTES
from viewer.io.sample import MAX_VALUES as TRUTH_VALUES

ROOM = 1000
"""Bytes that are left for what stands round the hostile part."""


def _full(part: bytes, most_bytes: int, most_values: int) -> bytes:
    """List of as many equal parts as the bounds let through."""
    values = part.count(b",") + part.count(b"[") + part.count(b"{") + 1
    count = min((most_bytes - ROOM) // (len(part) + 1), (most_values - 100) // values)
    return b"[" + b",".join([part] * count) + b"]"


PARTS = {
    "lists": b"[]",
    "objects": b'{"":0}',
    "numbers": b"0.5555555",
    "words": b'"abcdef"',
    "one text": b'"' + b"a" * 100_000 + b'"',
    "wide text": b'"' + "\U0001f600".encode() * 25_000 + b'"',
    "escapes": b'"' + b"\\u20ac" * 15_000 + b'"',
}


def _project(payload: bytes) -> bytes:
    return (
        b'{"format":"multifidus-project","payload":'
        + payload
        + b',"program_version":"1","schema_version":4,"sha256":"'
        + hashlib.sha256(payload).hexdigest().encode()
        + b'"}'
    )


def cases() -> dict[str, Callable[[], tuple[str, bytes]]]:
    """Name of each case → (kind of stored file, its bytes)."""
    found: dict[str, Callable[[], tuple[str, bytes]]] = {}
    for name, part in PARTS.items():
        found[f"project of {name}"] = lambda part=part: ("project", _project(_full(part, MAX_BYTES, MAX_VALUES)))
        found[f"foreign project of {name}"] = lambda part=part: (
            "project",
            b" " + _project(_full(part, MAX_BYTES - 1, MAX_VALUES)),
        )
        found[f"recipe of {name}"] = lambda part=part: ("figure recipe", _full(part, MAX_JSON_CHARACTERS, 200_000))
        found[f"settings of {name}"] = lambda part=part: ("settings", _full(part, SETTINGS_BYTES, 200_000))
        found[f"presets of {name}"] = lambda part=part: ("own presets", _full(part, 1 << 20, 200_000))
        found[f"index of {name}"] = lambda part=part: ("index of images", _full(part, INDEX_BYTES, 200_000))
        found[f"truth of {name}"] = lambda part=part: ("truth", _full(part, TRUTH_BYTES, TRUTH_VALUES))
    for kind in ("project", "figure recipe", "settings", "own presets", "index of images", "truth", "preset to keep"):
        found[f"{kind}, deep"] = lambda kind=kind: (kind, b"[" * (1 << 20))
        found[f"{kind}, 64 MiB of open quotes"] = lambda kind=kind: (kind, b'"' + b'\\"' * (32 << 20))
        found[f"{kind}, 64 MiB of commas"] = lambda kind=kind: (kind, b"[" + b"," * (64 << 20))
    return found


def cost(case: str) -> tuple[float, float, str]:
    """CPU seconds, MiB of memory beyond the file itself, and what became of one case, in a process of its own."""
    kind, data = cases()[case]()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "hostile"
        file.write_bytes(data)
        run = [sys.executable, "-m", "tests.safety.stored.resources", kind, str(file)]
        root = Path(__file__).resolve().parents[3]
        done = subprocess.run(run, capture_output=True, text=True, cwd=root, check=False)
    if done.returncode != 0:
        raise AssertionError(f"{case}: status {done.returncode}: {done.stderr[-500:]}")
    seconds, mebibytes, what = json.loads(done.stdout.splitlines()[-1])
    return seconds, mebibytes, what


def _measure(name: str, file: Path) -> None:
    from tests.safety.stored.kinds import outcome, sealed_kinds, unsealed_kinds

    folder = file.parent
    kinds = {kind.name: kind for kind in (*sealed_kinds(folder / "kinds"), *unsealed_kinds())}
    kind = kinds[name]
    kind.read(kind.data, folder)  # what is imported for it is no cost of the file
    data = file.read_bytes()
    before = _most_mib()
    began = time.process_time()
    found = outcome(kind, data, folder)
    seconds = time.process_time() - began
    print(json.dumps([seconds, _most_mib() - before, type(found).__name__]))


def _most_mib() -> float:
    """Most memory that this process had so far, MiB, by Linux; what is told elsewhere may be its parent's."""
    lines = Path("/proc/self/status").read_text("ascii", "replace").splitlines()
    [peak] = [line for line in lines if line.startswith("VmHWM")]
    return int(peak.split()[1]) / 1024


def main() -> None:
    """Print what every case costs, or measure the one that is named."""
    if len(sys.argv) > 1:
        _measure(sys.argv[1], Path(sys.argv[2]))
        return
    worst_s = worst_mib = 0.0
    for case in cases():
        seconds, mebibytes, what = cost(case)
        worst_s, worst_mib = max(worst_s, seconds), max(worst_mib, mebibytes)
        print(f"{case}: {what}, {seconds:.2f} s, {mebibytes:.0f} MiB", flush=True)
    print(f"{len(cases())} files: at most {worst_s:.2f} s of one core and {worst_mib:.0f} MiB")


if __name__ == "__main__":
    main()
