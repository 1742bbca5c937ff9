"""A user at random with a real mouse and keyboard on a screen of its own: no error, and the window can be used on."""

import random
import subprocess
from pathlib import Path

import pytest

from tests.lumbar import write_study
from tests.ui.real.desktop import Desktop, Program, needs_screen, screen, wait_until

pytestmark = needs_screen

SIZE = (1440, 900)
KEYS = (
    *("Escape", "Escape", "Return", "space", "Tab", "Left", "Right", "Up", "Down", "Next", "Prior", "bracketleft"),
    *("p", "l", "n", "v", "w", "f", "m", "g", "r", "t", "1", "2", "Home", "End", "BackSpace", "F1"),
    *("ctrl+z", "ctrl+z", "ctrl+y", "ctrl+s", "ctrl+c", "ctrl+0", "shift+F12", "alt+v", "ctrl+Right"),
)
SEED, EVENTS = 5, 500


def one_event(program: Program, rng: random.Random) -> None:
    """Move, click, drag, wheel or press a key, anywhere on the screen."""
    x, y = rng.randrange(SIZE[0]), rng.randrange(SIZE[1])
    over_image = 300 + rng.randrange(650), 120 + rng.randrange(650)
    kind = rng.choices(("click", "image", "drag", "wheel", "key", "right"), (4, 8, 6, 5, 9, 1))[0]
    if kind == "click":
        program.x("mousemove", x, y, "click", 1)
    elif kind == "image":
        program.x("mousemove", *over_image, "click", 1)
    elif kind == "right":
        program.x("mousemove", *over_image, "click", 3)
    elif kind == "drag":
        end = 300 + rng.randrange(650), 120 + rng.randrange(650)
        program.x("mousemove", *over_image, "mousedown", 1, "mousemove", *end, "sleep", 0.01, "mouseup", 1)
    elif kind == "wheel":
        program.x("mousemove", *over_image, "click", "--repeat", rng.randrange(1, 4), "--delay", 5, rng.choice((4, 5)))
    else:
        program.x("key", rng.choice(KEYS))


def put_file_dialogs_away(program: Program) -> None:
    """Nothing is chosen by chance among the files of this computer."""
    for _ in range(5):
        focus = program.ask("focus")
        if not {"QFileDialog", "QPrintDialog"} & {focus["window"], focus["widget"]} and "File" not in focus["widget"]:
            return
        program.x("key", "Escape")
        program.settle()


def has_ended(program: Program) -> bool:
    """Whether it was closed, as by Quit in its menu."""
    try:
        return program.process.wait(0.0) is not None
    except subprocess.TimeoutExpired:
        return False


def see_it_end(program: Program, number: int) -> None:
    """It was closed by what was done, and ends as it should."""
    wait_until(lambda: has_ended(program), say=lambda: f"event {number}: {program.log.read_text()}")
    assert program.process.returncode == 0, f"event {number}: {program.log.read_text()}"
    program.close()


@pytest.mark.slow
def test_five_hundred_real_events(tmp_path: Path):
    study = write_study(tmp_path / "study", slices=4)
    (tmp_path / "home").mkdir()
    rng = random.Random(SEED)
    ended = 0
    with screen(f"{SIZE[0]}x{SIZE[1]}x24") as display:
        desktop = Desktop(display, tmp_path / "home", tmp_path)
        program = desktop.start(study)
        for number in range(EVENTS):
            one_event(program, rng)
            try:
                program.settle()
                put_file_dialogs_away(program)
            except (AssertionError, OSError):
                see_it_end(program, number)
                program = desktop.start(study)
                ended += 1
            if number % 100 == 99:
                program.shoot(f"random-{number}")
        for _ in range(12):
            program.x("key", "Escape")
        program.settle()
        assert program.is_up()
        print(f"{EVENTS} events, closed {ended} times, longest stall {program.ask('stall_s')} s")
        program.close()
