"""The fast display path shows the grey of `Window.to_grey`, whatever the pixels are."""

import numpy as np
import pytest

from viewer.app.display import grey_table
from viewer.app.display.grey_table import TABLE_MAX, GreyFrame
from viewer.core.grey import ModalityTable, ValueMapping, Window

WINDOW = Window(300.0, 700.0)
MAPPINGS = {
    "plain": ValueMapping(),
    "rescaled": ValueMapping(slope=0.37, intercept=-20.5),
    "negative slope": ValueMapping(slope=-1.5, intercept=900.0),
    "table": ValueMapping(table=ModalityTable(first=10, values=tuple(float(v * v % 977) for v in range(300)))),
    "padding": ValueMapping(padding=(90.0, 140.0)),
    "inverted": ValueMapping(is_inverted=True),
    "inverted with padding": ValueMapping(slope=2.0, intercept=-3.0, is_inverted=True, padding=(0.0, 25.0)),
}


def expected(stored, mapping, window):
    grey = window.to_grey(mapping.to_values(stored), is_inverted=mapping.is_inverted).astype(np.uint32)
    return 0xFF000000 + grey * 0x010101


def pixels(dtype, *, shape=(37, 23), spread=1000):
    limits = np.iinfo(dtype)
    low, high = max(limits.min, -spread), min(limits.max, spread)
    return np.random.default_rng(3).integers(low, high, shape, dtype=dtype, endpoint=True)


@pytest.mark.parametrize("mapping", MAPPINGS.values(), ids=MAPPINGS)
@pytest.mark.parametrize("dtype", ["u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8", "f4", "f8"])
def test_the_same_grey_as_the_window_gives(dtype, mapping):
    stored = pixels(np.int16).astype(dtype) / 3 if dtype[0] == "f" else pixels(dtype)
    frame = GreyFrame(stored, mapping)
    for window in (WINDOW, Window(0.0, 1.0), Window(150.5, 33.3), Window(-400.0, 5000.0)):
        np.testing.assert_array_equal(frame.paint(window), expected(stored, mapping, window))


@pytest.mark.parametrize("dtype", ["u2", "i2"])
def test_all_16_bit_numbers_fit_the_table(dtype):
    limits = np.iinfo(dtype)
    stored = np.arange(limits.min, limits.max + 1).astype(dtype).reshape(256, 256)
    for mapping in MAPPINGS.values():
        np.testing.assert_array_equal(GreyFrame(stored, mapping).paint(WINDOW), expected(stored, mapping, WINDOW))


@pytest.mark.parametrize("dtype", ["u4", "i4", "u8", "i8"])
def test_numbers_at_the_ends_of_wide_types(dtype):
    limits = np.iinfo(dtype)
    for end in (limits.min, limits.max - 1000):
        stored = (np.arange(1000).reshape(20, 50) + end).astype(dtype) if end < 1 << 62 else pixels("i2").astype(dtype)
        window = Window(float(end) + 500.0, 2000.0)
        np.testing.assert_array_equal(
            GreyFrame(stored, ValueMapping()).paint(window), expected(stored, ValueMapping(), window)
        )


def test_unsigned_64_bit_numbers_beyond_the_signed_ones():
    # Doubles lie 1,024 apart there, so the numbers have to spread wide to differ in grey.
    stored = np.uint64((1 << 63) - 30_000) + np.arange(60_000, dtype=np.uint64).reshape(200, 300)
    for window in (Window(2.0**63, 40_000.0), Window(2.0**63 + 10_000.0, 70_000.0)):
        painted = GreyFrame(stored, ValueMapping()).paint(window)
        assert len(np.unique(painted)) > 10
        np.testing.assert_array_equal(painted, expected(stored, ValueMapping(), window))


def test_a_range_too_wide_for_a_table():
    stored = np.array([[-5, 0, TABLE_MAX], [400, 300, 1 << 30]], np.int32)
    for mapping in (MAPPINGS["plain"], MAPPINGS["inverted with padding"]):
        np.testing.assert_array_equal(GreyFrame(stored, mapping).paint(WINDOW), expected(stored, mapping, WINDOW))


def test_nan_is_black_even_where_low_is_bright():
    stored = np.array([[np.nan, 0.0], [300.0, np.inf]], np.float32)
    for mapping in (MAPPINGS["plain"], MAPPINGS["inverted"]):
        painted = GreyFrame(stored, mapping).paint(WINDOW)
        np.testing.assert_array_equal(painted, expected(stored, mapping, WINDOW))
        assert painted[0, 0] == 0xFF000000


def test_a_large_image_is_painted_in_pieces(monkeypatch):
    monkeypatch.setattr(grey_table, "INDEX_MAX_PX", 0)
    monkeypatch.setattr(grey_table, "_PIECE_PX", 100)
    for shape in ((37, 23), (5, 200), (1, 1)):
        stored = pixels("i2", shape=shape)
        np.testing.assert_array_equal(
            GreyFrame(stored, MAPPINGS["rescaled"]).paint(WINDOW), expected(stored, MAPPINGS["rescaled"], WINDOW)
        )


def test_pixels_that_are_read_only_and_not_contiguous():
    stored = pixels("u2", shape=(40, 50))[::2, ::3]
    stored.setflags(write=False)
    np.testing.assert_array_equal(
        GreyFrame(stored, ValueMapping()).paint(WINDOW), expected(stored, ValueMapping(), WINDOW)
    )


def test_one_buffer_is_painted_again_and_again():
    frame = GreyFrame(pixels("u2"), ValueMapping())
    first = frame.paint(WINDOW)
    before = first.copy()
    second = frame.paint(Window(50.0, 60.0))
    assert second is first
    assert (second != before).any()
    assert first.flags.c_contiguous
    assert first.dtype == np.uint32


def test_an_image_of_one_number():
    stored = np.full((4, 4), 300, np.uint16)
    assert GreyFrame(stored, ValueMapping()).paint(WINDOW)[0, 0] == 0xFF808080
