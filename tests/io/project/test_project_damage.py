"""Damaged and hostile project files: refused in one sentence or recovered, never another document."""

import json
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.io.project.test_project_round_trip import plain, resealed
from viewer.core.annotations.pairing import PairedBlock, Pairing
from viewer.core.document import Layer, ReadingCodes, SliceLevel, VertebraMark
from viewer.core.fingerprints import fingerprint
from viewer.errors import NewerProjectError, OutputError, ProjectError, UnreadableError, ViewerError
from viewer.io.project import ProjectFile, decode_project, encode_project, read_project, write_project
from viewer.io.project.canonical import MAX_BYTES, MAX_VALUES
from viewer.io.project.migrations import SCHEMA_VERSION


def document_of(data: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(data)
    return found


def refused_or_same(data: bytes, project: ProjectFile) -> None:
    """A project from changed bytes says the same as before, or is refused in one sentence."""
    try:
        found = decode_project(data)
    except ProjectError as e:
        assert str(e).endswith(".")
        assert "\n" not in str(e)
        return
    assert found.document == project.document
    assert (found.measurement, found.place, found.series_of) == (project.measurement, project.place, project.series_of)


@pytest.mark.parametrize("seed", range(5))
def test_bit_flips(seed: int) -> None:
    project, rng = plain(), random.Random(seed)
    data = encode_project(project)
    for _ in range(100):
        changed = bytearray(data)
        changed[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        refused_or_same(bytes(changed), project)


def test_truncations() -> None:
    project, rng = plain(), random.Random(7)
    data = encode_project(project)
    for length in rng.sample(range(len(data)), 300):
        refused_or_same(data[:length], project)
    with pytest.raises(ProjectError):
        decode_project(data[:-2])


def test_a_flip_in_a_coordinate_is_noticed() -> None:
    data = encode_project(plain())
    with pytest.raises(ProjectError, match="checksum"):
        decode_project(data.replace(b"0.3333333333333333", b"0.3333333333333337"))


def at(path: str, value: object) -> Callable[[dict[str, Any]], None]:
    """Change one value of a payload, given by the names on the way to it."""

    def change(payload: dict[str, Any]) -> None:
        *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
        place: Any = payload
        for part in way:
            place = place[part]
        place[last] = value

    return change


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("outlines", None),
        ("outlines", {}),
        ("outlines", [3]),
        ("outlines.0.rings", []),
        ("outlines.0.rings", [[[0, 0], [1, 1]]]),
        ("outlines.0.rings.0.0", [1]),
        ("outlines.0.rings.0.0", [1, "2"]),
        ("outlines.0.rings.0.0", [True, 2]),
        ("outlines.0.rings.0.0", [1e10, 2]),
        ("outlines.0.side", "Right"),
        ("outlines.0.side", 1),
        ("outlines.0.structure", "liver"),
        ("outlines.0.slice", {"id": "1.2.840.1", "frame": 1}),
        ("outlines.0.slice.frame", 0),
        ("outlines.0.slice.frame", 1.5),
        ("outlines.0.slice.frame", True),
        ("outlines.0.series", "../../etc/passwd"),
        ("statement", []),
        ("statement.sides", "upside down"),
        ("statement.spacing_mm", [0, 1]),
        ("statement.spacing_mm", [1]),
        ("statements", [{"series": None, "sides": None, "spacing_mm": None}]),
        ("midlines", [{"slice": {"id": "sha256:" + 32 * "0", "frame": 1}, "ends": [[1, 1], [1, 1]]}]),
        ("crops", [{"slice": {"id": "sha256:" + 32 * "0", "frame": 1}, "left": 3, "top": 0, "right": 2, "bottom": 9}]),
        ("method", "otsu-shared"),
        ("method.threshold", "900"),
        ("method.name", None),
        ("method.version", 1),
        ("method.is_default", "yes"),
        ("codes.study", None),
        ("codes.reading", -1),
        ("codes.reading", 10**12),
        ("codes.is_blinded_to_numbers", 1),
        ("layer", None),
        ("layers", {}),
        ("layers", [{}]),
        ("layers.0", "R2"),
        ("layers.0.name", 7),
        ("layers.0.name", ""),
        ("layers.0.codes", None),
        ("layers.0.codes.reading", "2"),
        ("layers.0.is_shown", 0),
        ("layers.0.is_answer", None),
        ("layers.0.outlines.0.slice.id", "1.2.840.1"),
        ("layers.0.outlines.0.rings.0.0", [1e10, 2]),
        ("outlines.0.rule", "outer border"),
        ("outlines.0.is_proposed", "no"),
        ("outline_rule", None),
        ("levels.0.level", "Canarius"),
        ("levels.0.level", None),
        ("levels.0.slice.id", "1.2.840.1"),
        ("levels", [*2 * [{"slice": {"id": "sha256:" + 32 * "0", "frame": 1}, "level": "L4/5"}]]),
        ("vertebrae.0.frame_of_reference", "1.2.840.1"),
        ("vertebrae.0.name", "L9"),
        ("vertebrae.0.name", ["L5"]),
        ("vertebrae.0.position_mm", [1, 2]),
        ("vertebrae.0.position_mm", [1, 2, 1e10]),
        ("vertebrae.0.position_mm", [1, 2, True]),
        ("vertebrae.0.is_proposed", 0),
        ("pairing", []),
        ("pairing.before", None),
        ("pairing.before.series", "1.2.840.1"),
        ("pairing.after.block", 0),
        ("pairing.offset_slices", 0.5),
        ("pairing.offset_slices", 100_001),
        ("pairing.offset_slices", -(10**9)),
        ("pairing.is_by_offset", 1),
        ("pairing.treated", "unknown"),
        ("pairing.treated", "Right"),
        ("pairing.procedure_day", "20240229"),
        ("pairing.procedure_day", 20240229),
        ("pairing.procedure_day", True),
        ("pairing.is_blinded", None),
        ("view", None),
        ("view.block", 0),
        ("view.is_smooth", 1),
        ("view.windows", [{"series": "sha256:" + 32 * "0", "center": 1, "width": 0}]),
        ("measurement", []),
        ("measurement", {"method": {"name": "m", "version": "1", "parameters": [["a"]]}, "rows": []}),
        ("images", {"up": -1, "down": 0}),
        ("images", {"up": 1}),
    ],
)
def test_wrong_values_are_refused_though_the_checksum_fits(path: str, value: object) -> None:
    document = document_of(encode_project(filled()))
    at(path, value)(document["payload"])
    with pytest.raises(ProjectError) as caught:
        decode_project(resealed(document))
    assert str(caught.value).endswith(".")
    assert str(value) not in str(caught.value) or len(str(value)) < 5


def filled() -> ProjectFile:
    """Project with another reading, a level, a vertebra and a pairing."""
    document = plain().document
    layer = Layer("R2", ReadingCodes(reader="R2"), document.outlines)
    level = SliceLevel(document.outlines[0].slice_key, "L4/5")
    mark = VertebraMark(fingerprint("9.9"), "L5", (1.0, 2.0, 3.0))
    pairing = Pairing(PairedBlock(fingerprint("9")), PairedBlock(fingerprint("10")), -2)
    return plain(document=replace(document, layers=(layer,), levels=(level,), vertebrae=(mark,), pairing=pairing))


def test_a_vertebra_that_is_named_twice_is_refused() -> None:
    document = document_of(encode_project(filled()))
    document["payload"]["vertebrae"] *= 2
    with pytest.raises(ProjectError, match="a vertebra is named twice"):
        decode_project(resealed(document))


@pytest.mark.parametrize(
    "name",
    [
        *("outlines", "statement", "method", "codes", "view", "measurement", "images"),
        *("layer", "layers", "levels", "vertebrae", "outline_rule", "pairing"),
    ],
)
def test_missing_parts_are_refused(name: str) -> None:
    document = document_of(encode_project(plain()))
    del document["payload"][name]
    with pytest.raises(ProjectError, match=f"“{name}” is missing"):
        decode_project(resealed(document))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"\xff\xfe{}",
        b'{"format":"multifidus-project"}',
        b'{"format":"multifidus-project","format":"multifidus-project"}',
        b'{"format":"other","schema_version":1}',
        b'{"a":NaN}',
        b'{"a":-Infinity}',
        b'{"a":1e999}',
        b'{"a":' + 5000 * b"9" + b"}",
        b'{"a":"' + 40 * b'\\"',
        b"\x80\x04K\x01.",
    ],
)
def test_what_is_no_project_is_refused(data: bytes) -> None:
    with pytest.raises(ProjectError):
        decode_project(data)


@pytest.mark.parametrize(
    "data",
    [
        1_000_000 * b"[",
        500_000 * b'{"a":',
        b"[" + (MAX_VALUES + 1) * b",",
        MAX_BYTES * b" " + b"  ",
        b'"' + (MAX_BYTES // 2 - 1) * b'\\"',
        (MAX_BYTES // 2) * b'"\\',
    ],
    ids=["lists", "objects", "commas", "long", "open string", "quotes"],
)
def test_large_and_deep_texts_are_refused_before_they_are_parsed(data: bytes) -> None:
    # A scan that started again at every quote would take hours here.
    with pytest.raises(ProjectError):
        decode_project(data)


def test_a_number_is_never_taken_for_true() -> None:
    document = document_of(encode_project(plain()))
    document["schema_version"] = True
    with pytest.raises(ProjectError):
        decode_project(resealed(document))


@pytest.mark.parametrize("version", [0, -1, 1.0, "1", None])
def test_schemas_that_never_were_are_refused(version: object) -> None:
    with pytest.raises(ProjectError):
        decode_project(resealed({**document_of(encode_project(plain())), "schema_version": version}))


# The file and its backup


def other() -> ProjectFile:
    return plain(document=plain().document.without_outline_at(0))


def test_a_damaged_file_is_recovered_from_its_backup(tmp_path: Path) -> None:
    path = tmp_path / "a.mfv"
    write_project(path, other())
    write_project(path, plain())
    rng = random.Random(3)
    whole = path.read_bytes()
    for _ in range(40):
        changed = bytearray(whole)
        changed[rng.randrange(len(whole))] ^= 1 << rng.randrange(8)
        path.write_bytes(changed[: rng.randrange(len(whole))])
        found = read_project(path)
        assert found.document == other().document
        [warning] = found.warnings
        assert warning.startswith("The project file is damaged; its backup")
        assert "a.mfv" not in warning


def test_a_damaged_file_never_takes_the_place_of_the_backup(tmp_path: Path) -> None:
    path = tmp_path / "a.mfv"
    write_project(path, other())
    write_project(path, plain())
    path.write_bytes(b"damaged")
    write_project(path, plain())
    assert read_project(path).document == plain().document
    assert read_project(tmp_path / "a.mfv.bak").document == other().document


def test_a_lost_file_is_recovered_from_its_backup(tmp_path: Path) -> None:
    path = tmp_path / "a.mfv"
    write_project(path, other())
    write_project(path, plain())
    path.unlink()
    found = read_project(path)
    assert found.document == other().document
    assert "cannot be read" in found.warnings[0]


def test_without_a_sound_backup_the_file_is_named_and_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.mfv"
    path.write_bytes(encode_project(plain())[:-5])
    for backup in (None, b"", b"damaged"):
        if backup is not None:
            (tmp_path / "a.mfv.bak").write_bytes(backup)
        with pytest.raises(ProjectError, match=r"a\.mfv cannot be opened: it is damaged"):
            read_project(path)
    with pytest.raises(UnreadableError, match="missing"):
        read_project(tmp_path / "missing.mfv")
    with pytest.raises(UnreadableError, match="regular"):
        read_project(tmp_path)
    (tmp_path / "loop.mfv").symlink_to("loop.mfv")
    with pytest.raises(ViewerError):
        read_project(tmp_path / "loop.mfv")


def test_what_could_not_be_opened_again_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "a.mfv"
    write_project(path, plain())
    with pytest.raises(OutputError, match=r"a\.mfv was not written, as it could not be opened again: .* reading"):
        write_project(path, plain(document=replace(plain().document, codes=ReadingCodes(reading=-1))))
    assert read_project(path) == decode_project(encode_project(plain()))


def test_a_project_of_a_newer_program_is_never_saved_over(tmp_path: Path) -> None:
    path = tmp_path / "a.mfv"
    write_project(path, other())
    for is_known in (True, False):
        document = {**document_of(encode_project(plain())), "schema_version": SCHEMA_VERSION + 1}
        if not is_known:
            document["payload"] = {"all": "new"}
        newer = resealed(document)
        path.write_bytes(newer)
        (tmp_path / "a.mfv.bak").write_bytes(encode_project(other()))
        if is_known:
            assert read_project(path).is_read_only
        else:
            with pytest.raises(NewerProjectError, match=r"a\.mfv .* newer version"):
                read_project(path)
        with pytest.raises(OutputError, match="newer version of the program; save under another name"):
            write_project(path, plain())
        assert path.read_bytes() == newer
        assert sorted(p.name for p in tmp_path.iterdir()) == ["a.mfv", "a.mfv.bak"]
