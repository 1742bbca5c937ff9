"""What one event of the user costs the window's thread: a window frame, the next slice, a dragged vertex.

Each is timed beside the least that does the same with Qt: a `QGraphicsView` with a pixmap in it, or a label of text.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPixmap, QTransform
from PySide6.QtWidgets import QApplication, QGraphicsPixmapItem, QGraphicsScene, QGraphicsView, QLabel, QWidget

from tests.benchmarks.cases import Timing
from tests.benchmarks.shown_window import mouse, rest, shown, wait_until, wheel
from tests.synthetic import axial_series, mr_image, write
from viewer.app.display.grey_table import GreyFrame
from viewer.core.grey import Window
from viewer.io.sample import sample_folder
from viewer.ui.canvas.image_layer import ImageLayer
from viewer.ui.main_window import MainWindow

FRAME_LIMITS_MS = {512: 1.5, 1024: 2.5}
"""Longest a painted window frame may take, by the side of the image."""

SAGITTAL_LIMIT_MS = 1.0
"""Longest that the next slice may take more where the sagittal view shows where it lies."""

WHEEL_LIMIT_MS, COMPUTING_LIMIT_MS, DRAG_LIMIT_MS = 10.0, 2.0, 16.0
"""Longest that the next slice, the numbers of a dragged vertex, and any event of the user may take."""


def tissue(side: int, *, seed: int = 0) -> np.ndarray:
    """Square 12-bit image with the spread of grey of an MR slice."""
    return np.clip(np.random.default_rng(seed).normal(1600, 600, (side, side)), 0, 4095).astype(np.uint16)


def in_turns(rounds: int, *works: Callable[[], object]) -> list[list[float]]:
    """Seconds of each round of each work, taken in turns so that all see the same machine."""
    found: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for work, times in zip(works, found, strict=True):
            start = time.perf_counter()
            work()
            times.append(time.perf_counter() - start)
    return found


class GraphicsView:
    """The same slice in a `QGraphicsView`, as large and as far enlarged as on our canvas."""

    def __init__(self, window: MainWindow, *, is_smooth: bool) -> None:
        now = window.session.now
        assert now.loaded is not None and now.image is not None and now.viewport is not None
        self.frame = GreyFrame(now.loaded.stored, now.image.mapping)
        self.item = QGraphicsPixmapItem()
        self.scene = QGraphicsScene()
        self.scene.addItem(self.item)
        self.view = QGraphicsView(self.scene)
        self.view.setBackgroundBrush(QColor("black"))
        self.view.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, is_smooth)
        self.item.setTransformationMode(
            self.item.transformationMode().SmoothTransformation
            if is_smooth
            else self.item.transformationMode().FastTransformation
        )
        a, b, c, d, _, _ = now.viewport.matrix
        self.view.setTransform(QTransform(a, b, c, d, 0.0, 0.0))
        self.view.resize(window.canvas.size())
        self.view.show()
        rest(0.1)

    def show_window(self, window: Window) -> None:
        """Paint a display window."""
        words = self.frame.paint(window)
        rows, columns = words.shape
        image = QImage(words.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32)
        self.item.setPixmap(QPixmap.fromImage(image))
        self.view.viewport().repaint()

    def close(self) -> None:
        """Take it off the screen."""
        self.view.close()


class PlainWidget(QWidget):
    """The same slice in a widget that paints it as our canvas does, without session, panels and words."""

    def __init__(self, window: MainWindow, *, is_smooth: bool) -> None:
        super().__init__()
        now = window.session.now
        assert now.loaded is not None and now.image is not None and now.viewport is not None
        self.loaded, self.mapping, self.viewport = now.loaded, now.image.mapping, now.viewport
        self.is_smooth = is_smooth
        self.layer = ImageLayer()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.resize(window.canvas.size())
        self.show()
        rest(0.1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the slice on black."""
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("black"))
        self.layer.paint(painter, self.viewport, is_smooth=self.is_smooth)
        painter.end()

    def show_window(self, window: Window) -> None:
        """Paint a display window."""
        self.layer.show(self.loaded, self.mapping, window)
        self.repaint()


def window_frames(folder: Path, *, rounds: int = 60) -> list[Timing]:
    """Window frames painted, session and panels included, beside a graphics view; for each size and interpolation."""
    timings = []
    for side, limit_ms in FRAME_LIMITS_MS.items():
        axial_series(folder / str(side), 1, pixels=tissue(side), spacing=(300 / side, 300 / side))
        for is_smooth in (False, True):
            with shown(folder / str(side)) as window:
                timings += _window_frame(window, side=side, is_smooth=is_smooth, limit_ms=limit_ms, rounds=rounds)
    return timings


def _window_frame(window: MainWindow, *, side: int, is_smooth: bool, limit_ms: float, rounds: int) -> list[Timing]:
    session = window.session
    series = session.now.series
    assert series is not None
    uid = series.series_uid
    session.change(view=replace(session.now.view, is_smooth=is_smooth))
    rest(0.2)
    view, plain = GraphicsView(window, is_smooth=is_smooth), PlainWidget(window, is_smooth=is_smooth)
    moves = iter(range(10_000_000))

    def ours() -> None:
        session.change(view=session.now.view.with_window(uid, Window(1500.0 + next(moves) % 700, 2500.0)))
        window.canvas.repaint()

    def reference() -> None:
        view.show_window(Window(1500.0 + next(moves) % 700, 2500.0))

    def bare() -> None:
        plain.show_window(Window(1500.0 + next(moves) % 700, 2500.0))

    ours_s, reference_s, plain_s = (min(times) for times in in_turns(rounds, ours, reference, bare))
    view.close()
    plain.close()
    name = f"{side}², {'smooth' if is_smooth else 'nearest'}"
    return [
        Timing(f"window frame painted, {name}", ours_s, reference_s, "QGraphicsView", 1.0, limit_s=limit_ms / 1e3),
        Timing(f"  the same, plain widget alone, {name}", plain_s, reference_s, "QGraphicsView", 1.5),
    ]


def next_slice(folder: Path, *, slices: int = 40) -> Timing:
    """Wheel to the next uncompressed slice painted, all that follows at once included."""
    axial_series(folder, slices, pixels=tissue(512))
    with shown(folder) as window:
        while window.session.now.view.slice_number > 1:
            wheel(window, -1)
            rest(0.01)
        rest(0.3)
        view = GraphicsView(window, is_smooth=True)
        display = Window(1500.0, 2500.0)

        def ours() -> None:
            wheel(window, 1)
            window.canvas.repaint()

        def reference() -> None:
            now = window.session.now
            assert now.image is not None
            view.frame = GreyFrame(now.image.stored(), now.image.mapping)
            view.show_window(display)

        times: list[list[float]] = [[], []]
        for _ in range(slices - 1):
            for place, work in enumerate((ours, reference)):
                times[place] += in_turns(1, work)[0]
            rest(0.03)
        view.close()
    worst, reference_s = max(times[0]), sorted(times[1])[len(times[1]) // 2]
    median = sorted(times[0])[len(times[0]) // 2]
    return Timing(
        f"wheel to next slice painted (worst {1e3 * worst:.1f} ms)",
        median,
        reference_s,
        "read, table, QGraphicsView",
        2.0,
        limit_s=WHEEL_LIMIT_MS / 1e3,
    )


def sagittal_view(folder: Path, *, slices: int = 40, rounds: int = 6) -> Timing:
    """Wheel to the next slice painted with the sagittal view, beside the same with it hidden; the thread's own time.

    What else the machine does is left out: the difference is a fraction of what is timed.
    """
    with_sagittal(folder, slices)
    with shown(folder) as window:
        locator = window.panels.made().locator
        wait_until(locator.canvas.isVisible)
        while window.session.now.view.slice_number > 1:
            wheel(window, -1)
            rest(0.01)
        times: dict[bool, list[float]] = {True: [], False: []}
        for turn in range(rounds + 2):  # the first two warm up
            is_hidden = turn % 2 == 1
            if window.session.now.view.hides_locator is not is_hidden:
                window.commands.actions["locator"].trigger()
                rest(0.3)
            for _ in range(slices - 1):
                start = time.thread_time()
                wheel(window, 1 if turn % 2 == 0 else -1)
                window.canvas.repaint()
                QApplication.processEvents()
                if turn > 1:
                    times[is_hidden].append(time.thread_time() - start)
                rest(0.02)
    ours_s, hidden_s = (sorted(times[is_hidden])[len(times[is_hidden]) // 2] for is_hidden in (False, True))
    limit_s = hidden_s + SAGITTAL_LIMIT_MS / 1e3
    return Timing("the same with the sagittal view", ours_s, hidden_s, "with it hidden", 1.5, limit_s=limit_s)


def with_sagittal(folder: Path, slices: int) -> None:
    """Write an axial series and a sagittal one that runs through its middle, in one frame of reference."""
    axial_series(folder, slices, pixels=tissue(512), spacing=(0.6, 0.6))
    for number in range(1, 10):
        sagittal = mr_image(
            pixels=tissue(512),
            orientation=(0.0, 1.0, 0.0, 0.0, 0.0, -1.0),
            position=(120.0 + 5.0 * number, 0.0, 200.0),
            spacing=(0.6, 0.6),
            series="sagittal",
            series_number=2,
            instance=number,
        )
        write(folder / "sagittal" / f"{number}", sagittal)


def vertex_drag(*, rounds: int = 60) -> list[Timing]:
    """A vertex dragged over the canvas: the numbers alone, and the whole event with canvas and panel painted."""
    with shown(sample_folder()) as window:
        window.opening.open_sample(with_outlines=True)
        # Only with a scale is every pixel put on it, and the border corrected, at each step.
        wait_until(lambda: has_scale(window))
        rest(0.3)
        session = window.session
        viewport = session.now.viewport
        assert viewport is not None
        x, y = viewport.point_to_screen(session.now.document.outlines[0].rings[0][7])
        mouse(window, QEvent.Type.MouseMove, QPointF(x, y))
        mouse(window, QEvent.Type.MouseButtonPress, QPointF(x, y))
        label = QLabel()
        label.resize(300, 20)
        label.show()
        computing: list[float] = []
        compute = window.feed.live.compute

        def timed(*arguments: object, **options: object) -> object:
            start = time.perf_counter()
            found = compute(*arguments, **options)  # type: ignore[arg-type]  # as they come
            computing.append(time.perf_counter() - start)
            return found

        window.feed.live.compute = timed  # type: ignore[method-assign, assignment]  # watched, not changed
        steps = iter(range(10_000_000))

        def ours() -> None:
            step = next(steps)
            mouse(window, QEvent.Type.MouseMove, QPointF(x + 2.0 + step % 9, y + 0.01 * step))
            window.canvas.repaint()  # and with it all of the window that has changed

        def reference() -> None:
            label.setText(f"{next(steps) / 7:.1f} mm²")
            label.repaint()

        times = in_turns(rounds, ours, reference)
        mouse(window, QEvent.Type.MouseButtonRelease, QPointF(x, y))
        label.close()
    assert len(computing) >= rounds
    worst_ms = 1e3 * max(times[0][1:])
    return [
        Timing(
            "vertex drag: numbers computed",
            sorted(computing)[len(computing) // 2],
            min(times[1]),
            "QLabel repainted",
            10.0,
            limit_s=COMPUTING_LIMIT_MS / 1e3,
        ),
        Timing(
            f"vertex drag: whole event (worst {worst_ms:.1f} ms)",
            sorted(times[0])[rounds // 2],
            min(times[1]),
            "QLabel repainted",
            60.0,
            limit_s=DRAG_LIMIT_MS / 1e3,
        ),
    ]


def has_scale(window: MainWindow) -> bool:
    """Whether the slice on the screen is measured whole, by the default method."""
    model = window.feed.model
    return model is not None and model.is_settled and model.scale is not None and len(model.columns) >= 2
