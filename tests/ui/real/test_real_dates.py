"""Before and after with a real mouse and keys: a second study added, paired, outlined on both, read and undone."""

import pytest

from tests.lumbar import circle
from tests.ui.comparing.dates.date_folders import write_dates
from tests.ui.real.desktop import Desktop, Program, needs_screen, wait_until

pytestmark = [*needs_screen, pytest.mark.slow]


def outline(program: Program, pane: int, side: str) -> None:
    """Click the corners of a muscle in a pane, and close the outline with its first point."""
    ring = circle(side, n=8).tolist()
    for x, y in program.ask("pane_places", pane, [*ring, ring[0]]):
        program.x("mousemove", x, y, "sleep", 0.01, "click", 1, "sleep", 0.01)
    program.settle()


def test_a_second_study_is_added_paired_outlined_read_and_undone(desktop: Desktop, tmp_path):
    before, after = write_dates(tmp_path / "dates")
    program = desktop.start(before)
    program.key("alt+f")
    program.key("Down", "Down", "Return")
    wait_until(lambda: program.ask("focus")["widget"].endswith("LineEdit"), say=lambda: str(program.ask("focus")))
    program.name_file(after)
    program.until(lambda now: now["notice"] == "Added 2 images as 1 more series.")
    program.key("shift+c")
    program.wait_for_window("PairingDialog")
    program.shoot("dates-dialog")
    program.key("Return")
    wait_until(lambda: program.ask("comparing") is not None)
    program.key("p")
    for count, (pane, side) in enumerate([(0, "right"), (0, "left"), (1, "left"), (1, "right")], start=1):
        outline(program, pane, side)
        program.until(lambda now, count=count: len(now["outlines"]) == count)
    assert [one["side"] for one in program.state["outlines"]] == ["right", "left", "left", "right"]
    program.key("v")
    wait_until(lambda: not program.ask("change")["is_late"])
    texts = program.ask("change")["texts"]
    assert "Patient's left multifidus" in texts
    assert "more than the measurement error" in texts
    assert "within the measurement error" in texts
    program.shoot("dates-change")
    x, y = program.ask("pane_places", 1, [[60.0, 20.0]])[0]
    first = program.ask("comparing")["zooms"]
    program.x("mousemove", x, y, "keydown", "ctrl", "click", 4, "keyup", "ctrl")
    wait_until(lambda: program.ask("comparing")["zooms"][0] > 1.15 * first[0])
    zooms = program.ask("comparing")["zooms"]
    assert zooms[0] == pytest.approx(zooms[1])
    program.key("ctrl+z")
    program.until(lambda now: len(now["outlines"]) == 3)
    program.key("ctrl+z", "ctrl+z", "ctrl+z", "ctrl+z")
    program.until(lambda now: not now["outlines"] and now["undo"] is None)
    program.shoot("dates-undone")
