"""Saving and opening a project as the window does: images found, numbers measured again, differences told."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.io.project.project_samples import document_on, lumbar_study
from tests.synthetic import axial_series
from viewer.app.projects import check_codes, differences, open_project, save
from viewer.core.document import Document, ReadingCodes
from viewer.core.outline import Outline, Side
from viewer.core.series import Identity, Study
from viewer.core.view import View
from viewer.errors import OutputError, PatientDataError, ProjectError, UnreadableError, UsageError
from viewer.io.project import encode_project, read_project, write_project
from viewer.measure.measurement import Measurement, MethodUsed
from viewer.measure.measuring import MeasureSettings, measure
from viewer.measure.methods import METHODS

CODES = ReadingCodes("STUDY-7", "R1", 2)
METHOD = METHODS[0].name
"""Of a project that was never told another."""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MULTIFIDUS_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def saved(tmp_path: Path, **changes: Any) -> tuple[Path, Study, Document, Measurement]:
    study, document = lumbar_study(tmp_path / "top" / "study")
    document = replace(document, codes=CODES, **changes)
    measurement = measure(document, study.series, MeasureSettings())
    path = tmp_path / "top" / "a.mfv"
    save(path, study=study, document=document, view=View(series=2, slice_number=1), measurement=measurement)
    return path, study, document, measurement


def test_a_project_opens_as_it_was_saved(tmp_path: Path) -> None:
    path, _, document, measurement = saved(tmp_path)
    told: list[tuple[int, int]] = []
    found = open_project(path, progress=lambda done, total: told.append((done, total)))
    assert not found.needs_images
    assert found.bound is not None
    assert (found.bound.document, found.bound.missing) == (document, ())
    assert (found.bound.view.series, found.bound.view.slice_number) == (2, 1)
    assert found.measurement is not None
    assert found.measurement.rows == measurement.rows
    assert found.measurement.codes == CODES
    assert (found.differences, found.warnings) == ((), ())
    assert told


def test_saving_again_without_a_change_gives_the_same_bytes(tmp_path: Path) -> None:
    path, *_ = saved(tmp_path)
    before = path.read_bytes()
    found = open_project(path)
    assert found.study is not None
    assert found.bound is not None
    written = save(
        path,
        study=found.study,
        document=found.bound.document,
        view=found.bound.view,
        measurement=found.measurement,
        before=found.project,
    )
    assert path.read_bytes() == before
    assert encode_project(written) == before


def test_the_user_is_asked_for_images_that_are_gone(tmp_path: Path, home: Path) -> None:
    path, *_ = saved(tmp_path)
    (tmp_path / "far" / "away").mkdir(parents=True)
    shutil.move(tmp_path / "top" / "study", tmp_path / "far" / "away" / "images")
    found = open_project(path)
    assert found.needs_images
    assert found.bound is None
    assert len(found.project.document.outlines) == 2
    again = open_project(path, images=[tmp_path / "far" / "away" / "images"])
    assert again.bound is not None
    assert again.bound.missing == ()
    by_itself = open_project(path)
    assert by_itself.images == (tmp_path / "far" / "away" / "images",)  # remembered
    assert "at another place" in by_itself.warnings[0]
    assert again.warnings == ()
    with pytest.raises(UnreadableError):
        open_project(path, images=[tmp_path / "nowhere"])


def test_other_images_leave_the_outlines_missing_and_nothing_is_lost(tmp_path: Path) -> None:
    path, _, document, _ = saved(tmp_path)
    axial_series(tmp_path / "other", study=5)
    found = open_project(path, images=[tmp_path / "other"])
    assert found.bound is not None
    assert found.study is not None
    assert len(found.bound.missing) == 2
    assert found.measurement is None
    assert found.warnings == (
        "All outlines lie on slices that are not among these images; they are kept in the project, but not measured.",
    )
    save(path, study=found.study, document=found.bound.document, before=found.project)
    again = open_project(path, images=[tmp_path / "top" / "study"])
    assert again.bound is not None
    assert again.bound.document == document


def test_a_changed_number_is_told_and_not_replaced(tmp_path: Path) -> None:
    path, *_ = saved(tmp_path)
    project = read_project(path)
    assert project.measurement is not None
    right, left = project.measurement.rows
    changed = replace(
        right,
        fat_fraction_percent=45.0,
        area_px=right.area_px * (1 + 1e-13),
        fat_to_muscle_ratio=(right.fat_to_muscle_ratio or 0.0) * (1 + 1e-7),  # another computer's fit
    )
    slightly = replace(left, area_mm2=(left.area_mm2 or 0.0) + 1e-4)
    write_project(path, replace(project, measurement=replace(project.measurement, rows=(changed, slightly))))
    found = open_project(path)
    assert found.measurement is not None
    now = found.measurement.rows[0].fat_fraction_percent
    first, second = found.differences
    assert first == (f"Patient's right multifidus: fat fraction 45.0 % when saved, {now:.1f} % now.")
    assert second.startswith("Patient's left multifidus: area ")
    was, is_now = (float(part.split(" mm²")[0].split()[-1]) for part in second.split(" when saved, "))
    assert was - is_now == pytest.approx(1e-4, abs=5e-5)
    stored = read_project(path).measurement
    assert stored is not None
    assert stored.rows[0].fat_fraction_percent == 45.0


def test_a_changed_method_is_told_even_if_no_number_changed(tmp_path: Path) -> None:
    path, _, _, measurement = saved(tmp_path)
    stored = read_project(path).measurement
    assert stored is not None
    slices = read_project(path).outlined_slices
    newer = replace(measurement, method=MethodUsed(METHOD, "2"))
    [sentence] = differences(stored, newer, slices)
    assert f"method {METHOD} 1 → 2" in sentence
    other = replace(measurement, method=MethodUsed("otsu-each", "1"))
    [sentence] = differences(stored, other, slices)
    assert f"method {METHOD} → otsu-each" in sentence
    gone = replace(measurement, rows=measurement.rows[:1])
    assert differences(stored, gone, slices) == ("Patient's left multifidus: measured when saved, and not any more.",)
    assert differences(stored, gone, frozenset()) == ()
    unknown = replace(measurement, rows=tuple(replace(row, side=Side.UNKNOWN) for row in measurement.rows))
    assert differences(stored, unknown, slices)[0].startswith("Patient's right multifidus: side right when saved, unk")


def test_differences_on_several_slices_name_the_slice(tmp_path: Path) -> None:
    study, document = lumbar_study(tmp_path / "study")
    document = document.with_outlines(document_on(study, number=3).outlines)
    path = tmp_path / "a.mfv"
    save(path, study=study, document=document, measurement=measure(document, study.series, MeasureSettings()))
    project = read_project(path)
    assert project.measurement is not None
    rows = [replace(row, fat_to_muscle_ratio=None) for row in project.measurement.rows]
    write_project(path, replace(project, measurement=replace(project.measurement, rows=tuple(rows))))
    found = open_project(path).differences
    assert [sentence[:43] for sentence in found[::2]] == [
        "Series 1, slice 2, patient's right multifid",
        "Series 1, slice 3, patient's right multifid",
    ]
    assert "fat-to-muscle ratio none when saved, 0." in found[0]


def test_a_method_that_is_gone_is_told(tmp_path: Path) -> None:
    path, *_ = saved(tmp_path)
    project = read_project(path)
    write_project(path, replace(project, document=replace(project.document, method="of tomorrow")))
    found = open_project(path)
    assert found.measurement is None
    assert found.differences[0].startswith("The stored numbers could not be measured again: There is no measuring")


def test_an_outline_that_cannot_be_measured_still_opens(tmp_path: Path) -> None:
    study, document = lumbar_study(tmp_path / "study")
    bow_tie = Outline(document.outlines[0].slice_key, (((20.0, 20.0), (40.0, 40.0), (40.0, 20.0), (20.0, 40.0)),))
    save(tmp_path / "a.mfv", study=study, document=Document(outlines=(bow_tie,)))
    found = open_project(tmp_path / "a.mfv")
    assert found.bound is not None
    assert found.bound.document.outlines == (bow_tie,)
    assert found.differences == ()


def test_what_progress_raises_stops_everything(tmp_path: Path) -> None:
    path, *_ = saved(tmp_path)

    class StoppedError(Exception):
        pass

    def stop(done: int, total: int) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        open_project(path, progress=stop)


def test_a_damaged_project_is_refused_and_one_with_a_backup_is_told(tmp_path: Path) -> None:
    path, study, document, _ = saved(tmp_path)
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(ProjectError, match=r"a\.mfv cannot be opened"):
        open_project(path)
    for number in (1, 2):
        save(path, study=study, document=replace(document, codes=ReadingCodes(reading=number)))
    path.write_bytes(b"{}")
    found = open_project(path)
    assert found.bound is not None
    assert found.bound.document.codes.reading == 1
    assert "its backup" in found.warnings[0]


# Patient data


@pytest.mark.parametrize(
    "codes",
    [
        ReadingCodes(study="Doe-J"),
        ReadingCodes(reader="jane.doe"),
        ReadingCodes(study="MRN 778899"),
        ReadingCodes("1980-02-03"),
    ],
)
def test_codes_that_name_the_patient_are_refused(tmp_path: Path, codes: ReadingCodes) -> None:
    whose = Identity("Doe^Jane", "MRN778899", "19800203", "20200101", "1.2.3.4.5")
    with pytest.raises(PatientDataError) as caught:
        check_codes(codes, [Identity(), whose])
    assert "Doe" not in str(caught.value)
    check_codes(codes, [Identity("Roe^Richard", "X55555")])
    study, document = lumbar_study(
        tmp_path / "s", patient="Doe^Jane", patient_id="MRN778899", PatientBirthDate="19800203"
    )
    with pytest.raises(PatientDataError):
        save(tmp_path / "a.mfv", study=study, document=replace(document, codes=codes))
    assert not (tmp_path / "a.mfv").exists()


@pytest.mark.parametrize(
    "codes",
    [ReadingCodes(study="a\nb"), ReadingCodes(reader=65 * "x"), ReadingCodes(reading=0), ReadingCodes(reading=10_000)],
)
def test_codes_that_are_none_are_refused(codes: ReadingCodes) -> None:
    with pytest.raises(UsageError):
        check_codes(codes, [])
    check_codes(CODES, [])


def test_names_and_places_that_will_not_do(tmp_path: Path) -> None:
    study, document = lumbar_study(tmp_path / "study", patient="Doberman^Jane")
    with pytest.raises(PatientDataError, match="file name"):
        save(tmp_path / "Doberman 2.mfv", study=study, document=document)
    image = Path(study.series[0].slices[0].file)
    with pytest.raises(OutputError, match="is a file that was read"):
        save(image, study=study, document=document)
    with pytest.raises(OutputError):
        save(tmp_path / "no folder" / "a.mfv", study=study, document=document)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["study"]


def test_numbers_of_images_that_are_not_open_are_kept_when_saving(tmp_path: Path) -> None:
    path, _, _, measurement = saved(tmp_path)
    axial_series(tmp_path / "other", 2, study="other")
    found = open_project(path, images=[tmp_path / "other"])
    assert found.study is not None
    assert found.bound is not None
    save(path, study=found.study, document=found.bound.document, measurement=found.measurement, before=found.project)
    kept = read_project(path).measurement
    assert kept is not None, "what was shown could never be compared with again"
    assert [row.fat_fraction_percent for row in kept.rows] == [row.fat_fraction_percent for row in measurement.rows]
