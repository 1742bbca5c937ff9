"""Hostile JSON in place of every stored file: one sentence or a sound value, and no other error."""

import json
import os
from pathlib import Path

import pytest

from tests.safety.stored.hostile_json import changed, texts
from tests.safety.stored.kinds import Kind, outcome, sealed_kinds, unsealed_kinds, without_seal
from viewer.app.settings import Settings
from viewer.core.figures.spec import FigureSpec
from viewer.errors import ViewerError
from viewer.figure.presets import preset_from_record, to_text

SILENT = ("own presets", "settings", "index of images", "place of a journal")
"""Kinds that never refuse: what is damaged is left out."""

NAMES = ("project", "figure recipe", *SILENT, "preset to keep", "truth")
"""Kinds that are records of JSON; the others read the first of them."""


@pytest.fixture(scope="module")
def kinds(tmp_path_factory) -> dict[str, Kind]:
    found = (*sealed_kinds(tmp_path_factory.mktemp("kinds")), *unsealed_kinds())
    assert tuple(kind.name for kind in found if kind.reseal is not None) == NAMES
    return {kind.name: kind for kind in found}


def check_sound(kind: Kind, value: object) -> None:
    """What was read is something that the program could have written."""
    match value:
        case FigureSpec():
            assert FigureSpec.from_json(value.to_json()) == value
        case Settings():
            assert len(value.reader) <= 64
            assert all(Path(path).is_absolute() and "\0" not in path for path in value.recent)
        case ((*presets,), int()) if kind.name == "own presets":
            for preset in presets:
                assert preset_from_record(to_text(preset)) == preset
        case ((*paths,), (*others,)) if kind.name == "index of images":
            assert all(path.is_absolute() for path in (*paths, *others))


def put_through(kind: Kind, records: list[object], folder: Path) -> tuple[int, int]:
    """How many were refused and how many were read, all in one of the two ways."""
    refused = read = 0
    assert kind.reseal is not None
    for record in records:
        for data in (kind.reseal(record), json.dumps(without_seal(record)).encode()):
            found = outcome(kind, data, folder)
            if isinstance(found, ViewerError):
                refused += 1
            else:
                check_sound(kind, found)
                read += 1
    return refused, read


@pytest.mark.parametrize("name", NAMES)
def test_hostile_values_somewhere(kinds, name, tmp_path):
    kind = kinds[name]
    refused, read = put_through(kind, list(changed(json.loads(kind.data), 60, seed=4)), tmp_path)
    assert refused + read >= 120
    if name not in SILENT:
        assert refused > 20


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", NAMES)
def test_every_hostile_value_everywhere(kinds, name, tmp_path):
    kind = kinds[name]
    refused, read = put_through(kind, list(changed(json.loads(kind.data), None, seed=4)), tmp_path)
    print(f"{name}: {refused} refused, {read} read as a sound value")


@pytest.mark.parametrize("name", NAMES)
def test_hostile_texts(kinds, name, tmp_path):
    kind = kinds[name]
    whole = kind.read(kind.data, tmp_path)
    ordinary = kind.read(b"{", tmp_path) if name in SILENT else None
    for what, data in texts(kind.data).items():
        found = outcome(kind, data, tmp_path)
        assert isinstance(found, ViewerError) or found == ordinary, what
        assert found != whole, what


def test_a_mark_in_front_of_what_people_edit_is_passed_over_and_nowhere_else(kinds, tmp_path):
    for name in NAMES:
        found = outcome(kinds[name], b"\xef\xbb\xbf" + kinds[name].data, tmp_path)
        is_read = found == kinds[name].read(kinds[name].data, tmp_path)
        assert is_read == (name in ("figure recipe", "preset to keep"))


@pytest.mark.skipif(os.name == "nt", reason="there are no pipes with names")
@pytest.mark.parametrize("name", [*NAMES, "project with backup", "case", "readings"])
def test_no_pipe_is_waited_for_and_no_device_read_to_its_end(kinds, name, tmp_path):
    kind = kinds[name]
    kind.read(kind.data, tmp_path)
    places = [path for path in tmp_path.rglob("*") if path.is_file() and path.read_bytes() == kind.data]
    assert places
    original = Path.write_bytes
    for make in (os.mkfifo, lambda path: path.symlink_to("/dev/zero"), os.mkdir, lambda path: path.symlink_to(path)):
        for place in places:
            place.unlink() if not place.is_dir() else place.rmdir()
            make(place)

        def kept(path: Path, data: bytes) -> int:
            return len(data) if path in places else original(path, data)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Path, "write_bytes", kept)
            found = outcome(kind, kind.data, tmp_path)
        assert isinstance(found, ViewerError) or kind.is_allowed(found)
