"""DICOM studies with known answers, built on the spot: the images of every test that needs some.

Everything is deterministic: the same arguments give the same bytes. No real data is in here.

A dataset is made by `mr_image` (one slice) or `enhanced_mr` (multi-frame), changed with pydicom at will, and
turned into a file by `dicom_bytes` or `write`. `axial_series` writes a whole folder.
"""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom import Dataset
from pydicom.dataset import FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGLosslessSV1,
    JPEGLSLossless,
    RLELossless,
    generate_uid,
)

Vector = Sequence[float]
AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
SAGITTAL = (0.0, 1.0, 0.0, 0.0, 0.0, -1.0)
CORONAL = (1.0, 0.0, 0.0, 0.0, 0.0, -1.0)
MR_IMAGE = "1.2.840.10008.5.1.4.1.1.4"
ENHANCED_MR = "1.2.840.10008.5.1.4.1.1.4.1"
NATIVE = (ExplicitVRLittleEndian, ImplicitVRLittleEndian, ExplicitVRBigEndian, DeflatedExplicitVRLittleEndian)
LOSSLESS = (RLELossless, JPEGLosslessSV1, JPEGLSLossless, JPEG2000Lossless)


def uid(*names: object) -> str:
    """Return a valid UID, the same for the same names."""
    return str(generate_uid(entropy_srcs=["multifidus tests", *map(str, names)]))


def tilted_axial(degrees: float) -> tuple[float, ...]:
    """Axial orientation tipped about the patient's right–left axis."""
    angle = np.deg2rad(degrees)
    return (1.0, 0.0, 0.0, 0.0, float(np.cos(angle)), float(np.sin(angle)))


def decimal(value: float) -> str:
    """Return a number as a decimal string of at most 16 characters."""
    return f"{value:.9f}".rstrip("0").rstrip(".") if value else "0"


def pattern(rows: int = 24, columns: int = 16, *, seed: int = 0, dtype: Any = np.uint16) -> NDArray[Any]:
    """Grey ramp with noise and one brightest pixel at (row 3, column 5); values 0…1000 fit 12 bits."""
    noise = np.random.default_rng(seed).integers(0, 100, (rows, columns))
    image = np.add.outer(np.arange(rows) * 11, np.arange(columns) * 7) % 700 + noise
    image[3, 5] = 1000
    return image.astype(dtype)


def mr_image(
    *,
    pixels: NDArray[Any] | None = None,
    orientation: Vector | None = AXIAL,
    position: Vector | None = (0.0, 0.0, 0.0),
    spacing: Vector | None = (0.7, 0.5),
    bits_stored: int | None = None,
    patient: str = "Test^One",
    patient_id: str = "P1",
    study: object = 1,
    series: object = 1,
    series_number: int | None = 1,
    instance: int = 1,
    name: object = None,
    **keywords: Any,
) -> Dataset:
    """One MR slice as a dataset with native pixels.

    Parameters
    ----------
    pixels
        Stored numbers, (rows, columns), 8 or 16 bit; `pattern()` if None.
    orientation, position, spacing
        LPS; spacing is (between rows, between columns) in mm. None leaves the tag out.
    study, series, name
        Anything; UIDs are made from them. `name` (default: series and instance) makes the SOP Instance UID.
    keywords
        Further DICOM keywords; None deletes one.
    """
    pixels = pattern(seed=instance) if pixels is None else pixels
    ds = Dataset()
    ds.SpecificCharacterSet = "ISO_IR 100"
    ds.ImageType = ["ORIGINAL", "PRIMARY", "M", "ND"]
    ds.SOPClassUID = MR_IMAGE
    ds.SOPInstanceUID = uid("image", study, series, instance) if name is None else uid("image", name)
    ds.StudyDate, ds.StudyTime, ds.AccessionNumber, ds.Modality = "20200102", "101112", "", "MR"
    ds.Manufacturer, ds.ReferringPhysicianName = "Synthetic", ""
    ds.SeriesDescription = "t2_tse_tra"
    ds.PatientName, ds.PatientID, ds.PatientBirthDate, ds.PatientSex = patient, patient_id, "19700101", "O"
    ds.ScanningSequence, ds.SequenceVariant, ds.ScanOptions, ds.MRAcquisitionType = "SE", "SK", "", "2D"
    ds.SliceThickness, ds.RepetitionTime, ds.EchoTime, ds.EchoTrainLength = "4", "3500", "100", "16"
    ds.PatientPosition = "HFS"
    ds.StudyInstanceUID, ds.SeriesInstanceUID = uid("study", study), uid("series", study, series)
    ds.StudyID, ds.SeriesNumber, ds.InstanceNumber = "1", series_number, instance
    if position is not None:
        ds.ImagePositionPatient = [decimal(v) for v in position]
    if orientation is not None:
        ds.ImageOrientationPatient = [decimal(v) for v in orientation]
    ds.FrameOfReferenceUID, ds.PositionReferenceIndicator = uid("frame", study), ""
    if spacing is not None:
        ds.PixelSpacing = [decimal(v) for v in spacing]
    set_pixels(ds, pixels, bits_stored=bits_stored)
    for keyword, value in keywords.items():
        if value is None:
            delattr(ds, keyword)
        else:
            setattr(ds, keyword, value)
    return ds


def set_pixels(ds: Dataset, pixels: NDArray[Any], *, bits_stored: int | None = None) -> None:
    """Put native pixels, (rows, columns) or (frames, rows, columns), and what describes them into a dataset."""
    ds.SamplesPerPixel, ds.PhotometricInterpretation = 1, "MONOCHROME2"
    ds.Rows, ds.Columns = pixels.shape[-2:]
    if pixels.ndim == 3:
        ds.NumberOfFrames = pixels.shape[0]
    ds.BitsAllocated = pixels.dtype.itemsize * 8
    ds.BitsStored = bits_stored or ds.BitsAllocated
    ds.HighBit = ds.BitsStored - 1
    ds.PixelRepresentation = int(pixels.dtype.kind == "i")
    raw = np.ascontiguousarray(pixels, dtype=pixels.dtype.newbyteorder("<")).tobytes()
    ds.add_new("PixelData", "OW" if ds.BitsAllocated > 8 else "OB", raw + b"\0" * (len(raw) % 2))


def enhanced_mr(
    frames: NDArray[Any],
    positions: Sequence[Vector],
    *,
    orientation: Vector | Sequence[Vector] = AXIAL,
    spacing: Vector = (0.7, 0.5),
    rescale: Sequence[tuple[float, float]] | None = None,
    **keywords: Any,
) -> Dataset:
    """Enhanced MR with per-frame positions.

    Parameters
    ----------
    frames
        (frames, rows, columns).
    positions
        One LPS position per frame.
    orientation
        One orientation, then shared; or one per frame.
    rescale
        (slope, intercept) per frame, or None for none.
    """
    ds = mr_image(pixels=frames, orientation=None, position=None, spacing=None, SOPClassUID=ENHANCED_MR, **keywords)
    shared = Dataset()
    measures = Dataset()
    measures.PixelSpacing, measures.SliceThickness = [decimal(v) for v in spacing], "4"
    shared.PixelMeasuresSequence = [measures]
    timing = Dataset()
    timing.RepetitionTime, timing.FlipAngle, timing.EchoTrainLength = "3500", "150", "16"
    shared.MRTimingAndRelatedParametersSequence = [timing]
    per_frame = [Dataset() for _ in positions]
    is_shared = len(np.shape(orientation)) == 1
    orientations = [orientation] if is_shared else orientation
    for group, vectors in zip([shared] if is_shared else per_frame, orientations, strict=True):
        plane = Dataset()
        plane.ImageOrientationPatient = [decimal(v) for v in vectors]  # type: ignore[union-attr]
        group.PlaneOrientationSequence = [plane]
    for index, (group, position) in enumerate(zip(per_frame, positions, strict=True)):
        place, echo = Dataset(), Dataset()
        place.ImagePositionPatient = [decimal(v) for v in position]
        echo.EffectiveEchoTime = 80.0 + index
        group.PlanePositionSequence, group.MREchoSequence = [place], [echo]
        if rescale is not None:
            change = Dataset()
            change.RescaleSlope, change.RescaleIntercept = (decimal(v) for v in rescale[index])
            change.RescaleType = "US"
            group.PixelValueTransformationSequence = [change]
    ds.SharedFunctionalGroupsSequence, ds.PerFrameFunctionalGroupsSequence = [shared], per_frame
    return ds


def dicom_bytes(ds: Dataset, syntax: str = ExplicitVRLittleEndian, *, has_preamble: bool = True) -> bytes:
    """Return a file of a dataset with native pixels, in a transfer syntax; the dataset stays as it is.

    Parameters
    ----------
    ds
        As made here, pixels native little endian.
    syntax
        One of `NATIVE` or `LOSSLESS`.
    has_preamble
        False leaves out the 128 bytes and 'DICM' in front.
    """
    syntax = UID(syntax)
    copy = Dataset()
    for element in ds:  # shared, but PixelData is only ever replaced
        copy.add(element)
    if syntax == ExplicitVRBigEndian and ds.BitsAllocated == 16:
        copy.add_new("PixelData", "OW", np.frombuffer(ds.PixelData, "<u2").byteswap().tobytes())
    elif syntax in LOSSLESS:
        copy.add_new("PixelData", "OB", encapsulate(_compressed_frames(ds, syntax)))
        copy["PixelData"].is_undefined_length = True
    copy.file_meta = FileMetaDataset()
    copy.file_meta.MediaStorageSOPClassUID = ds.get("SOPClassUID", MR_IMAGE)
    copy.file_meta.MediaStorageSOPInstanceUID = ds.get("SOPInstanceUID", uid("none"))
    copy.file_meta.TransferSyntaxUID = syntax
    buffer = io.BytesIO()
    copy.save_as(buffer, enforce_file_format=True)
    return buffer.getvalue() if has_preamble else buffer.getvalue()[132:]


def _compressed_frames(ds: Dataset, syntax: UID) -> list[bytes]:
    """Codestream of each frame of a dataset with native pixels."""
    import imagecodecs

    dtype = np.dtype(f"{'i' if ds.PixelRepresentation else 'u'}{ds.BitsAllocated // 8}")
    shape = (int(ds.get("NumberOfFrames", 1)), ds.Rows, ds.Columns)
    frames = np.frombuffer(ds.PixelData, dtype, count=int(np.prod(shape))).reshape(shape)
    unsigned = frames.view(f"u{dtype.itemsize}")
    if syntax == JPEGLosslessSV1:
        return [imagecodecs.ljpeg_encode(frame, bitspersample=ds.BitsStored) for frame in unsigned]
    if syntax == JPEGLSLossless:
        return [imagecodecs.jpegls_encode(frame) for frame in unsigned]
    if syntax == JPEG2000Lossless:
        return [imagecodecs.jpeg2k_encode(frame, level=0, codecformat="j2k", reversible=True) for frame in frames]
    return [_rle(frame) for frame in unsigned]


def _rle(frame: NDArray[Any]) -> bytes:
    """Return one frame as DICOM RLE: a segment per byte plane, the high byte first."""
    from imagecodecs import packbits_encode

    planes = frame.byteswap().view(np.uint8).reshape(*frame.shape, frame.dtype.itemsize)
    segments = []
    for index in range(frame.dtype.itemsize):
        # a run may not reach over the end of a row
        segment = b"".join(packbits_encode(row.tobytes()) for row in planes[..., index])
        segments.append(segment + b"\0" * (len(segment) % 2))
    offsets = np.zeros(16, "<u4")
    offsets[0] = len(segments)
    offsets[1 : len(segments) + 1] = 64 + np.cumsum([0, *map(len, segments[:-1])])
    return offsets.tobytes() + b"".join(segments)


def write(path: Path, ds: Dataset, syntax: str = ExplicitVRLittleEndian, *, has_preamble: bool = True) -> Path:
    """Write a dataset as a file (folders are made) and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(dicom_bytes(ds, syntax, has_preamble=has_preamble))
    return path


def axial_series(
    folder: Path,
    slices: int = 5,
    *,
    distance_mm: float = 4.0,
    syntax: str = ExplicitVRLittleEndian,
    tilt_deg: float = 0.0,
    seed: int = 1,
    **keywords: Any,
) -> list[Path]:
    """Write an axial series whose file names and instance numbers say nothing of the order.

    Returns
    -------
    list of Path
        The files ascending along LPS z; slice k lies at z = k · distance (tilted: along the normal) and has
        the pixels `pattern(seed=k)` unless others are given.
    """
    names = [f"IM{index:04d}" for index in range(slices)]
    random.Random(seed).shuffle(names)
    orientation = tilted_axial(tilt_deg)
    normal = np.cross(orientation[:3], orientation[3:])
    paths = []
    for index, name in enumerate(names):
        options = {"pixels": pattern(seed=index)} | keywords
        ds = mr_image(
            orientation=orientation,
            position=tuple(np.array([-100.0, -80.0, 0.0]) + index * distance_mm * normal),
            instance=slices - index,
            **options,
        )
        paths.append(write(folder / name, ds, syntax))
    return paths
