"""A header's facts that numbers depend on, checked: place in the patient, form of the pixels, value mapping.

What is absent stays unknown; what is there and cannot be true is refused. Messages do not name the file: the
caller puts its name in front.

References
----------
DICOM PS3.3, C.7.6.2 (image plane), C.7.6.3 (image pixel), C.11.1 (modality LUT), C.7.5.1.1.2 (padding).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from viewer.core.geometry import Orientation, PlaneGeometry, Spacing, Vector
from viewer.core.grey import ModalityTable, ValueMapping, Window
from viewer.errors import GeometryError, UnreadableError
from viewer.io.dicom.decimals import decimals, first_decimal
from viewer.io.dicom.header import Header
from viewer.io.dicom.image_kinds import PHOTOMETRIC
from viewer.io.limits import MAX_FRAME_BYTES, MAX_PIXELS, MAX_SIDE_PX

MAX_POSITION_MM = 1e6
"""Farthest position from the origin, mm: a kilometre, which no scanner room has."""


@dataclass(frozen=True, slots=True)
class PixelFormat:
    """Form of the stored pixels of every frame of a file.

    Parameters
    ----------
    rows, columns
        Size of a frame.
    frames
        Number of frames.
    samples
        1, or 3 for colour.
    bits_allocated, bits_stored, high_bit
        Size of a word and place of the number in it.
    is_signed
        Whether the number is a two's complement.
    is_float
        Whether words are floats.
    is_inverted
        Whether low values are shown bright (MONOCHROME1).
    """

    rows: int
    columns: int
    frames: int
    samples: int
    bits_allocated: int
    bits_stored: int
    high_bit: int
    is_signed: bool
    is_float: bool
    is_inverted: bool

    @property
    def frame_bytes(self) -> int:
        """Size of one uncompressed frame in bytes."""
        return self.rows * self.columns * self.samples * self.bits_allocated // 8

    @property
    def stored_range(self) -> tuple[int, int] | None:
        """Smallest and largest number that fits, None for floats."""
        if self.is_float:
            return None
        if self.is_signed:
            return -(1 << (self.bits_stored - 1)), (1 << (self.bits_stored - 1)) - 1
        return 0, (1 << self.bits_stored) - 1


def geometry_of(texts: Mapping[str, str]) -> PlaneGeometry:
    """Place of a frame in the patient; a part is None where the header is silent.

    Parameters
    ----------
    texts
        Elements by keyword. Imager Pixel Spacing is not looked at: it is measured at the detector.

    Raises
    ------
    GeometryError
        If a part cannot be true.
    """
    position = texts.get("ImagePositionPatient", "")
    return PlaneGeometry(
        orientation=_orientation(texts.get("ImageOrientationPatient", "")),
        spacing=_spacing(texts.get("PixelSpacing", "")),
        position_mm=_position(position) if position else None,
    )


@lru_cache(maxsize=256)
def _orientation(text: str) -> Orientation | None:
    if not text:
        return None
    name = "Image Orientation (Patient)"
    a, b, c, d, e, f = decimals(text, count=6, name=name)
    try:
        return Orientation((a, b, c), (d, e, f))
    except GeometryError as e2:
        raise GeometryError(f"its {name} cannot be true, {_lowered(e2)}; export the image again.") from e2


@lru_cache(maxsize=256)
def _spacing(text: str) -> Spacing | None:
    if not text:
        return None
    row_mm, column_mm = decimals(text, count=2, name="Pixel Spacing")
    try:
        return Spacing(row_mm=row_mm, column_mm=column_mm)
    except GeometryError as e:
        raise GeometryError(f"its Pixel Spacing cannot be true, {_lowered(e)}; export the image again.") from e


def _position(text: str) -> Vector:
    name = "Image Position (Patient)"
    x, y, z = decimals(text, count=3, name=name)
    if max(abs(x), abs(y), abs(z)) > MAX_POSITION_MM:
        raise GeometryError(f"its {name} lies more than {MAX_POSITION_MM:g} mm away; export the image again.")
    return x, y, z


def _lowered(error: GeometryError) -> str:
    """Message of a value's own check, as part of a longer sentence."""
    text = str(error).rstrip(".").replace("; it must be", ", it must be")
    return text[:1].lower() + text[1:]


def pixel_format_of(header: Header) -> PixelFormat:
    """Form of the pixels.

    Raises
    ------
    UnreadableError
        If the header does not describe pixels that can be read.
    """
    numbers = header.numbers
    if "Rows" not in numbers or "Columns" not in numbers:
        raise UnreadableError("its header lacks the number of rows or columns; export the image again.")
    allocated = numbers.get("BitsAllocated", 0)
    stored = allocated if header.is_float else numbers.get("BitsStored", allocated)
    photometric = header.get("PhotometricInterpretation")
    form = PixelFormat(
        rows=numbers["Rows"],
        columns=numbers["Columns"],
        frames=max(len(header.frames), 1),
        samples=numbers.get("SamplesPerPixel", 1),
        bits_allocated=allocated,
        bits_stored=stored,
        high_bit=stored - 1 if header.is_float else numbers.get("HighBit", stored - 1),
        is_signed=numbers.get("PixelRepresentation", 0) == 1,
        is_float=header.is_float,
        is_inverted=photometric == "MONOCHROME1",
    )
    _check_size(form)
    _check_words(form, photometric)
    return form


def _check_size(form: PixelFormat) -> None:
    if not (1 <= form.rows <= MAX_SIDE_PX and 1 <= form.columns <= MAX_SIDE_PX):
        raise UnreadableError(
            f"its size is {form.columns} × {form.rows} pixels, where 1 to {MAX_SIDE_PX} are possible; "
            "export the image again."
        )
    if form.rows * form.columns > MAX_PIXELS:
        raise UnreadableError(
            f"its {form.columns} × {form.rows} pixels are more than {MAX_PIXELS // 10**6} million; cut out the part "
            "you need."
        )
    if form.frame_bytes > MAX_FRAME_BYTES:
        raise UnreadableError("one of its frames is larger than 512 MB; export the image again.")


def _check_words(form: PixelFormat, photometric: str) -> None:
    if form.bits_allocated == 1:
        raise UnreadableError("it holds one bit per pixel, a mask and not an image; leave it out.")
    if form.bits_allocated not in ({32, 64} if form.is_float else {8, 16, 32}):
        raise UnreadableError(
            f"its Bits Allocated is {form.bits_allocated}, which is not supported; export the image with 16."
        )
    if not 0 < form.bits_stored <= form.high_bit + 1 <= form.bits_allocated:
        raise UnreadableError(
            f"its Bits Allocated {form.bits_allocated}, Bits Stored {form.bits_stored} and High Bit {form.high_bit} "
            "contradict each other; export the image again."
        )
    is_grey = form.samples == 1 and photometric in {"", "MONOCHROME1", "MONOCHROME2"}
    is_colour = form.samples == 3 and form.bits_allocated == 8
    if not (is_grey or is_colour):
        kind = photometric if photometric in PHOTOMETRIC else "of an unknown kind"  # the header can say any word
        raise UnreadableError(
            f"its pixels are {kind} with {form.samples} samples of {form.bits_allocated} bits, which hold no grey "
            "image; export it as MONOCHROME2."
        )


def mapping_of(texts: Mapping[str, str], header: Header, form: PixelFormat) -> ValueMapping:
    """How stored numbers of a frame become values.

    Parameters
    ----------
    texts
        Elements of the frame.
    header
        Header of its file.
    form
        Form of its pixels.

    Raises
    ------
    GeometryError
        If rescale slope or intercept is not a usable number.
    """
    if form.samples > 1:
        return ValueMapping()  # what is measured is the luminance; no element describes it
    slope, intercept = texts.get("RescaleSlope", ""), texts.get("RescaleIntercept", "")
    return _mapping(slope, intercept, header.table, form.is_inverted, _padding(header, form))


@lru_cache(maxsize=1024)
def _mapping(
    slope: str,
    intercept: str,
    table: ModalityTable | None,
    is_inverted: bool,  # noqa: FBT001 (called in one place, cached by position)
    padding: tuple[float, float] | None,
) -> ValueMapping:
    factor = decimals(slope, count=1, name="Rescale Slope")[0] if slope else 1.0
    offset = decimals(intercept, count=1, name="Rescale Intercept")[0] if intercept else 0.0
    if factor == 0.0:
        raise GeometryError("its Rescale Slope is 0, which gives every pixel one value; export the image again.")
    return ValueMapping(slope=factor, intercept=offset, table=table, is_inverted=is_inverted, padding=padding)


def _padding(header: Header, form: PixelFormat) -> tuple[float, float] | None:
    """Inclusive range of stored numbers that mean 'no pixel here'."""
    first = header.numbers.get("PixelPaddingValue")
    if first is None or form.is_float:
        return None
    ends = [first, header.numbers.get("PixelPaddingRangeLimit", first)]
    if form.is_signed:
        half = 0x8000 if max(ends) < 0x10000 else 0x80000000
        ends = [end - 2 * half if end >= half else end for end in ends]
    return float(min(ends)), float(max(ends))


def window_of(texts: Mapping[str, str]) -> Window | None:
    """Display window the file asks for first, None if it names none that can be used."""
    center = first_decimal(texts.get("WindowCenter", ""))
    width = first_decimal(texts.get("WindowWidth", ""))
    return None if center is None or width is None or width <= 0.0 else Window(center, width)
