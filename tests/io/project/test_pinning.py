"""Every project names its method and its version, so that a program that measures otherwise finds out."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.io.project.project_samples import lumbar_study
from tests.io.project.test_project_round_trip import plain, resealed
from viewer.core.document import Document
from viewer.io.project import decode_project, encode_project, is_gone, pinning, project_of
from viewer.io.project.migrations import FIRST_DEFAULT
from viewer.io.project.pinning import pinned, unpinned
from viewer.measure.measuring import MeasureSettings, measure
from viewer.measure.methods import METHODS

SCHEMA_1 = Path(__file__).with_name("old_projects") / "schema_1.mfv"
"""Both multifidi of a slice of the sample study, saved when `otsu-shared` was the default and no file said so."""

DEFAULT = METHODS[0]


def payload_of(data: bytes) -> dict[str, Any]:
    payload: dict[str, Any] = json.loads(data)["payload"]
    return payload


def method_in(**changes: Any) -> dict[str, Any]:
    document = replace(plain().document, **changes)
    method: dict[str, Any] = payload_of(encode_project(plain(document=document)))["method"]
    return method


def old(*, method: dict[str, Any], used: tuple[str, str] | None = None) -> Document:
    """Document of a file of schema 1 that says this of its method, and this of that of its stored numbers."""
    document = json.loads(SCHEMA_1.read_bytes())
    payload = document["payload"]
    payload["method"] = method
    if used is None:
        payload["measurement"] = None
    else:
        payload["measurement"]["method"].update(name=used[0], version=used[1])
    return decode_project(resealed(document)).document


def test_a_file_names_the_default_and_its_version() -> None:
    assert method_in() == {
        "name": DEFAULT.name,
        "version": DEFAULT.version,
        "is_default": True,
        "threshold": None,
        "scale_of": "slice",
    }
    chosen = method_in(method="manual", threshold=5.0)
    assert (chosen["name"], chosen["is_default"], chosen["threshold"]) == ("manual", False, 5.0)
    assert isinstance(chosen["version"], str)


def test_the_present_default_is_read_as_no_choice() -> None:
    assert unpinned(DEFAULT.name, DEFAULT.version) == (None, None)
    assert unpinned(DEFAULT.name, "of long ago") == (DEFAULT.name, "of long ago")
    assert unpinned("otsu-each", None) == ("otsu-each", None)
    assert pinned(Document(method="of tomorrow")) == ("of tomorrow", None)


def test_a_project_of_the_first_schema_keeps_the_default_of_its_time() -> None:
    assert payload_of(SCHEMA_1.read_bytes())["method"] == {"name": None, "threshold": None}
    project = decode_project(SCHEMA_1.read_bytes())
    assert pinned(project.document) == FIRST_DEFAULT == ("otsu-shared", "1")
    assert project.is_by_old_default == (DEFAULT.name != "otsu-shared")
    assert decode_project(encode_project(project)).is_by_old_default == project.is_by_old_default
    again = payload_of(encode_project(project))
    assert (again["method"]["name"], again["method"]["version"]) == ("otsu-shared", "1")
    for before, row in zip(
        payload_of(SCHEMA_1.read_bytes())["measurement"]["rows"], again["measurement"]["rows"], strict=True
    ):
        assert before.items() <= row.items()


def test_another_default_leaves_old_projects_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    default = next(method for method in METHODS if method.name != "otsu-shared")
    others = tuple(method for method in METHODS if method is not default)
    monkeypatch.setattr(pinning, "METHODS", (default, *others))
    project = decode_project(SCHEMA_1.read_bytes())
    assert (project.document.method, project.document.method_version) == ("otsu-shared", None)
    assert project.is_by_old_default
    assert decode_project(encode_project(plain())).document.method is None
    assert method_in()["name"] == default.name


def test_the_first_schema_without_numbers_or_with_a_chosen_method() -> None:
    assert pinned(old(method={"name": None, "threshold": None})) == ("otsu-shared", "1")
    assert pinned(old(method={"name": None, "threshold": None}, used=("otsu-each", "1"))) == ("otsu-each", "1")
    assert pinned(old(method={"name": "otsu-each", "threshold": None})) == ("otsu-each", "1")
    assert pinned(old(method={"name": "otsu-each", "threshold": None}, used=("otsu-shared", "7"))) == ("otsu-each", "1")
    of_another_version = old(method={"name": "otsu-each", "threshold": None}, used=("otsu-each", "7"))
    assert pinned(of_another_version) == ("otsu-each", "7")


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        (Document(), False),
        (Document(method="manual", threshold=3.0), False),
        (Document(method="of tomorrow"), True),
        (Document(method="manual", method_version="0"), True),
    ],
)
def test_what_this_program_cannot_measure(method: Document, expected: bool) -> None:
    assert is_gone(method) is expected


def test_numbers_of_a_version_that_is_gone_stay_where_nothing_was_changed(tmp_path: Path) -> None:
    study, document = lumbar_study(tmp_path / "study")
    measurement = measure(document, study.series, MeasureSettings(method="otsu-shared"))
    gone = replace(document, method="otsu-shared", method_version="0")
    first = project_of(document, study, measurement=measurement)
    assert first.measurement is not None
    used = replace(first.measurement.method, version="0")
    pinned_to = replace(first.document, method="otsu-shared", method_version="0")
    before = replace(first, document=pinned_to, measurement=replace(first.measurement, method=used))
    again = project_of(gone, study, measurement=measurement, before=before)
    assert again.measurement == before.measurement
    assert pinned(again.document) == ("otsu-shared", "0")
    edited = project_of(gone.without_outline_at(0), study, before=before)
    assert edited.measurement is not None
    assert edited.measurement.rows == ()
    moved = project_of(gone.with_method("otsu-shared"), study, measurement=measurement, before=before)
    assert moved.measurement is not None
    assert moved.measurement.method.version == measurement.method.version
    assert project_of(gone, study, measurement=measurement).measurement is None
