"""Pixels of one frame when they are first asked for: straight from the file, or from the decode worker."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from io import FileIO
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from viewer.core.series import PixelReader, Slice
from viewer.errors import UnreadableError, ViewerError
from viewer.io.dicom.facts import PixelFormat
from viewer.io.dicom.header import Header
from viewer.io.sources import ByteSource

if TYPE_CHECKING:
    from viewer.io.decode_worker.client import DecodeWorker


@dataclass(frozen=True, slots=True)
class NativeFrame:
    """Frame whose stored words lie in the file as they are, little endian.

    Parameters
    ----------
    source
        The file.
    offset
        Where the frame starts, bytes.
    rows, columns
        Size.
    bytes_per_pixel
        1 or 2.
    bits_stored
        Lowest bits of each word that are the number; what is above is rubbish.
    is_signed
        Whether the number is a two's complement.
    """

    source: ByteSource
    offset: int
    rows: int
    columns: int
    bytes_per_pixel: int
    bits_stored: int
    is_signed: bool

    def read(self) -> NDArray[np.generic]:
        """Stored pixels, (rows, columns), read-only.

        Raises
        ------
        UnreadableError
            If the file has become shorter or cannot be read.
        """
        words = self._words()
        unused = 8 * self.bytes_per_pixel - self.bits_stored
        if unused:
            words = _without_unused_bits(words, unused, is_signed=self.is_signed)
        image = words.reshape(self.rows, self.columns)
        image.setflags(write=False)
        return image

    def _words(self) -> NDArray[np.signedinteger | np.unsignedinteger]:
        """All words of the frame as they are stored."""
        kind = np.dtype(f"<{'i' if self.is_signed else 'u'}{self.bytes_per_pixel}")
        path = self.source.path
        if path is None:
            content = self.source.read(self.offset, self.rows * self.columns * kind.itemsize)
            length, words = len(content), np.frombuffer(content, np.uint8)
        else:
            words = np.empty(self.rows * self.columns * kind.itemsize, np.uint8)
            try:
                with FileIO(path) as file:
                    file.seek(self.offset)
                    length = file.readinto(words.data) or 0
            except OSError as e:
                raise UnreadableError(
                    f"{self.source.name} cannot be read any more ({e.strerror}); open the study again."
                ) from e
        if length != self.rows * self.columns * kind.itemsize:
            raise UnreadableError(
                f"{self.source.name} has become shorter since it was opened; copy it again from its source."
            )
        return words.view(kind)


def _without_unused_bits(
    words: NDArray[np.signedinteger | np.unsignedinteger],
    unused: int,
    *,
    is_signed: bool,
) -> NDArray[np.signedinteger | np.unsignedinteger]:
    """Words whose `unused` highest bits are cleared, or repeat the sign; in place where that is possible."""
    target = words if words.flags.writeable else np.empty_like(words)
    if is_signed:
        np.left_shift(words, unused, out=target)
        np.right_shift(target, unused, out=target)
    else:
        mask = (1 << (8 * words.itemsize - unused)) - 1
        np.bitwise_and(words, words.dtype.type(mask), out=target)
    return target


@dataclass(frozen=True, slots=True)
class WorkerFrame:
    """Frame that needs a codec, inflating or a full parser: decoded in the worker process.

    Parameters
    ----------
    source
        The file.
    frame
        Number of the frame, from 1.
    rows, columns
        Size that the header states.
    worker
        The worker, or None for the program's own.
    """

    source: ByteSource
    frame: int
    rows: int
    columns: int
    worker: "DecodeWorker | None"

    def read(self) -> NDArray[np.generic]:
        """Stored pixels, (rows, columns), read-only.

        Raises
        ------
        UnreadableError
            If they cannot be decoded or are not as large as the header says.
        """
        _, arrays = chosen_worker(self.worker).run("dicom-frame", self.source, {"frame": self.frame})
        return self.checked(arrays[0])

    def checked(self, image: NDArray[np.generic]) -> NDArray[np.generic]:
        """Return what the worker decoded, read-only.

        Raises
        ------
        UnreadableError
            If it is not as large as the header says.
        """
        if image.shape != (self.rows, self.columns):
            raise UnreadableError(
                f"{self.source.name} decodes to {image.shape[-1]} × {image.shape[0]} pixels where its header says "
                f"{self.columns} × {self.rows}; export the image again."
            )
        image.setflags(write=False)
        return image


@dataclass(frozen=True, slots=True)
class DecodedFrame:
    """Frame that was decoded already, (rows, columns)."""

    image: NDArray[np.generic]

    def read(self) -> NDArray[np.generic]:
        """Stored pixels, (rows, columns), read-only."""
        return self.image


def decoded_together(images: Sequence[Slice]) -> tuple[Slice, ...]:
    """The same slices, with those that need the worker decoded; requests overlap, so it takes about half the time.

    Parameters
    ----------
    images
        Slices whose pixels will all be needed; the decoded ones stay in memory.

    Raises
    ------
    UnreadableError
        If one cannot be decoded.
    """
    waiting = [image.reader for image in images if isinstance(image.reader, WorkerFrame)]
    frames = []
    for found in read_in_turn(waiting):
        if isinstance(found, ViewerError):
            raise found
        frames.append(DecodedFrame(found))
    decoded = iter(frames)
    return tuple(
        replace(image, reader=next(decoded)) if isinstance(image.reader, WorkerFrame) else image for image in images
    )


def read_in_turn(frames: Sequence[WorkerFrame]) -> Iterator[NDArray[np.generic] | ViewerError]:
    """Stored pixels of frames in the order asked; requests overlap. One that cannot be decoded gives its error.

    Parameters
    ----------
    frames
        Frames of one worker.
    """
    if not frames:
        return
    answers = chosen_worker(frames[0].worker).run_many(
        "dicom-frame", [(frame.source, {"frame": frame.frame}) for frame in frames]
    )
    for frame in frames:
        try:
            yield frame.checked(next(answers)[1][0])
        except ViewerError as e:
            yield e


def chosen_worker(worker: "DecodeWorker | None") -> "DecodeWorker":
    """Return the worker that was given, or the one this process shares."""
    if worker is not None:
        return worker
    from viewer.io.decode_worker.client import shared_worker

    return shared_worker()


def frame_reader(
    source: ByteSource, header: Header, form: PixelFormat, *, frame: int, worker: "DecodeWorker | None"
) -> PixelReader:
    """Whatever fetches the pixels of one frame.

    Parameters
    ----------
    source
        The file.
    header
        Its header.
    form
        Form of its pixels, as `check_pixels_are_there` has found it sound.
    frame
        Number of the frame, from 1.
    worker
        Decodes what cannot be read as it lies; None for the program's own.
    """
    is_plain = form.samples == 1 and not form.is_float and form.high_bit == form.bits_stored - 1
    if header.pixels is None or not is_plain or form.bits_allocated > 16 or sys.byteorder != "little":
        return WorkerFrame(source=source, frame=frame, rows=form.rows, columns=form.columns, worker=worker)
    return NativeFrame(
        source=source,
        offset=header.pixels.offset + (frame - 1) * form.frame_bytes,
        rows=form.rows,
        columns=form.columns,
        bytes_per_pixel=form.bits_allocated // 8,
        bits_stored=form.bits_stored,
        is_signed=form.is_signed,
    )


_FIRST_GROUP, _PIXEL_GROUP = 0x0008, 0x7FE0
"""First group of a data set, and that of its pixels: what follows these has a higher one, or is filling."""


def check_pixels_are_there(source: ByteSource, header: Header, form: PixelFormat) -> None:
    """Refuse a file whose native pixels are cut off, or followed by what belongs in front of them.

    Raises
    ------
    UnreadableError
        If the element or the file is shorter than the frames, or the element claims more than the file holds; if an
        element of the header follows, which other readers would take for the header's own.
    """
    if header.pixels is None or form.samples > 1:
        return
    needed = form.frame_bytes * form.frames
    left = source.size - header.pixels.offset
    there = min(header.pixels.length, left)
    if there >= needed and header.pixels.length > left:
        raise UnreadableError(
            f"its pixel data claims {header.pixels.length} bytes and the file holds {left}; copy it again from its "
            "source."
        )
    if there < needed:
        raise UnreadableError(
            f"its pixel data is cut off ({max(there, 0)} of {needed} bytes are there); copy it again from its source."
        )
    if left > header.pixels.length:
        group = int.from_bytes(source.read(header.pixels.offset + header.pixels.length, 2), "little")
        if _FIRST_GROUP <= group < _PIXEL_GROUP:
            raise UnreadableError("parts of its header follow its pixels, where they may be damage; export it again.")
