"""Fat maps as files: the fat fraction of every pixel inside the outlines, in %, as NIfTI, and how it was made.

The numbers are those of the outlined slices and of the slices between them; outside the outlines they are not a number.
Nothing of the input is written but where its pixels lie.
"""

import contextlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewer import PROGRAM, __version__
from viewer.core.colour_map import LEGEND
from viewer.core.document import Document
from viewer.core.fingerprints import as_fingerprint
from viewer.core.geometry import PlaneGeometry, Vector
from viewer.core.records.reading import parsed
from viewer.core.series import Series, Slice, Study
from viewer.errors import OutlineError, OutputError, UnreadableError, UsageError
from viewer.io.atomic import write_atomically
from viewer.io.nifti.geometry import GridGeometry
from viewer.io.nifti.writing import nifti_bytes, suffix_of
from viewer.io.sources import local_file
from viewer.io.tables import measurement_json
from viewer.measure.fat_map import FatMap, fat_map_of
from viewer.measure.measurement import Measurement
from viewer.measure.measuring import MeasureSettings
from viewer.measure.prepared import prepare

FORMAT = "multifidus-fat-map"
"""What the file beside a map calls itself."""

MAX_SIDECAR_BYTES = 16 << 20
"""Largest file beside a map that is looked into before it is written over, bytes."""

STEP_TOLERANCE_MM = 0.05
"""How far a slice may lie from where even steps would put it, mm: what scanners round their positions by is less."""

_ABOUT = (
    "Fat fraction in % of every pixel that an outline touches, by the method of the numbers; not a number elsewhere. "
    "Noise lies below 0 and above 100 and is kept, so that it averages out. 'map_mean_percent' is the mean of the "
    "pixels of an outline, each weighing as much as it is covered; 'difference_points' is the number minus that mean: "
    "what the method corrects at the border, or weighs otherwise."
)


@dataclass(frozen=True, slots=True)
class _Place:
    """One slice of the written grid, with what was stated about it, and its map, or None between outlined slices."""

    image: Slice
    geometry: PlaneGeometry
    fat_map: FatMap | None


def write_fat_map(path: Path, study: Study, document: Document, measurement: Measurement | None) -> None:
    """Write the fat map of the outlined slices of one block, and a JSON file of the same name beside it.

    Parameters
    ----------
    path
        A .nii.gz or .nii file.
    study
        The opened images.
    document
        Outlines and what was stated.
    measurement
        Numbers of the outlines, as they were just measured.

    Raises
    ------
    OutlineError
        If no outline has a fat fraction.
    UsageError
        If the outlines lie on several blocks, or on slices that are not evenly spaced.
    UnreadableError
        If pixels cannot be read.
    PatientDataError
        If the file beside it would hold an identifier.
    OutputError
        If a file cannot be written; nothing half-written stays behind.
    """
    if measurement is None:
        raise OutlineError("There is no number to map; outline a muscle first.")
    places = _places(study, document, measurement)
    beside = sidecar_of(path)
    _refuse_foreign(beside)
    grid = _grid(places)
    volume = np.stack([_percent(place) for place in places])
    description = f"{PROGRAM} {__version__}: {LEGEND}, %, method {measurement.method.name}"
    is_packed = suffix_of(path) == ".nii.gz"
    data = nifti_bytes(volume, grid, description=description, shown=(0.0, 100.0), is_packed=is_packed)
    told = _told(places, grid, measurement)
    is_new = not path.exists()
    write_atomically(path, data)
    try:
        write_atomically(beside, told)
    except OutputError:
        if is_new:
            with contextlib.suppress(OSError):
                path.unlink()
        raise


def sidecar_of(path: Path) -> Path:
    """The JSON file beside a map.

    Parameters
    ----------
    path
        The map.
    """
    return path.with_name(path.name[: len(path.name) - len(suffix_of(path))] + ".json")


def _refuse_foreign(beside: Path) -> None:
    """Refuse to write over a file that is not one of ours."""
    if not beside.exists():
        return
    try:
        data = local_file(beside).read(0, MAX_SIDECAR_BYTES + 1)
        found = parsed(data, kind="file of a map", most_bytes=MAX_SIDECAR_BYTES, most_values=1_000_000)
    except UnreadableError:
        found = None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise OutputError(f"{beside} would be written too and is another file; choose another name for the map.")


def _places(study: Study, document: Document, measurement: Measurement) -> list[_Place]:
    """The slices of the grid, from the first to the last one that has a map."""
    measured = {row.series for row in measurement.rows}
    mapped = [
        (block, maps)
        for block in study.series
        if block.number in measured
        if (maps := _maps(block, study, document, measurement))
    ]
    if not mapped:
        raise OutlineError("No outline has a fat fraction, so there is nothing to map; see its flags in measure.")
    if len(mapped) > 1:
        raise UsageError("The outlines lie on several series, and a map is of one; name it with --series and --slice.")
    block, maps = mapped[0]
    numbers = [number for number, image in enumerate(block.slices) if image.key in {m.slice_key for m in maps}]
    by_key = {found.slice_key: found for found in maps}
    return [
        _Place(image, _stated(image, block, document), by_key.get(image.key))
        for image in block.slices[numbers[0] : numbers[-1] + 1]
    ]


def _stated(image: Slice, block: Series, document: Document) -> PlaneGeometry:
    return document.statement_on(image, series_uid=block.series_uid).apply_to(image).geometry


def _maps(block: Series, study: Study, document: Document, measurement: Measurement) -> list[FatMap]:
    """Maps of the slices of a block."""
    settings = MeasureSettings(measurement.method.name, document.threshold)
    keys = {outline.slice_key for outline in document.outlines}
    found = []
    for image in block.slices:
        if image.key in keys:
            ready = prepare(image, document, series_uid=block.series_uid)
            made = fat_map_of(measurement, ready, settings, study.series)
            found += [] if made is None else [made]
    return found


def _percent(place: _Place) -> NDArray[np.float32]:
    """Fat fraction of a slice in %, shape (rows, columns); not a number outside the outlines."""
    if place.fat_map is None:
        return np.full((place.image.rows, place.image.columns), np.nan, dtype=np.float32)
    return (100.0 * place.fat_map.on_slice()).astype(np.float32)


def _grid(places: Sequence[_Place]) -> GridGeometry:
    """Where the voxels lie, as far as the slices tell."""
    first = places[0].geometry
    orientation, spacing = first.orientation, first.spacing
    thickness = places[0].image.acquisition.slice_thickness_mm
    step = 1.0 if thickness is None or not thickness > 0.0 else thickness
    if orientation is None or first.position_mm is None:
        sizes = None if spacing is None else (spacing.column_mm, spacing.row_mm, step)
        return GridGeometry(sizes, None, None)
    normal = np.asarray(orientation.normal)
    if len(places) > 1:
        step = _step(places, normal)
    directions = np.column_stack([orientation.row, orientation.column, normal * np.sign(step)])
    sizes = None if spacing is None else (spacing.column_mm, spacing.row_mm, abs(step))
    return GridGeometry(sizes, directions, first.position_mm)


def _step(places: Sequence[_Place], normal: NDArray[np.float64]) -> float:
    """Way along the normal from slice to slice, mm; negative where they go against it."""
    known: list[Vector] = [p.geometry.position_mm for p in places if p.geometry.position_mm is not None]
    if len(known) == len(places):
        positions = np.asarray(known)
        step = float((positions[-1] - positions[0]) @ normal) / (len(places) - 1)
        even = positions[0] + np.outer(np.arange(len(places)) * step, normal)
        if step != 0.0 and np.linalg.norm(positions - even, axis=1).max() <= STEP_TOLERANCE_MM:
            return step
    raise UsageError("The outlined slices are not evenly spaced, so that no volume holds them; map one with --slice.")


def _told(places: Sequence[_Place], grid: GridGeometry, measurement: Measurement) -> bytes:
    """The file beside the map, built from what is named here and nothing else."""
    told = {
        "format": FORMAT,
        "format_version": 1,
        "program": PROGRAM,
        "version": __version__,
        "content": LEGEND,
        "unit": "%",
        "about": _ABOUT,
        "voxel_size_mm": None if grid.spacing_mm is None else list(grid.spacing_mm),
        "has_place_in_patient": grid.directions is not None and grid.spacing_mm is not None,
        "slices": [
            {
                "k": k,
                "source_hash": as_fingerprint(place.image.key.uid),
                "frame": place.image.key.frame,
                "outlines": [] if place.fat_map is None else _outlines(place.fat_map),
            }
            for k, place in enumerate(places)
        ],
        "measurement": json.loads(measurement_json(measurement, input_name=None, is_for_file=True)),
    }
    return (json.dumps(told, indent=2, allow_nan=False) + "\n").encode("ascii")


def _outlines(fat_map: FatMap) -> list[dict[str, Any]]:
    return [
        {
            "structure": one.outline.structure.value,
            "side": one.outline.side.value,
            "border_rule": one.outline.rule.value,
            "fat_fraction_percent": 100.0 * one.fat_fraction,
            "map_mean_percent": 100.0 * one.mean,
            "difference_points": one.difference_points,
        }
        for one in fat_map.outlines
    ]
