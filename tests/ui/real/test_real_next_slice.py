"""Further slices by real keys: N, Enter, the dialog for a range, filling between; each looked at as a picture."""

import pytest

from tests.ui.real.desktop import Desktop, Program, needs_screen
from tests.ui.real.real_images import DATA, needs_data, of_tum

pytestmark = [*needs_screen, *needs_data, pytest.mark.slow]
INSTANCE = 9


def outlined(desktop: Desktop) -> tuple[Program, int]:
    """The volunteer with both sides outlined on one slice, and its number."""
    number, muscles = of_tum(INSTANCE)
    program = desktop.start(DATA / "tum01-dixon" / "in-phase")
    while (here := program.state["slice"]) != number:
        program.key("Next" if here < number else "Prior")
    program.key("p")
    for side in ("right", "left"):
        program.click(*muscles[side].points())
        program.key("Return")
    program.until(lambda now: len(now["outlines"]) == 2)
    return program, number


def test_a_copy_is_accepted_taken_back_and_rejected(desktop: Desktop):
    program, number = outlined(desktop)
    program.key("n")
    program.until(lambda now: now["slice"] == number + 1 and len(now["outlines"]) == 4)
    assert program.state["undo"] == f"copy outlines to slice {number + 1}"
    program.shoot("next_slice_copied")
    program.key("Return")
    program.until(lambda now: now["undo"] == "accept proposed outlines")
    program.shoot("next_slice_accepted")
    program.key("ctrl+z", "shift+BackSpace")
    program.until(lambda now: now["undo"] == "reject proposed outlines")
    assert len(program.state["outlines"]) == 2
    assert program.state["slice"] == number + 1


def test_a_range_is_chosen_by_keys_and_carried(desktop: Desktop):
    program, number = outlined(desktop)
    program.key("ctrl+n")
    program.wait_for_window("PropagateDialog")
    program.shoot("next_slice_dialog")
    program.type(str(number + 3))
    program.key("Return")
    program.until(lambda now: now["undo"] == f"propagate outlines to slices 1 to {number + 3}")
    assert len(program.state["outlines"]) == 2 * (number + 3)
    assert program.state["notice"].startswith(f"{number + 2} slices got proposed outlines.")
    program.key("Next", "Next")
    program.shoot("next_slice_carried")
    program.key("shift+Return")
    program.until(lambda now: now["undo"] == "accept proposed outlines of the series")
