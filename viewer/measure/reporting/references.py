"""The references behind a scale, in words."""

from collections.abc import Sequence

from viewer.core.outline import Structure
from viewer.measure.anchored.scale import Reference, SliceScale

_NAMES = {Structure.REFERENCE_FAT: "fat", Structure.REFERENCE_MUSCLE: "muscle"}


def references_text(scale: SliceScale, structures: Sequence[Structure] = tuple(_NAMES)) -> str:
    """Where the levels of a slice come from, such as 'fat: subcutaneous fat (found automatically); muscle: none'.

    Parameters
    ----------
    scale
        Levels of a slice and the regions behind them.
    structures
        Which references are told of: reference fat, reference muscle, or both.
    """
    parts = []
    for structure in structures:
        name = _NAMES[structure]
        found = [reference for reference in scale.references if reference.structure is structure]
        parts.append(f"{name}: {' and '.join(map(_reference, found)) or 'none'}")
    return "; ".join(parts)


def _reference(reference: Reference) -> str:
    if not reference.is_automatic:
        return "outlined by the reader"
    return f"{reference.tissue} (found automatically)"
