"""A project is read back as it was written: every number to its last digit, and what this program does not know."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from tests.io.project.project_samples import projects
from viewer.core.document import Document, ReadingCodes
from viewer.core.figures.marks import Arrow, Note
from viewer.core.figures.panels import Panel
from viewer.core.figures.spec import FigureSpec
from viewer.core.fingerprints import fingerprint
from viewer.core.outline import Outline
from viewer.core.series import SliceKey
from viewer.errors import OutlineError, ProjectError
from viewer.io.project import ProjectFile, decode_project, encode_project
from viewer.io.project.canonical import canonical, digest
from viewer.io.project.encoding import seal_of
from viewer.io.project.migrations import SCHEMA_VERSION, migrated

TRIANGLE = ((0.1, 0.2), (1 / 3, 7.0), (5.0, 1e-17))


def plain(**changes: Any) -> ProjectFile:
    key = SliceKey(fingerprint("1.2.3"), 2)
    document = Document(outlines=(Outline(key, (TRIANGLE,)), Outline(key, (TRIANGLE[::-1],))))
    return replace(ProjectFile(document=document, series_of=((key, fingerprint("9")),)), **changes)


def resealed(document: dict[str, Any]) -> bytes:
    """Bytes of a changed document with a checksum that fits."""
    made = {**document, "sha256": digest(document["payload"])}
    return canonical({**made, "seal": seal_of(made)} if "seal" in made else made)


@settings(max_examples=100)
@given(projects)
def test_what_is_written_is_read_back(project: ProjectFile) -> None:
    data = encode_project(project)
    found = decode_project(data)
    assert replace(found, program_version="") == project
    assert encode_project(found) == data


def test_the_document_is_canonical() -> None:
    data = encode_project(plain())
    found = json.loads(data)
    assert list(found) == ["format", "payload", "program_version", "schema_version", "seal", "sha256"]
    assert (found["format"], found["schema_version"]) == ("multifidus-project", SCHEMA_VERSION)
    assert data == json.dumps(found, sort_keys=True, separators=(",", ":")).encode() + b"\n"
    assert b"0.3333333333333333" in data
    assert data.startswith(b'{"format":"multifidus-project"')


def test_an_identifier_that_was_left_in_is_written_as_its_fingerprint() -> None:
    raw = plain(document=Document(outlines=(Outline(SliceKey("1.2.3", 2), (TRIANGLE,)),)), series_of=())
    [outline] = decode_project(encode_project(raw)).document.outlines
    assert outline.slice_key == SliceKey(fingerprint("1.2.3"), 2)
    content = "sha256:" + 64 * "a"  # of a file without identifiers
    raw = plain(document=Document(outlines=(Outline(SliceKey(content), (TRIANGLE,)),)), series_of=())
    assert decode_project(encode_project(raw)).document.outlines[0].slice_key.uid == fingerprint(content)


def test_fields_of_a_later_program_are_kept_where_they_were() -> None:
    document = json.loads(encode_project(plain()))
    payload = document["payload"]
    payload["planned"] = {"angles": [1, 2.5]}
    payload["view"]["zoom"] = 3
    payload["outlines"][1]["colour"] = "green"
    payload["outlines"][1]["slice"]["echo"] = 2
    found = decode_project(resealed(document))
    assert found.document == plain().document
    moved = replace(found, document=found.document.without_outline_at(0))
    again = json.loads(encode_project(moved))["payload"]
    assert again["planned"] == {"angles": [1, 2.5]}
    assert again["view"]["zoom"] == 3
    [kept] = again["outlines"]
    assert (kept["colour"], kept["slice"]["echo"]) == ("green", 2)
    assert "colour" not in json.loads(encode_project(found))["payload"]["outlines"][0]


def test_a_project_from_before_numbers_could_be_hidden_says_that_they_were_shown() -> None:
    document = json.loads(encode_project(plain(document=Document(codes=ReadingCodes(is_blinded_to_numbers=True)))))
    assert decode_project(resealed(document)).document.codes.is_blinded_to_numbers
    del document["payload"]["codes"]["is_blinded_to_numbers"]
    assert not decode_project(resealed(document)).document.codes.is_blinded_to_numbers


def test_an_unknown_field_never_replaces_a_known_one() -> None:
    document = json.loads(encode_project(plain()))
    document["payload"]["view"]["zoom"] = 3
    found = decode_project(resealed(document))
    sharp = replace(found, view=replace(found.view, is_smooth=False))
    assert json.loads(encode_project(sharp))["payload"]["view"]["is_smooth"] is False


def test_a_newer_schema_opens_read_only_or_not_at_all() -> None:
    document = {**json.loads(encode_project(plain())), "schema_version": SCHEMA_VERSION + 1}
    document["payload"]["planned"] = 1
    found = decode_project(resealed(document))
    assert found.is_read_only
    assert not found.unknown
    assert found.document == plain().document
    assert "newer version" in found.warnings[0]
    del document["payload"]["outlines"]
    with pytest.raises(ProjectError, match="newer version of the program; open it with that"):
        decode_project(resealed(document))


def test_migrations_run_one_step_at_a_time() -> None:
    steps = {1: lambda p: {**p, "a": [p["a"]]}, 2: lambda p: {**p, "b": len(p["a"])}}
    old = {"a": 5}
    assert migrated(old, 1, present=3, steps=steps) == {"a": [5], "b": 1}
    assert migrated(old, 3, present=3, steps=steps) == old == {"a": 5}
    assert migrated(old, 4, present=3, steps=steps) == old
    with pytest.raises(ProjectError, match="schema 1"):
        migrated(old, 1, present=3, steps={2: steps[2]})


def test_a_point_beyond_all_images_is_not_saved() -> None:
    far = Outline(SliceKey("1"), (((0.0, 0.0), (1e10, 0.0), (0.0, 1.0)),))
    with pytest.raises(OutlineError, match="outside every image"):
        encode_project(ProjectFile(document=Document(outlines=(far,))))


def test_figures_are_read_back_and_hostile_ones_refused() -> None:
    marks = (Arrow(0, (1 / 3, 2.0), (5.0, 6.5), "fat {right.fat_fraction}"), Note(1, (3.0, 4.0), "a note"))
    figure = FigureSpec(panels=(Panel(slice_id=fingerprint("1.2.3")), Panel(is_mirrored=True)), marks=marks, name="One")
    project = plain(document=Document(figures=(figure, FigureSpec())))
    data = encode_project(project)
    assert decode_project(data).document.figures == (figure, FigureSpec())
    document = json.loads(data)
    document["payload"]["figures"][0]["panels"][0]["slice_id"] = "1.2.3"
    with pytest.raises(ProjectError, match="names its slice in no known way"):
        decode_project(resealed(document))
