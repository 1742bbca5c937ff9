"""Flipped bits and cut ends of every kind of stored file; run by hand for the figures.

`python -m tests.safety.stored.flips --flips 10000 --seed 1` prints a line for every kind: how often what is read is as
it was written, how often it is refused or recovered, and how often it is another value (which must be never).
"""

import argparse
import random
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.safety.stored.kinds import Kind, outcome, sealed_kinds
from viewer.errors import ViewerError


def flipped(data: bytes, rng: random.Random, count: int) -> Iterator[bytes]:
    """Copies with one flipped bit, some with up to eight."""
    for _ in range(count):
        changed = bytearray(data)
        for _ in range(rng.choice((1, 1, 1, 2, 3, 8))):
            changed[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        yield bytes(changed)


def every_bit(data: bytes) -> Iterator[bytes]:
    """Copies with one flipped bit, each of them once."""
    for place in range(8 * len(data)):
        changed = bytearray(data)
        changed[place // 8] ^= 1 << place % 8
        yield bytes(changed)


def cut(data: bytes, rng: random.Random, count: int) -> Iterator[bytes]:
    """Copies that end early, at every length where that is not more than `count`."""
    lengths = range(len(data))
    for length in rng.sample(lengths, min(count, len(lengths))):
        yield data[:length]


def judged(kind: Kind, copies: Iterable[bytes], folder: Path) -> Counter[str]:
    """How often damaged copies were read as written, refused, recovered, or as something else.

    Raises
    ------
    AssertionError
        If one was read as another value.
    """
    whole = kind.read(kind.data, folder)
    counts: Counter[str] = Counter()
    for data in copies:
        found = outcome(kind, data, folder)
        if isinstance(found, ViewerError):
            counts["refused"] += 1
        elif found == whole:
            counts["as written"] += 1
        else:
            assert kind.is_allowed(found), f"{kind.name} was read as another value: {data!r}"
            counts["recovered"] += 1
    return counts


def main() -> None:
    """Print the figures."""
    words = argparse.ArgumentParser(description="Flip bits of every kind of stored file.")
    words.add_argument(
        "--flips", type=int, default=10_000, help="random flips of each kind; a quarter as many cut ends"
    )
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--every-bit", action="store_true", help="every single bit of each kind, too")
    asked = words.parse_args()
    total = 0
    with tempfile.TemporaryDirectory() as name:
        for kind in sealed_kinds(Path(name)):
            rng, folder = random.Random(asked.seed), Path(name) / kind.name
            counts = judged(kind, flipped(kind.data, rng, asked.flips), folder)
            counts += judged(kind, cut(kind.data, rng, asked.flips // 4), folder)
            if asked.every_bit:
                counts += judged(kind, every_bit(kind.data), folder)
            total += counts.total()
            told = ", ".join(f"{count} {what}" for what, count in sorted(counts.items()))
            print(f"{kind.name} ({len(kind.data)} bytes): {told}, 0 another value", flush=True)
    print(f"{total} damaged files, none read as another value")


if __name__ == "__main__":
    main()
