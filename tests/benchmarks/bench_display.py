"""From stored pixels to what is on the screen: a window frame, a new slice, a thumbnail.

`python -m tests.benchmarks.bench_display` prints the table. The reference of a frame is the plain way to do the
same with a table, `table[stored]`; of a new slice, reading the bytes of its file.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.cases import Timing, best_of
from tests.memory import image
from tests.synthetic import axial_series
from viewer.app.display.grey_table import GreyFrame
from viewer.app.display.pixels import PixelStore
from viewer.app.display.thumbnails import thumbnail
from viewer.core.grey import ValueMapping, Window

TARGET = 1.0

FLOAT_TARGET = 3.0
"""Floats have no table: every pixel is scaled and rounded."""


def tissue(side: int, *, bits: int = 12, dtype: str = "u2") -> NDArray[np.generic]:
    """Square image with the spread of grey of an MR slice."""
    top = 2**bits - 1
    values = np.random.default_rng(side).normal(0.4 * top, 0.15 * top, (side, side))
    return np.clip(values, 0, top).astype(dtype)


def _windows() -> Callable[[], Window]:
    """Another window at each call, as when the pointer is dragged."""
    moves = iter(range(10_000_000))
    return lambda: Window(1500.0 + next(moves) % 700, 2500.0)


def window_frames(*, rounds: int = 60) -> list[Timing]:
    """One frame of a dragged window, table and painting, for each size and kind of pixel."""
    kinds = (
        (512, 12, "u2", ValueMapping()),
        (512, 16, "u2", ValueMapping(slope=0.5, intercept=-10.0)),
        (512, 12, "i2", ValueMapping(padding=(0.0, 0.0), is_inverted=True)),
        (1024, 12, "u2", ValueMapping()),
        (2048, 12, "u2", ValueMapping()),
        (512, 12, "f4", ValueMapping()),
    )
    timings = []
    for side, bits, dtype, mapping in kinds:
        stored = tissue(side, bits=bits, dtype=dtype)
        frame, window = GreyFrame(stored, mapping), _windows()
        timings.append(
            Timing(
                f"window frame, {side}², {bits} bits, {dtype}",
                *best_of(rounds, lambda f=frame, w=window: f.paint(w()), _plain(stored)),
                "table[stored]",
                FLOAT_TARGET if dtype == "f4" else TARGET,
            )
        )
    return timings


def _plain(stored: NDArray[np.generic]) -> Callable[[], object]:
    """Table look-up as it is first written; floats are rounded beforehand."""
    index = stored.astype(np.uint16)
    table = np.arange(65_536, dtype=np.uint32)
    return lambda: table[index]


def new_slice(folder: Path, *, rounds: int = 30) -> Timing:
    """A native 512² slice from its file to grey words: read, looked at, index made, painted."""
    from viewer.io.opening import open_study

    (path,) = axial_series(folder, 1, pixels=tissue(512))
    (one,) = open_study([folder]).series[0].slices
    store = PixelStore()

    def ours() -> None:
        store.clear()
        loaded = store.load(one)
        GreyFrame(loaded.stored, one.mapping).paint(loaded.auto_window)

    return Timing("new native slice on the screen, 512²", *best_of(rounds, ours, path.read_bytes), "its bytes", 30.0)


def small_picture(*, rounds: int = 30) -> Timing:
    """A thumbnail of a 512² slice."""
    stored = tissue(512)
    one = image(stored)
    return Timing(
        "thumbnail of 512²",
        *best_of(rounds, lambda: thumbnail(one, stored), lambda: stored.astype(np.float64).mean()),
        "mean of its pixels",
        20.0,
    )


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name:
        timings = [*window_frames(), new_slice(Path(name)), small_picture()]
    for t in timings:
        print(f"{t.name:<42}{1e3 * t.ours_s:>9.2f} ms{1e3 * t.reference_s:>9.2f} ms{t.ratio:>8.2f}  {t.reference}")


if __name__ == "__main__":
    main()
