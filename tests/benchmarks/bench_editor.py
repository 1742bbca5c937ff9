"""Dragging on a figure's page: one event from the pointer's place to pixels, beside the file's painter.

`python -m tests.benchmarks.bench_editor` prints it for one panel, two mirrored halves and a row of four slices, each
with the mark that is dragged laid out anew and the whole page painted at the size of a window.
"""

import os
import time
from dataclasses import dataclass, replace

import numpy as np

from tests.benchmarks.bench_scale import scene
from tests.benchmarks.cases import Timing, best_of
from viewer.app.figuring.contents import figure_contents
from viewer.app.figuring.editing import pointer as rules
from viewer.app.figuring.editing.things import mark_thing
from viewer.app.figuring.previewing import page_of
from viewer.app.figuring.sources import FigureSource
from viewer.core.figures.marks import Arrow, Note
from viewer.core.figures.panels import Panel
from viewer.core.figures.spec import FigureSpec
from viewer.core.series import Study
from viewer.figure.painting.pixels import to_pixels

SCREEN_DPI = 230
"""A column of 84 mm as wide as a window of 760 points on an ordinary screen."""

LIMIT_S, TARGET = 0.050, 0.6
"""What an event may take on a desktop, s; and its part of the file's painter at the same size (no unit)."""

_RIGHT_LEFT = (Panel(part="right"), Panel(part="left", is_mirrored=True))

FIGURES = {
    "one panel": FigureSpec(),
    "right beside left": FigureSpec(panels=_RIGHT_LEFT, arrangement="mirrored", preset="elsevier-onehalf"),
    "four panels, numbers": FigureSpec(
        panels=(Panel(),) * 4, arrangement="levels", preset="elsevier-double", shows_numbers=True, shows_caption=True
    ),
}


@dataclass
class Dragging:
    """A mark that is dragged to and fro on a page."""

    spec: FigureSpec

    def __post_init__(self) -> None:
        from viewer.ui.figuring.page.painter import PagePainter

        document, block = scene()
        source = FigureSource(Study(series=(block,)), block, block.slices[0], document)
        self.contents = figure_contents(self.spec, source)
        bare = page_of(self.spec, self.contents)
        frame = bare.frames[0]
        left, top, width, height = frame.box
        middle, corner = (frame.to_slice((left + x * width, top + y * height)) for x, y in ((0.5, 0.5), (0.3, 0.3)))
        marks = (Arrow(0, middle, corner, "fat {right.fat_fraction}"), Note(0, corner, "text"))
        self.spec = replace(self.spec, marks=marks)
        self.page = page_of(self.spec, self.contents)
        seen = rules.Scene(self.spec, self.page, lambda spec: page_of(spec, self.contents), 0.5)
        self.start = frame.to_page(corner)
        state = rules.press(rules.Pointing(selected=(mark_thing(1, 0),)), seen, self.start)
        self.state = replace(state, drag=replace(state.drag, things=(mark_thing(1, 0),), grip="whole"))  # type: ignore[type-var]  # a drag, just begun
        self.painter = PagePainter()
        self.turn = 0

    def event(self) -> None:
        """Move the pointer once more."""
        from viewer.ui.figuring.page.painter import painted

        self.turn += 1
        at = (self.start[0] + 2.0 + 0.1 * (self.turn % 50), self.start[1] + 1.0)
        self.state = rules.drag(self.state, at)
        assert self.state.draft is not None
        painted(page_of(self.state.draft, self.contents), dpi=SCREEN_DPI, with_painter=self.painter)

    def settled(self) -> None:
        """Paint the page as the file's painter does."""
        to_pixels(self.page, dpi=SCREEN_DPI)


def timings(*, rounds: int = 15) -> list[Timing]:
    """Every figure."""
    found = []
    for name, spec in FIGURES.items():
        one = Dragging(spec)
        one.event()
        found.append(
            Timing(
                f"drag on a figure, {name}",
                *best_of(rounds, one.event, one.settled),
                "the file's painter",
                TARGET,
                limit_s=LIMIT_S,
            )
        )
    return found


def main() -> None:
    """Print the table, with the middle and the longest of a hundred events."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    application = QApplication.instance() or QApplication([])
    for name, spec in FIGURES.items():
        one = Dragging(spec)
        one.event()
        times = []
        for _ in range(100):
            start = time.perf_counter()
            one.event()
            times.append(1e3 * (time.perf_counter() - start))
        start = time.perf_counter()
        one.settled()
        settled = 1e3 * (time.perf_counter() - start)
        middle, most = np.median(times), max(times)
        print(f"{name:<24}{middle:>8.1f} ms, longest {most:.1f} ms; the file's painter {settled:.0f} ms")
    del application


if __name__ == "__main__":
    main()
