"""The livewire on slices of 320², 512² and 1024²: a pin, which searches, and a move of the pointer, which follows.

`python -m tests.benchmarks.bench_livewire` prints the table. Both go through the tool, trained on a stretch accepted
before; the reference of both is what a move costs without keeping the search: `skimage.graph.route_through_array`
over as many pixels.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.cases import Timing, best_of
from tests.memory import SPACING, image
from viewer.core.document import Document
from viewer.core.outline import Point, Side
from viewer.core.series import SliceKey
from viewer.core.view import Framing, View, Viewport
from viewer.proposals.livewire.lattice import FAR
from viewer.tools.gesture import Gesture, Kind, ToolContext
from viewer.tools.livewire import LIVEWIRE

MOVE_TARGET, PIN_TARGET = 0.2, 4.0
LIMIT_S = 0.016
"""What a move may take: a frame of the screen, s."""

SIDES = (320, 512, 1024)


def slice_values(side: int) -> NDArray[np.float64]:
    """A muscle in fat, with noise; its radius is an eighth of the slice."""
    y, x = np.indices((side, side), dtype=np.float64)
    off = np.hypot(x - side / 2, y - side / 2) - side / 8
    noise = np.random.default_rng(side).normal(0.0, 20.0, (side, side))
    return 300.0 + 500.0 / (1.0 + np.exp(-off)) + noise


def _context(values: NDArray[np.float64]) -> ToolContext:
    side = len(values)
    framing = Framing(1.0, (side / 2, side / 2))
    return ToolContext(
        document=Document(),
        view=View(series=1, slice_number=1, framing=framing),
        viewport=Viewport(800, 600, side, side, 1.0, framing),
        image=replace(image(values, spacing=SPACING), key=SliceKey("1.2.3")),
        series_uid="1.2",
        series_slices=1,
        window=(500.0, 1000.0),
        value_range=(0.0, 1000.0),
        side_of=lambda outline, document: Side.UNKNOWN,
        values=lambda: values,
    )


def _clicked(state: object, at: Point, ctx: ToolContext) -> object:
    pressed = LIVEWIRE.step(state, Gesture(Kind.PRESS, at, "left", frozenset({"left"})), ctx).state
    return LIVEWIRE.step(pressed, Gesture(Kind.RELEASE, at, "left"), ctx).state


def timings(side: int, *, rounds: int = 30) -> tuple[Timing, Timing]:
    """A move and a pin on a slice of `side`² pixels."""
    from skimage.graph import route_through_array

    ctx = _context(slice_values(side))
    turns = np.linspace(0.0, 2.5, 6)
    pins = [(side / 2 + side / 8 * float(np.cos(t)), side / 2 + side / 8 * float(np.sin(t))) for t in turns]
    state: object = LIVEWIRE.start()
    for at in pins[:3]:
        state = _clicked(state, at, ctx)
    # The pointer has been there: what a far one needs is searched once.
    state = LIVEWIRE.step(state, Gesture(Kind.MOVE, pins[3]), ctx).state
    cost = np.random.default_rng(1).random((2 * FAR + 1, 2 * FAR + 1)) + 0.1

    def reference() -> None:
        route_through_array(cost, (FAR, FAR), (2, 2))

    def move() -> None:
        LIVEWIRE.draft(LIVEWIRE.step(state, Gesture(Kind.MOVE, pins[3]), ctx).state, ctx)

    def pin() -> None:
        _clicked(state, pins[3], ctx)

    moved, pinned = best_of(rounds, move, reference), best_of(rounds, pin, reference)
    words = f"route through {2 * FAR + 1}²"
    return (
        Timing(f"livewire, a move on {side}²", *moved, words, MOVE_TARGET, LIMIT_S),
        Timing(f"livewire, a pin on {side}²", *pinned, words, PIN_TARGET),
    )


def main() -> None:
    """Print the table."""
    for side in SIDES:
        for t in timings(side):
            print(f"{t.name:<32}{1e3 * t.ours_s:>9.2f} ms{1e3 * t.reference_s:>9.2f} ms{t.ratio:>8.2f}  {t.reference}")


if __name__ == "__main__":
    main()
