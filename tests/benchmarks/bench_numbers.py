"""One vertex of an outline moved → the numbers of both sides, and all that the panel shows of them.

`python -m tests.benchmarks.bench_numbers` prints it, beside two whole-image masks with one Otsu threshold, which is
the least that any program computes for both sides, and how long a slice takes to be made ready. The method is Otsu's
too; `bench_scale` times the default method.
"""

import time
from dataclasses import replace

import numpy as np
from skimage.draw import polygon2mask
from skimage.filters import threshold_otsu

from tests.benchmarks.cases import Timing, best_of
from tests.memory import image, series
from viewer.app.numbers import numbers_of
from viewer.core.document import Document
from viewer.core.outline import Outline, Side
from viewer.core.series import Series
from viewer.measure.measuring import MeasureSettings, measure
from viewer.measure.prepared import PreparedSlice, prepare

SIDE, VERTICES = 512, 60
AREA_PX = 1500.0

OTSU = "otsu-shared"

TARGET_ROWS, TARGET_PANEL = 1.0, 1.25
"""Time in parts of the reference's, which takes about 1.3 ms where the panel takes 1.4 and may take 2."""


def scene() -> tuple[Document, Series, PreparedSlice]:
    """Both sides of about 1,500 pixels each on 512², stored as 12-bit numbers, and the slice made ready."""
    rng = np.random.default_rng(0)
    values = np.where(rng.random((SIDE, SIDE)) < 0.3, 1400.0, 300.0) + rng.normal(0, 40, (SIDE, SIDE))
    block = series(image(np.clip(np.rint(values), 0, 4095).astype(np.uint16), stored_range=(0, 4095)))
    angle = 2 * np.pi * np.arange(VERTICES) / VERTICES
    radius = (AREA_PX / np.pi) ** 0.5
    outlines = []
    for x, side in ((210.3, Side.RIGHT), (290.6, Side.LEFT)):
        points = np.column_stack([x + 0.9 * radius * np.cos(angle), 300.2 + radius / 0.9 * np.sin(angle)])
        outlines.append(Outline.from_points(points, slice_key=block.slices[0].key, side=side))
    document = replace(Document(tuple(outlines)), method=OTSU)
    return document, block, prepare(block.slices[0], document, series_uid=block.series_uid)


class Drag:
    """The same vertex of the right outline, a little further at every step."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.steps = 0

    def step(self) -> Document:
        """Return the document after one more step; no two are the same."""
        self.steps += 1
        outline = self.document.outlines[0]
        ring = list(outline.rings[0])
        x, y = ring[7]
        ring[7] = (x + 0.003 * (self.steps % 300), y + 1e-6 * self.steps)
        return self.document.with_outline_at(0, Outline(outline.slice_key, (tuple(ring),), outline.side))


def vertex_drag(*, rounds: int = 40) -> list[Timing]:
    """Rows of both sides, and the whole panel, after one vertex moved."""
    document, block, ready = scene()
    image_ = block.slices[0]
    values = image_.values()
    drag, prepared, settings = Drag(document), {image_.key: ready}, MeasureSettings(OTSU)
    held = dict(measure(document, [block], settings, prepared=prepared).scales)

    def rows() -> None:
        measured = measure(drag.step(), [block], settings, prepared=prepared, held=held, is_lenient=True)
        assert len(measured.rows) == 2

    def panel() -> None:
        model = numbers_of(drag.step(), block, image_, prepared=ready, held=held)
        assert len(model.lines()) == 8

    def reference() -> None:
        points = [np.asarray(outline.rings[0]) for outline in drag.step().outlines]
        inside = [values[polygon2mask(values.shape, p[:, ::-1])] for p in points]
        threshold = threshold_otsu(np.concatenate(inside))
        assert all(0 <= (part > threshold).mean() <= 1 for part in inside)

    name = "polygon2mask and Otsu on 512²"
    return [
        Timing("one vertex moved: rows", *best_of(rounds, rows, reference), name, TARGET_ROWS),
        Timing("one vertex moved: panel", *best_of(rounds, panel, reference), name, TARGET_PANEL),
    ]


def making_ready(*, rounds: int = 10) -> float:
    """Seconds that a 512² slice takes to be made ready, best of several."""
    document, block, _ = scene()
    best = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        prepare(block.slices[0], document, series_uid=block.series_uid)
        best = min(best, time.perf_counter() - start)
    return best


def main() -> None:
    """Print the table."""
    for t in vertex_drag(rounds=200):
        print(f"{t.name:<32}{1e3 * t.ours_s:>8.2f} ms{1e3 * t.reference_s:>8.2f} ms{t.ratio:>7.2f}  {t.reference}")
    print(f"{'a slice made ready':<32}{1e3 * making_ready():>8.2f} ms")


if __name__ == "__main__":
    main()
