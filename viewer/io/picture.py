"""PNG, JPEG and TIFF pictures: grey values as stored, and nothing about the patient.

A picture knows no orientation and no spacing: the resolution a PNG or JPEG states is that of paper or
screen. It is never rotated or flipped, whatever its orientation mark says, because the mark may be as wrong
as the screenshot it was made from; the user is told instead.
"""

import io
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from viewer.core.geometry import PlaneGeometry
from viewer.core.grey import ValueMapping
from viewer.core.series import Acquisition, Series, Slice, SliceKey
from viewer.errors import UnreadableError
from viewer.io.decode_worker.completeness.jpeg import is_whole
from viewer.io.fingerprints import content_hash
from viewer.io.limits import MAX_PIXELS, MAX_SIDE_PX
from viewer.io.png_structure import SHALLOW_GREY, check_png
from viewer.io.sources import ByteSource

if TYPE_CHECKING:
    from PIL import Image

    from viewer.io.decode_worker.client import DecodeWorker

FORMATS = ("PNG", "JPEG", "TIFF")
"""The only decoders that are tried, by name: sniffing would reach formats that follow links."""

_DAMAGE = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    TypeError,
    LookupError,
    ArithmeticError,
    RuntimeError,
    struct.error,
    zlib.error,
)
"""What the decoders raise on damaged files."""

_EXIF_ORIENTATION = 0x0112
_TIFF_PHOTOMETRIC = 262
_WHITE_IS_ZERO = 0
_LOSSY_IN_TIFF = frozenset({"jpeg", "tiff_jpeg", "webp"})
_PNG_DEPTH_AT = 24
"""Byte of a PNG that holds the bits of a sample."""

_UNDO_TIFF_TURN = {
    2: lambda a: a[:, ::-1],
    3: lambda a: a[::-1, ::-1],
    4: lambda a: a[::-1, :],
    5: lambda a: a.T,
    6: lambda a: np.rot90(a, 1),
    7: lambda a: a[::-1, ::-1].T,
    8: lambda a: np.rot90(a, -1),
}
"""How to get the stored array back after Pillow has followed the orientation mark of a TIFF."""

_ORIENTATION_WORDS = {
    2: "mirrored",
    3: "turned by 180°",
    4: "mirrored top to bottom",
    5: "mirrored and turned by 90°",
    6: "turned by 90°",
    7: "mirrored and turned by 90°",
    8: "turned by 90°",
}


@dataclass(frozen=True, slots=True)
class _PictureReader:
    """Decodes the picture in the worker when its pixels are asked for."""

    source: ByteSource
    worker: "DecodeWorker"

    def read(self) -> NDArray[np.generic]:
        """Stored grey values, shape (rows, columns), read-only."""
        pixels: NDArray[np.generic]
        _, (pixels,) = self.worker.run("picture", self.source, {"name": self.source.name, "pixels": True})
        pixels = pixels.view()
        pixels.setflags(write=False)
        return pixels


def open_picture(source: ByteSource, worker: "DecodeWorker", *, number: int) -> Series:
    """Series of one slice without orientation and spacing, with warnings for the user.

    The picture is decoded once while opening, so that a damaged one is known at once, and again when its
    pixels are asked for.

    Parameters
    ----------
    source
        A PNG, JPEG or TIFF file.
    worker
        Decodes it.
    number
        Number of the listed block, from 1.

    Raises
    ------
    UnreadableError
        If it is no such picture, too large, cut short or damaged.
    """
    facts, _ = worker.run("picture", source, {"name": source.name, "pixels": False})
    content = content_hash(source)
    dtype = np.dtype(facts["dtype"])
    stored_range = None
    if dtype.kind in "iu":
        limits = np.iinfo(dtype)
        stored_range = (int(limits.min), int(limits.max))
    image = Slice(
        key=SliceKey(content, 1),
        file=source.name,
        rows=int(facts["rows"]),
        columns=int(facts["columns"]),
        geometry=PlaneGeometry(),
        mapping=ValueMapping(),
        reader=_PictureReader(source, worker),
        # What a scanner never wrote: a flag says so beside every number.
        acquisition=Acquisition(image_type=("DERIVED", "SECONDARY"), is_lossy=bool(facts["is_lossy"])),
        stored_range=stored_range,
    )
    return Series(
        number=number,
        series_uid=content,
        series_number=None,
        description="",
        modality="",
        transfer_syntax="",
        slices=(image,),
        source_kind="picture",
        warnings=tuple(f"The picture {sentence}" for sentence in facts["warnings"]),
    )


def decode_in_worker(source: bytes | Path, arguments: dict[str, Any]) -> tuple[dict[str, Any], list[NDArray[Any]]]:
    """Job 'picture': facts and, with 'pixels', the stored grey values.

    Parameters
    ----------
    source
        The file.
    arguments
        'name' for messages, 'pixels' whether to return them, and 'labels' to take a palette's numbers
        instead of its colours, for masks.

    Returns
    -------
    tuple
        {'rows', 'columns', 'dtype', 'pages', 'is_lossy', 'is_coloured', 'turn' (the EXIF orientation, 1 for none),
        'warnings'}, and no or one array (rows, columns).

    Raises
    ------
    UnreadableError
        If it is no PNG, JPEG or TIFF, too large, cut short or damaged.
    """
    name = str(arguments.get("name", "The file"))
    data = source if isinstance(source, bytes) else source.read_bytes()
    with _opened(data, name) as image:
        _check_size(image, name)
        if image.format == "PNG":
            check_png(data, name)
        # Read before the pixels are: Pillow follows and then forgets the mark of a TIFF.
        turn = image.getexif().get(_EXIF_ORIENTATION, 1)
        is_white_zero = getattr(image, "tag_v2", {}).get(_TIFF_PHOTOMETRIC) == _WHITE_IS_ZERO  # TIFF alone has it
        said = _warnings(image, turn)
        is_lossy = image.format in {"JPEG", "MPO"} or image.info.get("compression") in _LOSSY_IN_TIFF
        image.load()
        if image.format in {"JPEG", "MPO"} and not is_whole(data, np.asarray(image), _decoded_jpeg):
            raise UnreadableError(f"{name} is cut short: part of the picture is missing; save or copy it again.")
        pixels, is_coloured = _grey(image, name, is_mask=bool(arguments.get("labels")))
        if arguments.get("labels") and image.format == "PNG" and image.mode == "L":
            pixels = pixels // np.uint8(SHALLOW_GREY.get(data[_PNG_DEPTH_AT], 1))
        if image.format == "TIFF" and turn in _UNDO_TIFF_TURN:
            pixels = _UNDO_TIFF_TURN[turn](pixels)
        if is_white_zero and pixels.dtype == np.uint16:
            pixels = np.uint16(65535) - pixels  # as Pillow does for 8 bits: bright is high
        if is_coloured:
            said.append("is in colour; its luminance is shown and measured.")
        pixels = np.ascontiguousarray(pixels, dtype=pixels.dtype.newbyteorder("="))
        facts = {
            "rows": pixels.shape[0],
            "columns": pixels.shape[1],
            "dtype": pixels.dtype.str,
            "pages": getattr(image, "n_frames", 1),
            "is_lossy": is_lossy,
            "is_coloured": is_coloured,
            "turn": turn if isinstance(turn, int) and turn in _ORIENTATION_WORDS else 1,
            "warnings": said,
        }
    return facts, [pixels] if arguments.get("pixels") else []


def _decoded_jpeg(data: bytes) -> NDArray[Any]:
    """Samples of a JPEG as they are stored in it."""
    from PIL import Image

    with Image.open(io.BytesIO(data), formats=("JPEG",)) as image:
        return np.asarray(image)


@contextmanager
def _opened(data: bytes, name: str) -> "Iterator[Image.Image]":
    """Open picture; whatever its decoder raises becomes one sentence."""
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # sizes are checked below; other warnings quote the file
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                yield image
    except UnidentifiedImageError as e:
        raise UnreadableError(f"{name} is not a PNG, JPEG or TIFF picture that can be read; save it again.") from e
    except Image.DecompressionBombError as e:
        raise UnreadableError(_too_large(name)) from e
    except _DAMAGE as e:  # what the decoder says of it may quote the file
        raise UnreadableError(f"{name} is damaged or cut short; save or copy it again.") from e


def _too_large(name: str) -> str:
    return (
        f"{name} is larger than {MAX_SIDE_PX} pixels a side or {MAX_PIXELS // 10**6} million pixels; "
        "cut out the part you need."
    )


def _check_size(image: "Image.Image", name: str) -> None:
    if max(image.size) > MAX_SIDE_PX or image.width * image.height > MAX_PIXELS:
        raise UnreadableError(_too_large(name))


def _warnings(image: "Image.Image", turn: object) -> list[str]:
    """Sentences, without the name in front, on what is not shown as another program may show it."""
    said = []
    if isinstance(turn, int) and turn in _ORIENTATION_WORDS:
        said.append(
            f"asks to be shown {_ORIENTATION_WORDS[turn]} (EXIF orientation {turn}); its pixels are shown as "
            "stored, so check the sides before stating them."
        )
    pages = getattr(image, "n_frames", 1)
    if pages > 1:
        said.append(f"holds {pages} pictures and the first is shown; save another in a file of its own.")
    return said


def _grey(image: "Image.Image", name: str, *, is_mask: bool) -> tuple[NDArray[Any], bool]:
    """Grey values (rows, columns), and whether the picture has colours."""
    mode = image.mode
    if mode == "1":
        return np.asarray(image).astype(np.uint8) * (1 if is_mask else 255), False
    if mode == "P" and is_mask:
        return np.asarray(image), False
    if mode == "L" or mode.startswith("I;16") or mode == "F":
        return np.asarray(image), False
    if mode == "I":  # 32 bits; some versions of Pillow also give 16-bit PNG this way
        return np.asarray(image).astype(np.uint16 if image.format == "PNG" else np.int32), False
    if mode == "LA":
        return np.asarray(image)[:, :, 0], False
    if mode not in {"P", "PA", "RGB", "RGBA", "RGBX", "YCbCr", "CMYK", "LAB"}:
        raise UnreadableError(f"{name} stores pixels of the kind '{mode}', which is not supported; save it as grey.")
    colours = np.asarray(image.convert("RGB"))
    is_coloured = bool((colours != colours[:, :, :1]).any())
    return (np.asarray(image.convert("RGB").convert("L")) if is_coloured else colours[:, :, 0]), is_coloured
