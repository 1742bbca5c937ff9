"""What passes between program and worker: a prefix, a JSON header, then raw bytes. Nothing is ever unpickled.

A message is `MfW1`, the length of the header (uint32) and of what follows it (uint64), little endian; the header
(UTF-8 JSON, one object); the bytes. In a request they are the source's own bytes, if it has no path; in an answer the
arrays listed in the header, one after the other.
"""

import json
import math
import re
import struct
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

MAGIC = b"MfW1"
"""First bytes of every message; a library that printed into the channel would be noticed here."""

MAX_HEADER_BYTES = 64 << 20
"""Longest header, bytes."""

MAX_PAYLOAD_BYTES = 4 << 30
"""Most bytes after a header."""

PIPE_BYTES = 1 << 20
"""Size asked for the pipes, bytes: a slice of 512² fits, so its sender need not wait for the receiver."""

_PREFIX = struct.Struct("<4sIQ")
_DTYPE = re.compile(r"[<|][biuf][1248]")
_MAX_DIMENSIONS = 8


class ChannelError(Exception):
    """The other process has ended or sends what is no message. For the client alone; never seen by the user."""


class Channel(Protocol):
    """One end of a pipe, unbuffered."""

    def readinto(self, buffer: Any, /) -> int | None:
        """Fill part of a buffer; 0 at the end."""
        ...

    def write(self, data: Any, /) -> int | None:
        """Write part of the data."""
        ...


def send(channel: Channel, header: Mapping[str, Any], payload: Sequence[Any] = ()) -> None:
    """Write one message.

    Parameters
    ----------
    channel
        Unbuffered binary stream.
    header
        What JSON can hold.
    payload
        Contiguous buffers: bytes or arrays.

    Raises
    ------
    OSError
        If the other end is closed.
    """
    text = json.dumps(header, separators=(",", ":")).encode()
    views = [memoryview(part).cast("B") for part in payload if memoryview(part).nbytes]
    _write_all(channel, memoryview(_PREFIX.pack(MAGIC, len(text), sum(view.nbytes for view in views)) + text))
    for view in views:
        _write_all(channel, view)


def receive(channel: Channel) -> tuple[dict[str, Any], int]:
    """Return the header of the next message and the number of bytes that follow it.

    Raises
    ------
    ChannelError
        If the stream ends or holds no message.
    """
    magic, header_length, payload_length = _PREFIX.unpack(receive_bytes(channel, _PREFIX.size))
    if magic != MAGIC or header_length > MAX_HEADER_BYTES or payload_length > MAX_PAYLOAD_BYTES:
        raise ChannelError("not a message")
    try:
        header = json.loads(receive_bytes(channel, header_length))
    except (ValueError, RecursionError) as e:
        raise ChannelError("not a header") from e
    if not isinstance(header, dict):
        raise ChannelError("not a header")
    return header, payload_length


def receive_bytes(channel: Channel, length: int) -> bytearray:
    """Return exactly `length` bytes.

    Raises
    ------
    ChannelError
        If the stream ends before.
    """
    buffer = bytearray(length)
    _read_all(channel, memoryview(buffer))
    return buffer


def describe_arrays(arrays: Sequence[NDArray[Any]]) -> list[dict[str, Any]]:
    """Header entries from which `receive_arrays` can make the arrays again.

    Raises
    ------
    TypeError
        If one holds anything but plain numbers.
    """
    for array in arrays:
        if not _DTYPE.fullmatch(array.dtype.str):
            raise TypeError(f"arrays of {array.dtype} cannot be sent")
    return [{"dtype": array.dtype.str, "shape": list(array.shape)} for array in arrays]


def receive_arrays(channel: Channel, described: Any, payload_length: int) -> list[NDArray[Any]]:
    """Return the arrays of an answer, read straight into their own memory.

    Parameters
    ----------
    channel
        Unbuffered binary stream, just behind the header.
    described
        What the header says of the arrays; not trusted.
    payload_length
        Bytes that follow the header.

    Raises
    ------
    ChannelError
        If the description is none, or does not add up to the payload, or the stream ends.
    """
    forms = [_array_form(entry) for entry in (described if isinstance(described, list) else [])]
    if sum(dtype.itemsize * math.prod(shape) for dtype, shape in forms) != payload_length:
        raise ChannelError("arrays do not add up")
    arrays = []
    for dtype, shape in forms:
        array: NDArray[Any] = np.empty(shape, dtype)
        if array.nbytes:
            _read_all(channel, array.reshape(-1).view(np.uint8).data)
        arrays.append(array)
    return arrays


def _array_form(entry: Any) -> tuple[np.dtype[Any], tuple[int, ...]]:
    """Dtype and shape of a described array, if they are plain numbers in a plain shape."""
    try:
        name, shape = entry["dtype"], tuple(entry["shape"])
    except (TypeError, KeyError) as e:
        raise ChannelError("not an array") from e
    if not (isinstance(name, str) and _DTYPE.fullmatch(name)) or len(shape) > _MAX_DIMENSIONS:
        raise ChannelError("not an array of numbers")
    if not all(type(length) is int and 0 <= length <= MAX_PAYLOAD_BYTES for length in shape):
        raise ChannelError("not a shape")
    try:
        return np.dtype(name), shape
    except TypeError as e:
        raise ChannelError("not an array of numbers") from e


def _write_all(channel: Channel, view: memoryview) -> None:
    """Write every byte, however many calls it takes."""
    while view.nbytes:
        view = view[channel.write(view) or 0 :]


def _read_all(channel: Channel, view: memoryview) -> None:
    """Fill a buffer, however many calls it takes."""
    while view.nbytes:
        try:
            count = channel.readinto(view)
        except OSError as e:
            raise ChannelError("the channel broke") from e
        if not count:
            raise ChannelError("the channel ended")
        view = view[count:]
