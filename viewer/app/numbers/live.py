"""The panel's numbers while the user draws: rows at once on a scale found before, the whole when the pointer rests.

Making a slice ready and measuring it whole, with its scale and intervals, are done away from the window's thread.
"""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

from viewer.app.background import hand_on_fault
from viewer.app.numbers.building import Measure, needs_study, numbers_of
from viewer.app.numbers.model import NumbersModel
from viewer.core.document import Document
from viewer.core.series import Series, Slice, SliceKey
from viewer.errors import RefusedError, ViewerError
from viewer.measure.anchored.scale import SliceScale
from viewer.measure.flags import FLAGS
from viewer.measure.measuring import measure
from viewer.measure.methods import METHODS
from viewer.measure.prepared import PreparedSlice, prepare

SLICES_KEPT = 6
"""Slices that stay ready: 2 MiB each at 512², enough to leaf back and forth between neighbours."""

LATE_FLAGS = frozenset({"wide-interval", "methods-differ"})
"""Flags that only measuring the whole can raise."""

SCALE_FLAGS = frozenset(
    {
        "fat-suppressed",
        "low-contrast",
        "no-fat-reference",
        "no-muscle-reference",
        "no-scale",
        "one-mode",
        "reference-misplaced",
        "strong-field",
        "threshold-off-centre",
    }
)
"""Flags that are judged by the scale of the slice, with every method: not raised before one has been looked for."""

_ORDER = {kind.identifier: place for place, kind in enumerate(FLAGS)}

Run = Callable[[Callable[[], None]], object]
"""Runs a piece of work somewhere else than on the caller's thread."""


@dataclass(frozen=True, slots=True)
class _Known:
    """A slice made ready, with the scale found on it and the whole numbers of the document last measured.

    `has_study` tells that the other images of the study that belong to it were read too.
    """

    ready: PreparedSlice
    has_study: bool = False
    scale: SliceScale | None = None
    document: Document | None = None
    model: NumbersModel | None = None

    @property
    def held(self) -> dict[SliceKey, SliceScale]:
        """The scale, to measure with."""
        return {} if self.scale is None else {self.ready.image.key: self.scale}


class LiveNumbers:
    """Slices made ready for measuring, and the numbers of the one on the screen.

    Parameters
    ----------
    run
        Runs a piece of work away from the window's thread; None for one thread of its own.
    on_ready
        Called, from that thread, with the key of a slice that became ready, or was measured whole, or whose pixels
        cannot be read. It is not called for work that was asked for before something else was asked for.
    measure_with
        How slices are measured.

    Notes
    -----
    `compute` never waits. A method that needs a scale gives no fat fraction before the first `settle` of a slice.
    """

    def __init__(
        self,
        *,
        run: Run | None = None,
        on_ready: Callable[[SliceKey], None] | None = None,
        measure_with: Measure = measure,
    ) -> None:
        self._pool = None if run is not None else ThreadPoolExecutor(1, thread_name_prefix="numbers")
        self._run: Run = run if run is not None else self._run_in_pool
        self._on_ready = on_ready
        self._measure_with = measure_with
        self._lock = threading.Lock()
        self._known: dict[SliceKey, _Known] = {}
        self._failed: dict[SliceKey, str] = {}
        self._blocks: tuple[Series, ...] = ()
        self._generation = 0

    def use(self, blocks: Sequence[Series]) -> None:
        """Take up another study: drop every slice of the one before."""
        self.forget()
        self._blocks = tuple(blocks)

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
        generation = self._next()
        with self._lock:
            self._failed.pop(image.key, None)
        if self.is_ready(document, series, image):
            return True
        self._run(lambda: self._prepare(document, series, image, generation))
        return False

    def settle(self, document: Document, series: Series, image: Slice) -> bool:
        """Have a slice that is ready measured whole; what was asked for before is no longer waited for.

        Parameters
        ----------
        document
            What is measured, as it was computed last.
        series, image
            The slice on the screen and its block.

        Returns
        -------
        bool
            Whether it is being done; False where the slice is not ready.
        """
        stated = _stated(document, series, image)
        known = None if stated is None else self._fitting(document, stated)
        if known is None:
            return False
        generation = self._next()
        ready = known.ready
        self._run(lambda: self._measure_whole(document, series, image, ready, generation))
        return True

    def compute(
        self, document: Document, series: Series, image: Slice, *, has_map: bool = False
    ) -> NumbersModel | None:
        """Numbers of a slice at once, whole if this document was measured whole; None while it is not ready.

        A slice whose pixels cannot be read gives a model that says so. `has_map` asks for the fat map too, which
        whole numbers always have.
        """
        failed = self._failed.get(image.key)
        if failed is not None:
            return NumbersModel(series=series.number, refused=failed)
        stated = _stated(document, series, image)
        if stated is None:
            return numbers_of(document, series, image)  # says what contradicts what, and reads no pixel
        known = self._fitting(document, stated)
        if known is None:
            return None
        if known.model is not None and document == known.document:
            return known.model
        model = numbers_of(
            document,
            series,
            image,
            prepared=known.ready,
            held=known.held,
            measure_with=self._measure_with,
            blocks=self._blocks,
            has_map=has_map,
        )
        return _without_scale_flags(model) if known.model is None else _with_late_flags(model, known.model)

    def whole(self, document: Document, series: Series, image: Slice) -> NumbersModel:
        """Numbers of a slice with scale and intervals; waits for them, so that the window asks from another thread.

        Raises
        ------
        UnreadableError
            If pixels cannot be read.
        """
        return numbers_of(
            document,
            series,
            image,
            prepared=self.prepared.get(image.key),
            measure_with=self._measure_with,
            blocks=self._blocks,
        )

    @property
    def prepared(self) -> dict[SliceKey, PreparedSlice]:
        """Slices that are ready, for measuring the whole document."""
        with self._lock:
            return {key: known.ready for key, known in self._known.items()}

    def forget(self) -> None:
        """Drop every slice, as when another study is opened; late answers are dropped too."""
        with self._lock:
            self._generation += 1
            self._known.clear()
            self._failed.clear()

    def close(self) -> None:
        """End the thread, if there is one; waits for the slice that is being made ready."""
        self.forget()
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def _next(self) -> int:
        with self._lock:
            self._generation += 1
            return self._generation

    def _fitting(self, document: Document, stated: Slice) -> _Known | None:
        """The slice as it was made ready, if that fits what is stated and cropped now."""
        with self._lock:
            known = self._known.pop(stated.key, None)
            if known is None:
                return None
            self._known[stated.key] = known  # used last, dropped last
        has_all = known.has_study or not _needs_study(document)
        return known if has_all and known.ready.is_for(stated, document.crop_of(stated.key)) else None

    def _prepare(self, document: Document, series: Series, image: Slice, generation: int) -> None:
        """Make a slice ready, unless something else has been asked for since."""
        if generation != self._generation:
            return
        ready, failed, needs_study = None, "", _needs_study(document)
        try:
            ready = prepare(image, document, series_uid=series.series_uid)
            if needs_study:
                ready.dixon(self._blocks)  # kept with the slice, so that no drag waits for it
        except ViewerError as e:
            failed = str(e)
        except MemoryError:
            failed = _not_enough_memory(image)
        self._keep(image.key, None if ready is None else _Known(ready, needs_study), failed, generation)

    def _measure_whole(
        self, document: Document, series: Series, image: Slice, ready: PreparedSlice, generation: int
    ) -> None:
        """Measure a slice with its scale and intervals, unless something else has been asked for since."""
        if generation != self._generation:
            return
        try:
            model = numbers_of(
                document,
                series,
                image,
                prepared=ready,
                measure_with=self._measure_with,
                blocks=self._blocks,
                has_map=True,
            )
        except ViewerError as e:  # such as another slice of the series that cannot be read
            model = NumbersModel(series=series.number, refused=str(e))
        except MemoryError:
            model = NumbersModel(series=series.number, refused=_not_enough_memory(image))
        self._keep(image.key, _Known(ready, _needs_study(document), model.scale, document, model), "", generation)

    def _keep(self, key: SliceKey, known: _Known | None, failed: str, generation: int) -> None:
        """Keep what came of work that is still wanted, and say so."""
        with self._lock:
            if generation != self._generation:
                return
            if known is not None:
                self._known[key] = known
                while len(self._known) > SLICES_KEPT:
                    del self._known[next(iter(self._known))]
            else:
                self._failed[key] = failed
        if self._on_ready is not None:
            self._on_ready(key)

    def _run_in_pool(self, work: Callable[[], None]) -> Future[None]:
        if self._pool is None:
            raise RuntimeError("work was handed to a thread that does not exist")
        done = self._pool.submit(work)
        done.add_done_callback(hand_on_fault)
        return done


def _with_late_flags(now: NumbersModel, before: NumbersModel) -> NumbersModel:
    """Numbers with the flags that only measuring the whole can raise, as they were: none comes and goes in a drag."""
    late = {(c.place, text) for c in before.columns for text in c.flags if text.identifier in LATE_FLAGS}
    if not late:
        return now
    columns = []
    for column in now.columns:
        kept = [text for place, text in late if place == column.place and column.row is not None]
        flags = sorted({*column.flags, *kept}, key=lambda text: _ORDER[text.identifier])
        columns.append(replace(column, flags=tuple(flags)))
    return replace(now, columns=tuple(columns))


def _without_scale_flags(now: NumbersModel) -> NumbersModel:
    """Numbers without the flags that are judged by the scale, while it has not been looked for."""
    columns = (
        replace(column, flags=tuple(text for text in column.flags if text.identifier not in SCALE_FLAGS))
        for column in now.columns
    )
    return replace(now, columns=tuple(columns))


def _needs_study(document: Document) -> bool:
    """Whether the document's method measures from other images of the study."""
    return any(method.name == document.method and needs_study(method) for method in METHODS)


def _not_enough_memory(image: Slice) -> str:
    return f"There is not enough memory to measure {image.file}; close other programs and try again."


def _stated(document: Document, series: Series, image: Slice) -> Slice | None:
    """The slice with what is stated filled in; None where that contradicts its header."""
    try:
        return document.statement_on(image, series_uid=series.series_uid).apply_to(image)
    except RefusedError:
        return None
