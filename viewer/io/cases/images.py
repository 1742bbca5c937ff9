"""One slice as a DICOM file of our own: geometry, pixels, value mapping and facts of the acquisition, nothing else.

References
----------
DICOM PS3.3, A.4 (MR Image IOD), A.8 (Secondary Capture), C.7.6.3 (image pixel), C.7.6.24 (floating point pixels).
"""

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from viewer.core.document import Crop
from viewer.core.series import Acquisition, Slice
from viewer.io.cases.words import known_acquisition
from viewer.io.dicom.image_kinds import DISC_CODES, EXPLICIT_LITTLE

if TYPE_CHECKING:
    from pydicom import Dataset

MR_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.4"
SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7"
_IMPLEMENTATION = "2.25.200943861307225263914302877405811364721"

_MAY_BE_EMPTY = (
    *("Laterality", "PatientPosition", "MRAcquisitionType", "EchoTrainLength", "ScanOptions"),
    *("RepetitionTime", "EchoTime", "SliceThickness"),
)

DECIMAL_CHARACTERS = 16
"""Longest decimal string of DICOM (PS3.5, 6.2, DS)."""


@dataclass(frozen=True, slots=True)
class NewIdentity:
    """Fresh identifiers of one slice.

    Parameters
    ----------
    instance_uid, series_uid, study_uid, frame_of_reference_uid
        Made for this case; the last '' where the slice has none.
    patient
        'CASE-1', or 'CASE-2' for the images of a second person.
    study_date
        A date that keeps only the days between studies, as YYYYMMDD, '' where unknown.
    series_number, instance_number
        From 1.
    description, modality
        In words of our own; see `viewer.io.cases.words`.
    """

    instance_uid: str
    series_uid: str
    study_uid: str
    frame_of_reference_uid: str
    patient: str
    study_date: str
    series_number: int
    instance_number: int
    description: str
    modality: str


def image_bytes(image: Slice, identity: NewIdentity, *, crop: Crop | None, is_reviewed: bool) -> bytes:
    """Slice as the bytes of a DICOM file.

    Parameters
    ----------
    image
        The slice as it was opened.
    identity
        Its new identifiers.
    crop
        Part of it that is kept, or None for all; what is cropped away becomes 0 and is not in the file.
    is_reviewed
        Whether a person looked at its pixels and saw no burned-in text.

    Raises
    ------
    UnreadableError
        If its pixels cannot be read.
    """
    from pydicom import Dataset
    from pydicom.dataset import FileMetaDataset
    from pydicom.uid import UID

    dataset = Dataset()
    made = known_acquisition(image.acquisition)
    # An MR image has to say how it was made; what the input does not tell is not made up.
    is_mr = identity.modality == "MR" and all((made.image_type, made.scanning_sequence, made.sequence_variant))
    dataset.SOPClassUID = MR_IMAGE_STORAGE if is_mr else SECONDARY_CAPTURE
    _identify(dataset, identity)
    _describe(dataset, made, is_reviewed=is_reviewed)
    if is_mr:
        _leave_empty(dataset)
    _place(dataset, image)
    _fill(dataset, image, crop)
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = UID(dataset.SOPClassUID)
    meta.MediaStorageSOPInstanceUID = UID(identity.instance_uid)
    meta.TransferSyntaxUID = UID(EXPLICIT_LITTLE)
    meta.ImplementationClassUID = UID(_IMPLEMENTATION)
    meta.ImplementationVersionName = "MULTIFIDUS"
    dataset.file_meta = meta
    dataset.preamble = b"\0" * 128
    buffer = io.BytesIO()
    dataset.save_as(buffer, enforce_file_format=True)
    return buffer.getvalue()


def _identify(dataset: "Dataset", identity: NewIdentity) -> None:
    dataset.SpecificCharacterSet = "ISO_IR 192"
    dataset.SOPInstanceUID = identity.instance_uid
    dataset.SeriesInstanceUID = identity.series_uid
    dataset.StudyInstanceUID = identity.study_uid
    if identity.frame_of_reference_uid:
        dataset.FrameOfReferenceUID = identity.frame_of_reference_uid
        dataset.PositionReferenceIndicator = ""
    dataset.PatientName = identity.patient
    dataset.PatientID = identity.patient
    dataset.PatientBirthDate = dataset.PatientSex = ""
    dataset.PatientIdentityRemoved = "YES"
    dataset.DeidentificationMethod = "Built from an allow-list of geometry, pixels and sequence facts"
    dataset.StudyDate = identity.study_date
    dataset.StudyTime = dataset.StudyID = dataset.AccessionNumber = dataset.ReferringPhysicianName = ""
    if identity.modality:
        dataset.Modality = identity.modality
    dataset.Manufacturer = ""
    dataset.SeriesNumber = identity.series_number
    dataset.InstanceNumber = identity.instance_number
    dataset.SeriesDescription = identity.description
    if dataset.SOPClassUID == SECONDARY_CAPTURE:
        dataset.ConversionType = "WSD"
        dataset.Laterality = dataset.PatientOrientation = None


def _leave_empty(dataset: "Dataset") -> None:
    """Add what an MR image must hold, though it may be empty (type 2)."""
    for keyword in _MAY_BE_EMPTY:
        if keyword not in dataset:
            setattr(dataset, keyword, None)


def _describe(dataset: "Dataset", made: Acquisition, *, is_reviewed: bool) -> None:
    """Write how the slice was made, as far as the header told it; nothing is filled in."""
    from pydicom import Dataset

    for keyword, words in (
        ("ImageType", made.image_type),
        ("ScanningSequence", made.scanning_sequence),
        ("SequenceVariant", made.sequence_variant),
        ("ScanOptions", made.scan_options),
    ):
        if words:
            setattr(dataset, keyword, list(words))
    for keyword, text in (
        ("SequenceName", made.sequence_name),
        ("ContrastBolusAgent", made.contrast_agent),
        ("ImageLaterality", made.laterality),
        ("LossyImageCompression", "01" if made.is_lossy else ""),
        ("BurnedInAnnotation", "NO" if is_reviewed or made.has_burned_in_text is False else ""),
    ):
        if text:
            setattr(dataset, keyword, text)
    for keyword, value in (
        ("RepetitionTime", made.repetition_time_ms),
        ("EchoTime", made.echo_time_ms),
        ("InversionTime", made.inversion_time_ms),
        ("SliceThickness", made.slice_thickness_mm),
    ):
        if value is not None:
            setattr(dataset, keyword, decimal_text(value))
    if made.diffusion_b_value is not None:
        dataset.DiffusionBValue = made.diffusion_b_value
    if made.level in DISC_CODES:
        code = Dataset()
        code.CodeValue, code.CodeMeaning = DISC_CODES[made.level]
        code.CodingSchemeDesignator = "SCT"
        dataset.AnatomicRegionSequence = [code]


def _place(dataset: "Dataset", image: Slice) -> None:
    geometry = image.geometry
    if geometry.spacing is not None:
        spacing = geometry.spacing
        dataset.PixelSpacing = [decimal_text(spacing.row_mm), decimal_text(spacing.column_mm)]
    if geometry.orientation is not None:
        cosines = (*geometry.orientation.row, *geometry.orientation.column)
        dataset.ImageOrientationPatient = [decimal_text(value) for value in cosines]
    if geometry.position_mm is not None:
        dataset.ImagePositionPatient = [decimal_text(value) for value in geometry.position_mm]


def _fill(dataset: "Dataset", image: Slice, crop: Crop | None) -> None:
    """Write pixels and mapping so that reading gives the same values to the last digit."""
    stored = image.stored()
    if crop is not None:
        kept = np.zeros_like(stored)
        part = crop.keeps(rows=image.rows, columns=image.columns)
        kept[part] = stored[part]
        stored = kept
    mapping = image.mapping
    dataset.SamplesPerPixel = 1
    dataset.PhotometricInterpretation = "MONOCHROME1" if mapping.is_inverted else "MONOCHROME2"
    dataset.Rows, dataset.Columns = image.rows, image.columns
    slope, intercept = exact_decimal(mapping.slope), exact_decimal(mapping.intercept)
    is_whole = image.stored_range is not None and stored.dtype.kind in "iu" and mapping.table is None
    if is_whole and slope is not None and intercept is not None:
        _fill_whole(dataset, image, stored)
        dataset.RescaleIntercept, dataset.RescaleSlope, dataset.RescaleType = intercept, slope, "US"
    else:
        values = np.ascontiguousarray(mapping.to_values(stored), dtype="<f8")
        dataset.BitsAllocated = 64
        dataset.DoubleFloatPixelData = values.tobytes()
    if image.window is not None:
        dataset.WindowCenter, dataset.WindowWidth = map(decimal_text, (image.window.center, image.window.width))


def _fill_whole(dataset: "Dataset", image: Slice, stored: NDArray[np.generic]) -> None:
    low, high = image.stored_range or (0, 0)
    is_signed = low < 0
    bits = (high - low).bit_length()
    allocated = 8 if bits <= 8 else 16 if bits <= 16 else 32
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = allocated, bits, bits - 1
    dataset.PixelRepresentation = int(is_signed)
    if image.mapping.padding is not None:
        first, last = (int(value) for value in image.mapping.padding)
        dataset.PixelPaddingValue = first
        if last != first:
            dataset.PixelPaddingRangeLimit = last
    words = np.ascontiguousarray(stored, dtype=f"<{'i' if is_signed else 'u'}{allocated // 8}").tobytes()
    dataset.add_new("PixelData", "OB" if allocated == 8 else "OW", words + b"\0" * (len(words) % 2))


def exact_decimal(value: float) -> str | None:
    """Decimal string of at most 16 characters that is read as just this number, None where there is none."""
    text = decimal_text(value)
    return text if float(text) == value else None


def decimal_text(value: float) -> str:
    """Return the decimal string of at most 16 characters that comes nearest to a number.

    Examples
    --------
    >>> decimal_text(0.6875), decimal_text(1 / 3), decimal_text(-1e-17)
    ('0.6875', '0.33333333333333', '-1e-17')
    """
    for digits in range(17, 0, -1):
        text = repr(float(value)) if digits == 17 else f"{value:.{digits}g}"
        text = text.removesuffix(".0")
        if len(text) <= DECIMAL_CHARACTERS:
            return text
    raise ValueError("not a finite number")
