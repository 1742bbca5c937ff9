"""What a random user does next: drawn from a seed alone, so that any part of a run can be run again."""

import random
from dataclasses import dataclass

WEIGHTS = {
    "click": 12,
    "drag": 12,
    "double": 2,
    "wheel": 10,
    "hover": 4,
    "key": 12,
    "action": 20,
    "view": 6,
    "tool": 4,
    "outline": 5,
    "anywhere": 16,
    "answer": 10,
    "type": 3,
    "slider": 2,
    "resize": 2,
    "hide": 1,
    "undo": 6,
    "redo": 3,
    "save": 1,
    "open": 1,
    "add": 0.4,
    "figure": 3,
    "close": 0.5,
    "drop": 0.5,
    "pause": 3,
}
"""Kind of step → how often."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing the user does.

    Parameters
    ----------
    number
        Place in the run.
    kind
        A key of `WEIGHTS`.
    dice
        Numbers from 0 to 1 that say which widget, where, and so on, whatever is on the screen then.
    """

    number: int
    kind: str
    dice: tuple[float, ...]

    def pick(self, place: int, among: "list | tuple"):
        """One of several, by a die."""
        return among[min(int(self.dice[place] * len(among)), len(among) - 1)]


def steps(seed: int, count: int) -> list[Step]:
    """A run of so many steps."""
    rng = random.Random(seed)
    kinds, weights = list(WEIGHTS), list(WEIGHTS.values())
    chosen = rng.choices(kinds, weights, k=count)
    return [Step(number, kind, tuple(rng.random() for _ in range(8))) for number, kind in enumerate(chosen)]
