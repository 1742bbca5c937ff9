"""docs/figure-spec.md tells every entry of a recipe with its default, and its example is a recipe."""

import json
import re
from dataclasses import MISSING, asdict, fields
from pathlib import Path

import pytest

from viewer.core.figures.marks import MARK_KINDS, Arrow, Bracket, Ellipse, Note
from viewer.core.figures.panels import Panel
from viewer.core.figures.reviewed import Reviewed
from viewer.core.figures.spec import FORMAT, SCHEMA_VERSION, FigureSpec, Placed
from viewer.core.figures.style import Style
from viewer.figure.words.fields import FIELDS

DOCUMENT = Path(__file__).parents[3] / "docs" / "figure-spec.md"
TEXT = DOCUMENT.read_text("utf-8")
KINDS = (FigureSpec, Panel, Arrow, Note, Ellipse, Bracket, Placed, Reviewed, Style)
TOLD_IN_WORDS = {"style": "see Style", "panels": "one Panel", "own_preset": "`null`"}


def section(name: str) -> dict[str, tuple[str, str]]:
    """Key → (default, what it is) of the table below a heading."""
    part = re.split(rf"^##+ {name}:", TEXT, maxsplit=1, flags=re.MULTILINE)[1]
    part = re.split(r"^##", part, maxsplit=1, flags=re.MULTILINE)[0]
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \| (.+) \|$", part, flags=re.MULTILINE)
    return {key: (default, meaning) for key, _, default, meaning in rows}


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_is_told_with_its_default_and_no_other(kind):
    told = section(kind.__name__)
    assert list(told) == [field.name for field in fields(kind)]
    for field in fields(kind):
        default, meaning = told[field.name]
        is_needed = field.default is MISSING and field.default_factory is MISSING
        wanted = "required" if is_needed else f"`{json.dumps(field.default, default=str)}`"
        assert default == TOLD_IN_WORDS.get(field.name, wanted), field.name
        assert len(meaning) > 5


def test_every_kind_of_mark_and_live_field_is_told():
    for name, kind in MARK_KINDS.items():
        assert f'### {kind.__name__}: `"kind": "{name}"`' in TEXT
    for field in FIELDS:
        assert f"| `{{{field.name}}}` | {field.meaning} | {field.example} |" in TEXT
    assert f"always `{FORMAT}`" in TEXT
    assert f"schema version is {SCHEMA_VERSION}" in TEXT


def test_the_example_is_a_recipe_that_uses_what_is_told():
    (example,) = re.findall(r"```json\n(.*?)```", TEXT, flags=re.DOTALL)
    spec = FigureSpec.from_json(example)
    assert FigureSpec.from_json(spec.to_json()) == spec
    written = json.loads(spec.to_json())
    for key, value in json.loads(example).items():
        if key not in ("style", "panels", "marks"):
            assert written[key] == value
    assert {type(mark) for mark in spec.marks} == set(MARK_KINDS.values())
    assert asdict(spec)["style"]["pattern"] == "solid"
