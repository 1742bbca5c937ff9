"""Keys that sentences name, in the window's texts and in the documents, are keys of the tables."""

import ast
import re
from pathlib import Path

import pytest

from viewer.app.actions import ACTIONS
from viewer.app.actions.pointer import USES
from viewer.tools.registry import TOOLS

ROOT = Path(__file__).resolve().parents[3]
DOCUMENTS = ("README.md", "docs/guide.md")

NAMED = re.compile(
    r"\b(?:Ctrl|Shift|Alt)\+(?:Shift\+)?(?:[A-Z0-9]|Enter|Backspace|F\d+)(?![\w+])"
    r"|\bF\d{1,2}\b"
    r"|(?<=[Pp]ress )[A-Z]\b|(?<=\()[A-Z](?=\))|(?<=; )[A-Z](?= [a-z])|\b[A-Z](?=: [a-z])"
)
"""'Ctrl+O', 'F1', 'press M', '(P)', '; P outlines' and 'P: outline'."""

QUOTED = re.compile(r"`((?:(?:Ctrl|Shift|Alt)\+)*(?:[A-Z]|F\d+|Enter|Esc|Backspace|Page Up|Page Down|Space))`")


def known_keys() -> set[str]:
    """Every key of a table, those of the pointer word by word."""
    actions = {key.replace("Return", "Enter") for action in ACTIONS for key in action.keys}
    pointer = {word.strip(",") for use in USES for word in use.keys.replace(" + ", "+").split()}
    pointer |= {word.strip(",") for use in USES for word in use.keys.split()}
    pointer |= {f"Page {word}" for word in ("Up", "Down") if f"Page {word}" in " ".join(use.keys for use in USES)}
    return actions | {tool.key for tool in TOOLS} | pointer


def sentences() -> list[tuple[str, str]]:
    """Texts of the window, with the file they stand in."""
    found = []
    for path in sorted((ROOT / "viewer").rglob("*.py")):
        part = path.relative_to(ROOT / "viewer").as_posix()
        is_of_window = part.startswith(("tools/", "app/", "ui/")) and not part.startswith("app/actions/")
        text = path.read_text("utf-8") if is_of_window else ""
        if NAMED.search(text):
            tree = ast.walk(ast.parse(text))
            constants = (node.value for node in tree if isinstance(node, ast.Constant))
            found.extend((part, value) for value in constants if isinstance(value, str))
    return found


def test_keys_in_the_texts_of_the_window_are_those_of_the_tables():
    known = known_keys()
    named = [(part, key, text) for part, text in sentences() for key in NAMED.findall(text)]
    assert {key for _, key, _ in named} >= {"P", "M", "Shift+Enter"}, "the pattern finds keys"
    assert not [one for one in named if one[1] not in known]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_keys_in_the_documents_are_those_of_the_tables(document):
    named = QUOTED.findall((ROOT / document).read_text("utf-8"))
    assert "Ctrl+O" in named
    assert not set(named) - known_keys()


def test_a_key_that_no_table_holds_is_found():
    assert {"J", "Ctrl+J", "F19"}.isdisjoint(known_keys())
    assert NAMED.findall("press J, or Ctrl+J; F19 outlines a muscle (J)") == ["J", "Ctrl+J", "F19", "J"]
