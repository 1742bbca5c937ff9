"""From open window to figure by real events, and in how few actions."""

from pathlib import Path

import pytest
from PIL import Image

from tests.ui.real.desktop import Desktop, Program, needs_screen, wait_until
from tests.ui.real.real_images import DATA, SAMPLE, Muscle, needs_data, of_l45, of_sample

pytestmark = needs_screen


class Counting:
    """Counts what a user does besides the strokes of outlines."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.actions: list[str] = []

    def key(self, name: str) -> None:
        self.actions.append(name)
        self.program.key(name)

    def stroke(self, muscle: Muscle) -> None:
        """Trace the border with the button held until it comes home, where it closes itself."""
        path = muscle.points(60)
        self.program.drag([*path, path[0]])


def to_the_figure(counting: Counting, muscles: dict[str, Muscle]) -> Path:
    """Outline with strokes and make the figure; gives the file that was written."""
    program = counting.program
    counting.key("p")
    for side in ("right", "left"):
        counting.stroke(muscles[side])
    program.until(lambda now: [o["side"] for o in now["outlines"]] == ["right", "left"])
    counting.key("ctrl+f")
    program.wait_for_window("Figure")
    program.shoot("figure")
    counting.key("Return")
    wait_until(lambda: any(text.startswith("Saved") for text in program.ask("texts_of", "Figure")))
    program.shoot("figure-saved")
    [file] = Path(program.environment["HOME"]).glob("multifidus-figure*.png")
    return file


def assert_is_a_figure(file: Path, *, names: list[str]) -> None:
    with Image.open(file) as picture:
        picture.load()
        assert picture.width > 800
        assert sum(count > 0 for count in picture.convert("L").histogram()) > 50, "there is an image on it"
        words = " ".join(str(v) for v in picture.info.values())
    data = file.read_bytes()
    assert not [name for name in names if name in words or name.encode() in data]


def test_the_sample_becomes_a_figure_in_two_actions(desktop: Desktop):
    program = desktop.start(SAMPLE)
    assert program.state["is_loaded"]
    muscles = of_sample()[program.ask("sop_instance_uid")]
    counting = Counting(program)
    file = to_the_figure(counting, muscles)
    assert_is_a_figure(file, names=[str(SAMPLE)])
    print(f"{len(counting.actions)} actions: {', '.join(counting.actions)}")
    assert counting.actions == ["p", "ctrl+f", "Return"], "two actions from outlined slice to file"


def drag_on_figure(program: Program, *points: tuple[float, float]) -> None:
    """Press at the first point of the page, mm, and move along the others."""
    (first, *others) = program.ask("on_figure", [list(point) for point in points])
    words: list[object] = ["mousemove", *first, "sleep", 0.03, "mousedown", 1]
    for at in others:
        words += ["mousemove", *at, "sleep", 0.03]
    program.x(*words, "mouseup", 1)
    program.settle()


@pytest.mark.slow
def test_an_arrow_is_drawn_and_labelled_the_bar_moved_undone_and_the_figure_saved(desktop: Desktop, tmp_path: Path):
    program = desktop.start(SAMPLE)
    counting = Counting(program)
    counting.key("p")
    for side in ("right", "left"):
        counting.stroke(of_sample()[program.ask("sop_instance_uid")][side])
    counting.key("ctrl+f")
    program.wait_for_window("Figure")
    wait_until(lambda: program.ask("figure")["is_settled"])
    assert program.ask("figure")["kept"] == 0, "looking changes nothing"
    program.shoot("editor-1-opened")

    program.press_button("Arrow")
    drag_on_figure(program, (30.0, 20.0), (32.0, 30.0), (36.0, 40.0))
    program.type("{right.fat_fraction}")
    program.key("Return")
    figure = program.ask("figure")
    assert [mark["kind"] for mark in figure["spec"]["marks"]] == ["arrow"]
    assert figure["kept"] == 1
    assert any("%" in text for text in figure["texts"]), "the live field is filled in"
    program.shoot("editor-2-arrow")

    left, top, right, bottom = figure["boxes"]["scale-bar 0"]
    middle = ((left + right) / 2, (top + bottom) / 2)
    drag_on_figure(program, middle, (middle[0] - 10, middle[1]), (middle[0] - 30, middle[1] - 6))
    moved = program.ask("figure")
    assert moved["boxes"]["scale-bar 0"][0] < left - 20
    program.shoot("editor-3-bar")
    program.key("ctrl+z")
    assert program.ask("figure")["boxes"]["scale-bar 0"] == figure["boxes"]["scale-bar 0"]

    program.click_control("Outlet")
    program.type("Web page")
    program.key("Return")
    wait_until(lambda: program.ask("figure")["spec"]["preset"] == "blog", say=lambda: str(program.ask("focus")))
    wait_until(lambda: program.ask("figure")["is_settled"])
    program.shoot("editor-4-blog")
    program.press_button("Save as…")
    program.name_file(tmp_path / "figure.png")
    wait_until((tmp_path / "figure.png").exists, say=lambda: str(program.ask("texts_of", "Figure")))
    with Image.open(tmp_path / "figure.png") as picture:
        assert picture.width == 1600


class TestOnRealData:
    pytestmark = needs_data

    @pytest.mark.slow
    def test_a_patients_slice_becomes_a_figure_that_names_nobody(self, desktop: Desktop):
        program = desktop.start(DATA / "l45-t2" / "axial")
        counting = Counting(program)
        file = to_the_figure(counting, of_l45())
        assert_is_a_figure(file, names=["Real", "l45-t2", str(DATA)])
        assert counting.actions == ["p", "ctrl+f", "Return"]
        program.key("Escape")
        program.wait_for_window("MainWindow")
        assert len(program.state["outlines"]) == 2
