"""Mirroring a real muscle with a really held key, and the line dragged by the mouse meanwhile."""

import time

import pytest

from tests.evidence.mirror_outline import dice
from tests.ui.real.desktop import Desktop, Program, needs_screen
from tests.ui.real.real_images import DATA, needs_data, of_tum
from viewer.io.opening import open_study
from viewer.proposals.mirroring.symmetry import midsagittal_line

pytestmark = [*needs_screen, *needs_data, pytest.mark.slow]
INSTANCE = 12
"""A slice in the middle of the volunteer's series."""


@pytest.fixture(scope="module")
def here():
    return of_tum(INSTANCE)


@pytest.fixture
def program(desktop: Desktop, here) -> Program:
    """The slice of `here` with the right multifidus outlined."""
    number, muscles = here
    started = desktop.start(DATA / "tum01-dixon" / "in-phase")
    steps = number - started.state["slice"]
    started.key(*(["Next" if steps > 0 else "Prior"] * abs(steps)))
    started.until(lambda now: now["slice"] == number and now["is_loaded"])
    started.move(muscles["right"].points()[0])
    before = started.state["zoom"]
    started.wheel(8, held="ctrl")
    started.until(lambda now: now["zoom"] > 4.0 * before)  # all eight notches, before places are asked for
    started.key("p")
    started.click(*muscles["right"].points(), muscles["right"].points()[0])
    started.until(lambda now: len(now["outlines"]) == 1 and not now["draft"])
    return started


def test_a_held_key_shows_the_line_and_mirrors_when_let_go(program: Program, here):
    _, muscles = here
    program.x("keydown", "m")
    program.until(lambda now: now["tool"] == "mirror" and "Let M go" in now["hint"])
    time.sleep(0.8)  # the keyboard repeats the key, which means nothing
    assert program.state["tool"] == "mirror"
    assert len(program.state["outlines"]) == 1
    program.shoot("mirror-held")
    program.x("keyup", "m")
    now = program.until(lambda now: len(now["outlines"]) == 2)
    assert (now["tool"], now["outlines"][1]["side"]) == ("outline", "left")
    assert dice(now["outlines"][1]["rings"][0], muscles["left"].border) > 0.8
    program.shoot("mirror-done")
    program.key("ctrl+z")
    assert len(program.state["outlines"]) == 1


def test_esc_while_it_is_held_leaves_everything(program: Program):
    before = program.state
    program.x("keydown", "m")
    program.until(lambda now: now["tool"] == "mirror")
    program.key("Escape")
    program.x("keyup", "m")
    program.settle()
    after = program.state
    assert (after["tool"], after["outlines"], after["undo"]) == ("outline", before["outlines"], before["undo"])


def test_the_line_is_dragged_and_what_it_mirrors_is_undone_with_it(program: Program, here):
    number, _ = here
    [series] = open_study([DATA / "tum01-dixon" / "in-phase"]).series
    image = series.slices[number - 1]
    (x0, y0), (x1, y1) = midsagittal_line(image.values(), image.geometry).line
    y = y0 + 0.7 * (y1 - y0)
    x = x0 + 0.7 * (x1 - x0)
    program.x("keydown", "m")
    program.until(lambda now: now["tool"] == "mirror" and "Let M go" in now["hint"])
    program.drag([(x, y), (x + 2.0, y), (x + 4.0, y)])
    program.shoot("mirror-dragged")
    program.x("keyup", "m")
    now = program.until(lambda now: len(now["outlines"]) == 2)
    assert "mirror" in now["undo"]
    plain = 2.0 * x - min(p[0] for p in now["outlines"][0]["rings"][0])
    assert max(p[0] for p in now["outlines"][1]["rings"][0]) > plain + 2.0
    program.key("ctrl+z")
    assert len(program.state["outlines"]) == 1
    program.key("ctrl+shift+z")
    assert len(program.state["outlines"]) == 2
