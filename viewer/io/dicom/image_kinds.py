"""What identifiers and codes say: transfer syntaxes, objects that are not images, lumbar discs.

References
----------
DICOM PS3.6, annex A (UIDs); PS3.4, annex B.5 (storage classes).
"""

EXPLICIT_LITTLE = "1.2.840.10008.1.2.1"
IMPLICIT_LITTLE = "1.2.840.10008.1.2"

NATIVE_LITTLE = frozenset({EXPLICIT_LITTLE, IMPLICIT_LITTLE})
"""Transfer syntaxes whose pixels lie in the file as they are, in this order of bytes."""

UNCOMPRESSED_OTHER = frozenset({"1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.2"})
"""Deflated, and big endian: not encapsulated, yet not readable as they lie."""

MODALITIES = frozenset(
    (
        *("BI", "CR", "CT", "DG", "DX", "ECG", "ES", "GM", "IO", "IVUS", "MG", "MR", "NM", "OCT", "OP", "OPT", "OT"),
        *("PT", "PX", "RF", "RG", "RTIMAGE", "SC", "SM", "US", "XA", "XC"),
    )
)
"""Modalities of the standard that make images (PS3.3, C.7.3.1.1.1)."""

PHOTOMETRIC = frozenset(
    (
        *("MONOCHROME1", "MONOCHROME2", "PALETTE COLOR", "RGB", "HSV", "ARGB", "CMYK", "XYB"),
        *("YBR_FULL", "YBR_FULL_422", "YBR_PARTIAL_420", "YBR_PARTIAL_422", "YBR_ICT", "YBR_RCT"),
    )
)
"""Photometric interpretations of the standard (PS3.3, C.7.6.3.1.2)."""

LOSSY = frozenset(
    {
        "1.2.840.10008.1.2.4.50",
        "1.2.840.10008.1.2.4.51",
        "1.2.840.10008.1.2.4.81",
        "1.2.840.10008.1.2.4.91",
        "1.2.840.10008.1.2.4.93",
        "1.2.840.10008.1.2.4.112",
        "1.2.840.10008.1.2.4.203",
    }
)
"""Transfer syntaxes that may lose information (JPEG baseline and extended, near-lossless JPEG-LS, JPEG 2000,
JPEG XL, HTJ2K); those for lossless use have other UIDs."""

MULTI_FRAME_CLASSES = frozenset(
    {
        "1.2.840.10008.5.1.4.1.1.2.1",
        "1.2.840.10008.5.1.4.1.1.2.2",
        "1.2.840.10008.5.1.4.1.1.4.1",
        "1.2.840.10008.5.1.4.1.1.4.3",
        "1.2.840.10008.5.1.4.1.1.4.4",
        "1.2.840.10008.5.1.4.1.1.128.1",
        "1.2.840.10008.5.1.4.1.1.130",
    }
)
"""Enhanced CT, MR, MR colour and PET, and their legacy converted kin."""

DISC_CODES: dict[str, tuple[str, str]] = {
    "L1/2": ("243920003", "L1/L2 intervertebral disc"),
    "L2/3": ("243921004", "L2/L3 intervertebral disc"),
    "L3/4": ("243922006", "L3/L4 intervertebral disc"),
    "L4/5": ("243923001", "L4/L5 intervertebral disc"),
    "L5/S1": ("243927000", "L5/S1 intervertebral disc"),
}
"""Disc levels by the name the program gives them, with their SNOMED CT code and its meaning; there are no others."""

DICOMDIR_CLASS = "1.2.840.10008.1.3.10"

_STORAGE = "1.2.840.10008.5.1.4.1.1."
_NOT_IMAGES: tuple[tuple[str, str], ...] = (
    ("4.2", "a spectroscopy recording"),
    ("9.", "a waveform"),
    ("11.", "a presentation state"),
    ("66.1", "a spatial registration"),
    ("66.2", "a set of fiducials"),
    ("66.3", "a deformable registration"),
    ("66.4", "a segmentation"),
    ("66.5", "a surface segmentation"),
    ("66", "raw data"),
    ("67", "a real-world value mapping"),
    ("78.", "an eye measurement"),
    ("88.", "a structured report"),
    ("90.1", "an assessment report"),
    ("104.1", "an embedded PDF document"),
    ("104.2", "an embedded document"),
    ("104.", "an embedded document or model"),
    ("481.1", ""),
    ("481.2", "a radiotherapy dose"),
    ("481.3", "a radiotherapy structure set"),
    ("481.", "a radiotherapy object"),
)
"""Storage classes without a picture to measure on, by what follows the common prefix (the first that fits; a
trailing dot stands for all below); '' marks an image class among them (RT Image)."""


def object_that_is_no_image(sop_class: str) -> str:
    """What a storage class holds if it is no image ('a structured report'), else ''.

    Parameters
    ----------
    sop_class
        SOP Class UID, may be ''.
    """
    if sop_class == DICOMDIR_CLASS:
        return "a DICOMDIR, the index of a disc"
    if not sop_class.startswith(_STORAGE):
        return ""
    rest = sop_class[len(_STORAGE) :]
    for key, name in _NOT_IMAGES:
        if rest == key or (key.endswith(".") and rest.startswith(key)):
            return name
    return ""


def is_storage_class(sop_class: str) -> bool:
    """Whether a SOP Class UID is one under which the standard stores objects."""
    return sop_class.startswith(_STORAGE)
