"""The panel's numbers while the user draws: slices are made ready away from the window's thread, rows at once."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from viewer.app.background import hand_on_fault
from viewer.app.numbers.building import numbers_of
from viewer.app.numbers.model import NumbersModel
from viewer.core.document import Document
from viewer.core.series import Series, Slice, SliceKey
from viewer.errors import RefusedError, ViewerError
from viewer.measure.prepared import PreparedSlice, prepare

SLICES_KEPT = 6
"""Slices that stay ready: 2 MiB each at 512², enough to leaf back and forth between neighbours."""

Run = Callable[[Callable[[], None]], object]
"""Runs a piece of work somewhere else than on the caller's thread."""


class LiveNumbers:
    """Slices made ready for measuring, and the numbers of the one on the screen.

    Parameters
    ----------
    run
        Runs a piece of work away from the window's thread; None for one thread of its own.
    on_ready
        Called, from that thread, with the key of a slice that became ready, or whose pixels cannot be read. It
        is not called for a slice that was asked for before another one was asked for.
    """

    def __init__(self, *, run: Run | None = None, on_ready: Callable[[SliceKey], None] | None = None) -> None:
        self._pool = None if run is not None else ThreadPoolExecutor(1, thread_name_prefix="numbers")
        self._run: Run = run if run is not None else self._run_in_pool
        self._on_ready = on_ready
        self._lock = threading.Lock()
        self._ready: dict[SliceKey, PreparedSlice] = {}
        self._failed: dict[SliceKey, str] = {}
        self._generation = 0

    def is_ready(self, document: Document, series: Series, image: Slice) -> bool:
        """Whether the numbers of a slice can be computed at once, with what is stated and cropped now."""
        stated = _stated(document, series, image)
        return stated is None or image.key in self._failed or self._fitting(document, stated) is not None

    def request(self, document: Document, series: Series, image: Slice) -> bool:
        """Have a slice made ready; what was asked for before is no longer waited for.

        Parameters
        ----------
        document
            Statements and crop.
        series, image
            The slice on the screen and its block.

        Returns
        -------
        bool
            Whether it is ready already.
        """
        with self._lock:
            self._generation += 1
            generation = self._generation
            self._failed.pop(image.key, None)
        if self.is_ready(document, series, image):
            return True
        self._run(lambda: self._prepare(document, series, image, generation))
        return False

    def compute(self, document: Document, series: Series, image: Slice) -> NumbersModel | None:
        """Numbers of a slice at once; None while it is not ready.

        A slice whose pixels cannot be read gives a model that says so.
        """
        failed = self._failed.get(image.key)
        if failed is not None:
            return NumbersModel(series=series.number, refused=failed)
        stated = _stated(document, series, image)
        if stated is None:
            return numbers_of(document, series, image)  # says what contradicts what, and reads no pixel
        ready = self._fitting(document, stated)
        return None if ready is None else numbers_of(document, series, image, prepared=ready)

    @property
    def prepared(self) -> dict[SliceKey, PreparedSlice]:
        """Slices that are ready, for measuring the whole document."""
        with self._lock:
            return dict(self._ready)

    def forget(self) -> None:
        """Drop every slice, as when another study is opened; late answers are dropped too."""
        with self._lock:
            self._generation += 1
            self._ready.clear()
            self._failed.clear()

    def close(self) -> None:
        """End the thread, if there is one; waits for the slice that is being made ready."""
        self.forget()
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def _fitting(self, document: Document, stated: Slice) -> PreparedSlice | None:
        """The slice as it was made ready, if that fits what is stated and cropped now."""
        with self._lock:
            ready = self._ready.pop(stated.key, None)
            if ready is None:
                return None
            self._ready[stated.key] = ready  # used last, dropped last
        return ready if ready.is_for(stated, document.crop_of(stated.key)) else None

    def _prepare(self, document: Document, series: Series, image: Slice, generation: int | None) -> None:
        """Make a slice ready, unless another one has been asked for since."""
        if generation is not None and generation != self._generation:
            return
        ready, failed = None, None
        try:
            ready = prepare(image, document, series_uid=series.series_uid)
        except ViewerError as e:
            failed = str(e)
        except MemoryError:
            failed = f"There is not enough memory to measure {image.file}; close other programs and try again."
        with self._lock:
            if generation is not None and generation != self._generation:
                return
            if ready is not None:
                self._ready[image.key] = ready
                while len(self._ready) > SLICES_KEPT:
                    del self._ready[next(iter(self._ready))]
            elif failed is not None:
                self._failed[image.key] = failed
        if self._on_ready is not None:
            self._on_ready(image.key)

    def _run_in_pool(self, work: Callable[[], None]) -> Future[None]:
        if self._pool is None:
            raise RuntimeError("work was handed to a thread that does not exist")
        done = self._pool.submit(work)
        done.add_done_callback(hand_on_fault)
        return done


def _stated(document: Document, series: Series, image: Slice) -> Slice | None:
    """The slice with what is stated filled in; None where that contradicts its header."""
    try:
        return document.statement_on(image, series_uid=series.series_uid).apply_to(image)
    except RefusedError:
        return None
