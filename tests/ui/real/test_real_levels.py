"""The sagittal view by a real mouse, at one and two device pixels a point: jumping, naming, dragging, typing levels."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.ui.real import level_studies
from tests.ui.real.desktop import Desktop, Point, Program, needs_screen, screen, wait_until
from tests.ui.real.level_studies import datasets
from viewer.io.sample import sample_folder

pytestmark = [*needs_screen]

L5_PX: Point = (159.0, 216.0)
"""Middle of the fifth lumbar vertebra on the middle sagittal image of the sample, pixels."""

BEHIND_PX = 190.0
"""Column in the spinal canal of the sample, where every axial slice runs through, pixels."""


class Scaled(Program):
    """Program whose points are several pixels of the screen wide."""

    ratio = 1

    def ask(self, *question: object) -> Any:
        answer = super().ask(*question)
        if self.ratio == 1 or question[0] not in ("places", "on_locator", "named", "buttons"):
            return answer
        if isinstance(answer, dict):
            return {name: [self.ratio * v for v in at] for name, at in answer.items()}
        return [self.ratio * v if isinstance(v, int) else [self.ratio * one for one in v] for v in answer]


@pytest.fixture(params=[pytest.param(1, id="1x"), pytest.param(2, id="2x", marks=pytest.mark.slow)])
def program(request, tmp_path, tmp_path_factory, monkeypatch) -> Iterator[Scaled]:
    """The sample on a screen of its own."""
    monkeypatch.setenv("QT_SCALE_FACTOR", str(request.param))
    home = tmp_path / "home"
    home.mkdir()
    with screen(f"{1440 * request.param}x{900 * request.param}x24") as display:
        started = Scaled(display, [sample_folder()], home, tmp_path_factory.mktemp("s"))
        started.ratio = request.param
        try:
            wait_until(lambda: started.is_up() and started.state["is_loaded"] and shown(started)["has_image"])
            started.settle()
            yield started
        finally:
            started.close()


def shown(program: Program) -> dict[str, Any]:
    """What the sagittal view tells."""
    return program.ask("locator")


def point_at(program: Program, at: Point) -> None:
    """Move the pointer to an image point of the sagittal view."""
    program.x("mousemove", *program.ask("on_locator", [at])[0], "sleep", 0.03)


def click(program: Program, at: Point) -> None:
    point_at(program, at)
    program.x("click", 1)
    program.settle()


def row_of(slice_number: int) -> float:
    """Row of the sagittal image at which a slice of the first series lies, pixels."""
    heights = sorted(float(ds.ImagePositionPatient[2]) for ds in datasets("t2_axial"))
    sagittal = datasets("t2_sagittal")[0]
    return (float(sagittal.ImagePositionPatient[2]) - heights[slice_number - 1]) / float(sagittal.PixelSpacing[0])


def test_a_level_is_found_named_counted_accepted_taken_back_and_typed(program: Scaled):
    assert (program.state["slice"], shown(program)["slice"]) == (7, 5)
    click(program, (BEHIND_PX, row_of(2)))
    program.until(lambda now: now["slice"] == 2)
    assert shown(program)["level"] == "L5/S1"
    click(program, (BEHIND_PX, row_of(7)))
    program.wheel(-1)
    assert (program.state["slice"], shown(program)["slice"]) == (7, 6)
    program.wheel(1)
    program.press_button("Name levels")
    click(program, L5_PX)
    wait_until(lambda: len(shown(program)["marks"]) == 7)
    counted = shown(program)
    assert list(counted["marks"]) == ["T12", "L1", "L2", "L3", "L4", "L5", "S1"]
    assert (counted["level"], counted["source"]) == ("L4/5?", "not accepted")
    assert program.state["undo"] == "name L5"
    program.shoot(f"levels-counted-{program.ratio}x")
    program.press_button("Accept names")
    assert not any(mark["is_proposed"] for mark in shown(program)["marks"].values())
    assert (shown(program)["level"], shown(program)["source"]) == ("L4/5", "counted")
    assert "Slice 7 · L4/5" in " ".join(program.ask("panel_texts"))
    dragged_and_put_back(program)
    program.key("ctrl+z", "ctrl+z")
    program.until(lambda now: now["undo"] is None)
    assert not shown(program)["marks"]
    assert shown(program)["source"] == "from the file"
    typed_and_given_to_the_block(program)


def dragged_and_put_back(program: Scaled) -> None:
    """Drag a name, and undo it."""
    x, y = shown(program)["marks"]["S1"]["at"]
    r = program.ratio
    program.x("mousemove", x * r, y * r, "sleep", 0.02, "mousedown", 1)
    program.x("mousemove", x * r, (y + 6) * r, "sleep", 0.02, "mousemove", x * r, (y + 12) * r)
    program.settle()
    program.shoot(f"levels-dragged-{r}x")
    program.x("mouseup", 1)
    program.until(lambda now: now["undo"] == "move S1")
    assert shown(program)["marks"]["S1"]["at"] == [x, y + 12]
    program.key("ctrl+z")
    assert shown(program)["marks"]["S1"]["at"] == [x, y]


def typed_and_given_to_the_block(program: Scaled) -> None:
    """Hide and show the view by its key, type a level, and give it to all slices."""
    program.key("y")
    wait_until(lambda: not shown(program)["is_visible"])
    program.key("y")
    wait_until(lambda: shown(program)["has_image"])
    program.click_control("Level of this slice")
    program.key("ctrl+a")
    program.type("l3-4")
    program.key("Return")
    assert (shown(program)["level"], shown(program)["source"]) == ("L3/4", "typed")
    program.click_control("Level of the whole block")
    program.shoot(f"levels-block-{program.ratio}x")
    program.key("Down", "Return")
    program.until(lambda now: now["undo"] == "level L3/4 on 12 slices")
    program.key("Next")
    program.until(lambda now: now["slice"] == 8)
    assert (shown(program)["level"], shown(program)["source"]) == ("L3/4", "typed")
    program.key("ctrl+z", "ctrl+z")
    wait_until(lambda: shown(program)["source"] == "from the file")


@pytest.mark.slow
def test_of_several_series_another_is_chosen(desktop: Desktop, tmp_path: Path):
    program = desktop.start(level_studies.with_many(tmp_path / "study"))
    wait_until(lambda: shown(program)["has_image"])
    first = shown(program)
    program.press_button(next(name for name in program.ask("buttons") if name.startswith("5/9")))
    program.shoot("levels-series")
    program.key("Down", "Down", "Down", "Return")
    wait_until(lambda: shown(program)["series"] != first["series"] and shown(program)["has_image"])
    program.shoot("levels-coronal")
    assert shown(program)["series"] == 4
    assert shown(program)["line"][0][1] == pytest.approx(shown(program)["line"][1][1], abs=1)
