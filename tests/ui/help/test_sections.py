"""The how-to: keys from the tables, pictures that exist, and the guide that says the same."""

import re
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtGui import QKeySequence

from viewer import NOTICE
from viewer.app.actions import ACTIONS, POINTER
from viewer.ui.help.folder import picture_folder
from viewer.ui.help.keys import POINTER_GROUP, help_rows, native_key, portable_key
from viewer.ui.help.sections import PICTURE_WIDTH, how_to_html, how_to_markdown, pictures, sections

ROOT = Path(__file__).resolve().parents[3]
BEGIN, END = "<!-- how-to: from viewer/ui/help/sections.py -->\n\n", "\n<!-- end of how-to -->"


def test_every_command_and_every_use_of_the_pointer_has_one_row():
    rows = help_rows()
    commands = [row for row in rows if row.group != POINTER_GROUP]
    assert sorted(row.explanation for row in commands) == sorted(action.explanation for action in ACTIONS)
    assert [row.keys for row in rows if row.group == POINTER_GROUP] == [keys for keys, _ in POINTER]
    [save] = [row for row in rows if row.text == "Save project"]
    assert save.keys == QKeySequence("Ctrl+S").toString(QKeySequence.SequenceFormat.NativeText)


def test_keys_are_looked_up():
    assert portable_key("tool-nudge") == "B"
    assert portable_key("accept-proposed") == "Enter"
    assert portable_key("which-border") == ""
    assert native_key("nudge-size").startswith("[ and ]")
    with pytest.raises(KeyError):
        portable_key("no such thing")


def test_no_key_is_written_into_the_text():
    """A key that changes in the tables must change in the how-to: single letters and Ctrl stand only in braces."""
    for section in sections():
        for paragraph in section.paragraphs:
            said = re.sub(r"\{[a-z-]+\}", "", paragraph)
            said = re.sub(r"click on L5 or S1", "", said)
            assert not re.search(r"\b[B-HJ-Z]\b|Ctrl|F\d", said), f"{section.name}: {said}"


def test_explanations_are_short():
    for section in sections():
        for paragraph in section.paragraphs:
            assert len(re.findall(r"[.!?](?: |$)", paragraph.replace("et al.", ""))) <= 3, section.name


def test_the_how_to_says_what_must_be_said():
    text = how_to_html(native_key)
    for words in ("patient's feet", "Fat fraction", "Fat-to-muscle ratio", "Limits of thresholds", NOTICE):
        assert words.replace("'", "&#x27;") in text


def test_the_card_of_the_borders_names_its_source_and_what_is_preselected():
    [card] = [section for section in sections() if section.name == "which-border"]
    said = " ".join(card.paragraphs)
    for words in ("4 %", "14–15 %", "Berry", "10.1186/s12891-018-2059-x", "preselected", "project", "one outline"):
        assert words in said


@pytest.mark.parametrize("name", pictures())
def test_every_picture_is_there_small_and_sharp(name):
    path = picture_folder() / f"{name}.png"
    assert path.stat().st_size < 84_000
    with Image.open(path) as picture:
        assert picture.mode == "P"
        [section] = [one for one in sections() if one.name == name]
        assert picture.width == 2 * section.width <= 2 * PICTURE_WIDTH


def test_no_picture_is_left_over_and_all_are_small_enough_to_ship():
    files = sorted(picture_folder().iterdir())
    assert [path.stem for path in files] == sorted(pictures())
    assert sum(path.stat().st_size for path in files) < 1_080_000


def test_the_guide_says_the_same():
    guide = (ROOT / "docs" / "guide.md").read_text("utf-8")
    told = guide[guide.index(BEGIN) + len(BEGIN) : guide.index(END)]
    assert told == how_to_markdown(portable_key, "how-to"), "put how_to_markdown(portable_key, 'how-to') there"
