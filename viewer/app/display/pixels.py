"""Stored pixels of slices in memory, read ahead of need on a thread of its own.

The slice that is wanted now comes first; a newer request replaces what waits, so that scrolling never piles up.
"""

import math
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from viewer.app.display.midlines import Midlines
from viewer.core.grey import ValueMapping, Window, automatic_window
from viewer.core.series import Slice, SliceKey
from viewer.errors import ViewerError
from viewer.io.dicom.native_frames import DecodedFrame, NativeFrame, WorkerFrame, read_in_turn

BYTES_MAX = 256 << 20
"""Most bytes of stored pixels that are kept: five hundred 512² slices of 16 bits."""

SAMPLE_PX = 1 << 15
"""Most pixels that the automatic window looks at: percentiles of more cost a millisecond and hardly differ."""

QUICK_BYTES = 2 << 20
"""Largest native frame that may be read on the window's thread, bytes: 1024² of 16 bits, 1 ms from a local disk."""

BATCH = 2
"""Compressed slices that are asked for together, as many as the worker decodes side by side. Of 40 JPEG 2000
slices (512², 30 ms each), two at a time took as long as eight at a time, half of what one by one takes; and
whoever scrolls on waits for 30 ms at most instead of 140."""

SLOW_S = 0.02
"""Time for a small native frame that tells a place the window's thread must not read from, s: a local disk takes a
millisecond, a network that is busy takes hundreds."""

_PLAN_PART = 0.875
"""Part of the bytes that one request may fill; the rest is room to drop slices several at a time."""


@dataclass(frozen=True, slots=True, eq=False)
class LoadedSlice:
    """The pixels of a slice and what the screen needs to know of them, or why there are none.

    Parameters
    ----------
    image
        The slice as it was opened.
    stored
        Shape (rows, columns), read-only, as the file holds them; (0, 0) where there is an error.
    value_range
        Lowest and highest value after rescale, padding left out; (0, 0) without any.
    auto_window
        Window from percentiles of a sample, in values after rescale; what the file asks for is in `image.window`.
    error
        Why the pixels are not there, in one sentence, or None.
    took_s
        How long reading took, s; 0 where it was not measured.
    """

    image: Slice = field(repr=False)
    stored: NDArray[np.generic] = field(repr=False)
    value_range: tuple[float, float]
    auto_window: Window
    error: str | None = None
    took_s: float = 0.0
    _midlines: Midlines = field(default_factory=Midlines, init=False, repr=False)

    @property
    def key(self) -> SliceKey:
        """Which slice it is."""
        return self.image.key

    @property
    def midline(self) -> tuple[float, float] | None:
        """Middle and width of the body by the geometry of the file; see `midline_on`."""
        return self.midline_on(self.image)

    def midline_on(self, image: Slice) -> tuple[float, float] | None:
        """Middle and width of the body as `estimated_midline` gives them, None where sides cannot be told.

        Worked out when first asked for; safe from any thread.

        Parameters
        ----------
        image
            This slice, with what the user stated filled in.
        """
        return self._midlines.of(image, self.stored)


def load_slice(image: Slice) -> LoadedSlice:
    """Read a slice now; what prevents it is in `LoadedSlice.error`."""
    began_s = time.monotonic()
    try:
        stored = image.stored()
        return _loaded(image, stored, took_s=time.monotonic() - began_s)
    except ViewerError as e:
        return _failed(image, str(e))
    except MemoryError:
        return _failed(image, f"There is not enough memory for {image.file}; close other programs and try again.")


def is_quick(image: Slice) -> bool:
    """Whether a slice lies as it is in a file of its own and is small, so that the window's thread may load it."""
    reader = image.reader
    if isinstance(reader, NativeFrame):
        size = reader.rows * reader.columns * reader.bytes_per_pixel
        return reader.source.path is not None and size <= QUICK_BYTES
    return isinstance(reader, DecodedFrame)


def _is_native(image: Slice) -> bool:
    return isinstance(image.reader, NativeFrame)


class PixelStore:
    """Stored pixels of slices, bounded by bytes; the wanted slice is always kept, far ones go first.

    Parameters
    ----------
    on_ready
        Gets the key of each slice that a request brought, on the reading thread.
    bytes_max
        Most bytes of stored pixels that are kept beside the wanted slice.
    """

    def __init__(self, on_ready: Callable[[SliceKey], None] | None = None, *, bytes_max: int = BYTES_MAX) -> None:
        self._on_ready = on_ready
        self._bytes_max = bytes_max
        self._changed = threading.Condition()
        self._kept: dict[SliceKey, LoadedSlice] = {}
        self._bytes = 0
        self._wanted: SliceKey | None = None
        self._rank: dict[SliceKey, int] = {}
        self._plan: deque[Slice] = deque()
        self._reading: set[SliceKey] = set()
        self._idle: deque[tuple[Slice, Callable[[LoadedSlice], None]]] = deque()
        self._epoch = 0
        self._is_near = False
        self._thread: threading.Thread | None = None
        self._is_closed = False

    @property
    def bytes_kept(self) -> int:
        """Bytes of stored pixels in memory."""
        return self._bytes

    @property
    def waiting(self) -> int:
        """Number of slices of the newest request that are still to be read."""
        return len(self._plan)

    def ready(self, image: Slice) -> LoadedSlice | None:
        """Return the slice if it is in memory; never waits."""
        return self._kept.get(image.key)

    def at_once(self, image: Slice) -> LoadedSlice | None:
        """Return the slice if it is in memory, or in a file near by (see `SLOW_S`), else None; never waits long."""
        kept = self._kept.get(image.key)
        if kept is None and is_quick(image) and (self._is_near or not _is_native(image)):
            kept = self.load(image)
        return kept

    def load(self, image: Slice) -> LoadedSlice:
        """Return the slice, read now if it is not in memory; `at_once` never waits long for it."""
        kept = self._kept.get(image.key)
        if kept is not None:
            return kept
        epoch = self._epoch
        loaded = load_slice(image)
        self._keep(loaded, epoch)
        return loaded

    def keep(self, loaded: LoadedSlice) -> None:
        """Keep a slice that was read elsewhere, so that it is not read again."""
        self._keep(loaded, self._epoch)

    def request(self, image: Slice, ahead: Sequence[Slice] = ()) -> None:
        """Have a slice read, then others that may be wanted next, instead of what an earlier request waits for.

        Parameters
        ----------
        image
            Wanted now. If it could not be read before, it is tried again when another was wanted in between.
        ahead
            The likeliest first; as many as there is room for.
        """
        with self._changed:
            if self._is_closed:
                return
            before = self._kept.get(image.key)
            if before is not None and before.error is not None and image.key != self._wanted:
                self._drop(image.key)
            self._wanted = image.key
            order = self._fitting(image, ahead)
            self._rank = {one.key: place for place, one in enumerate(order)}
            self._plan = deque(one for one in order if one.key not in self._kept and one.key not in self._reading)
            self._wake()

    def read_when_idle(self, image: Slice, then: Callable[[LoadedSlice], None]) -> None:
        """Have a slice read when nothing else is, and handed over on the reading thread without being kept."""
        with self._changed:
            if not self._is_closed:
                self._idle.append((image, then))
                self._wake()

    def clear(self) -> None:
        """Forget every slice and what is waited for, as when another study is opened; late pixels are dropped."""
        with self._changed:
            self._epoch += 1
            self._kept = {}
            self._bytes = 0
            self._wanted = None
            self._rank = {}
            self._plan.clear()
            self._idle.clear()
            self._reading = set()
            self._is_near = False

    def close(self, *, timeout_s: float = 2.0) -> None:
        """Forget everything and end the thread; waits for what it is reading, at most `timeout_s` seconds."""
        self.clear()
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()
            thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join(timeout_s)

    def _fitting(self, image: Slice, ahead: Sequence[Slice]) -> list[Slice]:
        """The wanted slice and as many of the others, in their order, as memory is allowed for."""
        left = self._bytes_max * _PLAN_PART - _expected_bytes(image)
        order = {image.key: image}
        for one in ahead:
            left -= _expected_bytes(one)
            if left < 0:
                break
            order.setdefault(one.key, one)
        return list(order.values())

    def _wake(self) -> None:
        """Tell the thread that there is something to do; start it if there is none."""
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._read_on, name="pixel-reader", daemon=True)
            self._thread.start()
        self._changed.notify_all()

    def _read_on(self) -> None:
        """Read what waits until the store is closed."""
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._is_closed or self._plan or self._idle)
                if self._is_closed:
                    return
                epoch = self._epoch
                batch = self._next_batch()
                idle = None if batch else self._idle.popleft() if self._idle else None
            if batch:
                self._read_batch(batch, epoch)
            elif idle is not None:
                self._hand_over(*idle, epoch)

    def _next_batch(self) -> list[Slice]:
        """Take the next slice from the plan, with others behind it where the worker can overlap them."""
        batch: list[Slice] = []
        while self._plan and len(batch) < BATCH:
            one = self._plan[0]
            if batch and not _go_together(batch[0], one):
                break
            self._plan.popleft()
            if one.key not in self._kept:  # else it was loaded by another thread meanwhile
                batch.append(one)
                if not isinstance(one.reader, WorkerFrame):
                    break
        self._reading.update(one.key for one in batch)
        return batch

    def _read_batch(self, batch: Sequence[Slice], epoch: int) -> None:
        """Read slices, keep each as soon as it is there, and say so."""
        readers = [one.reader for one in batch if isinstance(one.reader, WorkerFrame)]
        answers = read_in_turn(readers)
        try:
            for one in batch:
                loaded = _from_answer(one, next(answers)) if readers else load_slice(one)
                is_kept = self._keep(loaded, epoch)
                if epoch != self._epoch:
                    return
                if is_kept and self._on_ready is not None:
                    self._on_ready(one.key)
        finally:
            with self._changed:
                if epoch == self._epoch:
                    self._reading.difference_update(one.key for one in batch)

    def _hand_over(self, image: Slice, then: Callable[[LoadedSlice], None], epoch: int) -> None:
        """Give a slice to who asked for it in idle time, unless the study was replaced meanwhile."""
        loaded = self._kept.get(image.key) or load_slice(image)
        if epoch == self._epoch:
            then(loaded)

    def _keep(self, loaded: LoadedSlice, epoch: int) -> bool:
        """Keep a slice of the present study, and return whether it is there now."""
        with self._changed:
            if epoch != self._epoch or self._is_closed:
                return False
            if loaded.took_s and _is_native(loaded.image):
                self._is_near = loaded.took_s < SLOW_S
            self._drop(loaded.key)
            self._kept[loaded.key] = loaded
            self._bytes += loaded.stored.nbytes
            self._reading.discard(loaded.key)
            if self._bytes > self._bytes_max:
                self._make_room()
            return loaded.key in self._kept

    def _make_room(self) -> None:
        """Drop slices: those the newest request does not name, the oldest first, then the farthest it names."""
        last = len(self._rank)
        for key in sorted(self._kept, key=lambda key: -self._rank.get(key, last)):
            if self._bytes <= self._bytes_max * _PLAN_PART:
                return
            if key != self._wanted:
                self._drop(key)

    def _drop(self, key: SliceKey) -> None:
        dropped = self._kept.pop(key, None)
        if dropped is not None:
            self._bytes -= dropped.stored.nbytes


def _go_together(first: Slice, other: Slice) -> bool:
    """Whether one worker decodes both."""
    one, two = first.reader, other.reader
    return isinstance(one, WorkerFrame) and isinstance(two, WorkerFrame) and one.worker is two.worker


def _expected_bytes(image: Slice) -> int:
    """Bytes that the stored pixels of a slice will take; a guess for floats."""
    if image.stored_range is None:
        return image.rows * image.columns * 4
    low, high = image.stored_range
    bits = max(high.bit_length(), (-low).bit_length() + (low < 0))
    return image.rows * image.columns * (1 if bits <= 8 else 2 if bits <= 16 else 4)


def _from_answer(image: Slice, answer: NDArray[np.generic] | ViewerError) -> LoadedSlice:
    return _failed(image, str(answer)) if isinstance(answer, ViewerError) else _loaded(image, answer)


def _failed(image: Slice, sentence: str) -> LoadedSlice:
    return LoadedSlice(
        image=image,
        stored=np.empty((0, 0), np.uint8),
        value_range=(0.0, 0.0),
        auto_window=Window(0.5, 1.0),
        error=sentence,
    )


def _loaded(image: Slice, pixels: NDArray[np.generic], *, took_s: float = 0.0) -> LoadedSlice:
    """Pixels with what the screen needs to know of them."""
    stored = pixels.view()
    stored.setflags(write=False)
    return LoadedSlice(
        image=image,
        stored=stored,
        value_range=_value_range(stored, image.mapping),
        auto_window=sampled_window(stored, image.mapping),
        took_s=took_s,
    )


def sampled_window(stored: NDArray[np.generic], mapping: ValueMapping) -> Window:
    """Automatic window, in values after rescale, from `SAMPLE_PX` pixels at most.

    Parameters
    ----------
    stored
        Shape (rows, columns), as the file holds them.
    mapping
        Stored numbers → values.
    """
    step = max(1, math.ceil(math.sqrt(stored.size / SAMPLE_PX)))
    return automatic_window(mapping.to_values(stored[::step, ::step]))


def _value_range(stored: NDArray[np.generic], mapping: ValueMapping) -> tuple[float, float]:
    """Lowest and highest value, padding and what is not finite left out; (0, 0) without any."""
    if mapping.table is None and mapping.padding is None and stored.dtype.kind in "iu" and stored.size:
        ends = mapping.to_values(np.array([stored.min(), stored.max()]))  # a straight line: its ends are enough
    else:
        values = mapping.to_values(stored)
        ends = values[np.isfinite(values)]
    return (float(ends.min()), float(ends.max())) if ends.size else (0.0, 0.0)
