"""The raw header both readers produce: wanted elements as plain text and whole numbers, not yet judged."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from viewer.core.grey import ModalityTable

Kind = Literal["ascii", "text", "integer", "double", "code", "rare"]
"""How a wanted element is stored: `ascii` text (CS, UI, DS, IS, DA), `text` in the file's character set,
`integer` (US or SS, one value), `double` (FD), `code` (a sequence holding one coded term), `rare` (only the
full reader understands it)."""

ELEMENTS: dict[int, tuple[str, Kind]] = {
    0x00080005: ("SpecificCharacterSet", "ascii"),
    0x00080008: ("ImageType", "ascii"),
    0x00080016: ("SOPClassUID", "ascii"),
    0x00080018: ("SOPInstanceUID", "ascii"),
    0x00080020: ("StudyDate", "ascii"),
    0x00080060: ("Modality", "ascii"),
    0x00080064: ("ConversionType", "ascii"),
    0x0008103E: ("SeriesDescription", "text"),
    0x00082218: ("AnatomicRegionSequence", "code"),
    0x00082228: ("PrimaryAnatomicStructureSequence", "code"),
    0x00100010: ("PatientName", "text"),
    0x00100020: ("PatientID", "text"),
    0x00100030: ("PatientBirthDate", "ascii"),
    0x00180010: ("ContrastBolusAgent", "text"),
    0x00180020: ("ScanningSequence", "ascii"),
    0x00180021: ("SequenceVariant", "ascii"),
    0x00180022: ("ScanOptions", "ascii"),
    0x00180024: ("SequenceName", "text"),
    0x00180050: ("SliceThickness", "ascii"),
    0x00180080: ("RepetitionTime", "ascii"),
    0x00180081: ("EchoTime", "ascii"),
    0x00180082: ("InversionTime", "ascii"),
    0x00181030: ("ProtocolName", "text"),
    0x00189087: ("DiffusionBValue", "double"),
    0x0020000D: ("StudyInstanceUID", "ascii"),
    0x0020000E: ("SeriesInstanceUID", "ascii"),
    0x00200011: ("SeriesNumber", "ascii"),
    0x00200020: ("PatientOrientation", "ascii"),
    0x00200032: ("ImagePositionPatient", "ascii"),
    0x00200037: ("ImageOrientationPatient", "ascii"),
    0x00200052: ("FrameOfReferenceUID", "ascii"),
    0x00200060: ("Laterality", "ascii"),
    0x00200062: ("ImageLaterality", "ascii"),
    0x00204000: ("ImageComments", "text"),
    0x00280002: ("SamplesPerPixel", "integer"),
    0x00280004: ("PhotometricInterpretation", "ascii"),
    0x00280008: ("NumberOfFrames", "ascii"),
    0x00280010: ("Rows", "integer"),
    0x00280011: ("Columns", "integer"),
    0x00280030: ("PixelSpacing", "ascii"),
    0x00280100: ("BitsAllocated", "integer"),
    0x00280101: ("BitsStored", "integer"),
    0x00280102: ("HighBit", "integer"),
    0x00280103: ("PixelRepresentation", "integer"),
    0x00280120: ("PixelPaddingValue", "integer"),
    0x00280121: ("PixelPaddingRangeLimit", "integer"),
    0x00280301: ("BurnedInAnnotation", "ascii"),
    0x00281050: ("WindowCenter", "ascii"),
    0x00281051: ("WindowWidth", "ascii"),
    0x00281052: ("RescaleIntercept", "ascii"),
    0x00281053: ("RescaleSlope", "ascii"),
    0x00282110: ("LossyImageCompression", "ascii"),
    0x00283000: ("ModalityLUTSequence", "rare"),
    0x52009229: ("SharedFunctionalGroupsSequence", "rare"),
    0x52009230: ("PerFrameFunctionalGroupsSequence", "rare"),
}
"""Every element of the data set that is looked at, by tag (group · 65536 + element)."""

META_ELEMENTS: dict[int, str] = {
    0x00020002: "MediaStorageSOPClassUID",
    0x00020003: "MediaStorageSOPInstanceUID",
    0x00020010: "TransferSyntaxUID",
}
"""The same for the file meta information (group 0002)."""

PIXEL_DATA = 0x7FE00010
"""Tag of Pixel Data."""

FLOAT_PIXELS = (0x7FE00008, 0x7FE00009)
"""Tags of Float Pixel Data and Double Float Pixel Data."""


@dataclass(frozen=True, slots=True)
class PixelBlock:
    """Where the value of Pixel Data lies in the file, in bytes; only for native little-endian pixels."""

    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Header:
    r"""What a file's header says, as text and whole numbers.

    Parameters
    ----------
    texts
        By keyword, without padding; several values are separated by backslashes. A missing element is not in
        it, an empty one is ''. Codes are 'value\scheme'.
    numbers
        By keyword; PixelPaddingValue and -RangeLimit as unsigned 16-bit numbers whatever their sign.
    has_pixels
        Whether the data set reaches an element with pixels.
    pixels
        Its place when that is proven and needs no codec, else None.
    frames
        For each frame the texts that replace those of the whole file; empty for a single frame.
    is_float
        Whether the pixels are floats.
    table
        The modality lookup table, or None.
    references
        File references of a DICOMDIR, each as its components.
    """

    texts: Mapping[str, str]
    numbers: Mapping[str, int]
    has_pixels: bool
    pixels: PixelBlock | None = None
    frames: tuple[Mapping[str, str], ...] = ()
    is_float: bool = False
    table: ModalityTable | None = None
    references: tuple[tuple[str, ...], ...] = field(default=())

    def get(self, keyword: str) -> str:
        """Text of an element, '' when missing."""
        return self.texts.get(keyword, "")
