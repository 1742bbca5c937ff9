"""What the header says of the pixels, checked before anything is allocated for them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from viewer.errors import UnreadableError
from viewer.io.decode_worker.limits import MAX_FRAME_BYTES, MAX_FRAMES, MAX_SIDE

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

FLOAT_BITS = {"FloatPixelData": 32, "DoubleFloatPixelData": 64}
"""Elements that hold floats, and their size in bits."""

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
        if not (0 < self.rows <= MAX_SIDE and 0 < self.columns <= MAX_SIDE):
            raise UnreadableError(
                f"the image is {self.columns} × {self.rows} pixels where 1 to {MAX_SIDE} are possible; "
                "export the image again."
            )
        if not 0 < self.frames <= MAX_FRAMES:
            raise UnreadableError(
                f"the header says {self.frames} frames where 1 to {MAX_FRAMES} are possible; export it again."
            )
        self._check_words()
        self._check_colour()
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
            raise UnreadableError(
                f"the photometric interpretation {self.photometric[:16]!r} with {self.samples} values per pixel "
                "is not supported; export the image as MONOCHROME2."
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
