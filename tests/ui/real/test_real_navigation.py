"""Getting about while drawing, on a real series, by real wheel, keys and buttons of the mouse."""

import pytest

from tests.ui.real.desktop import Desktop, Program, needs_screen
from tests.ui.real.real_images import DATA, TOLERANCE, Muscle, needs_data, of_tum

pytestmark = [*needs_screen, *needs_data, pytest.mark.slow]
INSTANCE = 12
"""A slice in the middle of the volunteer's series."""


@pytest.fixture(scope="module")
def here() -> tuple[int, dict[str, Muscle]]:
    return of_tum(INSTANCE)


@pytest.fixture
def program(desktop: Desktop, here) -> Program:
    """The series, at the slice of `here`, ready to draw."""
    started = desktop.start(DATA / "tum01-dixon" / "in-phase")
    go_to(started, here[0])
    started.key("p")
    return started


def go_to(program: Program, number: int) -> None:
    steps = number - program.state["slice"]
    program.key(*(["Next" if steps > 0 else "Prior"] * abs(steps)))
    program.until(lambda now: now["slice"] == number and now["is_loaded"])


def test_both_sides_of_a_slice_far_from_the_first(program: Program, here):
    number, muscles = here
    for muscle in (muscles["left"], muscles["right"]):
        program.click(*muscle.points(), muscle.points()[0])
    now = program.until(lambda now: len(now["outlines"]) == 2)
    assert [o["side"] for o in now["outlines"]] == ["left", "right"]
    for column in program.numbers:
        assert column["area_mm2"] == pytest.approx(muscles[column["side"]].area_mm2, rel=TOLERANCE)
    assert [c["side"] for c in program.numbers] == ["right", "left"], "right stands before left, whatever came first"
    program.shoot("tum-both")
    program.key("Next")
    assert program.ask("numbers") in (None, [])
    program.shoot("tum-next")
    program.key("ctrl+z")
    now = program.state
    assert now["slice"] == number, "undo shows where it has changed something"
    assert len(now["outlines"]) == 1


def test_wheel_and_keys_change_slices_and_the_draft_waits(program: Program, here):
    number, muscles = here
    points = muscles["right"].points()[:6]
    program.click(*points)
    draft = program.state["draft"]
    assert len(draft) == 6
    program.wheel(-1)
    assert program.until(lambda now: now["is_loaded"])["slice"] == number + 1
    assert not program.state["draft"], "drawing never spills to another slice"
    program.shoot("draft-elsewhere")
    program.click(points[0])
    assert "Esc" in program.state["message"]
    program.shoot("draft-elsewhere-click")
    program.wheel(1)
    program.until(lambda now: now["slice"] == number and now["is_loaded"])
    assert program.state["draft"] == draft
    program.key("Prior")
    assert program.state["slice"] == number - 1
    program.key("Next")
    program.key("ctrl+z")
    assert program.state["draft"] == draft[:5]


def test_zoom_pan_and_window_while_drawing_leave_the_draft_alone(program: Program, here):
    _, muscles = here
    program.click(*muscles["right"].points()[:5])
    before = program.state
    kept = muscles["right"].points()[2]
    program.move(kept)
    at = program.place(kept)
    program.wheel(3, held="ctrl")
    after = program.state
    assert after["zoom"] > 1.2 * before["zoom"]
    assert after["slice"] == before["slice"]
    assert program.ask("image_point", *at) == pytest.approx(kept, abs=1.0 / before["zoom"])

    start = program.place(kept)
    program.x("mousemove", *start, "mousedown", 2, "sleep", 0.02)
    program.x("mousemove", start[0] + 30, start[1] - 10, "sleep", 0.02)
    program.x("mousemove", start[0] + 60, start[1] - 20, "sleep", 0.02, "mouseup", 2)
    program.settle()
    moved = program.place(kept)
    assert moved == pytest.approx((start[0] + 60, start[1] - 20), abs=1)

    program.x("mousemove", *start, "mousedown", 3, "sleep", 0.02)
    program.x("mousemove", start[0] + 40, start[1], "sleep", 0.02, "mousemove", start[0] + 80, start[1] + 30)
    program.x("sleep", 0.02, "mouseup", 3)
    program.settle()
    windowed = program.state
    assert windowed["window"] != before["window"]
    assert program.ask("focus")["widget"] == "ImageCanvas", "a drag opens no menu"
    assert windowed["draft"] == before["draft"]
    program.shoot("zoomed-while-drawing")
    program.click(*muscles["right"].points()[5:])
    program.key("Return")
    [column] = program.numbers
    assert column["area_mm2"] == pytest.approx(muscles["right"].area_mm2, rel=TOLERANCE)


def test_space_and_left_drag_pan_while_drawing(program: Program, here):
    _, muscles = here
    points = muscles["right"].points()
    program.click(*points[:3])
    draft = program.state["draft"]
    start = program.place(points[1])
    program.x("mousemove", *start, "keydown", "space", "sleep", 0.02, "mousedown", 1, "sleep", 0.02)
    program.x("mousemove", start[0] + 20, start[1] + 20, "sleep", 0.02, "mousemove", start[0] + 40, start[1] + 40)
    program.x("sleep", 0.02, "mouseup", 1, "keyup", "space")
    program.settle()
    assert program.place(points[1]) == pytest.approx((start[0] + 40, start[1] + 40), abs=1)
    assert program.state["draft"] == draft


def test_taking_back_to_nothing_leaves_drawing_cleanly(program: Program, here):
    _, muscles = here
    program.click(*muscles["right"].points()[:4])
    for left in (3, 2, 1, 0):
        program.key("BackSpace")
        assert len(program.state["draft"]) == left
    program.key("BackSpace")
    now = program.state
    assert now["tool"] == "outline"
    assert not now["outlines"]
    program.key("ctrl+shift+z")
    assert len(program.state["draft"]) == 1


def test_esc_cancels_keeps_the_tool_and_can_be_taken_back(program: Program, here):
    _, muscles = here
    program.click(*muscles["right"].points()[:4])
    draft = program.state["draft"]
    program.key("Escape")
    now = program.state
    assert (now["draft"], now["tool"]) == ([], "outline")
    program.key("ctrl+z")
    assert program.state["draft"] == draft
    program.key("Escape")
    program.key("Escape")
    assert program.state["tool"] == "select"
    assert not program.state["outlines"]


def test_another_tool_while_drawing_does_not_lose_the_draft_for_good(program: Program, here):
    _, muscles = here
    program.click(*muscles["left"].points())
    program.key("Return")
    program.click(*muscles["right"].points()[:8])
    draft = program.state["draft"]
    program.press_button("bar:tool-pan")
    program.shoot("another-tool")
    program.key("ctrl+z")
    now = program.state
    assert len(now["outlines"]) == 1, "undo while drawing acts on the draft, not on what was drawn before"
    assert (now["tool"], now["draft"]) == ("outline", draft)
    program.press_button("bar:tool-zoom")
    program.press_button("bar:tool-outline")
    assert program.state["draft"] == draft


def test_right_click_without_motion_opens_the_menu(program: Program, here):
    _, muscles = here
    program.click(muscles["right"].points()[0], button=3)
    program.shoot("menu")
    program.key("Escape")
    assert program.state["draft"] == []
