"""The fast way to the screen: stored pixels and a display window → 32-bit grey words.

Nothing is measured from it. The grey is that of `Window.to_grey`, to the last bit.
"""

import numpy as np
from numpy.typing import NDArray

from viewer.core.grey import ValueMapping, Window

TABLE_MAX = 65_536
"""Most entries of the table, one per stored number between the lowest and the highest of the slice; every
8- and 16-bit image fits. 65,536 entries are filled in 0.2 ms."""

INDEX_MAX_PX = 2 << 20
"""Largest image whose index is kept, in pixels (16 MiB of index); a larger one is indexed in pieces."""

_PIECE_PX = 1 << 15
"""Pixels of a piece: its index (256 KiB) stays in the processor's cache."""

_GREY_STEP = np.uint32(0x010101)
_OPAQUE = np.uint32(0xFF000000)


class GreyFrame:
    """One slice on its way to the screen: painted anew for each window, into the same buffer.

    Keep it for the slice on the screen alone: its index takes 8 bytes a pixel, its buffer 4.

    Parameters
    ----------
    stored
        Shape (rows, columns), integer or float, as the file holds them; not copied.
    mapping
        Stored numbers → values, and whether low is bright.

    Notes
    -----
    Measured on two cores, per frame of 12 bits, table included, at 512² and at 1024²:
    `np.take` with a kept index of the platform's integer and `mode="wrap"` 0.15 and 0.6 ms;
    the same with `mode="clip"` 0.25 and 0.63 ms, with the default mode 0.29 and 1.1 ms;
    with a kept 16-bit or 32-bit index, which numpy widens each time, 0.23 and 0.66 ms;
    widened in pieces of 32,768 pixels 0.23 and 0.89 ms; `table[stored]` 0.45 and 1.5 ms;
    multiply, add and clip in place in 32-bit floats, which rounds differently, 0.24 and 0.61 ms.
    From 2048² on the pieces are as fast as the kept index.
    """

    def __init__(self, stored: NDArray[np.generic], mapping: ValueMapping) -> None:
        self._stored = stored
        self._mapping = mapping
        self._frame = np.empty(stored.shape, np.uint32)
        self._lowest = 0
        self._table_values: NDArray[np.float64] | None = None
        self._index: NDArray[np.intp] | None = None
        self._values: NDArray[np.float64] | None = None
        if stored.size and stored.dtype.kind in "iu":
            self._prepare_table()

    def paint(self, window: Window) -> NDArray[np.uint32]:
        """Grey words 0xffRRGGBB in the machine's byte order, shape (rows, columns).

        Parameters
        ----------
        window
            Display window, in values after rescale.

        Returns
        -------
        ndarray
            The same buffer each time: what it showed before is gone.
        """
        is_inverted = self._mapping.is_inverted
        if self._table_values is None:
            _to_words(window.to_grey(self._all_values(), is_inverted=is_inverted), self._frame)
            return self._frame
        grey = window.to_grey(self._table_values, is_inverted=is_inverted)
        table = _to_words(grey, np.empty(grey.shape, np.uint32))
        if self._index is not None:
            # Every index lies inside the table; of numpy's ways to treat others, wrapping checks fastest.
            np.take(table, self._index, out=self._frame, mode="wrap")
        else:
            self._paint_in_pieces(table)
        return self._frame

    def _prepare_table(self) -> None:
        """Note which stored numbers the table has to hold, and where each pixel finds its own."""
        lowest, highest = int(self._stored.min()), int(self._stored.max())
        if highest - lowest >= TABLE_MAX:
            return
        self._lowest = lowest
        # In the stored type, so that the mapping sees the very numbers of the file.
        steps = np.arange(highest - lowest + 1, dtype=np.uint64)
        numbers = (steps + np.uint64(lowest % (1 << 64))).astype(self._stored.dtype)
        self._table_values = self._mapping.to_values(numbers)
        if self._stored.size <= INDEX_MAX_PX:
            self._index = np.empty(self._stored.shape, np.intp)
            self._write_index(self._stored, self._index)

    def _write_index(self, stored: NDArray[np.generic], index: NDArray[np.intp]) -> None:
        """Write the place of stored numbers in the table."""
        np.copyto(index, stored, casting="unsafe")  # wraps what is beyond; so does what is subtracted
        lowest = self._lowest if self._lowest < 1 << 63 else self._lowest - (1 << 64)
        if lowest:
            np.subtract(index, lowest, out=index)

    def _paint_in_pieces(self, table: NDArray[np.uint32]) -> None:
        """Look up a large image piece by piece."""
        rows, columns = self._stored.shape
        step = max(1, _PIECE_PX // columns)
        index = np.empty((step, columns), np.intp)
        for top in range(0, rows, step):
            stored = self._stored[top : top + step]
            self._write_index(stored, index[: len(stored)])
            np.take(table, index[: len(stored)], out=self._frame[top : top + step], mode="wrap")

    def _all_values(self) -> NDArray[np.float64]:
        """Values of every pixel, kept, as no table can hold them."""
        if self._values is None:
            self._values = self._mapping.to_values(self._stored)
        return self._values


def _to_words(grey: NDArray[np.uint8], words: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Write 8-bit grey as opaque 32-bit words, same shape."""
    np.multiply(grey, _GREY_STEP, out=words)
    np.bitwise_or(words, _OPAQUE, out=words)
    return words
