"""Bad input opened by hand in a running window: one plain sentence, nothing lost, and no standstill."""

import pytest

from tests.synthetic import axial_series
from tests.ui.bad_input import CASES
from tests.ui.running_window import Heartbeat, opened, sentence, until
from viewer.core.outline import Outline

LONG = {"a million empty items"}
"""Cases that are given up only after the ten seconds that decoding may take."""


LONGEST_STALL_S = 1.0
"""Longest time that the event loop may be held up, s: ten times what is wanted, for machines that are busy."""


@pytest.fixture
def busy_window(window, qtbot, tmp_path):
    """A window with an outline on an ordinary series."""
    axial_series(tmp_path / "good", 3)
    opened(qtbot, window, tmp_path / "good")
    session = window.session
    ring = ((4.0, 4.0), (9.0, 4.0), (9.0, 9.0))
    document = session.now.document.with_outlines([Outline(session.now.image.key, (ring,))])
    session.edit("draw", document)
    session.mark_saved(document)
    return window


def assert_is_one_plain_sentence(text: str) -> None:
    assert text
    assert "\n" not in text
    assert len(text) < 500
    for word in ("Traceback", "Error", "Exception", "errno", "0x", "NoneType", "fault in the program"):
        assert word not in text, text


def failed(window) -> str:
    """What the window says of a file that could not be opened."""
    return sentence(window)


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.slow if name in LONG else ()) for name in CASES])
def test_the_window_says_what_is_wrong_and_goes_on(busy_window, qtbot, tmp_path, record_property, name):
    window = busy_window
    folder = tmp_path / "bad"
    folder.mkdir()
    bad = CASES[name](folder)
    before = window.session.now
    with Heartbeat() as heartbeat:
        window.opening.open([bad])
        until(qtbot, lambda: bool(failed(window)))
        qtbot.wait(20)
    record_property("longest_stall_ms", round(1000 * heartbeat.longest_s))
    print(f"STALL {1000 * heartbeat.longest_s:6.0f} ms  {name}: {failed(window)}")
    assert_is_one_plain_sentence(failed(window))
    assert str(folder) not in failed(window), "folders may name the patient"
    assert not window.status._stop.isVisible()
    assert heartbeat.longest_s < LONGEST_STALL_S
    after = window.session.now
    assert window.message.isVisible()
    assert (after.study, after.document, after.place) == (before.study, before.document, before.place)
    assert after.loaded is before.loaded
    window.commands.actions["next-slice"].trigger()
    assert window.session.now.view.slice_number != before.view.slice_number


@pytest.mark.parametrize("chosen", ["file", "folder"])
def test_hidden_patient_data_stay_hidden_where_opening_fails(busy_window, qtbot, tmp_path, chosen):
    window = busy_window
    window.commands.actions["hide-patient"].trigger()
    bad = tmp_path / "Ash Ann 1970" / "Ash Ann.dcm"
    bad.parent.mkdir()
    bad.write_text("no image")
    window.opening.open([bad if chosen == "file" else bad.parent])
    until(qtbot, lambda: bool(sentence(window)))
    assert "Ash" not in sentence(window)
    assert "it is not an image" in sentence(window)
