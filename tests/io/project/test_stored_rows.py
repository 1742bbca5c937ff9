"""What is stored with a number, so that a project can be compared and joined without its images."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.io.project.project_samples import lumbar_study
from tests.io.project.test_project_round_trip import plain, resealed
from viewer.core.document import Statement
from viewer.core.geometry import Spacing
from viewer.core.outline import Side, Structure
from viewer.errors import ProjectError
from viewer.io.project import StoredMeasurement, StoredRow, decode_project, encode_project, project_of
from viewer.measure.measurement import MethodUsed
from viewer.measure.measuring import MeasureSettings, measure

LATER = ("level", "spacing_mm", "fat_fraction_interval_percent", "fat_to_muscle_ratio_interval")


def stored(row: StoredRow) -> bytes:
    return encode_project(plain(measurement=StoredMeasurement(MethodUsed("m", "1"), (row,))))


def a_row() -> StoredRow:
    key = plain().document.outlines[0].slice_key
    return StoredRow(key, Structure.MULTIFIDUS, 1, Side.LEFT, 10.0, level="L4/5", spacing=Spacing(0.5, 0.25))


def test_level_and_spacing_of_the_measured_slice_are_stored(tmp_path: Path) -> None:
    study, document = lumbar_study(tmp_path / "study")
    image = study.series[0].slices[1]
    spacing = image.geometry.spacing
    assert spacing is not None
    found = measure(document, study.series, MeasureSettings(method="otsu-shared"))
    rows = tuple(replace(row, level="L4/5", fat_fraction_interval_percent=(1.0, 2.0)) for row in found.rows)
    project = project_of(document, study, measurement=replace(found, rows=rows))
    assert project.measurement is not None
    again = decode_project(encode_project(project)).measurement
    assert again is not None
    assert {(row.level, row.spacing, row.fat_fraction_interval_percent) for row in again.rows} == {
        ("L4/5", spacing, (1.0, 2.0))
    }


def test_a_stated_spacing_is_stored_where_the_header_has_none(tmp_path: Path) -> None:
    study, document = lumbar_study(tmp_path / "study")
    series = study.series[0]
    silent = tuple(replace(image, geometry=replace(image.geometry, spacing=None)) for image in series.slices)
    study = replace(study, series=(replace(series, slices=silent),))
    document = replace(document, statement=Statement(spacing=Spacing(0.7, 0.9)))
    found = measure(document, study.series, MeasureSettings(method="otsu-shared"))
    project = project_of(document, study, measurement=found)
    assert project.measurement is not None
    assert {row.spacing for row in project.measurement.rows} == {Spacing(0.7, 0.9)}


def test_a_level_that_is_free_text_never_gets_in() -> None:
    row = replace(a_row(), level="Jane Doe")
    assert b"Jane" not in stored(row)


def test_rows_of_older_programs_have_none_of_it() -> None:
    document = json.loads(stored(a_row()))
    [row] = document["payload"]["measurement"]["rows"]
    for name in LATER:
        del row[name]
    found = decode_project(resealed(document)).measurement
    assert found is not None
    assert found.rows == (replace(a_row(), level=None, spacing=None),)


@pytest.mark.parametrize(
    ("name", "value"),
    [("level", 4), ("spacing_mm", [0, 1]), ("spacing_mm", 1), ("fat_fraction_interval_percent", [1])],
)
def test_wrong_values_of_it_are_refused(name: str, value: object) -> None:
    document = json.loads(stored(a_row()))
    document["payload"]["measurement"]["rows"][0][name] = value
    with pytest.raises(ProjectError):
        decode_project(resealed(document))
