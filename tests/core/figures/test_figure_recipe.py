"""The recipe's JSON: round trip, and every hostile or foreign text refused in one sentence."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from viewer.core.figures.marks import Arrow, Bracket, Ellipse, Note
from viewer.core.figures.panels import PARTS, Panel
from viewer.core.figures.spec import (
    ARRANGEMENTS,
    DEFAULT_PRESET,
    INSETS,
    INTERPOLATIONS,
    ITEMS,
    KEYS,
    MAX_JSON_CHARACTERS,
    FigureSpec,
    Placed,
)
from viewer.core.figures.stored import to_record
from viewer.core.figures.style import FONTS, Style
from viewer.core.fingerprints import fingerprint
from viewer.core.grey import Window
from viewer.errors import UsageError

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
    font=st.sampled_from(FONTS),
)
lengths = st.floats(-300, 300)
points = st.tuples(lengths, lengths)
colours = st.just("") | st.from_regex(r"#[0-9a-fA-F]{6}", fullmatch=True)
labels = texts.map(lambda text: text or "")
numbers = st.integers(-1, 2)
widths = st.floats(0.1, 20)
marks = st.one_of(
    st.builds(Arrow, numbers, points, points, labels, widths, colours),
    st.builds(Note, numbers, points, labels.map(lambda text: f"a{text}"), st.none() | st.floats(3, 72), colour=colours),
    st.builds(Ellipse, numbers, points, st.tuples(st.floats(0.05, 99), st.floats(0.05, 99)), colour=colours),
    st.builds(Bracket, numbers, points, points, labels, widths, colours),
)
panels = st.builds(
    Panel,
    slice_id=st.just("") | st.text(max_size=5).map(fingerprint),
    frame=st.integers(1, 99),
    part=st.sampled_from(PARTS),
    is_mirrored=st.booleans(),
    turns=st.integers(0, 3),
    window=st.none() | st.builds(Window, center=finite, width=st.floats(1e-3, 1e6)),
    crop_mm=st.none() | st.just(0.0) | st.floats(10, 1000),
    shift_mm=points,
    shows_outlines=st.booleans(),
    shows_fat_map=st.booleans(),
    fat_map_opacity=st.floats(0, 1),
    title=labels,
)
places = st.builds(Placed, st.sampled_from(ITEMS), st.integers(0, 3), st.tuples(st.floats(0, 1), st.floats(0, 1)))
specs = st.builds(
    FigureSpec,
    preset=st.sampled_from(["blog", "springer-single", "own one"]),
    name=texts.map(lambda text: text or ""),
    arrangement=st.sampled_from(ARRANGEMENTS),
    panels=st.lists(panels, min_size=3, max_size=4).map(tuple),
    columns=st.none() | st.integers(1, 4),
    marks=st.lists(marks, max_size=4).map(tuple),
    places=st.lists(places, max_size=4, unique_by=lambda p: (p.item, p.panel)).map(tuple),
    shows_side_words=st.booleans(),
    shows_panel_letters=st.none() | st.booleans(),
    scale_bar_mm=st.none() | st.floats(0.1, 1000),
    inset=st.sampled_from(INSETS),
    key=st.sampled_from(KEYS),
    interpolation=st.sampled_from(INTERPOLATIONS),
    own_preset=st.just("") | st.just('{"a": 1}'),
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
    """JSON text of a recipe written by hand: it has no seal."""
    return json.dumps({**to_record(FigureSpec()), **changes})


def test_a_changed_recipe_of_the_program_is_refused_until_its_seal_is_taken_out():
    text = FigureSpec(crop_mm=70.0).to_json()
    with pytest.raises(UsageError, match="take its entry 'sha256' out to use it as it is"):
        FigureSpec.from_json(text.replace("70.0", "71.0"))
    with pytest.raises(UsageError, match="'sha255' .* is unknown"):
        FigureSpec.from_json(text.replace("sha256", "sha255"))
    record = json.loads(text)
    del record["sha256"]
    assert FigureSpec.from_json(json.dumps({**record, "crop_mm": 71.0})) == FigureSpec(crop_mm=71.0)


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
    "newer": recipe(schema_version=4),
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
    "no panel": recipe(panels=[]),
    "panels as object": recipe(panels={}),
    "too many panels": recipe(panels=[{}] * 25),
    "panel of numbers": recipe(panels=[1]),
    "panel with a raw identifier": recipe(panels=[{"slice_id": "1.2.840.1"}]),
    "panel with a path": recipe(panels=[{"slice_id": "../../etc/passwd"}]),
    "panel of no half": recipe(panels=[{"part": "middle"}]),
    "panel turned by half": recipe(panels=[{"turns": 0.5}]),
    "panel turned too far": recipe(panels=[{"turns": 4}]),
    "panel of frame zero": recipe(panels=[{"frame": 0}]),
    "panel too opaque": recipe(panels=[{"fat_map_opacity": 1.01}]),
    "mark without kind": recipe(marks=[{"panel": 0}]),
    "mark of unknown kind": recipe(marks=[{"kind": "script", "panel": 0}]),
    "mark of listed kind": recipe(marks=[{"kind": ["arrow"], "panel": 0}]),
    "arrow without tip": recipe(marks=[{"kind": "arrow", "panel": 0, "tail_mm": [0, 0]}]),
    "arrow to nowhere": recipe(marks=[{"kind": "arrow", "panel": 0, "tip_mm": [0, 1e9], "tail_mm": [0, 0]}]),
    "arrow with more": recipe(marks=[{"kind": "arrow", "panel": 0, "tip_mm": [0, 1], "tail_mm": [0, 0], "url": ""}]),
    "arrow on no panel": recipe(marks=[{"kind": "arrow", "panel": 1, "tip_mm": [0, 1], "tail_mm": [0, 0]}]),
    "text of nothing": recipe(marks=[{"kind": "text", "panel": 0, "at_mm": [0, 1], "text": " "}]),
    "ellipse of no size": recipe(marks=[{"kind": "ellipse", "panel": 0, "center_mm": [0, 1], "radii_mm": [0, 1]}]),
    "place of the image": recipe(places=[{"item": "image", "panel": 0, "part": [0, 0]}]),
    "place outside": recipe(places=[{"item": "sides", "panel": 0, "part": [0, 2]}]),
    "placed twice": recipe(places=[{"item": "sides", "panel": 0, "part": [0, 1]}] * 2),
    "own preset as text": recipe(own_preset="{}"),
    "type too small": recipe(style={"text_pt": 1}),
    "foreign font": recipe(style={"font": "../font.ttf"}),
    "font of no release": recipe(style={"font": "dejavu-sans"}),
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
        st.sampled_from(list(to_record(FigureSpec()))),
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


@pytest.mark.parametrize("change", [{"columns": 0}, {"crop_mm": 5.0}, {"caption": "\x07"}, {"alt": "a" * 6000}])
def test_a_recipe_out_of_range_cannot_be_made(change):
    with pytest.raises(UsageError):
        FigureSpec(**change)


def test_braces_of_a_recipe_without_live_fields_stay_braces():
    head = {"format": "multifidus-figure", "schema_version": 1}
    old = FigureSpec.from_json(json.dumps({**head, "caption": "L4/5 {n = 1}", "alt": None}))
    assert (old.caption, old.alt) == ("L4/5 {{n = 1}}", None)
    assert FigureSpec.from_json(recipe(caption="{level}")).caption == "{level}"


def test_spaces_of_every_width_may_be_pasted():
    spec = FigureSpec(caption="20\u00a0mm, 45\u202f%, a\u2009b", name="Abb.\u00a01")
    assert FigureSpec.from_json(spec.to_json()) == spec
    for hidden in ("\u200b", "\u202e", "\u2028", "\u00ad", "\ufeff"):
        with pytest.raises(UsageError, match="cannot be printed"):
            FigureSpec(caption=f"a{hidden}b")
