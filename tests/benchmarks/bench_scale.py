"""The default method on a slice of 512²: its scale, the whole with intervals, a dragged vertex, and the command.

`python -m tests.benchmarks.bench_scale` prints it beside the naive path with scikit-image and scikit-learn (see
`naive_path`), which does less: no references, no border, no flags, no interval.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np

from tests.benchmarks import naive_path
from tests.benchmarks.bench_numbers import Drag
from tests.benchmarks.cases import Timing, best_of
from tests.memory import image, series
from tests.synthetic import mr_image, write
from viewer.app.numbers import numbers_of
from viewer.core.document import Document
from viewer.core.outline import Outline, Structure
from viewer.core.series import Series
from viewer.measure.anchored.finding import find_scale
from viewer.measure.measuring import MeasureSettings, measure
from viewer.measure.methods import METHODS
from viewer.measure.phantom.axial import make_axial
from viewer.measure.phantom.parameters import PhantomParameters, PhantomSlice
from viewer.measure.prepared import prepare

SIDE, VERTICES = 512, 60
PARAMETERS = PhantomParameters(matrix=SIDE, supersampling=1, seed=3)

ANCHORED = MeasureSettings(METHODS[0].name)
NAIVE = "scikit-image + scikit-learn"

SCALE_LIMIT_S, WHOLE_LIMIT_S, DRAG_LIMIT_S, COMMAND_LIMIT_S = 0.150, 0.300, 0.002, 1.5
"""What each may take on a desktop, s: the first two away from the window's thread."""

SCALE_TARGET, WHOLE_TARGET, DRAG_TARGET, COMMAND_TARGET = 1.0, 1.25, 0.5, 0.5
"""Time in parts of the naive path's (no unit); the whole includes the interval and the flags that it lacks."""


@cache
def phantom() -> PhantomSlice:
    """One slice at L4/5."""
    return make_axial(PARAMETERS, PARAMETERS.slices_per_level)


def scene() -> tuple[Document, Series]:
    """A phantom's slice with both multifidi outlined by about 60 points."""
    made = phantom()
    place = made.geometry
    block = series(
        image(
            made.pixels,
            orientation=place.orientation,
            spacing=place.spacing,
            position=place.position_mm,
            stored_range=(0, 4095),
        )
    )
    outlines = []
    for true in made.outlines:
        if true.structure is Structure.MULTIFIDUS:
            points = np.asarray(true.points_px)
            points = points[:: max(1, round(len(points) / VERTICES))]
            outlines.append(Outline.from_points(points, slice_key=block.slices[0].key, side=true.side))
    assert len(outlines) == 2
    return Document(tuple(outlines)), block


def rings_of(document: Document) -> list[naive_path.Image]:
    """Outlines as the naive path takes them."""
    return [np.asarray(outline.rings[0]) for outline in document.outlines]


def in_process(*, rounds: int = 15) -> list[Timing]:
    """Scale, whole measurement, and rows after one vertex moved on a held scale."""
    document, block = scene()
    one = block.slices[0]
    values = one.values()
    ready = prepare(one, document, series_uid=block.series_uid)
    held = dict(measure(document, [block], ANCHORED, prepared={one.key: ready}).scales)
    masks, even = naive_path.masks_of(values.shape, rings_of(document)), naive_path.without_field(values)
    mixture = naive_path.mixture_of(even, masks)
    drag = Drag(document)

    def scale() -> None:
        found = find_scale(ready.brightness, one.geometry, document.outlines)
        assert found is not None and found.is_complete

    def naive_scale() -> None:
        inside = naive_path.masks_of(values.shape, rings_of(document))
        naive_path.mixture_of(naive_path.without_field(values), inside)

    def whole() -> None:
        measured = measure(document, [block], ANCHORED)
        assert all(row.fat_fraction_interval_percent is not None for row in measured.rows), measured.rows

    def naive_whole() -> None:
        inside = naive_path.masks_of(values.shape, rings_of(document))
        flat = naive_path.without_field(values)
        naive_path.fractions_of(flat, inside, naive_path.mixture_of(flat, inside))

    def moved() -> None:
        measured = measure(drag.step(), [block], ANCHORED, prepared={one.key: ready}, held=held, is_lenient=True)
        assert all(row.fat_fraction_percent is not None for row in measured.rows)

    def panel() -> None:
        model = numbers_of(drag.step(), block, one, prepared=ready, held=held)
        assert len(model.columns) == 2

    def naive_moved() -> None:
        inside = naive_path.masks_of(values.shape, rings_of(drag.step()))
        naive_path.fractions_of(even, inside, mixture)

    cases = (
        ("scale of a slice, 512²", scale, naive_scale, SCALE_TARGET, SCALE_LIMIT_S),
        ("whole measurement with interval, 512²", whole, naive_whole, WHOLE_TARGET, WHOLE_LIMIT_S),
        ("one vertex moved, held scale", moved, naive_moved, DRAG_TARGET, DRAG_LIMIT_S),
        ("one vertex moved, held scale: panel", panel, naive_moved, DRAG_TARGET, DRAG_LIMIT_S),
    )
    return [
        Timing(name, *best_of(rounds, ours, naive), NAIVE, target, limit_s=limit_s)
        for name, ours, naive, target, limit_s in cases
    ]


def command(folder: Path, *, rounds: int = 5) -> Timing:
    """`multifidus measure` on one file from process start, beside the naive path as a script."""
    made, (document, _) = phantom(), scene()
    spacing = made.geometry.spacing
    assert spacing is not None
    path = write(
        folder / "IM0001",
        mr_image(pixels=made.pixels, spacing=(spacing.row_mm, spacing.column_mm), bits_stored=12),
    )
    words = {
        str(outline.side): " ".join(f"{x:.3f},{y:.3f}" for x, y in outline.rings[0]) for outline in document.outlines
    }
    ours = [sys.executable, "-m", "viewer", "measure", str(path), "--right", words["right"], "--left", words["left"]]
    naive = [sys.executable, naive_path.__file__, str(path), words["right"], words["left"]]
    # Modules are compiled once, as after an installation, also where the environment forbids to keep them.
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(folder / "compiled"), "PYTHONDONTWRITEBYTECODE": ""}

    def runs(arguments: list[str]) -> Callable[[], object]:
        return lambda: subprocess.run(arguments, check=True, capture_output=True, env=environment)

    for arguments in (ours, naive):  # warm the disk cache, and compile
        runs(arguments)()
    return Timing(
        "multifidus measure, one slice (process)",
        *best_of(rounds, runs(ours), runs(naive)),
        NAIVE,
        COMMAND_TARGET,
        limit_s=COMMAND_LIMIT_S,
    )


def print_table(folder: Path) -> None:
    """Time everything and print it: ours, the reference, their ratio and its target, and what ours may take."""
    for t in [*in_process(), command(folder)]:
        assert t.limit_s is not None
        print(
            f"{t.name:<42}{1e3 * t.ours_s:>8.2f} ms{1e3 * t.reference_s:>9.2f} ms{t.ratio:>8.2f}{t.target:>8.2f}"
            f"  ≤ {1e3 * t.limit_s:.0f} ms, {t.reference}"
        )


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name:
        print_table(Path(name))


if __name__ == "__main__":
    main()
