"""Projects that older programs wrote open as they were meant, and nothing is said that nobody said."""

import json
from pathlib import Path

import pytest

from viewer.core.document import ReadingCodes
from viewer.core.outline import OutlineRule
from viewer.io.project import decode_project, encode_project
from viewer.io.project.migrations import MIGRATIONS, SCHEMA_VERSION

OLD = Path(__file__).with_name("old_projects")


@pytest.mark.parametrize("name", [*(str(version) for version in range(1, SCHEMA_VERSION + 1)), "4_sealed"])
def test_every_schema_opens_and_keeps_what_it_held(name: str) -> None:
    """Also the present one, so that a new schema cannot come without a file that the program before it wrote."""
    data, version = (OLD / f"schema_{name}.mfv").read_bytes(), int(name[0])
    before = json.loads(data)
    assert before["schema_version"] == version
    project = decode_project(data)
    assert not project.is_read_only and not project.unknown
    payload = json.loads(encode_project(project))["payload"]
    for old, new in zip(before["payload"]["outlines"], payload["outlines"], strict=True):
        assert old.items() <= new.items()
    for name in ("crops", "images", "midlines", "statement", "statements", "view"):
        assert payload[name] == before["payload"][name]
    if version >= 4:
        assert all(payload[field] == before["payload"][field] for field in before["payload"]), "nothing is translated"
    assert [row["area_px"] for row in payload["measurement"]["rows"]] == [
        row["area_px"] for row in before["payload"]["measurement"]["rows"]
    ]


@pytest.mark.parametrize("version", [1, 2])
def test_nobody_said_which_border_old_outlines_follow(version: int) -> None:
    document = decode_project((OLD / f"schema_{version}.mfv").read_bytes()).document
    assert {(outline.rule, outline.is_proposed) for outline in document.outlines} == {(OutlineRule.UNSTATED, False)}
    assert document.outline_rule is OutlineRule.FASCIAL
    assert (document.layer, document.layers, document.levels, document.vertebrae) == ("", (), (), ())


@pytest.mark.parametrize("version", range(1, 5))
def test_what_the_images_of_old_projects_were_is_not_known(version: int) -> None:
    assert decode_project((OLD / f"schema_{version}.mfv").read_bytes()).images == ()


def test_the_present_schema_knows_what_its_images_were() -> None:
    [printed, *_] = decode_project((OLD / f"schema_{SCHEMA_VERSION}.mfv").read_bytes()).images
    assert len(printed.pixels) == 64 and printed.spacing is not None and printed.orientation is not None


def test_every_migration_has_its_schema() -> None:
    assert sorted(MIGRATIONS) == list(range(1, SCHEMA_VERSION))
    assert len(list(OLD.glob("schema_?.mfv"))) == SCHEMA_VERSION


@pytest.mark.parametrize("version", [1, 2, 3])
def test_nothing_old_is_paired(version: int) -> None:
    document = decode_project((OLD / f"schema_{version}.mfv").read_bytes()).document
    assert (document.pairing, document.figures) == (None, ())


def test_the_third_schema_keeps_its_readings_levels_and_rules() -> None:
    document = decode_project((OLD / "schema_3.mfv").read_bytes()).document
    assert [outline.rule for outline in document.outlines] == [OutlineRule.VISIBLE, OutlineRule.UNSTATED]
    assert (document.layer, document.outline_rule) == ("AB, reading 2", OutlineRule.VISIBLE)
    [layer] = document.layers
    assert (layer.name, layer.is_shown, layer.outlines[0].is_proposed) == ("CD, reading 1", True, True)
    assert [typed.level for typed in document.levels] == ["L5/S1"]
    assert [mark.position_mm for mark in document.vertebrae] == [(1.5, -20.25, 310.0)]


def test_the_second_schema_keeps_its_codes() -> None:
    document = decode_project((OLD / "schema_2.mfv").read_bytes()).document
    assert document.codes == ReadingCodes("ST-1", "AB", 2, is_blinded_to_numbers=True)
