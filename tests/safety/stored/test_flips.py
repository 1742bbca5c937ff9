"""Flipped bits and cut ends of every stored file: as it was written, refused or recovered; never another value."""

import json
import random
from dataclasses import replace

import pytest

from tests.io.project.test_project_round_trip import resealed
from tests.safety.stored.flips import cut, every_bit, flipped, judged
from tests.safety.stored.kinds import SPEC, Kind, project, sealed_kinds
from viewer.core.figures.spec import FigureSpec
from viewer.core.records.seal import CHECK, SEAL, checked, is_as_checked, is_as_sealed, sealed
from viewer.errors import ProjectError, UsageError
from viewer.io.project import decode_project, encode_project

NAMES = (
    *("project", "project with backup", "case", "readings", "figure recipe"),
    *("own presets", "settings", "index of images", "place of a journal"),
)


@pytest.fixture(scope="module")
def kinds(tmp_path_factory) -> dict[str, Kind]:
    return {kind.name: kind for kind in sealed_kinds(tmp_path_factory.mktemp("kinds"))}


def test_every_kind_is_proven(kinds):
    assert tuple(kinds) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_slice_of_the_proof(kinds, name, tmp_path):
    rng, kind = random.Random(name), kinds[name]
    assert judged(kind, [kind.data], tmp_path) == {"as written": 1}
    flips, cuts = (12, 3) if name in ("project with backup", "readings") else (40, 15)  # several files each
    counts = judged(kind, flipped(kind.data, rng, flips), tmp_path) + judged(kind, cut(kind.data, rng, cuts), tmp_path)
    assert counts["refused"] + counts["recovered"] > 0.8 * (flips + cuts)  # some flips fall into what is not read


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_more_than_ten_thousand_flips_in_all(kinds, name, tmp_path):
    kind = kinds[name]
    counts = judged(kind, flipped(kind.data, random.Random(2), 1300), tmp_path)
    assert counts.total() == 1300


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", NAMES)
def test_ten_thousand_flips_every_bit_and_every_length(kinds, name, tmp_path):
    kind, rng = kinds[name], random.Random(3)
    counts = judged(kind, flipped(kind.data, rng, 10_000), tmp_path)
    counts += judged(kind, every_bit(kind.data), tmp_path)
    counts += judged(kind, cut(kind.data, rng, len(kind.data)), tmp_path)
    print(f"{name}: {dict(counts)}")


def test_the_proof_sees_a_file_without_a_seal(kinds, tmp_path):
    """Control: of the same recipe without its seal a flipped digit is believed, and the proof says so."""
    record = json.loads(SPEC.to_json())
    del record[SEAL]
    bare = replace(kinds["figure recipe"], data=json.dumps(record).encode())
    with pytest.raises(AssertionError, match="another value"):
        judged(bare, [bare.data.replace(b"72.5", b"73.5")], tmp_path)


def test_seals_are_of_all_that_is_written():
    record = {"a": 1.5, "b": [1, None, "ä\ud800"]}
    for seal, name, is_whole in ((sealed, SEAL, is_as_sealed), (checked, CHECK, is_as_checked)):
        made = seal(record)
        assert is_whole(made, ()) and is_whole(json.loads(json.dumps(made)), ())
        assert seal(made) == made
        for changed in ({**made, "a": 1.25}, {**made, "b": [1]}, {**made, "c": 1}, {**made, name: "0" * 64}):
            assert not is_whole(changed, ("a", "b", "c"))
        assert is_whole(record, ("a", "b", "c"))
        assert not is_whole({**record, name[:-1] + "x": made[name]}, ("a", "b"))  # what was the seal


def test_versions_around_a_project_are_sealed():
    """Two flipped bits make schema 4 a 2 or a 1: its readings would be taken for an older program's and left out."""
    whole = json.loads(encode_project(project()))
    for changed in ({"schema_version": 2}, {"schema_version": 1}, {"program_version": "0.1.1"}, {"seal": 64 * "0"}):
        with pytest.raises(ProjectError, match="its versions do not match its seal"):
            decode_project(json.dumps({**whole, **changed}).encode())
    older = {name: value for name, value in whole.items() if name != "seal"}
    assert decode_project(resealed(older)).document == decode_project(resealed(whole)).document
    with pytest.raises(ProjectError, match="seal"):
        decode_project(resealed({**older, "reams": whole["seal"]}))


def test_the_sentence_about_a_changed_recipe_says_what_to_do():
    with pytest.raises(UsageError, match="look at its values, and take its entry 'sha256' out to use it as it is"):
        FigureSpec.from_json(SPEC.to_json().replace("72.5", "73.5"))
