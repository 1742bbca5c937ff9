"""What a header tells of how a slice was made, at which disc level, and whose it is.

None of it can make a measured number wrong, so what cannot be understood is left out instead of refused.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from viewer.core.series import Acquisition, Identity
from viewer.io.dicom.decimals import first_decimal
from viewer.io.dicom.image_kinds import DISC_CODES, LOSSY

_LEVEL_OF_CODE = {code: level for level, (code, _) in DISC_CODES.items()}

_LEVEL = re.compile(
    r"(?<![A-Z0-9.])(?<!L[1-5][-/_])(?<!L[1-5] [-/_])(?<!L[1-5][-/_] )(?<!L[1-5] [-/_] )"
    r"L ?([1-5])(?: ?[-/_] ?(?:L ?([1-5])|(S) ?1|([1-5]))|(S)1)(?![0-9]| ?[-/_] ?[LS]? ?[0-9])"
)
"""A disc between two vertebrae: 'L4/5', 'L4-L5', 'L5S1'. What goes on on either side ('L3-L4-L5') is a range."""

_ORIENTATION_LETTERS = re.compile(r"[APLRHF]{1,3}\\[APLRHF]{1,3}")
"""Patient Orientation of a biped: one to three letters, the strongest first, of a row and of a column."""

_LOCALIZER = re.compile(r"(?<![a-z])(?:loc|localizer|localiser|scout|survey|3[- ]?plane|plan scan)(?![a-z])", re.I)
"""Words by which a series description names a localizer."""

_KEYWORDS = (
    "ImageType",
    "ScanningSequence",
    "SequenceVariant",
    "ScanOptions",
    "SequenceName",
    "RepetitionTime",
    "EchoTime",
    "InversionTime",
    "DiffusionBValue",
    "ContrastBolusAgent",
    "SliceThickness",
    "LossyImageCompression",
    "TransferSyntaxUID",
    "BurnedInAnnotation",
    "ImageLaterality",
    "Laterality",
    "PatientOrientation",
    "AnatomicRegionSequence",
    "PrimaryAnatomicStructureSequence",
    "SeriesDescription",
    "ImageComments",
    "ProtocolName",
    "SOPClassUID",
    "ConversionType",
)

_SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7."
"""Secondary Capture Image Storage and a dot; its multi-frame kinds have a further number behind it (PS3.4, B.5)."""


def acquisition_of(texts: Mapping[str, str]) -> Acquisition:
    """How a frame was made.

    Parameters
    ----------
    texts
        Elements of the frame by keyword.
    """
    return _acquisition(tuple([texts.get(keyword, "") for keyword in _KEYWORDS]))


@lru_cache(maxsize=512)
def _acquisition(values: tuple[str, ...]) -> Acquisition:
    texts = dict(zip(_KEYWORDS, map(printable, values), strict=True))
    return Acquisition(
        image_type=_parts(texts["ImageType"]),
        scanning_sequence=_parts(texts["ScanningSequence"]),
        sequence_variant=_parts(texts["SequenceVariant"]),
        scan_options=_parts(texts["ScanOptions"]),
        sequence_name=texts["SequenceName"],
        repetition_time_ms=first_decimal(texts["RepetitionTime"]),
        echo_time_ms=first_decimal(texts["EchoTime"]),
        inversion_time_ms=first_decimal(texts["InversionTime"]),
        diffusion_b_value=first_decimal(texts["DiffusionBValue"]),
        contrast_agent=texts["ContrastBolusAgent"],
        slice_thickness_mm=first_decimal(texts["SliceThickness"]),
        is_lossy=texts["LossyImageCompression"] == "01" or texts["TransferSyntaxUID"] in LOSSY,
        has_burned_in_text={"YES": True, "NO": False}.get(texts["BurnedInAnnotation"].upper()),
        is_captured=f"{texts['SOPClassUID']}.".startswith(_SECONDARY_CAPTURE) or texts["ConversionType"] != "",
        laterality=texts["ImageLaterality"] or texts["Laterality"],
        patient_orientation=_letters(texts["PatientOrientation"]),
        level=level_of(texts),
    )


def _letters(text: str) -> str:
    """Patient letters of a row and a column, '' for anything else."""
    bare = text.replace(" ", "")
    return bare if _ORIENTATION_LETTERS.fullmatch(bare) else ""


def _parts(text: str) -> tuple[str, ...]:
    return tuple([part.strip() for part in text.split("\\")]) if text else ()


def level_of(texts: Mapping[str, str]) -> str | None:
    """Disc level such as 'L4/5', None unless the header names exactly one.

    A code decides; without one, the series description, image comments and protocol name together.

    Parameters
    ----------
    texts
        Elements by keyword.
    """
    for keyword in ("AnatomicRegionSequence", "PrimaryAnatomicStructureSequence"):
        value, _, scheme = texts.get(keyword, "").partition("\\")
        if scheme == "SCT" and value in _LEVEL_OF_CODE:
            return _LEVEL_OF_CODE[value]
    words = "\n".join(texts.get(keyword, "") for keyword in ("SeriesDescription", "ImageComments", "ProtocolName"))
    levels = {_named_level(*match.groups()) for match in _LEVEL.finditer(words.upper())}
    return levels.pop() if len(levels) == 1 else None


def _named_level(
    upper: str, lumbar: str | None, sacral: str | None, bare: str | None, joined: str | None
) -> str | None:
    """Name of the disc between two vertebrae, None if they are no neighbours."""
    if sacral or joined:
        return "L5/S1" if upper == "5" else None
    lower = lumbar or bare or ""
    return f"L{upper}/{lower}" if int(lower) == int(upper) + 1 else None


def is_localizer(acquisition: Acquisition, description: str) -> bool:
    """Whether a slice was made to plan others on: its Image Type or its series' description says so.

    Parameters
    ----------
    acquisition
        How the slice was made.
    description
        Series description.

    References
    ----------
    DICOM PS3.3, C.8.3.1.1.1 (Image Type of MR, value 3 LOCALIZER).
    """
    types = {part.upper() for part in acquisition.image_type}
    return "LOCALIZER" in types or _LOCALIZER.search(description) is not None


def identity_of(texts: Mapping[str, str]) -> Identity:
    """Whose study a file belongs to.

    Parameters
    ----------
    texts
        Elements by keyword.
    """
    return Identity(
        patient_name=printable(texts.get("PatientName", "")),
        patient_id=printable(texts.get("PatientID", "")),
        patient_birth_date=printable(texts.get("PatientBirthDate", "")),
        study_date=printable(texts.get("StudyDate", "")),
        study_uid=printable(texts.get("StudyInstanceUID", "")),
    )


def printable(text: str) -> str:
    """Text with a blank for every character that could steer a terminal or turn the direction of writing."""
    return text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text).strip()
