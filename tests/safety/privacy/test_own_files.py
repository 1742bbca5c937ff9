"""What stays on the computer: journal, index, settings, reports of faults; paths where they must be, nothing else."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from tests.app.journalling.scenes import opened
from tests.lumbar import circle
from tests.safety.privacy.canary_dicom import canary_mr
from tests.safety.privacy.places import HOST, Place, laid_down, name_computer
from viewer.app.faults.keeping import report_fault, reports_folder
from viewer.app.settings import Settings, save_settings
from viewer.core.document import SliceLevel
from viewer.core.history import Place as Shown
from viewer.core.outline import Outline, Side
from viewer.io.local import remember
from viewer.io.opening import open_study


@pytest.fixture
def place(tmp_path, monkeypatch) -> Place:
    return laid_down(name_computer(monkeypatch, tmp_path), canary_mr())


def held_in(place: Place, folder: Path) -> dict[str, set[str]]:
    return place.scanner().found_under(folder)


@pytest.mark.slow
def test_the_journal_holds_no_word_of_the_input(place):
    study = open_study([place.study])
    home = place.home / "own"
    project = place.home / "CNRYproject.mfv"
    session, journalling, _ = opened(home, where=study, project=lambda: (project, ""))
    session.show(Shown(1, 2))
    block, rng = study.series[0], random.Random(4)
    for number in range(12):
        key = block.slices[number % 3].key
        side = "right" if number % 2 else "left"
        points = circle(side, radius=9.0 + rng.random())
        session.edit(
            "draw outline",
            session.now.document.with_outlines([Outline.from_points(points, slice_key=key, side=Side(side))]),
        )
        if number == 7:
            session.undo()
    levels = (SliceLevel(block.slices[0].key, "L4/5"),)
    session.edit("level", replace(session.now.document, levels=levels))
    assert journalling.settle()
    journals = home / "data" / "journal"
    assert {path.suffix for path in journals.iterdir()} >= {".sqlite3"}
    # Whose journal it is tells the computer, as a lock must; it never leaves the user's folder.
    assert set().union(*held_in(place, journals).values(), set()) <= {HOST}
    # Beside it stands which project it belongs to: its path, and nothing else.
    held = held_in(place, home / "data")
    assert set().union(*held.values(), set()) <= place.names | {HOST}
    journalling.close()


def test_index_and_settings_hold_paths_and_nothing_else(place):
    study = open_study([place.study])
    home = place.home / "own"
    remember(study, [place.study], home=home)
    remember(study, sorted(place.study.iterdir())[:2], home=home)
    save_settings(Settings().with_recent(place.study), home=home)
    held = held_in(place, home)
    assert {name.rpartition("/")[2] for name in held} == {"images.json", "settings.json"}
    assert set().union(*held.values()) <= place.names
    uids = {study.series[0].series_uid, *(image.key.uid for image in study.series[0].slices)}
    assert uids <= place.texts  # none of them was found


class CanaryError(Exception):
    """As a library would raise it, with everything it was looking at."""


def test_a_report_of_a_fault_holds_no_word_of_what_was_open(place):
    words = sorted(place.texts)

    def deeper(local: list[str], **texts: str) -> None:
        kept = {word: word for word in local}  # noqa: F841 - a local that a report must not tell
        try:
            raise ValueError(*local, texts)
        except ValueError as e:
            e.add_note(" ".join(local))
            error = CanaryError(f"{place.study}/{local[0]}.dcm: {local}")
            error.__cause__ = OSError(2, local[1], str(place.study / local[2]))
            raise error from e

    source = compile(
        f"def {'run'}(deeper, words):\n    deeper(words, patient=words[3])\n", str(place.study / "CNRY.py"), "exec"
    )
    scope: dict[str, object] = {}
    exec(source, scope)
    try:
        scope["run"](deeper, words)  # type: ignore[operator]
    except CanaryError as e:
        told = report_fault(e, thread=words[0])
    assert told.report is not None
    text = told.report.read_text("utf-8")
    assert "CanaryError" in text or "Exception" in text or "ValueError" in text
    assert held_in(place, reports_folder()) == {}
