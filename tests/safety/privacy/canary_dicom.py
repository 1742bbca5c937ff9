"""A DICOM study in which every element that can hold text or bytes holds a text of its own, and yet is an axial MR.

Only the facts that an image cannot be without keep ordinary values (`KEPT`): geometry, form of the pixels, the class
of the object. Texts that have letters are 'CNRY' and a number; dates, times, numbers and identifiers have the right
form and occur nowhere else.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import pydicom.config
from pydicom import Dataset
from pydicom.datadict import DicomDictionary
from pydicom.dataset import FileMetaDataset
from pydicom.filebase import DicomBytesIO
from pydicom.filewriter import write_dataset, write_file_meta_info
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRLittleEndian

from tests.lumbar import SPACING, pixels
from tests.synthetic import enhanced_mr, mr_image

KEPT = frozenset(
    (
        *("SpecificCharacterSet", "SOPClassUID", "Modality", "ImageType", "BurnedInAnnotation", "Laterality"),
        *("Rows", "Columns", "NumberOfFrames", "PixelSpacing", "ImageOrientationPatient", "ImagePositionPatient"),
        *("PhotometricInterpretation", "RescaleSlope", "RescaleIntercept", "WindowCenter", "WindowWidth"),
        *("SliceThickness", "RepetitionTime", "EchoTime", "InversionTime", "ScanningSequence", "InstanceNumber"),
        *("ModalityLUTSequence", "SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence"),
        *("PixelData", "FloatPixelData", "DoubleFloatPixelData", "LossyImageCompression", "ImageLaterality"),
        *("SOPInstanceUID", "StudyInstanceUID", "SeriesInstanceUID", "FrameOfReferenceUID"),
        *("ExtendedOffsetTable", "ExtendedOffsetTableLengths", "DataSetTrailingPadding", "SequenceVariant"),
    )
)
"""Elements with ordinary values, and identifiers, which get canaries of their own."""

ROOT = "1.2.826.0.1.3680043.9.7133"
"""Beginning of every identifier in the study."""

_WORDS = frozenset(("AE", "CS", "LO", "LT", "PN", "SH", "ST", "UC", "UR", "UT", "AS"))
_BYTES = frozenset(("OB", "OW", "UN", "OD", "OF", "OL", "OV", "OB or OW", "US or OW", "US or SS or OW"))
_OVERLAYS = (0x6000, 0x6002, 0x601E)
_CURVES = (0x5000, 0x501E)


@dataclass(slots=True)
class Planted:
    """Canaries of a study, numbered as they are planted."""

    texts: list[str] = field(default_factory=list)
    first: int = 0

    @property
    def number(self) -> int:
        """Number of the next text."""
        return self.first + len(self.texts)

    def word(self) -> str:
        """A text with letters, at most nine."""
        return self._noted(f"CNRY{self.number:05d}")

    def value(self, vr: str) -> str:
        """A value in the form of a value representation."""
        number = self.number
        match vr:
            case "DA":
                return self._noted(f"{1701 + number // 336 % 250}{number // 28 % 12 + 1:02d}{number % 28 + 1:02d}")
            case "TM":
                return self._noted(f"{number // 3600 % 24:02d}{number // 60 % 60:02d}{number % 60:02d}.7{number:05d}")
            case "DT":
                return self._noted(f"1733{number // 28 % 12 + 1:02d}{number % 28 + 1:02d}061300.3{number:05d}")
            case "DS":
                return self._noted(f"713{number:05d}917.25")
            case "IS":
                return self._noted(f"17{number:05d}913")
            case "UI":
                return self._noted(f"{ROOT}.{number:05d}.41")
            case _:
                return self.word()

    def bytes_of(self, size: int = 64) -> bytes:
        """Bytes that hold a text, as long as binary words need."""
        return self.word().encode().ljust(size, b"-")

    def _noted(self, text: str) -> str:
        self.texts.append(text)
        return text


def canary_meta(planted: Planted) -> FileMetaDataset:
    """Meta information with texts in all that is free."""
    meta = FileMetaDataset()
    for keyword in ("SourceApplicationEntityTitle", "SendingApplicationEntityTitle", "ReceivingApplicationEntityTitle"):
        setattr(meta, keyword, planted.word())
    meta.ImplementationClassUID = planted.value("UI")
    meta.ImplementationVersionName = planted.word()
    meta.PrivateInformationCreatorUID = planted.value("UI")
    meta.PrivateInformation = planted.bytes_of()
    for keyword in ("SourcePresentationAddress", "SendingPresentationAddress", "ReceivingPresentationAddress"):
        setattr(meta, keyword, f"http://{planted.word()}/")
    return meta


def _elements(*, is_enhanced: bool) -> Iterator[tuple[int, str, str]]:
    """Tag, value representation and keyword of every element of the dictionary that may be planted."""
    for tag, (vr, _, _, _, keyword) in DicomDictionary.items():
        group = tag >> 16
        if group in (0x0000, 0x0002, 0x0004, 0xFFFE, 0xFFFC) or keyword in KEPT or not keyword:
            continue
        if is_enhanced and keyword in ("EchoPulseSequence", "MRAcquisitionType"):
            continue
        yield tag, vr, keyword


def _item(planted: Planted, deeper: int = 0) -> Dataset:
    """A nested data set with a text, and further ones in it."""
    item = Dataset()
    item.CodeMeaning = planted.word()
    if deeper:
        item.ContentSequence = [_item(planted, deeper - 1)]
    return item


def plant(ds: Dataset, planted: Planted, *, is_enhanced: bool = False) -> None:
    """Put a text into every element that can hold one, into private blocks, overlays and curves."""
    for number, (tag, vr, _) in enumerate(_elements(is_enhanced=is_enhanced)):
        if vr == "SQ":
            ds.add_new(tag, vr, [_item(planted, deeper=number % 3)])
        elif vr in _BYTES:
            ds.add_new(tag, "OB" if vr in ("UN", "OB or OW") else vr.split(" or ")[-1], planted.bytes_of())
        elif vr in _WORDS or vr in ("DA", "TM", "DT", "DS", "IS", "UI"):
            ds.add_new(tag, vr, planted.value(vr))
    for group in _OVERLAYS:
        ds.add_new(group << 16 | 0x0022, "LO", planted.word())
        ds.add_new(group << 16 | 0x1500, "LO", planted.word())
        ds.add_new(group << 16 | 0x0010, "US", 16)
        ds.add_new(group << 16 | 0x0011, "US", 32)
        ds.add_new(group << 16 | 0x0040, "CS", "G")
        ds.add_new(group << 16 | 0x0050, "SS", [1, 1])
        ds.add_new(group << 16 | 0x3000, "OW", planted.bytes_of())
        ds.add_new(group << 16 | 0x4000, "LT", planted.word())
    for group in _CURVES:
        ds.add_new(group << 16 | 0x0022, "LO", planted.word())
        ds.add_new(group << 16 | 0x0040, "SH", planted.word())
        ds.add_new(group << 16 | 0x2000, "OW", planted.bytes_of())  # audio
        ds.add_new(group << 16 | 0x3000, "OW", planted.bytes_of())
    for group in (0x0009, 0x0019, 0x0029, 0x0051, 0x7FE1):
        block = ds.private_block(group, planted.word(), create=True)
        for element, vr in enumerate(("LO", "UN", "OB", "UT", "PN", "DA", "DS", "UI")):
            value: object = planted.bytes_of() if vr in ("UN", "OB") else planted.value(vr)
            block.add_new(element, vr, value)
        block.add_new(0x20, "SQ", [_item(planted, deeper=2)])
    ds.add_new(0xFFFCFFFC, "OB", planted.bytes_of(128))


def _file(ds: Dataset, planted: Planted, syntax: str, instance: str, data: bytes | None = None) -> bytes:
    """Bytes of a file: preamble, meta information, data set (the one given, if it is written already)."""
    meta = canary_meta(planted)
    meta.MediaStorageSOPClassUID = ds.SOPClassUID
    meta.MediaStorageSOPInstanceUID = instance
    meta.TransferSyntaxUID = syntax
    buffer = DicomBytesIO()
    write_file_meta_info(buffer, meta)
    body = _data_set(ds) if data is None else data
    if syntax == DeflatedExplicitVRLittleEndian:
        machine = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        body = machine.compress(body) + machine.flush()
        body += b"\0" * (len(body) % 2)
    return b"II*\0" + planted.bytes_of(124) + b"DICM" + bytes(buffer.getvalue()) + body


def _identify(ds: Dataset, uids: dict[str, str], planted: Planted) -> str:
    for keyword, uid in uids.items():
        setattr(ds, keyword, uid)
    ds.SOPInstanceUID = planted.value("UI")
    return str(ds.SOPInstanceUID)


@dataclass(frozen=True, slots=True)
class CanaryStudy:
    """Files of a study by name, and all texts in them."""

    files: dict[str, bytes]
    planted: tuple[str, ...]


@lru_cache(maxsize=4)
def canary_mr(*, slices: int = 3, syntax: str = ExplicitVRLittleEndian, first: int = 0) -> CanaryStudy:
    """An axial MR series, every slice with texts in every element.

    Of the slices all but what tells them apart is the same, as scanners write it: one is written, and the others are
    that one with another identifier, place and image. The texts are numbered from `first` on.
    """
    planted, files = Planted(first=first), {}
    uids = _series_uids(planted)
    with _unchecked():
        ds = mr_image(pixels=pixels(), spacing=SPACING, bits_stored=12)
        _free_texts(ds)
        plant(ds, planted)
        ds.PixelData, ds.ImagePositionPatient, ds.InstanceNumber = b"~PIXELS~", ["-49", "-40", "4.0001"], 70
        instance = _identify(ds, uids, planted)
        whole = _data_set(ds)
        for number in range(slices):
            other = instance if number == 0 else planted.value("UI")
            head, tail = whole.split(b"\x08\0\0\0~PIXELS~")
            image = pixels(seed=number).tobytes()
            data = head.replace(instance.encode(), other.encode()).replace(b"4.0001", f"{4 * number}.0000".encode()[:6])
            data += len(image).to_bytes(4, "little") + image + tail
            name = planted.word()
            files[f"{name}.dcm"] = _file(ds, planted, syntax, other, data)
    return CanaryStudy(files, tuple(planted.texts))


def _data_set(ds: Dataset) -> bytes:
    """Bytes of a data set alone."""
    buffer = DicomBytesIO()
    buffer.is_little_endian, buffer.is_implicit_VR = True, False
    write_dataset(buffer, ds)
    return bytes(buffer.getvalue())


def canary_enhanced(*, slices: int = 3) -> CanaryStudy:
    """An enhanced multi-frame MR with texts in every element, also of its functional groups."""
    planted = Planted()
    uids = _series_uids(planted)
    with _unchecked():
        frames = np.stack([pixels(seed=k) for k in range(slices)])
        ds = enhanced_mr(frames, [(-49.0, -40.0, 4.0 * k) for k in range(slices)], spacing=SPACING, bits_stored=12)
        _free_texts(ds)
        plant(ds, planted, is_enhanced=True)
        for group in (*ds.SharedFunctionalGroupsSequence, *ds.PerFrameFunctionalGroupsSequence):
            content = Dataset()
            content.FrameComments, content.FrameLabel = planted.word(), planted.word()
            content.FrameReferenceDateTime = planted.value("DT")
            group.FrameContentSequence = [content]
            group.UnassignedSharedConvertedAttributesSequence = [_item(planted, deeper=1)]
        instance = _identify(ds, uids, planted)
        data = _file(ds, planted, ExplicitVRLittleEndian, instance)
    return CanaryStudy({f"{planted.word()}.dcm": data}, tuple(planted.texts))


def canary_document() -> CanaryStudy:
    """An encapsulated PDF, which is no image and is passed over, with texts inside and around."""
    planted = Planted()
    with _unchecked():
        ds = mr_image()
        for keyword in ("PixelData", "Rows", "Columns"):
            delattr(ds, keyword)
        plant(ds, planted)
        ds.SOPClassUID = "1.2.840.10008.5.1.4.1.1.104.1"
        packed = zlib.compress(planted.word().encode())
        ds.EncapsulatedDocument += b"%PDF-1.4 " + planted.word().encode() + b" stream\n" + packed
        instance = _identify(ds, {}, planted)
        data = _file(ds, planted, ExplicitVRLittleEndian, instance)
    return CanaryStudy({f"{planted.word()}.dcm": data}, tuple(planted.texts))


def canary_deflated() -> CanaryStudy:
    """The series as one packed stream per file."""
    return canary_mr(slices=2, syntax=DeflatedExplicitVRLittleEndian)


def _series_uids(planted: Planted) -> dict[str, str]:
    names = ("StudyInstanceUID", "SeriesInstanceUID", "FrameOfReferenceUID")
    return {name: planted.value("UI") for name in names}


def _free_texts(ds: Dataset) -> None:
    """Take out what the plain image says in words, so that every word in it is a canary."""
    for element in list(ds):
        if element.keyword not in KEPT and element.VR in _WORDS | {"DA", "TM", "DT", "DS", "IS"}:
            del ds[element.tag]


class _unchecked:
    """Values are written as they are, whatever the standard says of them."""

    def __enter__(self) -> None:
        self._before = pydicom.config.settings.writing_validation_mode
        pydicom.config.settings.writing_validation_mode = pydicom.config.IGNORE
        self._reading = pydicom.config.settings.reading_validation_mode
        pydicom.config.settings.reading_validation_mode = pydicom.config.IGNORE

    def __exit__(self, *_: object) -> None:
        pydicom.config.settings.writing_validation_mode = self._before
        pydicom.config.settings.reading_validation_mode = self._reading
