"""The user's own presets: kept, replaced, deleted; damaged files cost nothing that is not damaged."""

import json
from dataclasses import replace

import pytest

from viewer.app.figuring.own_presets import (
    MAX_BYTES,
    MAX_OWN,
    OWN_FILE,
    delete_own_preset,
    find_preset,
    own_presets,
    read_preset_file,
    save_own_preset,
    with_preset,
)
from viewer.core.figures.spec import FigureSpec
from viewer.core.records.seal import sealed
from viewer.errors import OutputError, UnreadableError, UsageError
from viewer.figure.presets import PRESETS, Preset, preset, resolve_preset, to_record, to_text

OWN = Preset("my-journal", "My journal, Löwe ²", 80.0, formats=("png",), is_verified=False, is_own=True)


def file_of(home):
    return home / "config" / OWN_FILE


def test_nobody_has_own_presets_at_first(tmp_path):
    assert own_presets(tmp_path).presets == ()
    assert own_presets(tmp_path).refusals == ()
    assert not file_of(tmp_path).exists()


def test_kept_found_and_deleted(tmp_path):
    other = replace(OWN, name="other", width_mm=99.5)
    save_own_preset(OWN, tmp_path)
    save_own_preset(other, tmp_path)
    assert own_presets(tmp_path).presets == (OWN, other)
    assert find_preset("other", tmp_path) == other
    assert find_preset("plos", tmp_path) is preset("plos")
    delete_own_preset("my-journal", tmp_path)
    assert own_presets(tmp_path).presets == (other,)
    with pytest.raises(UsageError, match="no preset 'my-journal'; choose one of .*, other"):
        find_preset("my-journal", tmp_path)
    with pytest.raises(UsageError, match="no own preset 'my-journal'"):
        delete_own_preset("my-journal", tmp_path)


def test_what_comes_with_the_program_is_always_a_preset_of_the_user_too(tmp_path):
    """Any built-in preset under another name can be kept as it is."""
    for known in PRESETS:
        save_own_preset(replace(known, name=f"my-{known.name}"), tmp_path)
    assert [p.width_mm for p in own_presets(tmp_path).presets] == [p.width_mm for p in PRESETS]


def test_a_name_is_replaced_only_when_asked_and_in_its_place(tmp_path):
    save_own_preset(OWN, tmp_path)
    save_own_preset(replace(OWN, name="other"), tmp_path)
    with pytest.raises(UsageError, match="already have a preset 'my-journal'"):
        save_own_preset(replace(OWN, width_mm=70.0), tmp_path)
    save_own_preset(replace(OWN, width_mm=70.0), tmp_path, replaces=True)
    assert [(p.name, p.width_mm) for p in own_presets(tmp_path).presets] == [("my-journal", 70.0), ("other", 80.0)]


def test_no_own_preset_shadows_one_of_the_program(tmp_path):
    with pytest.raises(UsageError, match="'plos' comes with the program"):
        save_own_preset(replace(OWN, name="plos"), tmp_path, replaces=True)
    save_own_preset(OWN, tmp_path)
    content = json.loads(file_of(tmp_path).read_text())
    content["presets"] = [sealed({**content["presets"][0], "name": "plos"})]
    file_of(tmp_path).write_text(json.dumps(content))
    assert own_presets(tmp_path).presets == ()
    assert "comes with the program" in own_presets(tmp_path).refusals[0]
    assert find_preset("plos", tmp_path) is preset("plos")


def test_a_damaged_entry_costs_only_itself_and_stays_in_the_file(tmp_path):
    save_own_preset(OWN, tmp_path)
    content = json.loads(file_of(tmp_path).read_text())
    newer = {**to_record(OWN), "name": "newer", "schema_version": 2}
    content["presets"] = [5, newer, *content["presets"], to_record(OWN), None]
    file_of(tmp_path).write_text(json.dumps(content))
    found = own_presets(tmp_path)
    assert found.presets == (OWN,)
    assert [r.split(" is left out")[0] for r in found.refusals] == [f"Entry {n} of {OWN_FILE}" for n in (1, 2, 4, 5)]
    save_own_preset(replace(OWN, name="other"), tmp_path)
    assert [p.name for p in own_presets(tmp_path).presets] == ["my-journal", "other"]
    assert newer in json.loads(file_of(tmp_path).read_text())["presets"]


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b"\xff\xfe", b"[" * 100_000, b" " * (MAX_BYTES + 1), b'{"format": "x"}', b"\x00" * 10],
    ids=["empty", "cut", "list", "no text", "deep", "long", "other", "zeros"],
)
def test_a_damaged_file_is_said_and_never_overwritten(tmp_path, data):
    file_of(tmp_path).parent.mkdir()
    file_of(tmp_path).write_bytes(data)
    found = own_presets(tmp_path)
    assert found.presets == ()
    assert "cannot be read; move it away" in found.refusals[0]
    for change in (lambda: save_own_preset(OWN, tmp_path), lambda: delete_own_preset("my-journal", tmp_path)):
        with pytest.raises(UnreadableError, match="move it away"):
            change()
    assert file_of(tmp_path).read_bytes() == data


def test_a_recipe_takes_an_own_preset_along(tmp_path):
    save_own_preset(OWN, tmp_path)
    spec = with_preset(FigureSpec(), "my-journal", tmp_path)
    elsewhere = FigureSpec.from_json(spec.to_json())
    assert elsewhere == spec
    assert resolve_preset(elsewhere.preset, elsewhere.own_preset) == OWN
    back = with_preset(elsewhere, "blog", tmp_path / "another")
    assert (back.preset, back.own_preset) == ("blog", "")
    with pytest.raises(UsageError, match="no preset 'my-journal'"):
        with_preset(spec, "my-journal", tmp_path / "another")


def test_a_changed_digit_is_noticed_and_costs_only_its_entry(tmp_path):
    save_own_preset(OWN, tmp_path)
    save_own_preset(replace(OWN, name="other", width_mm=99.5), tmp_path)
    file_of(tmp_path).write_text(file_of(tmp_path).read_text().replace("99.5", "89.5"))
    found = own_presets(tmp_path)
    assert found.presets == (OWN,)
    assert "take its entry 'sha256' out" in found.refusals[0]
    file_of(tmp_path).write_text(file_of(tmp_path).read_text().replace('"sha256"', '"sha255"'))
    assert own_presets(tmp_path).presets == ()


def test_a_preset_of_an_older_program_has_no_seal_and_is_read(tmp_path):
    save_own_preset(OWN, tmp_path)
    content = json.loads(file_of(tmp_path).read_text())
    content["presets"] = [to_record(OWN)]
    file_of(tmp_path).write_text(json.dumps(content))
    assert own_presets(tmp_path).presets == (OWN,)


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path):
    (tmp_path / "config").write_text("in the way")
    with pytest.raises((OutputError, UnreadableError)):
        save_own_preset(OWN, tmp_path)
    assert (tmp_path / "config").read_text() == "in the way"


def test_there_is_a_limit(tmp_path):
    save_own_preset(OWN, tmp_path)
    content = json.loads(file_of(tmp_path).read_text())
    content["presets"] = [{**to_record(OWN), "name": f"p{n}"} for n in range(MAX_OWN)]
    file_of(tmp_path).write_text(json.dumps(content))
    assert len(own_presets(tmp_path).presets) == MAX_OWN
    with pytest.raises(UsageError, match="delete one first"):
        save_own_preset(OWN, tmp_path)


def test_a_preset_in_a_file_is_read(tmp_path):
    path = tmp_path / "mine.json"
    path.write_text("\ufeff" + to_text(OWN), "utf-8")
    assert read_preset_file(path) == OWN
    path.write_bytes(b"\xff\xfe\xff")
    with pytest.raises(UnreadableError, match="is not text"):
        read_preset_file(path)
    with pytest.raises(UnreadableError, match="cannot be opened"):
        read_preset_file(tmp_path / "none.json")
