"""Hidden is hidden: no dialog, list, title, sentence or paint of the window names the patient after Shift+F12."""

from collections.abc import Iterable

import pytest

from tests.ui.hidden.canary_study import CANARIES
from tests.ui.hidden.states import Step, Walk, close_dialogs
from tests.ui.hidden.walking import everything_said, painted, telling

FIRST = ("as opened", "recent", "menus", "skipped", "pair-dates", "compare-dates", "slices")
"""States that are looked at every day."""


@pytest.fixture
def walk(canary, canary_files, qtbot, tmp_path):
    made = Walk(canary, qtbot, canary_files, tmp_path)
    yield made
    close_dialogs()


def found_in(steps: Iterable[Step], monkeypatch, *, then=lambda: None, after=lambda: None) -> dict[str, dict]:
    """What names the patient, by state; nothing for a state where all is well."""
    found = {}
    for name, step in steps:
        step()
        then()
        with painted(monkeypatch) as seen:
            told = telling([*everything_said(), *seen], CANARIES)
        if told:
            found[name] = told
        after()
        close_dialogs()
    return found


def hide(walk: Walk) -> None:
    walk.window.commands.actions["hide-patient"].trigger()


def test_what_is_on_the_screen_every_day_names_nobody(walk, monkeypatch):
    steps = [step for step in walk.steps() if step[0] in FIRST]
    assert len(found_in(steps, monkeypatch)) == len(FIRST)  # all of it names somebody while it may
    hide(walk)
    assert found_in(steps, monkeypatch) == {}


@pytest.mark.slow
def test_every_state_names_nobody_while_hidden(walk, monkeypatch):
    hide(walk)
    assert found_in(walk.steps(), monkeypatch) == {}


@pytest.mark.slow
def test_every_file_dialog_begins_where_no_folder_names_anybody(walk, monkeypatch):
    hide(walk)
    assert found_in(walk.file_dialogs(), monkeypatch) == {}


@pytest.mark.slow
def test_every_state_that_stays_is_hidden_with_the_rest(walk, monkeypatch):
    """What stood on the screen before Shift+F12 changes with it."""
    assert found_in(walk.steps(), monkeypatch, then=lambda: hide(walk), after=lambda: hide(walk)) == {}


@pytest.mark.exhaustive
def test_the_walk_finds_what_is_not_hidden(walk, monkeypatch):
    """Positive control: each word is somewhere, and every state shows some."""
    found = {**found_in(walk.file_dialogs(), monkeypatch), **found_in(walk.steps(), monkeypatch)}
    told = {word for words in found.values() for word in words}
    unseen = {"19370228", "1937", "19530607", "19531207", "protcanary", "commcanary", "sequcanary"}  # shown nowhere
    assert told >= set(CANARIES) - unseen, set(CANARIES) - unseen - told
    assert len(found) > 40
