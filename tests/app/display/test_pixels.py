"""Pixels off the window's thread: the wanted slice first, bounded memory, no piling up, errors as sentences."""

import threading

import numpy as np
import pytest
from pydicom.uid import JPEG2000Lossless, RLELossless

from tests.memory import image
from tests.synthetic import axial_series, pattern
from viewer.app.display.pixels import BATCH, LoadedSlice, PixelStore, load_slice
from viewer.core.geometry import Orientation, Spacing
from viewer.core.grey import ModalityTable, ValueMapping, automatic_window
from viewer.core.series import Slice
from viewer.errors import UnreadableError
from viewer.io.decode_worker.client import DecodeWorker
from viewer.io.opening import open_study
from viewer.measure.midline import estimated_midline

WAIT_S = 20.0
FLAT = np.full((8, 8), 7, np.uint16)


class Reads:
    """A pixel reader that notes when it is asked, waits for a gate, and may fail."""

    def __init__(self, array=FLAT, *, log=None, name="", gate=None, error=None):
        self.array, self.log, self.name, self.gate, self.error = array, log, name, gate, error
        self.started = threading.Event()

    def read(self):
        if self.log is not None:
            self.log.append(self.name)
        self.started.set()
        if self.gate is not None:
            assert self.gate.wait(WAIT_S)
        if self.error is not None:
            raise self.error
        return self.array


def slice_with(reader, uid) -> Slice:
    made = image(reader.array, uid=uid, stored_range=(0, 65535))
    return Slice(
        key=made.key,
        file=f"{uid}.dcm",
        rows=made.rows,
        columns=made.columns,
        geometry=made.geometry,
        mapping=made.mapping,
        reader=reader,
        stored_range=made.stored_range,
    )


class Arrivals:
    """Keys that became ready, and a way to wait for one."""

    def __init__(self):
        self._changed = threading.Condition()
        self.keys = []

    def __call__(self, key):
        with self._changed:
            self.keys.append(key.uid)
            self._changed.notify_all()

    def wait_for(self, *uids):
        with self._changed:
            assert self._changed.wait_for(lambda: set(uids) <= set(self.keys), WAIT_S), (uids, self.keys)


@pytest.fixture
def arrivals():
    return Arrivals()


@pytest.fixture
def make_store(arrivals):
    stores = []

    def make(**options):
        stores.append(PixelStore(arrivals, **options))
        return stores[-1]

    yield make
    for store in stores:
        store.close(timeout_s=WAIT_S)
        assert store._thread is None or not store._thread.is_alive()


def test_a_loaded_slice_says_what_the_screen_needs():
    stored = pattern(64, 48)
    one = image(stored, mapping=ValueMapping(slope=-2.0, intercept=5.0))
    loaded = load_slice(one)
    assert loaded.error is None
    assert loaded.key == one.key
    np.testing.assert_array_equal(loaded.stored, stored)
    assert not loaded.stored.flags.writeable
    assert loaded.value_range == (5.0 - 2.0 * stored.max(), 5.0 - 2.0 * stored.min())
    assert loaded.auto_window == automatic_window(one.values())


@pytest.mark.parametrize(
    ("stored", "mapping", "expected"),
    [
        (np.array([[0, 5], [9, 70]], np.uint16), ValueMapping(padding=(0.0, 4.0), slope=2.0), (10.0, 140.0)),
        (np.array([[0, 1], [2, 9]], np.uint8), ValueMapping(table=ModalityTable(0, (4.0, 8.0, -1.0))), (-1.0, 8.0)),
        (np.array([[np.nan, 1.5], [np.inf, -2.0]], np.float32), ValueMapping(), (-2.0, 1.5)),
        (np.array([[3, 3]], np.int16), ValueMapping(padding=(3.0, 3.0)), (0.0, 0.0)),
        (np.array([[-300, 300]], np.int16), ValueMapping(slope=0.5, intercept=1.0), (-149.0, 151.0)),
    ],
)
def test_value_range(stored, mapping, expected):
    assert load_slice(image(stored, mapping=mapping)).value_range == expected


def test_the_window_of_a_large_slice_comes_from_a_sample():
    stored = np.add.outer(np.arange(700), np.arange(700)).astype(np.uint16)
    whole = automatic_window(stored.astype(float))
    sampled = load_slice(image(stored)).auto_window
    assert sampled.center == pytest.approx(whole.center, rel=0.01)
    assert sampled.width == pytest.approx(whole.width, rel=0.01)


def test_the_midline_is_estimated_where_sides_can_be_told():
    stored = np.zeros((64, 64), np.uint16)
    stored[8:56, 12:44] = 500
    one = image(stored)
    loaded = load_slice(one)
    assert loaded.midline == estimated_midline(one, one.values())
    assert loaded.midline is not None
    sideless = image(stored, orientation=None)
    assert load_slice(sideless).midline is None


def test_the_midline_follows_what_the_user_stated():
    stored = np.zeros((64, 64), np.uint16)
    stored[8:56, 12:44] = 500
    loaded = load_slice(image(stored, orientation=None, spacing=None))
    stated = image(stored, orientation=Orientation((1.0, 0.0, 0.0), (0.0, 1.0, 0.0)), spacing=Spacing(2.0, 2.0))
    assert loaded.midline is None
    middle, width = loaded.midline_on(stated)
    assert (middle, width) == estimated_midline(stated, stated.values())
    assert loaded.midline_on(stated) == (middle, width)
    assert loaded.midline is None


def test_the_midline_is_worked_out_once_by_whichever_thread(monkeypatch):
    calls = []
    monkeypatch.setattr("viewer.app.display.midlines.estimated_midline", lambda *_: (calls.append(1), (3.0, 9.0))[1])
    loaded = load_slice(image(FLAT))
    found = []
    threads = [threading.Thread(target=lambda: found.append(loaded.midline)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT_S)
    assert found == [(3.0, 9.0)] * 8
    assert calls == [1]


def test_what_cannot_be_read_is_a_sentence(make_store, arrivals):
    broken = slice_with(Reads(error=UnreadableError("a.dcm is damaged; copy it again.")), "1")
    full = slice_with(Reads(error=MemoryError()), "2")
    store = make_store()
    assert store.load(broken).error == "a.dcm is damaged; copy it again."
    assert store.load(broken).stored.shape == (0, 0)
    assert store.load(broken).midline is None
    store.request(full)
    arrivals.wait_for("2")
    assert "not enough memory for 2.dcm" in store.ready(full).error


def test_a_slice_that_failed_is_tried_again_only_after_another_was_wanted(make_store, arrivals):
    log = []
    broken = slice_with(Reads(log=log, name="broken", error=UnreadableError("It is away.")), "1")
    fine = slice_with(Reads(), "2")
    store = make_store()
    store.request(broken)
    arrivals.wait_for("1")
    store.request(broken)
    store.request(fine, [broken])
    arrivals.wait_for("2")
    assert log == ["broken"]
    broken.reader.error = None
    arrivals.keys.clear()
    store.request(broken)
    arrivals.wait_for("1")
    assert store.ready(broken).error is None


def test_ready_never_reads(make_store):
    log = []
    one = slice_with(Reads(log=log), "1")
    store = make_store()
    assert store.ready(one) is None
    loaded = store.load(one)
    assert isinstance(loaded, LoadedSlice)
    assert store.ready(one) is loaded
    assert store.load(one) is loaded
    assert len(log) == 1


def test_the_wanted_slice_comes_first_then_those_ahead_in_their_order(make_store, arrivals):
    log = []
    images = [slice_with(Reads(log=log, name=str(n)), str(n)) for n in range(5)]
    store = make_store()
    store.request(images[2], [images[3], images[1], images[4], images[0]])
    arrivals.wait_for(*"01234")
    assert log == ["2", "3", "1", "4", "0"]


def test_a_slice_that_is_named_twice_is_read_once(make_store, arrivals):
    log = []
    images = [slice_with(Reads(log=log, name=str(n)), str(n)) for n in range(3)]
    store = make_store()
    store.request(images[1], [images[0], images[1], images[2], images[0]])
    arrivals.wait_for(*"012")
    assert log == ["1", "0", "2"]
    assert arrivals.keys == ["1", "0", "2"]


def test_a_newer_request_replaces_what_waits(make_store, arrivals):
    log, gate = [], threading.Event()
    held = slice_with(Reads(log=log, name="held", gate=gate), "held")
    images = [slice_with(Reads(log=log, name=str(n)), str(n)) for n in range(6)]
    store = make_store()
    store.request(held, images[:3])
    assert held.reader.started.wait(WAIT_S)
    store.request(images[5], [images[4]])
    gate.set()
    arrivals.wait_for("5", "4")
    assert log == ["held", "5", "4"]
    assert store.ready(held) is not None


def test_what_is_being_read_is_not_read_twice(make_store, arrivals):
    log, gate = [], threading.Event()
    held = slice_with(Reads(log=log, name="held", gate=gate), "held")
    store = make_store()
    store.request(held)
    assert held.reader.started.wait(WAIT_S)
    store.request(held)
    gate.set()
    other = slice_with(Reads(log=log, name="other"), "other")
    arrivals.wait_for("held")
    store.request(other, [held])
    arrivals.wait_for("other")
    assert log == ["held", "other"]


def test_memory_is_bounded_and_far_slices_go_first(make_store, arrivals):
    images = [slice_with(Reads(np.zeros((16, 32), np.uint16)), str(n)) for n in range(20)]  # 1 KiB each
    store = make_store(bytes_max=8 << 10)
    for n in range(6):
        store.load(images[n])
    store.request(images[10], [images[11], images[9], images[12], images[8]])
    arrivals.wait_for("10", "11", "9", "12", "8")
    assert store.bytes_kept <= 8 << 10
    assert all(store.ready(images[n]) for n in (8, 9, 10, 11, 12))
    assert store.ready(images[0]) is None  # the oldest that no request names


def test_no_more_is_read_ahead_than_there_is_room_for(make_store, arrivals):
    log = []
    images = [slice_with(Reads(np.zeros((16, 32), np.uint16), log=log, name=n), str(n)) for n in range(20)]
    store = make_store(bytes_max=8 << 10)
    store.request(images[0], images[1:])
    arrivals.wait_for(*"0123456")
    store.request(images[0], images[1:])
    last = slice_with(Reads(), "last")
    store.request(last)
    arrivals.wait_for("last")
    assert log == [0, 1, 2, 3, 4, 5, 6]


def test_the_wanted_slice_is_kept_though_it_is_larger_than_all_room(make_store, arrivals):
    large = slice_with(Reads(np.zeros((64, 64), np.uint16)), "large")
    store = make_store(bytes_max=1 << 10)
    store.request(large)
    arrivals.wait_for("large")
    assert store.ready(large) is not None
    small = slice_with(Reads(), "small")
    store.request(small)
    arrivals.wait_for("small")
    assert store.ready(large) is None
    assert store.bytes_kept == small.reader.array.nbytes


def test_scrolling_2000_slices_never_piles_up(make_store, arrivals):
    count, reach = 2000, 12
    pixels = np.zeros((64, 64), np.uint16)
    images = [slice_with(Reads(pixels), str(n)) for n in range(count)]
    bytes_max = 64 * pixels.nbytes
    store = make_store(bytes_max=bytes_max)
    most_waiting = most_bytes = 0
    for n in range(count):
        store.request(images[n], images[n + 1 : n + 1 + reach])
        most_waiting = max(most_waiting, store.waiting)
        most_bytes = max(most_bytes, store.bytes_kept)
    arrivals.wait_for(str(count - 1))
    assert store.ready(images[-1]) is not None
    assert most_waiting <= reach + 1
    assert most_bytes <= bytes_max + pixels.nbytes
    assert store.bytes_kept <= bytes_max


def test_a_replaced_study_is_forgotten_and_its_late_pixels_dropped(make_store, arrivals):
    gate = threading.Event()
    held = slice_with(Reads(gate=gate), "held")
    store = make_store()
    handed = []
    store.request(held)
    assert held.reader.started.wait(WAIT_S)
    store.read_when_idle(held, handed.append)
    store.clear()
    gate.set()
    new = slice_with(Reads(), "new")
    store.request(new)
    arrivals.wait_for("new")
    assert arrivals.keys == ["new"]
    assert store.ready(held) is None
    assert handed == []
    assert store.bytes_kept == new.reader.array.nbytes


def test_idle_reading_comes_last_and_takes_no_room(make_store, arrivals):
    log, gate, done = [], threading.Event(), threading.Event()
    held = slice_with(Reads(log=log, name="held", gate=gate), "held")
    ahead = slice_with(Reads(log=log, name="ahead"), "ahead")
    thumb = slice_with(Reads(np.full((4, 4), 9, np.uint8), log=log, name="thumb"), "thumb")
    store = make_store()
    handed = []
    store.request(held)
    assert held.reader.started.wait(WAIT_S)
    store.read_when_idle(thumb, lambda loaded: (handed.append(loaded), done.set()))
    store.request(held, [ahead])
    gate.set()
    assert done.wait(WAIT_S)
    assert log == ["held", "ahead", "thumb"]
    assert handed[0].stored[0, 0] == 9
    assert store.ready(thumb) is None


def test_a_closed_store_does_nothing_more(make_store):
    log = []
    store = make_store()
    store.close()
    store.request(slice_with(Reads(log=log), "1"))
    store.read_when_idle(slice_with(Reads(log=log), "2"), lambda _: None)
    assert store.load(slice_with(Reads(), "3")).error is None
    assert store.bytes_kept == 0
    assert log == []


@pytest.fixture(scope="module")
def worker():
    with DecodeWorker() as made:
        yield made


@pytest.mark.parametrize("syntax", [RLELossless, JPEG2000Lossless])
def test_compressed_neighbours_are_decoded_together(tmp_path, make_store, arrivals, worker, syntax):
    count = 2 * BATCH + 1
    axial_series(tmp_path, count, syntax=syntax)
    (block,) = open_study([tmp_path], worker=worker).series
    store = make_store()
    store.request(block.slices[0], block.slices[1:])
    arrivals.wait_for(*(one.key.uid for one in block.slices))
    assert arrivals.keys == [one.key.uid for one in block.slices]
    for k, one in enumerate(block.slices):
        np.testing.assert_array_equal(store.ready(one).stored, pattern(seed=k))


def test_one_damaged_slice_among_compressed_ones_harms_no_other(tmp_path, make_store, arrivals, worker):
    paths = axial_series(tmp_path, 4, syntax=JPEG2000Lossless)
    (block,) = open_study([tmp_path], worker=worker).series
    data = paths[1].read_bytes()
    paths[1].write_bytes(data[:-400] + bytes(400))
    store = make_store()
    store.request(block.slices[0], block.slices[1:])
    arrivals.wait_for(*(one.key.uid for one in block.slices))
    errors = [store.ready(one).error for one in block.slices]
    assert [error is None for error in errors] == [True, False, True, True]
    assert str(paths[1]) in errors[1]


def test_geometry_without_sides_estimates_nothing():
    sagittal = image(FLAT, orientation=Orientation((0.0, 1.0, 0.0), (0.0, 0.0, -1.0)))
    assert load_slice(sagittal).midline is None
