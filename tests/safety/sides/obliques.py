"""Series of random orientation, and what must be true of each: letters, sides, places."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.safety.sides.asked import asked
from tests.safety.sides.series_files import write_series
from tests.safety.sides.series_proof import check_listed, check_sides
from tests.safety.sides.space import Pair, any_rotation, turned

AXIAL: Pair = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0))


@dataclass(frozen=True)
class Oblique:
    """An orientation and the seed of its file names."""

    pair: Pair
    seed: int


def obliques(count: int) -> list[Oblique]:
    """The same for the same count."""
    random = np.random.default_rng(20_240_607)
    return [Oblique(turned(AXIAL, any_rotation(random)), 1000 + n) for n in range(count)]


def check_oblique(oblique: Oblique, folder: Path) -> None:
    """Write one, ask about it, and take it away again."""
    written = write_series(folder / str(oblique.seed), *oblique.pair, stacking=(-1) ** oblique.seed, seed=oblique.seed)
    number = check_listed(written, asked("info", written.folder, "--json").told)
    check_sides(written, number)
    shutil.rmtree(written.folder)
