"""What the header says of the pixels, checked before anything is allocated for them."""

import struct
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from viewer.errors import UnreadableError, sayable
from viewer.io.limits import MAX_FRAME_BYTES, MAX_FRAMES, MAX_PIXELS, MAX_SIDE_PX

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

FLOAT_BITS = {"FloatPixelData": 32, "DoubleFloatPixelData": 64}
"""Elements that hold floats, and their size in bits."""

_US = {
    0x00280002: "samples",
    0x00280006: "planar",
    0x00280010: "rows",
    0x00280011: "columns",
    0x00280100: "allocated",
    0x00280101: "stored",
    0x00280102: "high_bit",
    0x00280103: "signed",
}
_SYNTAX, _PHOTOMETRIC, _FRAMES = 0x00020010, 0x00280004, 0x00280008
_TEXTS = frozenset({_SYNTAX, _PHOTOMETRIC, _FRAMES})
_LAST_ORDINARY, _PIXEL_DATA = 0x7FDFFFFF, 0x7FE00010
_NEEDED = frozenset(_US.values()) - {"planar"}
_SHORT_VR = frozenset(b"AE AS AT CS DA DS DT FL FD IS LO LT PN SH SL SS ST TM UI UL US".split())
_LONG_VR = frozenset(b"OB OD OF OL OV OW SQ SV UC UN UR UT UV".split())
_ELEMENT = struct.Struct("<HH2sH").unpack_from
_LENGTH = struct.Struct("<I").unpack_from
_UNDEFINED = 0xFFFFFFFF

_GREY = ("MONOCHROME1", "MONOCHROME2")
_YBR = ("YBR_FULL", "YBR_FULL_422")
_COLOUR = ("RGB", *_YBR, "YBR_RCT", "YBR_ICT")


@dataclass(frozen=True, slots=True)
class PixelDescription:
    """Form of the frames of one file.

    Parameters
    ----------
    transfer_syntax
        UID of the encoding.
    element
        Keyword of the element that holds them.
    rows, columns
        Size in pixels, 1 to 8192.
    frames
        Number of frames, at least 1.
    samples
        Values per pixel, 1 or 3.
    bits_allocated, bits_stored, high_bit
        Size of a word and place of the number in it.
    is_signed
        Two's complement.
    photometric
        Photometric Interpretation.
    is_planar
        Whether each colour has a plane of its own.
    """

    transfer_syntax: str
    element: str
    rows: int
    columns: int
    frames: int
    samples: int
    bits_allocated: int
    bits_stored: int
    high_bit: int
    is_signed: bool
    photometric: str
    is_planar: bool

    def __post_init__(self) -> None:
        if not (0 < self.rows <= MAX_SIDE_PX and 0 < self.columns <= MAX_SIDE_PX):
            raise UnreadableError(
                f"the image is {self.columns} × {self.rows} pixels where 1 to {MAX_SIDE_PX} are possible; "
                "export the image again."
            )
        if not 0 < self.frames <= MAX_FRAMES:
            raise UnreadableError(
                f"the header says {self.frames} frames where 1 to {MAX_FRAMES} are possible; export it again."
            )
        self._check_words()
        self._check_colour()
        if self.rows * self.columns > MAX_PIXELS:
            raise UnreadableError(f"the image has more than {MAX_PIXELS // 10**6} million pixels; export it smaller.")
        if self.frame_bytes > MAX_FRAME_BYTES:
            raise UnreadableError("one frame is larger than 512 MB; export the image again.")

    def _check_words(self) -> None:
        allocated = FLOAT_BITS.get(self.element, self.bits_allocated)
        if self.bits_allocated == 1:
            raise UnreadableError("it holds one bit per pixel, a mask and no image; leave the file out.")
        if self.bits_allocated not in {8, 16, 32, 64} or self.bits_allocated != allocated:
            raise UnreadableError(
                f"Bits Allocated is {self.bits_allocated}, which is not supported; export the image with 16."
            )
        if not self.is_float and not (0 < self.bits_stored <= self.high_bit + 1 <= self.bits_allocated <= 32):
            raise UnreadableError(
                f"Bits Allocated {self.bits_allocated}, Bits Stored {self.bits_stored} and High Bit "
                f"{self.high_bit} contradict each other; export the image again."
            )

    def _check_colour(self) -> None:
        if self.photometric == "PALETTE COLOR":
            raise UnreadableError("its colours are in a palette, so its pixels are no signal; open the original.")
        known = _GREY if self.samples == 1 else _COLOUR
        if self.samples not in {1, 3} or self.photometric not in known:
            called = sayable(self.photometric, known=(*_GREY, *_COLOUR))
            raise UnreadableError(
                f"the photometric interpretation {called} with {self.samples} values per pixel is not supported; "
                "export the image as MONOCHROME2."
            )
        if self.samples == 3 and (self.bits_allocated, self.bits_stored, self.is_signed) != (8, 8, False):
            raise UnreadableError("colour with other than 8 bits is not supported; export the image in grey.")

    @property
    def is_float(self) -> bool:
        """Whether the pixels are floats."""
        return self.element in FLOAT_BITS

    @property
    def is_ybr(self) -> bool:
        """Whether the first of three values is the luminance."""
        return self.photometric in _YBR

    @property
    def is_half_chroma(self) -> bool:
        """Whether two pixels share their colour in uncompressed frames."""
        return self.photometric == "YBR_FULL_422"

    @property
    def shift(self) -> int:
        """Number of unused bits below a stored number."""
        return self.high_bit + 1 - self.bits_stored

    @property
    def frame_bytes(self) -> int:
        """Size of one uncompressed frame, bytes."""
        values = 2 if self.is_half_chroma else self.samples
        return self.rows * self.columns * values * self.bits_allocated // 8


def describe(dataset: "Dataset", *, transfer_syntax: str, element: str) -> PixelDescription:
    """Return what a parsed header says of the pixels.

    Parameters
    ----------
    dataset
        Header up to the pixels.
    transfer_syntax
        UID of the encoding.
    element
        Keyword of the element that holds the pixels.

    Raises
    ------
    UnreadableError
        If something needed is missing, is not a number, or cannot be true.
    """
    allocated = _whole(dataset, "BitsAllocated")
    stored = allocated if element in FLOAT_BITS else _whole(dataset, "BitsStored", allocated)
    return PixelDescription(
        transfer_syntax=transfer_syntax,
        element=element,
        rows=_whole(dataset, "Rows"),
        columns=_whole(dataset, "Columns"),
        frames=_whole(dataset, "NumberOfFrames", 1),
        samples=_whole(dataset, "SamplesPerPixel", 1),
        bits_allocated=allocated,
        bits_stored=stored,
        high_bit=stored - 1 if element in FLOAT_BITS else _whole(dataset, "HighBit", stored - 1),
        is_signed=_flag(dataset, "PixelRepresentation"),
        photometric=str(_value(dataset, "PhotometricInterpretation") or "MONOCHROME2").strip(),
        is_planar=_flag(dataset, "PlanarConfiguration"),
    )


def _value(dataset: "Dataset", keyword: str) -> Any:
    try:
        return dataset.get(keyword)
    except Exception as e:
        # The conversion of a damaged element raises a dozen kinds.
        raise UnreadableError(f"its element {keyword} is damaged; export the image again.") from e


def _whole(dataset: "Dataset", keyword: str, default: int | None = None) -> int:
    """Value of an element that holds one whole number."""
    value = _value(dataset, keyword)
    if value is None and default is not None:
        return default
    if value is None:
        raise UnreadableError(f"its element {keyword} is missing; export the image again.")
    if not isinstance(value, int):
        raise UnreadableError(f"its element {keyword} is not one whole number; export the image again.")
    return int(value)


def _flag(dataset: "Dataset", keyword: str) -> bool:
    value = _whole(dataset, keyword, 0)
    if value not in {0, 1}:
        raise UnreadableError(f"its element {keyword} is {value} where 0 or 1 is possible; export the image again.")
    return bool(value)


def describe_ordinary(content: bytes) -> tuple[PixelDescription, int] | None:
    """Return the form of the pixels and the offset of Pixel Data's value, if the file is an ordinary one.

    Ordinary is a part 10 file with one compressed frame whose elements are in order and of stated length. It gives
    up on everything else, at a tenth of the time that a full parser takes.

    Parameters
    ----------
    content
        The file's bytes.

    Raises
    ------
    UnreadableError
        If what an ordinary file says of its pixels cannot be true.
    """
    if content[128:132] != b"DICM":
        return None
    try:
        syntax, numbers, photometric, offset = _walk(content)
    except (struct.error, UnicodeDecodeError, _NotOrdinaryError):
        return None
    if not numbers.keys() >= _NEEDED:
        return None
    if numbers["signed"] > 1 or numbers.get("planar", 0) > 1:
        return None
    image = PixelDescription(
        transfer_syntax=syntax,
        element="PixelData",
        rows=numbers["rows"],
        columns=numbers["columns"],
        frames=1,
        samples=numbers["samples"],
        bits_allocated=numbers["allocated"],
        bits_stored=numbers["stored"],
        high_bit=numbers["high_bit"],
        is_signed=numbers["signed"] == 1,
        photometric=photometric,
        is_planar=numbers.get("planar", 0) == 1,
    )
    return image, offset


class _NotOrdinaryError(Exception):
    """The file needs the full parser."""


def _walk(content: bytes) -> tuple[str, dict[str, int], str, int]:
    """Transfer syntax, numbers, photometric interpretation, offset of the pixels' value."""
    texts: dict[int, str] = {}
    numbers: dict[str, int] = {}
    position, last = 132, 0
    while True:
        tag, vr, size, length = _element(content[position : position + 8])
        if length < 0:
            (length,) = _LENGTH(content, position + 8)
        start = position + size
        if tag == _PIXEL_DATA:
            break
        if tag <= last or length == _UNDEFINED:
            raise _NotOrdinaryError
        last, position = tag, start + length
        if tag in _TEXTS:
            texts[tag] = content[start:position].decode("ascii").strip(" \0")
        elif tag in _US:
            if vr != b"US" or length != 2:
                raise _NotOrdinaryError
            numbers[_US[tag]] = content[start] | content[start + 1] << 8
    syntax = texts.get(_SYNTAX, "")
    # Uncompressed pixels, and syntaxes that are none, are not for this reader.
    is_compressed = length == _UNDEFINED and syntax.startswith(("1.2.840.10008.1.2.4.", "1.2.840.10008.1.2.5"))
    if not is_compressed or texts.get(_FRAMES, "1") not in {"", "1"}:
        raise _NotOrdinaryError
    return syntax, numbers, texts.get(_PHOTOMETRIC, "MONOCHROME2"), start


@lru_cache(maxsize=4096)
def _element(head: bytes) -> tuple[int, bytes, int, int]:
    """Tag, VR, bytes before the value and its length (-1: behind these 8 bytes); shared by all files of a study."""
    group, element, vr, length = _ELEMENT(head)
    tag = group << 16 | element
    if tag > _LAST_ORDINARY and tag != _PIXEL_DATA:
        raise _NotOrdinaryError  # offset tables, floats, delimiters
    if vr in _SHORT_VR:
        return tag, vr, 8, length
    if vr not in _LONG_VR:
        raise _NotOrdinaryError
    return tag, vr, 12, -1
