"""Right beside left with a real mouse and keys: a point dragged in the mirrored pane, zoom, swipe, blink, and back."""

import pytest

from tests.ui.real.desktop import Desktop, Program, needs_screen, wait_until
from tests.ui.real.real_images import SAMPLE
from viewer.app.sample import true_outlines
from viewer.io.opening import open_study

pytestmark = [*needs_screen, pytest.mark.slow]


def press(program: Program, at, *, button: int = 1) -> None:
    program.x("mousemove", *at, "mousedown", button)
    program.settle()


@pytest.fixture
def program(desktop: Desktop) -> Program:
    """Both muscles of the sample outlined by clicks, right beside left."""
    started = desktop.start(SAMPLE)
    shown = started.state
    series = open_study([SAMPLE]).series[shown["series"] - 1]
    started.key("p")
    for entry in true_outlines(series.slices[shown["slice"] - 1]):
        ring = entry.outline.rings[0]
        points = [ring[i] for i in range(0, len(ring), max(len(ring) // 10, 1))]
        started.click(*points, points[0])
    started.until(lambda now: len(now["outlines"]) == 2 and not now["draft"])
    started.key("v")
    started.key("c")
    wait_until(lambda: started.ask("comparing") is not None)
    return started


def test_the_mirrored_side_is_edited_zoomed_swiped_and_left(program: Program):
    before = program.state["outlines"]
    assert [outline["side"] for outline in before] == ["right", "left"]
    wait_until(lambda: program.ask("is_settled"))
    program.x("mousemove", 5, 5)
    program.settle()
    program.shoot("sides-beside")
    # A point of the left muscle, in the pane that shows it mirrored.
    [(x, y)] = program.ask("pane_places", 1, [before[1]["rings"][0][2]])
    press(program, (x, y))
    program.x("mousemove", x - 12, y - 9)
    program.settle()
    program.shoot("sides-dragged")
    program.x("mouseup", 1)
    now = program.until(lambda now: now["outlines"] != before)
    assert now["outlines"][0] == before[0]
    moved = now["outlines"][1]["rings"][0]
    assert [[x - 12, y - 9]] == [program.ask("pane_places", 1, [p])[0] for p in moved if p not in before[1]["rings"][0]]
    program.key("ctrl+z")
    assert program.until(lambda now: now["outlines"] == before)
    first, second = program.ask("comparing")["zooms"]
    assert first == second
    program.x("mousemove", x, y, "keydown", "ctrl", "click", 4, "keyup", "ctrl")
    wait_until(lambda: program.ask("comparing")["zooms"][0] > 1.15 * first)
    assert program.ask("comparing")["zooms"][0] == pytest.approx(program.ask("comparing")["zooms"][1])
    program.key("x")
    assert program.ask("comparing")["mode"] == "swipe"
    at, y = program.ask("named", "Divider between right and left")
    press(program, (at, y + 60))
    program.x("mousemove", at + 100, y + 60, "mouseup", 1)
    wait_until(lambda: program.ask("comparing")["swipe"] > 0.55)
    program.shoot("sides-swiped")
    assert program.state["outlines"] == before  # what lies below the divider is not taken along
    pane = program.ask("comparing")["pane"]
    program.key("k", "k")
    assert program.ask("comparing")["pane"] == 1 - pane
    program.shoot("sides-blinked")
    program.key("c")  # the canvas in use is laid elsewhere, and keeps the keyboard
    assert program.ask("comparing")["mode"] == "beside"
    for _ in range(3):
        program.key("Escape")
    assert program.ask("comparing") is None
    assert program.state["outlines"] == before
    program.shoot("sides-left")
