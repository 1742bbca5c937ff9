"""Flags that follow from the header and from the pixels themselves, whatever the method."""

import re
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from viewer.core.series import Acquisition, Slice

if TYPE_CHECKING:
    from viewer.measure.methods import Sample

SMALL_OUTLINE_PX = 100.0
"""Area in pixels under which a fraction is unstable."""

THICK_SLICE_MM = 6.0
"""Slice thickness in mm above which fat and muscle mix within pixels."""

SATURATED_SHARE = 0.005
"""Part of an outline's pixels (no unit) at the end of the storable range that counts as cut off."""

SUPPRESSED_OPTIONS = {"FS", "FATSAT", "SPIR", "SPAIR", "SFS", "FS_GEMS"}
"""Values of Scan Options that say that fat was suppressed."""

_SUPPRESSED_SEQUENCE = re.compile(r"(?:^|[^a-z])(?:stir|tirm|spair|spir|fs|fatsat)(?:$|[^a-z])", re.IGNORECASE)
_SUPPRESSED_WORDS = re.compile(
    r"(?<![a-z])(?:fs|fat[ _-]?sat[a-z]*|stir|tirm|spair|spir|fat[ _-]?fraction|(?:water|fat)[ _-]?(?:image|only|map))"
    r"(?![a-z])|^(?:water|fat) ?:|dixon.*(?<![a-z])(?:water|fat|w|f)(?![a-z])",
    re.IGNORECASE,
)
_NEGATED_WORDS = re.compile(r"(?<![a-z])(?:non?|w/?o|without)[ _-]*(?:fs|fat[ _-]?sat[a-z]*)", re.IGNORECASE)
_SUM_WORDS = re.compile(r"water ?[+&/]? ?fat|fat ?[+&/]? ?water", re.IGNORECASE)
SEPARATED_TYPES = {"WATER", "W", "FAT", "F", "FAT_FRACTION", "FF", "WATER_ONLY", "FAT_ONLY"}
"""Values of Image Type, from its third on, of images of water or fat alone."""


def is_fat_suppressed(acquisition: Acquisition) -> bool:
    """Whether the header says that fat was suppressed, or water and fat were separated."""
    options = {option.upper() for option in acquisition.scan_options}
    types = {part.upper() for part in acquisition.image_type[2:]}
    return bool(
        options & SUPPRESSED_OPTIONS
        or types & SEPARATED_TYPES
        or _SUPPRESSED_SEQUENCE.search(acquisition.sequence_name)
        or _has_nulling_inversion(acquisition)
    )


def names_fat_suppression(description: str) -> bool:
    """Whether a series description speaks of fat suppression or of a water or fat image.

    'water+fat' names an in-phase image and does not count, nor does 'no FS'.
    """
    return bool(_SUPPRESSED_WORDS.search(_NEGATED_WORDS.sub("", _SUM_WORDS.sub("", description))))


def _has_nulling_inversion(acquisition: Acquisition) -> bool:
    """Whether the inversion time nulls fat (STIR: 100–280 ms) rather than fluid (FLAIR: seconds)."""
    time = acquisition.inversion_time_ms
    return "IR" in acquisition.scanning_sequence and time is not None and 80.0 <= time <= 300.0


def image_flags(image: Slice, description: str) -> set[str]:
    """Identifiers of the flags that the header raises.

    Parameters
    ----------
    image
        The slice.
    description
        Description of its series.
    """
    acquisition = image.acquisition
    raised = {
        "fat-suppressed": is_fat_suppressed(acquisition) or names_fat_suppression(description),
        "derived": bool({"DERIVED", "SECONDARY"} & {part.upper() for part in acquisition.image_type[:2]}),
        "lossy": acquisition.is_lossy,
        "contrast-enhanced": bool(acquisition.contrast_agent),
        "thick-slice": (acquisition.slice_thickness_mm or 0.0) > THICK_SLICE_MM,
    }
    return {identifier for identifier, is_raised in raised.items() if is_raised}


def pixel_flags(
    sample: "Sample", missing: float, area_px: float, values: NDArray[np.float64], image: Slice
) -> set[str]:
    """Identifiers of the flags that the outlined pixels raise.

    Parameters
    ----------
    sample
        Covered pixels with a value.
    missing
        Covered area without a value, pixels.
    area_px
        Area of the outline, pixels.
    values
        Shape (n,), values after rescale of the sample's pixels.
    image
        The slice.
    """
    raised = set()
    if missing > 0.0:
        raised.add("missing-values")
    if area_px < SMALL_OUTLINE_PX:
        raised.add("small-outline")
    if sample.values.size and np.ptp(sample.values) == 0.0:
        raised.add("constant")
    if image.stored_range is not None and image.mapping.table is None and values.size:
        top = image.mapping.slope * image.stored_range[1] + image.mapping.intercept
        is_end = values >= top if image.mapping.slope > 0 else values <= top
        if np.average(is_end, weights=sample.weights) > SATURATED_SHARE:
            raised.add("saturated")
    return raised
