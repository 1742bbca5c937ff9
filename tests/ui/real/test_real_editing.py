"""Nudging and changing outlines by a real mouse, at one and two device pixels a point, near and far."""

from collections.abc import Iterator

import pytest

from tests.ui.real.desktop import Desktop, Program, needs_screen, screen
from tests.ui.real.real_images import DATA, needs_data, of_tum

pytestmark = [*needs_screen, *needs_data, pytest.mark.slow]
INSTANCE = 12
"""A slice in the middle of the volunteer's series."""


class Scaled(Program):
    """Program whose points are several pixels of the screen wide."""

    ratio = 1

    def places(self, points):
        return [(round(x * self.ratio), round(y * self.ratio)) for x, y in super().places(points)]


@pytest.fixture(params=[1, 2], ids=["1x", "2x"])
def program(request, tmp_path, tmp_path_factory, monkeypatch) -> Iterator[Program]:
    """A slice with both muscles outlined."""
    ratio = request.param
    monkeypatch.setenv("QT_SCALE_FACTOR", str(ratio))
    home = tmp_path / "home"
    home.mkdir()
    with screen(f"{1440 * ratio}x{900 * ratio}x24") as display:
        desktop = Desktop(display, home, tmp_path_factory.mktemp("s"))
        started = Scaled(display, [DATA / "tum01-dixon" / "in-phase"], home, tmp_path_factory.mktemp("s"))
        started.ratio = ratio
        desktop.programs.append(started)
        started.until(lambda now: now["is_loaded"])
        number, muscles = of_tum(INSTANCE)
        steps = number - started.state["slice"]
        started.key(*(["Next" if steps > 0 else "Prior"] * abs(steps)))
        started.until(lambda now: now["slice"] == number and now["is_loaded"])
        started.move(muscles["right"].points()[0])
        started.wheel(6, held="ctrl")
        started.key("p")
        for side in ("right", "left"):
            points = muscles[side].points()
            started.click(*points, points[0])
        started.until(lambda now: len(now["outlines"]) == 2)
        try:
            yield started
        finally:
            started.close()


def right(program):
    """Ring, middle and reach across of the patient's right outline."""
    [ring] = next(o["rings"] for o in program.state["outlines"] if o["side"] == "right")
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return ring, (sum(xs) / len(xs), sum(ys) / len(ys)), (min(xs), max(xs))


@pytest.mark.parametrize(
    "notches",
    [
        pytest.param(-10, id="far"),
        pytest.param(0, id="as drawn"),
        pytest.param(6, id="near"),
    ],
)
def test_a_stroke_with_the_round_tool_pushes_the_border_and_is_one_step(program, notches):
    ring, (x, y), (low, _) = right(program)
    program.move((x, y))
    program.wheel(notches, held="ctrl") if notches else None
    program.key("b")
    assert program.state["tool"] == "nudge"
    program.wheel(-3, held="shift")
    program.key("bracketleft")
    program.drag([(x, y), (x - 3, y), (low, y), (low - 3, y)], lets_go=False)
    program.shoot(f"nudge-{program.ratio}x-{notches}")
    program.x("mouseup", 1)
    program.settle()
    pushed, _, (lower, _) = right(program)
    assert lower < low - 3
    assert program.state["undo"] == "nudge outline"
    assert pushed != ring
    program.key("ctrl+z")
    assert right(program)[0] == ring


def test_escape_in_a_stroke_puts_it_back(program):
    ring, (x, y), (low, _) = right(program)
    program.key("b")
    program.drag([(x, y), (low, y), (low - 4, y)], lets_go=False)
    program.key("Escape")
    program.x("mouseup", 1)
    program.settle()
    assert right(program)[0] == ring
    assert program.state["undo"].startswith("draw")


def test_the_frame_turns_and_sizes_and_an_edge_moves_whole(program):
    ring, (x, y), _ = right(program)
    program.key("v")
    program.click((x, y))
    program.move((x, y))
    program.shoot(f"frame-{program.ratio}x")
    handles = program.ask("handles")
    turn = next(at for kind, at in handles if kind == "rotate")
    program.drag([turn, (turn[0] + 2, turn[1] + 0.5), (turn[0] + 6, turn[1] + 2)], lets_go=False)
    program.shoot(f"turning-{program.ratio}x")
    program.x("mouseup", 1)
    program.settle()
    assert program.state["undo"] == "turn outline"
    corner = next(at for kind, at in program.ask("handles") if kind == "scale")
    program.drag([corner, (corner[0] - 2, corner[1] - 2), (corner[0] - 4, corner[1] - 4)])
    assert program.state["undo"] == "size outline"
    assert len(right(program)[0]) == len(ring)
    (x0, y0), (x1, y1) = right(program)[0][3:5]
    middle = ((x0 + x1) / 2, (y0 + y1) / 2)
    program.x("keydown", "shift")
    program.drag([middle, (middle[0] + 1, middle[1]), (middle[0] + 2, middle[1])])
    program.x("keyup", "shift")
    program.settle()
    assert program.state["undo"] == "move edge"


def test_dragged_over_its_partner_it_slides_along_it(program):
    _, (x, y), _ = right(program)
    [partner] = next(o["rings"] for o in program.state["outlines"] if o["side"] == "left")
    program.key("v")
    way = [(x + 0.2 * i * (sum(px for px, _ in partner) / len(partner) - x), y) for i in range(6)]
    program.drag(way, lets_go=False)
    program.shoot(f"slid-{program.ratio}x")
    program.x("mouseup", 1)
    program.settle()
    assert program.state["undo"] == "move outline"
    assert "overlap" not in program.state["questions"] + program.state["message"]
