"""The recipe's JSON: round trip, and every hostile or foreign text refused in one sentence."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from viewer.core.grey import Window
from viewer.errors import UsageError
from viewer.figure.presets import DEFAULT_PRESET, PRESETS, preset
from viewer.figure.spec import MAX_JSON_CHARACTERS, FigureSpec, Style

finite = st.floats(-1e6, 1e6)
texts = st.none() | st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp", "Co", "Cn", "Zs"]) | st.sampled_from(" \n\t"),
    max_size=60,
)
styles = st.builds(
    Style,
    dash_pt=st.tuples(st.floats(0.2, 50), st.floats(0.2, 50)),
    line_pt=st.floats(0.05, 20),
    casing_pt=st.floats(0, 20),
    colour=st.from_regex(r"#[0-9a-fA-F]{6}", fullmatch=True),
)
specs = st.builds(
    FigureSpec,
    preset=st.sampled_from([p.name for p in PRESETS]),
    window=st.none() | st.builds(Window, center=finite, width=st.floats(1e-3, 1e6)),
    crop_mm=st.none() | st.just(0.0) | st.floats(10, 1000),
    caption=texts,
    alt=texts,
    shows_numbers=st.booleans(),
    shows_sides=st.booleans(),
    shows_caption=st.booleans(),
    shows_edges=st.booleans(),
    shows_scale_bar=st.booleans(),
    style=styles,
)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(specs)
def test_round_trip(spec):
    text = spec.to_json()
    assert FigureSpec.from_json(text) == spec
    assert FigureSpec.from_json(text).to_json() == text


def recipe(**changes):
    return json.dumps({**json.loads(FigureSpec().to_json()), **changes})


def test_left_out_entries_take_their_defaults():
    assert FigureSpec.from_json('{"format": "multifidus-figure", "schema_version": 1}') == FigureSpec()
    whole = FigureSpec.from_json(recipe(crop_mm=0))
    assert whole.crop_mm == 0.0 and FigureSpec().preset == DEFAULT_PRESET


HOSTILE = {
    "nothing": "",
    "not json": "{",
    "not an object": "[1]",
    "deep": "[" * 50_000,
    "deep object": '{"a":' * 16_000 + "1" + "}" * 16_000,
    "too long": " " * (MAX_JSON_CHARACTERS + 1),
    "foreign": '{"format": "other", "schema_version": 1}',
    "no format": "{}",
    "newer": recipe(schema_version=2),
    "version as text": recipe(schema_version="1"),
    "version as truth": recipe(schema_version=True),
    "unknown entry": recipe(path="/etc/passwd"),
    "unknown entry, unprintable": recipe(**{"\x1b[2J\n": 1}),
    "twice": '{"format": "multifidus-figure", "format": "multifidus-figure", "schema_version": 1}',
    "nan": '{"format": "multifidus-figure", "schema_version": 1, "crop_mm": NaN}',
    "infinity": '{"format": "multifidus-figure", "schema_version": 1, "crop_mm": 1e999}',
    "huge integer": '{"format": "multifidus-figure", "schema_version": 1, "crop_mm": 1' + "0" * 400 + "}",
    "enormous integer": '{"format": "multifidus-figure", "schema_version": 1, "crop_mm": 1' + "0" * 9000 + "}",
    "crop as text": recipe(crop_mm="70"),
    "crop as truth": recipe(crop_mm=True),
    "crop negative": recipe(crop_mm=-1),
    "crop tiny": recipe(crop_mm=0.001),
    "unknown preset": recipe(preset="nature"),
    "preset as list": recipe(preset=["blog"]),
    "preset null": recipe(preset=None),
    "switch as number": recipe(shows_sides=1),
    "switch null": recipe(shows_numbers=None),
    "caption as number": recipe(caption=5),
    "caption with control sign": recipe(caption="a\x00b"),
    "caption with direction mark": recipe(caption="a\u202eb"),
    "caption with half a character": '{"format": "multifidus-figure", "schema_version": 1, "caption": "\\ud800"}',
    "caption endless": recipe(caption="a" * 5001),
    "window empty": recipe(window={}),
    "window without width": recipe(window={"center": 1}),
    "window with more": recipe(window={"center": 1, "width": 1, "gamma": 2}),
    "window as list": recipe(window=[1, 2]),
    "window of no width": recipe(window={"center": 1, "width": 0}),
    "style null": recipe(style=None),
    "style with more": recipe(style={"font": "x"}),
    "dash of three": recipe(style={"dash_pt": [1, 2, 3]}),
    "dash of nothing": recipe(style={"dash_pt": [0, 0]}),
    "line too wide": recipe(style={"line_pt": 1000}),
    "colour by name": recipe(style={"colour": "white"}),
    "colour with tail": recipe(style={"colour": "#ffffff\n"}),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_recipes_are_refused_in_one_sentence(text):
    with pytest.raises(UsageError) as error:
        FigureSpec.from_json(text)
    said = str(error.value)
    assert said.endswith(".") and said.count("\n") == 0 and said.isprintable() and len(said) < 400
    assert error.value.exit_status == 2


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.dictionaries(
        st.sampled_from(list(json.loads(FigureSpec().to_json()))),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
            max_leaves=6,
        ),
        max_size=4,
    )
)
def test_any_json_gives_a_recipe_or_a_sentence(changes):
    try:
        spec = FigureSpec.from_json(recipe(**changes))
    except UsageError as error:
        assert str(error).isprintable()
    else:
        assert FigureSpec.from_json(spec.to_json()) == spec


def test_presets_are_sound_data():
    names = [p.name for p in PRESETS]
    assert len(set(names)) == len(names)
    for p in PRESETS:
        low, high = p.text_range_pt
        assert low <= p.text_pt <= p.letter_pt <= high, p.name
        assert p.dpi_range[0] <= p.dpi <= p.dpi_range[1], p.name
        assert p.formats and p.source and p.line_min_pt < FigureSpec().style.line_pt
        assert preset(p.name) is p
    widths = {p.name: p.width_mm for p in PRESETS}
    assert (widths["elsevier-single"], widths["springer-single"], widths["nature-double"]) == (90, 84, 183)
    assert preset("blog").width_mm / 25.4 * preset("blog").dpi == pytest.approx(1600)
    assert min(p.width_mm for p in PRESETS) == widths[DEFAULT_PRESET]


@pytest.mark.parametrize("change", [{"preset": "x"}, {"crop_mm": 5.0}, {"caption": "\x07"}, {"alt": "a" * 6000}])
def test_a_recipe_out_of_range_cannot_be_made(change):
    with pytest.raises(UsageError):
        FigureSpec(**change)
