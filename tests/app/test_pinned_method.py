"""A project keeps the method and the numbers it was saved with; another method is shown, and then chosen or not."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.io.project.project_samples import lumbar_study
from tests.io.project.test_pinning import SCHEMA_1
from tests.io.project.test_project_round_trip import resealed
from viewer.app.numbers import numbers_of
from viewer.app.numbers.saving import measurement_of_document
from viewer.app.projects import OpenedProject, open_project, save
from viewer.app.sample import sample_paths
from viewer.app.work import Work
from viewer.core.document import Document
from viewer.core.series import Study
from viewer.core.view import View
from viewer.errors import UsageError
from viewer.io.project import read_project
from viewer.io.project.pinning import pinned
from viewer.measure.methods import METHODS


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MULTIFIDUS_HOME", str(tmp_path / "home"))


def saved(tmp_path: Path) -> tuple[Path, Study, Document]:
    study, document = lumbar_study(tmp_path / "study")
    document = document.with_method("otsu-each")
    path = tmp_path / "a.mfv"
    save(path, study=study, document=document, measurement=measurement_of_document(document, study))
    return path, study, document


def changed(path: Path, **method: object) -> None:
    """Change what a project's file says of its method; the version also beside its numbers."""
    document = json.loads(path.read_bytes())
    document["payload"]["method"].update(method)
    document["payload"]["measurement"]["method"].update({n: v for n, v in method.items() if n in {"name", "version"}})
    path.write_bytes(resealed(document))


def bound_document(found: OpenedProject) -> Document:
    assert found.bound is not None
    return found.bound.document


def test_a_project_from_before_the_change_of_the_default_keeps_its_numbers(tmp_path: Path) -> None:
    path = Path(shutil.copy(SCHEMA_1, tmp_path / "old.mfv"))
    stored = read_project(path).measurement
    assert stored is not None
    found = open_project(path, images=sample_paths())
    assert found.measurement is not None
    assert (found.measurement.method.name, found.measurement.method.version) == ("otsu-shared", "1")
    assert found.differences == ()
    numbers = [row.fat_fraction_percent for row in found.measurement.rows]
    assert numbers == pytest.approx([row.fat_fraction_percent for row in stored.rows])
    assert numbers == pytest.approx([48.18792621769054, 9.01402780961735])
    assert found.study is not None
    save(path, study=found.study, document=bound_document(found), measurement=found.measurement, before=found.project)
    kept = read_project(path)
    assert pinned(kept.document) == ("otsu-shared", "1")
    assert kept.measurement is not None
    assert [row.fat_fraction_percent for row in kept.measurement.rows] == numbers
    assert not kept.is_by_old_default


def test_a_method_that_is_no_longer_the_default_is_kept_and_the_default_is_offered(tmp_path: Path) -> None:
    path, *_ = saved(tmp_path)
    assert open_project(path).offer is None, "the user chose that method"
    changed(path, is_default=True)
    before = path.read_bytes()
    found = open_project(path)
    assert bound_document(found).method == "otsu-each"
    assert found.differences == ()
    offer = found.offer
    assert offer is not None
    assert (offer.kept, offer.is_gone) == ("otsu-each, version 1", False)
    assert offer.offered == f"{METHODS[0].name}, version {METHODS[0].version}"
    assert offer.document == replace(bound_document(found), method=None)
    assert offer.lines
    assert all(f"method otsu-each → {METHODS[0].name}" in line for line in offer.lines)
    assert path.read_bytes() == before


def test_a_version_that_this_program_does_not_have_keeps_the_stored_numbers(tmp_path: Path) -> None:
    path, *_ = saved(tmp_path)
    changed(path, version="0")
    stored = read_project(path).measurement
    found = open_project(path)
    document, study = bound_document(found), found.study
    assert study is not None
    assert found.measurement is None
    assert "version 0 of otsu-each, which this program does not have" in found.differences[0]
    series = study.series[0]
    shown = numbers_of(document, series, series.slices[1])
    assert shown.refused is not None
    assert "stay stored as they are" in shown.refused
    with pytest.raises(UsageError, match="version 0 of otsu-each"):
        measurement_of_document(document, study)
    Work(study, document, View(), path=path, file=found.project).save(path)
    assert read_project(path).measurement == stored

    assert found.offer is not None
    assert (found.offer.kept, found.offer.offered) == ("otsu-each, version 0", "otsu-each, version 1")
    assert "method otsu-each 0 → 1" in found.offer.lines[0]
    Work(study, found.offer.document, View(), path=path, file=found.project).save(path)
    moved = read_project(path)
    assert moved.measurement is not None
    assert pinned(moved.document) == ("otsu-each", "1")
    assert moved.measurement.method.version == "1"


def test_for_a_method_that_is_gone_altogether_the_default_is_offered(tmp_path: Path) -> None:
    path, *_ = saved(tmp_path)
    changed(path, name="of-long-ago", version="3")
    found = open_project(path)
    assert found.offer is not None
    assert (found.offer.kept, found.offer.document.method) == ("of-long-ago, version 3", None)
    assert found.offer.lines
