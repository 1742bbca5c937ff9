"""Small sound files of every kind that the program reads: what the fuzzer damages."""

import gzip
import io
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from PIL import Image
from pydicom.dataset import Dataset

from tests.io.decode_worker.generated_dicom import (
    BASELINE,
    BIG,
    DEFLATED,
    EXPLICIT,
    HTJ2K_LOSSLESS,
    IMPLICIT,
    J2K_LOSSLESS,
    JPEG_LS,
    LOSSLESS,
    RLE,
    compressed,
)
from tests.synthetic import AXIAL, dicom_bytes, enhanced_mr, mr_image, pattern, set_pixels, uid
from viewer.io.nifti.geometry import GridGeometry
from viewer.io.nifti.writing import nifti_bytes

Kind = Literal["study", "dicomdir", "mask", "roi", "project"]
"""How a file is opened: as images, as the index of a disc, as a mask or a selection on images, as a project."""

ROWS, COLUMNS, SLICES = 24, 16, 2
SPACING, STEP_MM = (0.7, 0.5), 4.0
BACKGROUND = "good"
"""Name of the folder with the sound series on which masks and selections are placed."""


@dataclass(frozen=True, slots=True)
class Seed:
    """A sound file: how it is opened, under which name, and its bytes."""

    name: str
    kind: Kind
    file: str
    data: bytes


def series() -> list[Dataset]:
    """Return the sound axial series: two slices."""
    return [
        mr_image(pixels=pattern(ROWS, COLUMNS, seed=k), bits_stored=12, position=(0, 0, STEP_MM * k), instance=k + 1)
        for k in range(SLICES)
    ]


def write_series(folder: Path) -> Path:
    """Write the sound series into a folder of its own."""
    good = folder / BACKGROUND
    good.mkdir(parents=True, exist_ok=True)
    for k, ds in enumerate(series()):
        (good / f"IM{k}").write_bytes(dicom_bytes(ds))
    return good


def encapsulated(syntax: str, *, bits: int = 12, **changes: Any) -> bytes:
    """One slice of the series, compressed."""
    from pydicom.encaps import encapsulate

    pixels = pattern(ROWS, COLUMNS, dtype=np.uint16 if bits > 8 else np.uint8)
    ds = mr_image(pixels=pixels, bits_stored=bits, **changes)
    ds.PixelData = encapsulate([compressed(pixels, syntax, bits=bits)])
    return _file(ds, syntax, is_encapsulated=True)


def _file(ds: Dataset, syntax: str, *, is_encapsulated: bool) -> bytes:
    from tests.io.decode_worker.generated_dicom import written

    data = written(ds, syntax)
    assert is_encapsulated == (ds["PixelData"].is_undefined_length is True)
    return data


def enhanced(syntax: str = EXPLICIT) -> bytes:
    """Enhanced MR of two frames."""
    frames = np.stack([pattern(ROWS, COLUMNS, seed=k) for k in range(2)])
    return dicom_bytes(enhanced_mr(frames, [(0, 0, 0), (0, 0, 3)], rescale=[(1.0, 0.0), (2.0, 5.0)]), syntax)


def multi_frame() -> bytes:
    """Plain multi-frame file of three frames."""
    ds = mr_image()
    set_pixels(ds, np.stack([pattern(ROWS, COLUMNS, seed=k) for k in range(3)]))
    return dicom_bytes(ds)


def with_table() -> bytes:
    """File with a modality lookup table."""
    table = Dataset()
    table.LUTDescriptor, table.ModalityLUTType = [256, 0, 16], "US"
    table.LUTData = np.arange(256, dtype="<u2").tobytes()
    ds = mr_image(pixels=pattern(ROWS, COLUMNS, dtype=np.uint8))
    ds.ModalityLUTSequence = [table]
    return dicom_bytes(ds)


def nifti(*, is_packed: bool, is_mask: bool = False) -> bytes:
    """NIfTI on the grid of the series."""
    volume = labels().astype(np.float32) if is_mask else np.stack([pattern(ROWS, COLUMNS, seed=k) for k in range(2)])
    grid = GridGeometry((SPACING[1], SPACING[0], STEP_MM), np.eye(3), (0.0, 0.0, 0.0))
    return nifti_bytes(volume.astype(np.float32), grid, description="seed", shown=(0.0, 1000.0), is_packed=is_packed)


def nifti_2() -> bytes:
    """NIfTI-2 of whole numbers, with one extension."""
    head = bytearray(544)
    struct.pack_into("<i8s", head, 0, 540, b"n+2\0\r\n\x1a\n")
    struct.pack_into("<2h", head, 12, 4, 16)
    struct.pack_into("<8q", head, 16, 3, COLUMNS, ROWS, SLICES, 1, 1, 1, 1)
    struct.pack_into("<8d", head, 104, 1.0, *SPACING, STEP_MM, 0, 0, 0, 0)
    struct.pack_into("<q2d", head, 168, 576, 1.0, 0.0)
    struct.pack_into("<2i", head, 344, 0, 1)
    struct.pack_into("<18d", head, 352, 0, 0, 0, 0, 0, 0, 0.5, 0, 0, 0, 0, 0.7, 0, 0, 0, 0, 4.0, 0)
    struct.pack_into("<i", head, 500, 2)
    struct.pack_into("<4b", head, 540, 1, 0, 0, 0)
    extension = struct.pack("<2i", 32, 6) + b"a comment".ljust(24, b"\0")
    return (
        bytes(head) + extension + np.stack([pattern(ROWS, COLUMNS, seed=k) for k in range(2)]).astype("<i2").tobytes()
    )


def labels() -> np.ndarray:
    """Mask of the series: right = 1, left = 2, shape (slices, rows, columns)."""
    mask = np.zeros((SLICES, ROWS, COLUMNS), np.uint8)
    mask[:, 8:16, 2:7] = 1
    mask[:, 8:16, 9:14] = 2
    return mask


def nrrd(encoding: str = "gzip") -> bytes:
    """NRRD mask, as segmentation programs write it."""
    head = (
        f"NRRD0004\ntype: uchar\ndimension: 3\nspace: left-posterior-superior\nsizes: {COLUMNS} {ROWS} {SLICES}\n"
        f"space directions: (0.5,0,0) (0,0.7,0) (0,0,{STEP_MM})\nkinds: domain domain domain\nencoding: {encoding}\n"
        "space origin: (0,0,0)\n\n"
    )
    raw = labels().tobytes()
    return head.encode() + (gzip.compress(raw, mtime=0) if encoding == "gzip" else raw)


def segmentation() -> bytes:
    """DICOM segmentation of the series, a frame for each slice and side."""
    ds = mr_image(pixels=np.zeros((2 * SLICES, ROWS, COLUMNS), np.uint8), orientation=None, position=None, spacing=None)
    ds.SOPClassUID, ds.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.66.4", uid("seg")
    ds.Modality, ds.SegmentationType = "SEG", "BINARY"
    ds.BitsAllocated = ds.BitsStored = 1
    ds.HighBit = 0
    bits = np.concatenate([labels() == 1, labels() == 2]).ravel()
    ds.PixelData = np.packbits(bits, bitorder="little").tobytes()
    shared, plane, measures = Dataset(), Dataset(), Dataset()
    plane.ImageOrientationPatient = [str(v) for v in AXIAL]
    measures.PixelSpacing, measures.SliceThickness = [str(v) for v in SPACING], "4"
    shared.PlaneOrientationSequence, shared.PixelMeasuresSequence = [plane], [measures]
    frames = []
    for number in (1, 2):
        for k, source in enumerate(series()):
            frame, which, place = Dataset(), Dataset(), Dataset()
            derivation, image = Dataset(), Dataset()
            which.ReferencedSegmentNumber = number
            place.ImagePositionPatient = ["0", "0", str(STEP_MM * k)]
            image.ReferencedSOPClassUID, image.ReferencedSOPInstanceUID = source.SOPClassUID, source.SOPInstanceUID
            derivation.SourceImageSequence = [image]
            frame.SegmentIdentificationSequence, frame.PlanePositionSequence = [which], [place]
            frame.DerivationImageSequence = [derivation]
            frames.append(frame)
    ds.SharedFunctionalGroupsSequence, ds.PerFrameFunctionalGroupsSequence = [shared], frames
    return dicom_bytes(ds)


def picture(form: str, **options: Any) -> bytes:
    """Grey picture, or in colour with `mode`."""
    target = io.BytesIO()
    image = Image.fromarray(pattern(ROWS, COLUMNS, dtype=np.uint8)).convert(options.pop("mode", "L"))
    image.save(target, form, **options)
    return target.getvalue()


def label_picture() -> bytes:
    """PNG mask of one slice."""
    target = io.BytesIO()
    Image.fromarray(labels()[0]).save(target, "PNG")
    return target.getvalue()


def zipped() -> bytes:
    """Zip of the series."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for k, ds in enumerate(series()):
            archive.writestr(zipfile.ZipInfo(f"study/IM{k}"), dicom_bytes(ds), zipfile.ZIP_DEFLATED)
    return target.getvalue()


def dicomdir() -> bytes:
    """Index of a disc that holds the series."""
    ds = Dataset()
    ds.FileSetID = "SEED"
    ds.OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity = 300
    ds.OffsetOfTheLastDirectoryRecordOfTheRootDirectoryEntity = 300
    ds.FileSetConsistencyFlag = 0
    records = []
    for k in range(SLICES):
        record = Dataset()
        record.OffsetOfTheNextDirectoryRecord, record.RecordInUseFlag = 400, 0xFFFF
        record.OffsetOfReferencedLowerLevelDirectoryEntity, record.DirectoryRecordType = 0, "IMAGE"
        record.ReferencedFileID = [BACKGROUND.upper(), f"IM{k}"]
        records.append(record)
    ds.DirectoryRecordSequence = records
    ds.SOPClassUID, ds.SOPInstanceUID = "1.2.840.10008.1.3.10", uid("disc")
    return dicom_bytes(ds)


def roi() -> bytes:
    """ImageJ selection with sub-pixel coordinates and a name."""
    from roifile import ImagejRoi

    made = ImagejRoi.frompoints(np.array([[2.5, 8.25], [7.0, 8.0], [7.25, 15.5], [2.0, 16.0]], np.float32))
    made.name, made.position = "MF_right", 1
    return bytes(made.tobytes())


def roi_set() -> bytes:
    """Zip of two selections, as the ROI manager writes it."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("right", "left"):
            archive.writestr(zipfile.ZipInfo(f"MF_{name}.roi"), roi(), zipfile.ZIP_DEFLATED)
    return target.getvalue()


def project() -> bytes:
    """Project with an outline and its numbers."""
    from viewer.core.document import Document
    from viewer.core.outline import Outline, Side
    from viewer.core.series import SliceKey
    from viewer.io.project.contents import ProjectFile
    from viewer.io.project.encoding import encode_project

    key = SliceKey("a" * 32)
    points = [(2.0, 8.0), (7.0, 8.0), (7.0, 16.0), (2.0, 16.0)]
    outline = Outline.from_points(points, slice_key=key, side=Side.RIGHT)
    return encode_project(ProjectFile(document=Document(outlines=(outline,)), series_of=((key, "b" * 32),)))


def _dicom() -> dict[str, tuple[str, Callable[[], bytes]]]:
    first = twelve = series()[0]
    native = {"explicit": EXPLICIT, "implicit": IMPLICIT, "big endian": BIG, "deflated": DEFLATED}
    packed = {"RLE": RLE, "JPEG lossless": LOSSLESS, "JPEG-LS": JPEG_LS, "JPEG 2000": J2K_LOSSLESS}
    return {
        **{
            f"DICOM {name}": ("image.dcm", lambda syntax=syntax: dicom_bytes(first, syntax))
            for name, syntax in native.items()
        },
        **{
            f"DICOM {name}": ("image.dcm", lambda syntax=syntax: dicom_bytes(twelve, syntax))
            for name, syntax in packed.items()
        },
        "DICOM HTJ2K": ("image.dcm", lambda: encapsulated(HTJ2K_LOSSLESS)),
        "DICOM JPEG": ("image.dcm", lambda: encapsulated(BASELINE, bits=8)),
        "DICOM enhanced": ("image.dcm", enhanced),
        "DICOM enhanced implicit": ("image.dcm", lambda: enhanced(IMPLICIT)),
        "DICOM multi-frame": ("image.dcm", multi_frame),
        "DICOM lookup table": ("image.dcm", with_table),
        "DICOM without preamble": ("IM0001", lambda: dicom_bytes(first, has_preamble=False)),
        "DICOM gzipped": ("image.dcm.gz", lambda: gzip.compress(dicom_bytes(first), mtime=0)),
    }


def _others() -> dict[str, tuple[Kind, str, Callable[[], bytes]]]:
    return {
        "NIfTI": ("study", "scan.nii", lambda: nifti(is_packed=False)),
        "NIfTI gzipped": ("study", "scan.nii.gz", lambda: nifti(is_packed=True)),
        "NIfTI-2": ("study", "scan.nii", nifti_2),
        "PNG": ("study", "picture.png", lambda: picture("PNG")),
        "PNG palette": ("study", "picture.png", lambda: picture("PNG", mode="P")),
        "JPEG": ("study", "picture.jpg", lambda: picture("JPEG")),
        "JPEG progressive": ("study", "picture.jpg", lambda: picture("JPEG", mode="RGB", progressive=True)),
        "TIFF": ("study", "picture.tif", lambda: picture("TIFF")),
        "TIFF deflated": (
            "study",
            "picture.tif",
            lambda: picture("TIFF", mode="RGB", compression="tiff_adobe_deflate"),
        ),
        "TIFF LZW": ("study", "picture.tif", lambda: picture("TIFF", compression="tiff_lzw")),
        "zip": ("study", "study.zip", zipped),
        "DICOMDIR": ("dicomdir", "DICOMDIR", dicomdir),
        "mask NIfTI": ("mask", "mask.nii.gz", lambda: nifti(is_packed=True, is_mask=True)),
        "mask NRRD": ("mask", "mask.nrrd", nrrd),
        "mask NRRD raw": ("mask", "mask.nrrd", lambda: nrrd("raw")),
        "mask SEG": ("mask", "seg.dcm", segmentation),
        "mask PNG": ("mask", "mask.png", label_picture),
        "ImageJ selection": ("roi", "drawn.roi", roi),
        "ImageJ selections": ("roi", "drawn.zip", roi_set),
        "project": ("project", "reading.mfv", project),
    }


def seeds() -> list[Seed]:
    """Make every seed; the same bytes each time."""
    found = [Seed(name, "study", file, make()) for name, (file, make) in _dicom().items()]
    return found + [Seed(name, kind, file, make()) for name, (kind, file, make) in _others().items()]
