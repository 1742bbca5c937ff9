"""What the program reads of a header, what it writes of it, and who writes: three lists that only grow on purpose."""

import re
from functools import lru_cache
from pathlib import Path

from pydicom.datadict import keyword_dict

VIEWER = Path(__file__).parents[3] / "viewer"

READ = {
    **dict.fromkeys(("PatientName", "PatientID", "PatientBirthDate"), "shown on the screen; to tell patients apart"),
    "StudyDate": "shown on the screen; days between two studies",
    **dict.fromkeys(("SOPInstanceUID", "SeriesInstanceUID", "StudyInstanceUID", "FrameOfReferenceUID"), "as hashes"),
    **dict.fromkeys(("MediaStorageSOPClassUID", "MediaStorageSOPInstanceUID", "SOPClassUID"), "what kind of object"),
    **dict.fromkeys(("TransferSyntaxUID", "SpecificCharacterSet"), "how to read it"),
    **dict.fromkeys(("Modality", "ImageType", "ConversionType"), "what kind of image, in words of the standard"),
    **dict.fromkeys(
        ("SeriesDescription", "ProtocolName", "ImageComments"), "on the screen; level, weighting, localizer"
    ),
    "SeriesNumber": "order of the list",
    **dict.fromkeys(("AnatomicRegionSequence", "PrimaryAnatomicStructureSequence"), "the disc, by its code"),
    **dict.fromkeys(("ScanningSequence", "SequenceVariant", "ScanOptions", "SequenceName"), "weighting, suppression"),
    **dict.fromkeys(("RepetitionTime", "EchoTime", "InversionTime", "DiffusionBValue"), "weighting, in numbers"),
    "ContrastBolusAgent": "whether there was any",
    **dict.fromkeys(("SliceThickness", "PixelSpacing"), "sizes"),
    **dict.fromkeys(("ImagePositionPatient", "ImageOrientationPatient"), "place in the patient"),
    **dict.fromkeys(("Laterality", "ImageLaterality", "PatientOrientation"), "held against the geometry"),
    **dict.fromkeys(("BurnedInAnnotation", "LossyImageCompression"), "warnings"),
    **dict.fromkeys(("Rows", "Columns", "NumberOfFrames", "SamplesPerPixel"), "form of the pixels"),
    **dict.fromkeys(("BitsAllocated", "BitsStored", "HighBit", "PixelRepresentation"), "form of the pixels"),
    **dict.fromkeys(("PhotometricInterpretation", "PixelPaddingValue", "PixelPaddingRangeLimit"), "form of the pixels"),
    **dict.fromkeys(("RescaleSlope", "RescaleIntercept", "ModalityLUTSequence"), "values"),
    **dict.fromkeys(("WindowCenter", "WindowWidth"), "display"),
    **dict.fromkeys(("SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence"), "the same, of each frame"),
}
"""Every element that is read of an image, and what for. A new one needs a reason, and a look at who writes it."""

GROUPS = {
    **dict.fromkeys(("PixelMeasuresSequence", "PlanePositionSequence", "PlaneOrientationSequence"), "place and sizes"),
    **dict.fromkeys(("PixelValueTransformationSequence", "FrameVOILUTSequence"), "values and display"),
    **dict.fromkeys(("MREchoSequence", "EffectiveEchoTime", "MRModifierSequence", "InversionTimes"), "weighting"),
    **dict.fromkeys(("MRTimingAndRelatedParametersSequence", "MRDiffusionSequence"), "weighting"),
    **dict.fromkeys(("MRImageFrameTypeSequence", "FrameType"), "what kind of image"),
    **dict.fromkeys(("FrameAnatomySequence", "FrameLaterality"), "held against the geometry; the disc"),
    **dict.fromkeys(("EchoPulseSequence", "EchoPlanarPulseSequence", "PulseSequenceName"), "weighting"),
    "SpectrallySelectedSuppression": "fat suppression",
    **dict.fromkeys(("ContrastBolusAgentSequence", "CodeMeaning"), "whether there was any agent"),
}
"""Further elements of an enhanced image."""

OF_PIXELS = frozenset(
    (
        *("PixelData", "FloatPixelData", "DoubleFloatPixelData", "ExtendedOffsetTable", "PlanarConfiguration"),
        *("LUTData", "LUTDescriptor", "DirectoryRecordSequence"),
    )
)
"""What only the readers of pixels, of their table and of a DICOMDIR ask for."""

OF_SEGMENTATIONS = frozenset(
    (
        *("DerivationImageSequence", "SourceImageSequence", "ReferencedSOPInstanceUID", "ReferencedSegmentNumber"),
        *("SegmentIdentificationSequence", "SegmentationType"),
    )
)
"""What only the reader of masks asks for."""

WRITERS = {
    "app/faults": "reports of faults: versions, kinds and places in the program",
    "app/figuring": "figures, bundles, reports",
    "cli": "figures, methods texts, the demo",
    "figure": "pictures, into memory",
    "io/agreement": "comparison of readers",
    "io/atomic.py": "itself",
    "io/cases": "cases",
    "io/exporters": "fat maps",
    "io/journal": "the journal, in the user's own folder",
    "io/local": "the index and settings, in the user's own folder",
    "io/locks": "who holds a project, beside it, as long as it is open",
    "io/phantom_study.py": "phantoms, which are nobody",
    "io/project": "projects",
    "io/tables": "tables",
    "io/validation": "validation on phantoms",
    "app/settings.py": "settings, in the user's own folder",
}
"""Who writes files, by folder or module, and what; nobody else does."""

_WRITING = frozenset(
    (
        *("write_atomically", "write_folder", "write_with_backup", "write_bytes", "write_text", "mkstemp", "fdopen"),
        *("TemporaryDirectory", "NamedTemporaryFile", "save_as", "savefig", "to_filename", "own_file"),
    )
)


_KEYWORD = re.compile(r"""["']([A-Z][A-Za-z]+)["']|\.([A-Z][A-Za-z]+)\b""")
_OF_DICOM = re.compile(r"^\s*(?:from|import) (?:pydicom|highdicom)", re.MULTILINE)


@lru_cache
def modules(*folders: str) -> tuple[tuple[str, str], ...]:
    """Name and text of the modules in some folders, of all but those of the window without any."""
    names = {path: path.relative_to(VIEWER).as_posix() for path in sorted(VIEWER.rglob("*.py"))}
    starts = tuple(f"{folder}/" for folder in folders)
    chosen = [(path, name) for path, name in names.items() if name.startswith(starts or name[:1]) and name[:3] != "ui/"]
    return tuple((name, path.read_text("utf-8")) for path, name in chosen)


def keywords_in(text: str) -> set[str]:
    """Keywords of DICOM that a module names, as text or after a dot."""
    found = {quoted or dotted for quoted, dotted in _KEYWORD.findall(text)}
    return {name for name in found if name in keyword_dict and name != "UID"}


def test_every_element_that_is_read_is_listed_with_its_use():
    from viewer.io.dicom.header import ELEMENTS, META_ELEMENTS

    assert {keyword for keyword, _ in ELEMENTS.values()} | set(META_ELEMENTS.values()) == set(READ)
    named = {name for module in modules("io/dicom") for name in keywords_in(module[1])}
    assert named - set(READ) - OF_PIXELS == set(GROUPS)
    by_worker = {name for module in modules("io/decode_worker") for name in keywords_in(module[1])}
    assert by_worker <= set(READ) | OF_PIXELS
    by_masks = {name for module in modules("io/masks") for name in keywords_in(module[1])}
    assert by_masks <= set(READ) | set(GROUPS) | OF_SEGMENTATIONS


def test_elements_are_named_nowhere_else():
    allowed = ("io/dicom/", "io/decode_worker/", "io/masks/", "io/cases/images.py", "io/phantom_study.py")
    words = {"Borders", "Bold", "Columns", "Contrast", "Crop", "Date", "Item", "Modality", "Plane", "Print", "Quantity"}
    words |= {"Reference", "Rows", "Time", "DateTime", "CreationDate"}  # ordinary words of heads and menus
    uids = {"SOPInstanceUID", "MediaStorageSOPInstanceUID", "SeriesInstanceUID", "StudyInstanceUID"}  # to be hashed
    for name, text in modules():
        if not name.startswith(allowed):
            found = (
                keywords_in(text) - words - (uids if name in ("io/local/search.py", "io/fingerprints.py") else set())
            )
            assert found == set(), name


def test_what_is_written_of_an_image_never_comes_from_a_data_set():
    """No writer copies a data set: only readers import pydicom, but for the two that build one from nothing."""
    for name, text in modules():
        called = set(re.findall(r"\.(\w+)\(", text))
        if name in {"io/cases/images.py", "io/phantom_study.py"}:
            assert not called & {"dcmread", "copy", "deepcopy", "walk", "remove_private_tags"}, name
        elif _OF_DICOM.search(text):
            assert name.startswith(("io/dicom/", "io/decode_worker/", "io/masks/")), name
            assert "save_as" not in called, name
        assert not called & {"deepcopy", "to_json_dict", "to_json_model"} and "import pickle" not in text, name


def test_every_writer_is_listed():
    found = set()
    for name, text in modules():
        if set(re.findall(r"\b(\w+)\(", text)) & _WRITING:
            known = [place for place in WRITERS if name == place or name.startswith(f"{place}/")]
            assert known, f"{name} writes files and is not listed"
            found.update(known)
    assert found >= {"io/cases", "io/tables", "io/project", "app/figuring", "cli"}
