"""Numbers as a project stored them: rows with their outlines, and a measurement that says what it is."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.io.project.project_samples import lumbar_study
from viewer.app.projects.stored import matched_rows, stored_measurement
from viewer.core.document import ReadingCodes
from viewer.core.outline import Side, Structure
from viewer.io.project import ProjectFile, project_of
from viewer.measure.measurement import Measurement
from viewer.measure.measuring import MeasureSettings, measure


@pytest.fixture
def made(tmp_path: Path) -> tuple[ProjectFile, Measurement]:
    study, document = lumbar_study(tmp_path / "study")
    left_first = replace(document, outlines=document.outlines[::-1], codes=ReadingCodes("ST", "R1", 2))
    found = measure(left_first, study.series, MeasureSettings(method="otsu-shared"))
    project = project_of(left_first, study, measurement=found)
    return replace(project, program_version="0.0.9"), found


def with_rows(project: ProjectFile, **changes: object) -> ProjectFile:
    assert project.measurement is not None
    rows = tuple(replace(row, **changes) for row in project.measurement.rows)  # type: ignore[arg-type]  # fields of any type
    return replace(project, measurement=replace(project.measurement, rows=rows))


def test_every_row_finds_its_outline_right_before_left(made: tuple[ProjectFile, Measurement]) -> None:
    project, _ = made
    matched = matched_rows(project)
    assert [(row.side, outline.side) for _, outline, row in matched if row is not None and outline is not None] == [
        (Side.RIGHT, Side.RIGHT),
        (Side.LEFT, Side.LEFT),
    ]


def test_outlines_without_sides_are_numbered_as_they_were_drawn(made: tuple[ProjectFile, Measurement]) -> None:
    project, _ = made
    unsided = with_rows(project, side=Side.UNKNOWN)
    assert unsided.measurement is not None
    drawn = [outline.area_px for outline in unsided.document.outlines]
    rows = tuple(replace(row, area_px=area) for row, area in zip(unsided.measurement.rows, drawn, strict=True))
    unsided = replace(unsided, measurement=replace(unsided.measurement, rows=rows))
    assert [outline for _, outline, _ in matched_rows(unsided)] == list(unsided.document.outlines)


def test_a_row_of_another_outline_is_left_out_and_rows_without_one_stay(
    made: tuple[ProjectFile, Measurement],
) -> None:
    project, _ = made
    assert [row for _, _, row in matched_rows(with_rows(project, area_px=5.0))] == [None, None]
    bare = replace(project, document=replace(project.document, outlines=()))
    assert [outline for _, outline, _ in matched_rows(bare)] == [None, None]


def test_the_measurement_holds_what_was_stored(made: tuple[ProjectFile, Measurement]) -> None:
    project, found = made
    stored = stored_measurement(project)
    assert stored is not None
    assert (stored.stored_by, stored.codes, stored.method) == ("0.0.9", ReadingCodes("ST", "R1", 2), found.method)
    for row, before in zip(stored.rows, found.rows, strict=True):
        assert (row.area_mm2, row.fat_fraction_percent, row.side) == (
            before.area_mm2,
            before.fat_fraction_percent,
            before.side,
        )
        assert row.fat_area_mm2 == pytest.approx(before.fat_area_mm2)
        assert row.muscle_area_mm2 == pytest.approx(before.muscle_area_mm2)
        assert (row.series, row.slice_number, row.mean) == (0, 0, None)
    assert stored.comparisons == ()


def test_flags_of_another_version_are_never_shown_as_text(made: tuple[ProjectFile, Measurement]) -> None:
    stored = stored_measurement(with_rows(made[0], flags=("lossy", "Jane Doe")))
    assert stored is not None
    assert {row.flags for row in stored.rows} == {("lossy",)}
    assert any("unknown to this version" in warning for warning in stored.warnings)


def test_only_the_absent_slices_or_nothing(made: tuple[ProjectFile, Measurement]) -> None:
    project, _ = made
    keys = {outline.slice_key for outline in project.document.outlines}
    assert stored_measurement(project, absent=keys) is not None
    assert stored_measurement(project, absent=set()) is None
    assert stored_measurement(replace(project, measurement=None)) is None


def test_what_cannot_be_is_none(made: tuple[ProjectFile, Measurement]) -> None:
    stored = stored_measurement(with_rows(made[0], area_mm2=None, structure=Structure.MULTIFIDUS))
    assert stored is not None
    assert {(row.fat_area_mm2, row.muscle_area_mm2) for row in stored.rows} == {(None, None)}
