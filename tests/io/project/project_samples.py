"""Projects and studies for the tests of project files: small, synthetic, with known answers."""

from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from tests.lumbar import circle, write_study
from viewer.core.annotations.pairing import DAY_MAXIMUM, OFFSET_MAXIMUM, PairedBlock, Pairing
from viewer.core.document import (
    Crop,
    Document,
    Layer,
    Midline,
    ReadingCodes,
    ScaleOf,
    SliceLevel,
    Statement,
    VertebraMark,
)
from viewer.core.fingerprints import fingerprint
from viewer.core.geometry import Orientation, Spacing
from viewer.core.grey import Window
from viewer.core.outline import Outline, OutlineRule, Side, Structure
from viewer.core.series import SliceKey, Study
from viewer.io.opening import open_study
from viewer.io.project import ImagePrint, PlaceHint, ProjectFile, ProjectView, StoredMeasurement, StoredRow
from viewer.measure.measurement import MethodUsed

coordinates = st.floats(-1e9, 1e9)
numbers = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e300, max_value=1e300)
texts = st.text(st.characters(), max_size=12)
counts = st.integers(1, 10**9)
prints = st.sampled_from([fingerprint(str(n)) for n in range(6)])
keys = st.builds(SliceKey, prints, st.integers(1, 3))
points = st.tuples(coordinates, coordinates)
rings = st.lists(points, min_size=3, max_size=6).map(tuple)
outlines = st.builds(
    Outline,
    slice_key=keys,
    rings=st.lists(rings, min_size=1, max_size=2).map(tuple),
    side=st.sampled_from(Side),
    structure=st.sampled_from(Structure),
    rule=st.sampled_from(OutlineRule),
    is_proposed=st.booleans(),
)
lengths = st.floats(0.001, 100.0)
statements = st.builds(
    Statement,
    sides=st.sampled_from([None, "radiological", "neurological"]),
    spacing=st.none() | st.builds(Spacing, row_mm=lengths, column_mm=lengths),
)
midlines = st.builds(Midline, slice_key=keys, ends=st.tuples(points, points).filter(lambda ends: ends[0] != ends[1]))
crops = st.builds(
    lambda key, left, top, width, height: Crop(key, left=left, top=top, right=left + width, bottom=top + height),
    keys,
    st.integers(0, 999),
    st.integers(0, 999),
    st.integers(1, 999),
    st.integers(1, 999),
)
codes = st.builds(
    ReadingCodes,
    study=texts,
    reader=texts,
    reading=st.none() | st.integers(0, 10**9),
    is_blinded_to_numbers=st.booleans(),
)
layers = st.builds(
    Layer,
    name=texts.filter(bool),  # the one being worked on is called ''
    codes=codes,
    outlines=st.lists(outlines, max_size=2).map(tuple),
    is_shown=st.booleans(),
    is_answer=st.booleans(),
)
levels = st.builds(SliceLevel, keys, st.sampled_from(["L4/5", "S1"]))
vertebrae = st.builds(
    VertebraMark,
    frame_of_reference=prints,
    name=st.sampled_from(["L5", "S1"]),
    position_mm=st.tuples(coordinates, coordinates, coordinates),
    is_proposed=st.booleans(),
)
paired = st.builds(PairedBlock, prints, counts)
pairings = st.builds(
    Pairing,
    before=paired,
    after=paired,
    offset_slices=st.integers(-OFFSET_MAXIMUM, OFFSET_MAXIMUM),
    is_by_offset=st.booleans(),
    treated=st.sampled_from([None, Side.RIGHT, Side.LEFT]),
    procedure_day=st.none() | st.integers(-DAY_MAXIMUM, DAY_MAXIMUM),
    is_blinded=st.booleans(),
)
documents = st.builds(
    Document,
    outlines=st.lists(outlines, max_size=4).map(tuple),
    statement=statements,
    statements=st.lists(st.tuples(prints, statements), max_size=2).map(tuple),
    midlines=st.lists(midlines, max_size=2).map(tuple),
    crops=st.lists(crops, max_size=2).map(tuple),
    method=st.none() | texts,
    scale_of=st.sampled_from(ScaleOf),
    threshold=st.none() | numbers,
    codes=codes,
    layers=st.lists(layers, max_size=2, unique_by=lambda layer: layer.name).map(tuple),
    levels=st.lists(levels, max_size=2, unique_by=lambda level: level.slice_key).map(tuple),
    vertebrae=st.lists(vertebrae, max_size=2, unique_by=lambda mark: (mark.frame_of_reference, mark.name)).map(tuple),
    outline_rule=st.sampled_from(OutlineRule),
    pairing=st.none() | pairings,
)
views = st.builds(
    ProjectView,
    series=st.none() | prints,
    block=counts,
    slice_key=st.none() | keys,
    windows=st.lists(st.tuples(prints, st.builds(Window, numbers, st.floats(1e-9, 1e9))), max_size=2).map(tuple),
    is_smooth=st.booleans(),
)
stored_rows = st.builds(
    StoredRow,
    slice_key=keys,
    structure=st.sampled_from(Structure),
    outline=counts,
    side=st.sampled_from(Side),
    area_px=numbers,
    area_mm2=st.none() | numbers,
    fat_fraction_percent=st.none() | numbers,
    fat_to_muscle_ratio=st.none() | numbers,
    flags=st.lists(texts, max_size=2).map(tuple),
    level=st.sampled_from([None, "L4/5"]),
    spacing=st.none() | st.builds(Spacing, row_mm=lengths, column_mm=lengths),
    fat_fraction_interval_percent=st.none() | st.tuples(numbers, numbers),
    fat_to_muscle_ratio_interval=st.none() | st.tuples(numbers, numbers),
)
parameters = st.tuples(texts, st.none() | st.booleans() | texts | numbers)
measurements = st.builds(
    StoredMeasurement,
    method=st.builds(MethodUsed, texts, texts, st.lists(parameters, max_size=3).map(tuple)),
    rows=st.lists(stored_rows, max_size=3).map(tuple),
)


unit_vectors = st.sampled_from(
    [Orientation((1.0, 0.0, 0.0), (0.0, 1.0, 0.0)), Orientation((0.0, 0.6, 0.8), (-1.0, 0.0, 0.0))]
)
image_prints = st.builds(
    ImagePrint,
    slice_key=keys,
    pixels=st.sampled_from(["0" * 64, "0123456789abcdef" * 4]),
    rows=counts,
    columns=counts,
    spacing=st.none() | st.builds(Spacing, row_mm=lengths, column_mm=lengths),
    orientation=st.none() | unit_vectors,
    position_mm=st.none() | st.tuples(coordinates, coordinates, coordinates),
)


def _with_series(project: ProjectFile, series: str) -> ProjectFile:
    document = project.document
    every = (*document.outlines, *(outline for layer in document.layers for outline in layer.outlines))
    keys_of = dict.fromkeys(outline.slice_key for outline in every)
    return ProjectFile(
        document=project.document,
        series_of=tuple((key, series) for key in keys_of),
        view=project.view,
        measurement=project.measurement,
        place=project.place,
        images=project.images,
    )


projects = st.builds(
    _with_series,
    st.builds(
        ProjectFile,
        document=documents,
        view=views,
        measurement=st.none() | measurements,
        place=st.none() | st.builds(PlaceHint, st.integers(0, 20), st.integers(0, 20)),
        images=st.lists(image_prints, max_size=2).map(tuple),
    ),
    prints,
)


def lumbar_study(folder: Path, **keywords: Any) -> tuple[Study, Document]:
    """Write and open the lumbar study; the document outlines both sides of slice 2."""
    study = open_study([write_study(folder, **keywords)])
    return study, document_on(study)


def document_on(study: Study, *, number: int = 2, **changes: Any) -> Document:
    """Document that outlines both sides of a slice of the first series."""
    key = study.series[0].slices[number - 1].key
    drawn = [Outline.from_points(circle(side), slice_key=key, side=side) for side in (Side.RIGHT, Side.LEFT)]
    return Document(outlines=tuple(drawn), **changes)
