"""How the measured images were made, in words: numbers of the header and words of a fixed list, never free text."""

from collections.abc import Iterable, Sequence

from viewer.core.series import Series, Slice
from viewer.measure.weighting import weighting

_SEQUENCES = {"SE": "spin echo", "GR": "gradient echo", "IR": "inversion recovery", "EP": "echo planar"}
"""Code of the header's Scanning Sequence → word."""

MR_MODALITY = "MR"
"""Modality of magnetic resonance images."""

Place = tuple[Series, Slice]
"""A measured slice with its block; geometry with what was stated filled in."""


def acquisition_sentence(places: Sequence[Place], *, begins: str = "Measurements were made") -> str:
    """What kind of images were measured, with what the headers tell of how they were made.

    Parameters
    ----------
    places
        At least one measured slice. The description of a block only decides between T1 and T2.
    begins
        What was done on the images.
    """
    count = len(places)
    weights = _each(weighting(image.acquisition, block.description) for block, image in places)
    planes = _each(None if image.geometry.orientation is None else image.geometry.plane for _, image in places)
    weighted = f"{' and '.join(f'{weight}-weighted' for weight in weights)} " if weights else ""
    plane = f"{' and '.join(planes)} " if planes else ""
    is_mr = all(block.modality == MR_MODALITY for block, _ in places)
    kind = ("MR image" if is_mr else "image") + ("" if count == 1 else "s")
    facts = _facts([image for _, image in places])
    told = f" ({'; '.join(facts)})" if facts else " (the files do not tell how they were made)"
    return f"{begins} on {count} {plane}{weighted}{kind}{told}."


def _facts(images: Sequence[Slice]) -> list[str]:
    """Each known fact, with its range where the images differ."""
    made = [image.acquisition for image in images]
    sequences = _each(_SEQUENCES.get(name.strip().upper()) for one in made for name in one.scanning_sequence)
    numbers = (
        ("repetition time", "ms", [one.repetition_time_ms for one in made]),
        ("echo time", "ms", [one.echo_time_ms for one in made]),
        ("inversion time", "ms", [one.inversion_time_ms for one in made]),
        ("slice thickness", "mm", [one.slice_thickness_mm for one in made]),
    )
    facts = [" and ".join(sequences)] if sequences else []
    facts += [f"{name} {text} {unit}" for name, unit, values in numbers if (text := span(values))]
    spacings = [image.geometry.spacing for image in images]
    known = [spacing for spacing in spacings if spacing is not None]
    if known:
        rows, columns = span(each.row_mm for each in known), span(each.column_mm for each in known)
        facts.append(f"pixel spacing {rows} × {columns} mm")
    return facts


def _each(words: Iterable[str | None]) -> list[str]:
    """Each word once, in order of first use."""
    return list(dict.fromkeys(word for word in words if word))


def span(values: Iterable[float | None], *, digits: int = 4) -> str:
    """'4' or '3–5' from the smallest to the largest of known values, '' for none.

    Parameters
    ----------
    values
        Numbers of one unit; None where unknown.
    digits
        Significant digits.
    """
    known = [f"{value:.{digits}g}" for value in sorted(value for value in values if value is not None)]
    if not known:
        return ""
    return known[0] if known[0] == known[-1] else f"{known[0]}–{known[-1]}"
