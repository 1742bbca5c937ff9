"""Facts of enhanced multi-frame objects, under the keywords that single-frame objects use.

Runs in the decode worker, inside pydicom's full parser. What is stated once for all frames and what is stated
per frame look the same afterwards: one mapping of texts per frame.

References
----------
DICOM PS3.3, C.7.6.16 (functional groups) and C.8.13.5 (MR).
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from viewer.errors import UnreadableError
from viewer.io.dicom.element_values import code_of, plain_text

if TYPE_CHECKING:
    from pydicom import Dataset

_GROUPS: tuple[tuple[str, str, str], ...] = (
    ("PlanePositionSequence", "ImagePositionPatient", "ImagePositionPatient"),
    ("PlaneOrientationSequence", "ImageOrientationPatient", "ImageOrientationPatient"),
    ("PixelMeasuresSequence", "PixelSpacing", "PixelSpacing"),
    ("PixelMeasuresSequence", "SliceThickness", "SliceThickness"),
    ("PixelValueTransformationSequence", "RescaleSlope", "RescaleSlope"),
    ("PixelValueTransformationSequence", "RescaleIntercept", "RescaleIntercept"),
    ("FrameVOILUTSequence", "WindowCenter", "WindowCenter"),
    ("FrameVOILUTSequence", "WindowWidth", "WindowWidth"),
    ("MRTimingAndRelatedParametersSequence", "RepetitionTime", "RepetitionTime"),
    ("MREchoSequence", "EffectiveEchoTime", "EchoTime"),
    ("MRModifierSequence", "InversionTimes", "InversionTime"),
    ("MRDiffusionSequence", "DiffusionBValue", "DiffusionBValue"),
    ("MRImageFrameTypeSequence", "FrameType", "ImageType"),
    ("FrameAnatomySequence", "FrameLaterality", "ImageLaterality"),
    ("FrameAnatomySequence", "AnatomicRegionSequence", "AnatomicRegionSequence"),
)
"""Sequence of the functional group, keyword in it, keyword in a single-frame object."""

_PLACES = frozenset({"PlanePositionSequence", "PlaneOrientationSequence", "PixelMeasuresSequence"})
"""Sequences that say where a frame lies: a second item would be a second place."""

_PULSES = {"SPIN": "SE", "GRADIENT": "GR", "BOTH": "SE\\GR"}
"""Echo Pulse Sequence → Scanning Sequence."""

_FAT_SUPPRESSION = frozenset({"FAT", "FAT_AND_WATER", "FAT AND WATER"})
"""Values of Spectrally Selected Suppression under which fat is dark; scan option FS in single frames."""


def frame_texts(dataset: "Dataset", count: int) -> list[dict[str, str]]:
    """Texts of each frame that replace those of the whole file; empty for a plain single frame.

    Parameters
    ----------
    dataset
        The whole file.
    count
        Its number of frames.

    Raises
    ------
    UnreadableError
        If it describes another number of frames than it has.
    """
    shared = dataset.get("SharedFunctionalGroupsSequence") or []
    per_frame = dataset.get("PerFrameFunctionalGroupsSequence") or []
    if not shared and not per_frame:
        return [{} for _ in range(count)] if count > 1 else []
    common = dict(_texts(shared[0])) if shared else {}
    if not per_frame:
        return [dict(common) for _ in range(count)]
    if len(per_frame) != count:
        raise UnreadableError(
            f"it describes {len(per_frame)} frames but says that it has {count}; export the image again."
        )
    return [common | dict(_texts(group)) for group in per_frame]


def _texts(group: "Dataset") -> Iterator[tuple[str, str]]:
    for sequence, inner, keyword in _GROUPS:
        items = group.get(sequence)
        if not items or inner not in items[0]:
            continue
        if len(items) > 1 and sequence in _PLACES:
            raise UnreadableError(f"it holds several items of {sequence} where one may be; export the image again.")
        yield (
            keyword,
            code_of(items[0].get(inner)) if keyword.endswith("Sequence") else plain_text(items[0].get_item(inner)),
        )


def whole_file_texts(dataset: "Dataset") -> dict[str, str]:
    """Texts about how an enhanced MR was made, which it states once under keywords of its own."""
    texts: dict[str, str] = {}
    if "SharedFunctionalGroupsSequence" not in dataset and "PerFrameFunctionalGroupsSequence" not in dataset:
        return texts
    pulses = [_PULSES.get(_value(dataset, "EchoPulseSequence"), "")]
    if _value(dataset, "EchoPlanarPulseSequence") == "YES":
        pulses.append("EP")
    if any(pulses) and not _value(dataset, "ScanningSequence"):
        texts["ScanningSequence"] = "\\".join(filter(None, pulses))
    if _value(dataset, "SpectrallySelectedSuppression") in _FAT_SUPPRESSION and not _value(dataset, "ScanOptions"):
        texts["ScanOptions"] = "FS"
    if "PulseSequenceName" in dataset and not _value(dataset, "SequenceName"):
        texts["SequenceName"] = _value(dataset, "PulseSequenceName")
    agents = dataset.get("ContrastBolusAgentSequence")
    if agents and not _value(dataset, "ContrastBolusAgent"):
        texts["ContrastBolusAgent"] = _value(agents[0], "CodeMeaning") or "unnamed agent"
    return texts


def _value(dataset: "Dataset", keyword: str) -> str:
    value: Any = dataset.get(keyword)
    return "" if value is None else str(value).strip()
