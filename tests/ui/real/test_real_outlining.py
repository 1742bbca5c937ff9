"""Both sides of a real slice in a few actions besides the stroke, and the next slice in fewer still."""

import time

import pytest

from tests.evidence.mirror_outline import dice
from tests.ui.real.desktop import Desktop, Program, needs_screen
from tests.ui.real.real_images import DATA, needs_data, of_l45, of_tum

pytestmark = [*needs_screen, *needs_data]
ACTIONS_MAXIMUM = 6
"""Most actions besides strokes for both sides of a slice."""


class Counted:
    """Presses keys and counts them as a reader would: one action each."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self.actions = 0

    def key(self, name: str) -> None:
        self._program.key(name)
        self.actions += 1


def traced(program: Program, reader: Counted, muscle) -> None:
    """One stroke round a muscle, as a hand would trace it."""
    reader.key("p")
    points = muscle.points(48)
    program.drag([*points, points[0]])
    program.until(lambda now: len(now["outlines"]) == 1 and not now["draft"])


def both_sides(program: Program, muscles) -> Counted:
    """Right traced, left mirrored and accepted."""
    reader = Counted(program)
    traced(program, reader, muscles["right"])
    reader.key("m")
    program.until(lambda now: len(now["outlines"]) == 2)
    reader.key("Return")
    program.until(lambda now: now["undo"].startswith("accept proposed outline"))
    return reader


def agreement(program: Program, muscles, places=(0, 1)) -> list[float]:
    """Dice of right and left with the reference outlines."""
    drawn = {program.state["outlines"][place]["side"]: program.state["outlines"][place] for place in places}
    return [dice(drawn[side]["rings"][0], muscles[side].border) for side in ("right", "left")]


def test_both_sides_of_a_patients_slice_in_a_stroke_and_three_keys(desktop: Desktop, record_property):
    muscles = of_l45()
    program = desktop.start(DATA / "l45-t2")
    begun = time.monotonic()
    reader = both_sides(program, muscles)
    record_property("seconds", time.monotonic() - begun)
    right, left = agreement(program, muscles)
    assert reader.actions == 3 <= ACTIONS_MAXIMUM
    assert right > 0.97
    assert left > 0.93
    assert len(program.numbers) == 2
    program.shoot("outlining_l45")


@pytest.mark.slow
def test_the_next_slice_takes_a_third_of_the_actions_or_less(desktop: Desktop):
    number, muscles = of_tum(9)
    _, beyond = of_tum(10)
    program = desktop.start(DATA / "tum01-dixon" / "in-phase")
    while (here := program.state["slice"]) != number:
        program.key("Next" if here < number else "Prior")
    first = both_sides(program, muscles)
    forward = of_tum(10)[0] - number
    reader = Counted(program)
    reader.key("n" if forward == 1 else "shift+n")
    program.until(lambda now: now["slice"] == number + forward and len(now["outlines"]) == 4)
    reader.key("Return")
    program.until(lambda now: now["undo"].startswith("accept proposed outline"))
    assert reader.actions == 2 <= ACTIONS_MAXIMUM / 3
    assert first.actions == 3
    assert min(agreement(program, beyond, (2, 3))) > 0.8
    program.shoot("outlining_next")
