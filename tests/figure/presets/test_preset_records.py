"""Presets as records: there and back, and hostile ones refused in one sentence."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from viewer.errors import UsageError
from viewer.figure.presets import PRESETS, Preset, preset, preset_from_record, to_record, to_text


@pytest.mark.parametrize("known", PRESETS, ids=lambda p: p.name)
def test_there_and_back(known):
    assert preset_from_record(to_text(known)) == replace(known, is_own=True)
    assert preset_from_record(json.loads(json.dumps(to_record(known)))) == replace(known, is_own=True)
    assert to_text(preset_from_record(to_text(known))) == to_text(known)


def test_little_is_enough():
    found = preset_from_record(
        {"format": "multifidus-figure-preset", "schema_version": 1, "name": "a", "outlet": "A", "width_mm": 80}
    )
    assert found == Preset("a", "A", 80.0, is_verified=False, is_own=True)


BAD = {
    "name": ["", "A", "-a", "a--b", "a" * 41, "a/b", "../a", "a b", 3, None, ["a"]],
    "outlet": ["", "   ", "x" * 201, "a\nb", "a\x1b[31m", "a\u202eb", 5],
    "width_mm": [0, 9.9, 2000.1, -5, "84", True, None, [84], float("nan"), float("inf"), 10**400],
    "height_mm": [0, "x", float("inf")],
    "dpi": [0, 35, 2401, 300.5, "300", 200],
    "dpi_range": [[300], [600, 300], [1, 300], "300-600", [300, 600, 900], [300, None]],
    "text_pt": [2.9, 13.0, "8", float("nan")],
    "letter_pt": [7.0, 99.0],
    "text_range_pt": [[9.0, 12.0], [1.0, 12.0], {"low": 8}],
    "line_min_pt": [-0.1, 21, "thin"],
    "formats": [[], ["eps"], ["tiff", "tiff"], "tiff", [5], ["png"] * 21, ["exe"]],
    "min_width_mm": [85.0, 0.0],
    "max_width_mm": [83.0, 3000],
    "max_height_mm": [5.0],
    "max_megabytes": [0, -1],
    "source": ["x" * 201, "a\x00b", None],
    "source_url": ["javascript:alert(1)", "file:///etc/passwd", "https://a b", "https://" + "a" * 400, "http://a\n"],
    "checked": ["yesterday", "2026-13-01", "20261126", 20261126],
    "is_verified": ["yes", 1],
    "is_for_web": [None],
    "kind": ["book", 1, ["web"]],
    "is_own": [True],
    "__class__": ["x"],
}
"""Entry → values that are refused."""


@pytest.mark.parametrize(("entry", "value"), [(entry, value) for entry, values in BAD.items() for value in values])
def test_what_is_out_of_range_or_of_the_wrong_kind_is_refused_in_one_sentence(entry, value):
    with pytest.raises(UsageError) as refused:
        preset_from_record({**to_record(preset("springer-single")), "name": "mine", entry: value})
    sentence = str(refused.value)
    assert sentence.endswith(".")
    assert ". " not in sentence
    assert len(sentence) < 250
    assert sentence.isprintable()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "not valid JSON"),
        ("[1]", "not a JSON object"),
        ("[" * 9_000, "not valid JSON"),
        (" " * 10_001, "longer than 10000"),
        ('{"name": "a"}', "does not say format"),
        ('{"format": "multifidus-figure-preset", "name": "a"}', "schema version 1"),
        ('{"format": "multifidus-figure-preset", "schema_version": 2, "name": "a"}', "schema version 1"),
        ('{"format": "multifidus-figure-preset", "schema_version": true, "name": "a"}', "schema version 1"),
        ('{"format": "multifidus-figure-preset", "schema_version": 1, "name": "a"}', "lacks the entry 'outlet'"),
    ],
)
def test_what_is_no_preset_is_refused(text, why):
    with pytest.raises(UsageError, match=why):
        preset_from_record(text)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.dictionaries(st.sampled_from([*to_record(PRESETS[0])][2:]), _JSON, max_size=4))
def test_whatever_stands_in_a_record_it_is_a_preset_or_a_refusal(changes):
    try:
        found = preset_from_record({**to_record(PRESETS[0]), **changes})
    except UsageError:
        return
    assert preset_from_record(to_text(found)) == found
