"""What an opened study holds, as JSON for scripts and as text for people."""

import json
import math
import textwrap
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import Any

from viewer.core.geometry import EdgeLetters
from viewer.core.series import Series, Slice, Study

_WIDTH = 100
_MOST_NAMED = 8
_AXES = ("right–left", "front–back", "head–foot")


def info_json(study: Study) -> str:
    """JSON text of a study, with the keys that scripts rely on; for the standard output, never for a file.

    Parameters
    ----------
    study
        What was opened.

    Notes
    -----
    A warning about one series stands with it; one about the whole study stands with each, in front.
    Text beyond ASCII is escaped.
    """
    return json.dumps(
        {
            "series": [_series(series, study.warnings) for series in study.series],
            "skipped": [{"file": item.file, "reason": item.reason} for item in study.skipped],
        },
        indent=2,
        allow_nan=False,
    )


def _series(series: Series, common: tuple[str, ...]) -> dict[str, Any]:
    return {
        "number": series.number,
        "series_number": series.series_number,
        "series_uid": series.series_uid,
        "description": series.description,
        "modality": series.modality,
        "plane": series.plane,
        "transfer_syntax": series.transfer_syntax,
        "slices": [_slice(image, number) for number, image in enumerate(series.slices, start=1)],
        "warnings": [*common, *series.warnings],
    }


def _slice(image: Slice, number: int) -> dict[str, Any]:
    geometry = image.geometry
    edges = image.edges
    return {
        "slice": number,
        "sop_instance_uid": image.key.uid,
        "frame": image.key.frame,
        "file": image.file,
        "rows": image.rows,
        "columns": image.columns,
        "spacing_mm": None if geometry.spacing is None else [geometry.spacing.row_mm, geometry.spacing.column_mm],
        "edges": None
        if edges is None
        else {"top": edges.top, "right": edges.right, "bottom": edges.bottom, "left": edges.left},
        "position_mm": None if geometry.position_mm is None else list(geometry.position_mm),
    }


def info_text(study: Study) -> str:
    """Text of a study for the terminal, lines of at most 100 columns; patients are numbered, not named.

    Parameters
    ----------
    study
        What was opened.
    """
    lines: list[str] = []
    for title, block in _grouped(study):
        lines += [title, ""]
        for series in block:
            lines += [*_series_lines(series), ""]
    if study.warnings:
        lines += ["Warnings", *(line for sentence in study.warnings for line in _wrapped(sentence, "  • ")), ""]
    if study.skipped:
        lines += [f"Skipped: {_count(len(study.skipped), 'file')}", *_skipped_lines(study)]
    return "\n".join(lines).rstrip()


def _skipped_lines(study: Study) -> Iterator[str]:
    """Skipped files, those with the same reason together."""
    files_of: dict[str, list[str]] = {}
    for item in study.skipped:
        files_of.setdefault(item.reason, []).append(item.file)
    for reason, files in files_of.items():
        if len(files) == 1:
            yield from _wrapped(f"{files[0]}: {reason}", "  • ")
            continue
        yield from _wrapped(f"{len(files)} files: {reason}", "  • ")
        for file in files[:_MOST_NAMED]:
            yield from _wrapped(file, "      ")
        if len(files) > _MOST_NAMED:
            yield f"      … and {len(files) - _MOST_NAMED} more; --json lists them all"


def _grouped(study: Study) -> Iterator[tuple[str, list[Series]]]:
    """Series of each patient and study under a title; images without either under their own kind."""
    patients: dict[tuple[str, str], dict[str, list[Series]]] = {}
    others: dict[str, list[Series]] = {}
    for series in study.series:
        if series.source_kind == "dicom":
            who = (series.identity.patient_id, series.identity.patient_name)
            patients.setdefault(who, {}).setdefault(series.identity.study_uid, []).append(series)
        else:
            title = "NIfTI files" if series.source_kind == "nifti" else "Pictures"
            others.setdefault(title, []).append(series)
    for patient_number, studies in enumerate(patients.values(), start=1):
        for study_number, block in enumerate(studies.values(), start=1):
            slices = sum(len(series.slices) for series in block)
            yield (
                f"Patient {patient_number}, study {study_number}: {len(block)} series, {_count(slices, 'slice')}",
                block,
            )
    yield from others.items()


def _series_lines(series: Series) -> list[str]:
    first = series.slices[0]
    head = [f"Series {series.number}", series.plane, _count(len(series.slices), "slice")]
    head += [f"{first.columns} × {first.rows} px", _spacing(first)]
    lines = _wrapped(" · ".join(head), "  ")
    title = series.description if series.source_kind == "dicom" else first.file
    named = [_printable(title) or "no description"]
    if series.modality:
        named.append(_printable(series.modality))
    if series.series_number is not None:
        named.append(f"DICOM series number {series.series_number}")
    lines += _wrapped(", ".join(named), "      ")
    if first.edges is not None and first.geometry.orientation is not None:
        lines += _wrapped(f"edges: {_letters(first.edges)}; {_tilt(first.geometry.orientation.normal)}", "      ")
    else:
        lines += _wrapped("right and left unknown: the input states no orientation", "      ")
    if len(series.slices) > 1 and first.geometry.position_mm is not None:
        lines += _wrapped(_extent(series), "      ")
    levels = _levels(series)
    if levels:
        lines += _wrapped(f"levels: {levels}", "      ")
    for sentence in series.warnings:
        lines += _wrapped(f"Warning: {sentence}", "      ")
    return lines


def _levels(series: Series) -> str:
    """Disc levels that the header names, each with its run of slices, such as 'L5/S1 1–4 · L4/5 5–8'."""
    numbered = enumerate((image.acquisition.level for image in series.slices), start=1)
    runs = [(level, [number for number, _ in run]) for level, run in groupby(numbered, key=lambda item: item[1])]
    words = [f"{level} {run[0]}–{run[-1]}" if len(run) > 1 else f"{level} {run[0]}" for level, run in runs if level]
    return " · ".join(words)


def _spacing(image: Slice) -> str:
    spacing = image.geometry.spacing
    if spacing is None:
        return "pixel spacing unknown"
    return f"{spacing.row_mm:.4g} × {spacing.column_mm:.4g} mm (row × column)"


def _letters(edges: EdgeLetters) -> str:
    return f"top {edges.top}, right {edges.right}, bottom {edges.bottom}, left {edges.left}"


def _tilt(normal: Sequence[float]) -> str:
    """Angle in degrees between the plane's normal and the patient axis nearest to it."""
    sizes = [abs(component) for component in normal]
    axis = sizes.index(max(sizes))
    across = math.hypot(*(size for i, size in enumerate(sizes) if i != axis))
    degrees = math.degrees(math.atan2(across, sizes[axis]))
    if degrees < 0.05:
        return f"normal along the {_AXES[axis]} axis"
    return f"normal tilted {degrees:.1f}° from the {_AXES[axis]} axis"


def _extent(series: Series) -> str:
    """Where the block begins and ends along the axis by which it is sorted, and how far apart its slices lie."""
    geometry = series.slices[0].geometry
    places = [image.geometry.position_mm for image in series.slices]
    known = [place for place in places if place is not None]
    if geometry.orientation is None or len(known) < 2:
        return "slices without a position"
    normal = geometry.orientation.normal
    sizes = [abs(component) for component in normal]
    axis = sizes.index(max(sizes))
    along = [math.fsum(a * b for a, b in zip(place, normal, strict=True)) for place in known]
    steps = [abs(b - a) for a, b in pairwise(along)]
    apart = f"{steps[0]:.4g}" if max(steps) - min(steps) < 0.01 else f"{min(steps):.4g} to {max(steps):.4g}"
    return f"slices {apart} mm apart, from {'xyz'[axis]} = {known[0][axis]:.1f} to {known[-1][axis]:.1f} mm (LPS)"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _printable(text: str) -> str:
    """Text of a header without control characters, which could rewrite the terminal."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _wrapped(text: str, indent: str) -> list[str]:
    """Lines of at most 100 columns; the further ones are indented to the text of the first."""
    return textwrap.wrap(
        _printable(text),
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=" " * len(indent),
        break_long_words=False,
        break_on_hyphens=False,
    )
