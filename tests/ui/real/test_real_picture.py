"""A picture that tells neither sides nor scale: what the strip asks, and what the answers do."""

import pytest

from tests.ui.real.desktop import Desktop, needs_screen
from tests.ui.real.real_images import DATA, TOLERANCE, needs_data, of_l45

pytestmark = [*needs_screen, *needs_data]


def test_a_picture_is_asked_about_and_its_outlines_are_renamed(desktop: Desktop):
    muscles = of_l45()
    program = desktop.start(DATA / "l45-t2" / "picture.png")
    assert "sides" in program.state["questions"]
    assert {"screen left", "screen right", "not known", "Use a ruler"} <= set(program.ask("buttons"))
    program.shoot("picture")
    program.key("p")
    for side in ("left", "right"):
        program.click(*muscles[side].points())
        program.key("Return")
    now = program.until(lambda now: len(now["outlines"]) == 2)
    assert [o["side"] for o in now["outlines"]] == ["unknown", "unknown"]
    assert sorted(c["head"] for c in program.numbers) == ["1", "2"]
    assert all(c["area_mm2"] is None for c in program.numbers), "no mm without a scale"
    program.shoot("picture-outlined")

    program.press_button("screen left")
    now = program.until(lambda now: now["outlines"][0]["side"] != "unknown")
    assert [o["side"] for o in now["outlines"]] == ["left", "right"]
    assert [c["head"] for c in program.numbers] == ["Right", "Left"]
    program.shoot("picture-sided")
    program.key("ctrl+z")
    assert [o["side"] for o in program.state["outlines"]] == ["unknown", "unknown"]
    program.key("ctrl+shift+z")

    program.click_control("Size of a pixel in mm")
    program.key("ctrl+a")
    program.type("0.6875")
    program.key("Return")
    columns = program.numbers
    for column in columns:
        assert column["area_mm2"] == pytest.approx(muscles[column["side"]].area_mm2, rel=TOLERANCE)
    program.shoot("picture-scaled")
    shown = " ".join(program.ask("panel_texts"))
    assert "stated" in shown.lower(), "what was stated is shown with every number"


@pytest.mark.slow
def test_keys_of_drawing_reach_the_picture_after_an_answer(desktop: Desktop):
    muscles = of_l45()
    program = desktop.start(DATA / "l45-t2" / "picture.png")
    program.press_button("screen left")
    program.click_control("Size of a pixel in mm")
    program.key("ctrl+a")
    program.type("0.7")
    program.key("Return")
    program.key("p")
    assert program.state["tool"] == "outline", "the field gives the keys back"
    points = muscles["right"].points()
    program.click(*points)
    program.key("BackSpace")
    assert len(program.state["draft"]) == len(points) - 1
    program.key("Return")
    assert [o["side"] for o in program.state["outlines"]] == ["right"]


@pytest.mark.slow
def test_answers_are_kept_by_the_project(desktop: Desktop, tmp_path):
    muscles = of_l45()
    program = desktop.start(DATA / "l45-t2" / "picture.png")
    program.press_button("screen right")
    program.click_control("Size of a pixel in mm")
    program.key("ctrl+a")
    program.type("0,6875")
    program.key("Tab")
    program.press_button("bar:tool-outline")
    program.click(*muscles["right"].points())
    program.key("Return")
    before = program.state["outlines"], program.numbers
    assert [o["side"] for o in before[0]] == ["left"], "a mirrored picture"
    assert before[1][0]["area_mm2"] == pytest.approx(muscles["right"].area_mm2, rel=TOLERANCE), "a comma is a point"
    program.key("ctrl+s")
    program.name_file(tmp_path / "picture.mfv")
    program.until(lambda now: not now["is_modified"])
    program.kill()
    again = desktop.start(tmp_path / "picture.mfv")
    assert (again.state["outlines"], again.numbers) == before
