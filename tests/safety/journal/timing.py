"""How long an action of the session waits for the journal; run by hand, on a computer that has nothing else to do::

python -m tests.safety.journal.timing
"""

import math
import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.app.journalling.scenes import SLICES, opened
from viewer.core.document import Document
from viewer.core.outline import Outline
from viewer.core.series import SliceKey

ACTIONS = 60
SCENES = ((2, 40), (40, 40), (40, 5000))
"""Outlines, and points of each."""

BETWEEN_S = 0.1
"""Time between two gestures, s: nobody is faster for long."""


def ring(points: int, shift: float) -> tuple[tuple[float, float], ...]:
    angles = [2 * math.pi * n / points for n in range(points)]
    return tuple((30 + shift + 10 * math.cos(a), 30 + 10 * math.sin(a)) for a in angles)


def waits(outlines: int, points: int) -> tuple[list[float], list[float]]:
    """Time that each action of moving an outline waits for the journal, and until it is on its way to the disk, ms."""
    drawn = tuple(Outline(SliceKey(f"1.2.{n % SLICES}"), (ring(points, n / 10),)) for n in range(outlines))
    waited, kept = [], []
    with tempfile.TemporaryDirectory() as home:
        session, journalling, told = opened(Path(home), document=Document(outlines=drawn))
        journalling.warm_up()
        assert journalling.settle(60.0)
        for number in range(ACTIONS):
            document = session.now.document.with_outline_at(1, Outline(SliceKey("1.2.1"), (ring(points, number / 99),)))
            journalling.longest_wait_s = 0.0
            began = time.perf_counter()
            session.edit("move outline", document)
            waited.append(1000 * journalling.longest_wait_s)
            assert journalling.settle(10.0)
            kept.append(1000 * (time.perf_counter() - began))
            time.sleep(BETWEEN_S)
        journalling.close()
        assert not told
    return waited, kept


def main() -> int:
    for outlines, points in SCENES:
        waited, kept = waits(outlines, points)
        print(
            f"{outlines} outlines of {points} points: waits {statistics.median(waited):.1f} ms (longest "
            f"{max(waited):.1f}), kept after {statistics.median(kept):.1f} ms (longest {max(kept):.1f})"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
