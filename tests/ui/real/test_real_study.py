"""A patient's slice from opening to a project that survives a power cut, by real mouse and keyboard."""

import shutil
from pathlib import Path

import pytest

from tests.ui.real.desktop import Desktop, Program, needs_screen, wait_until
from tests.ui.real.real_images import DATA, TOLERANCE, Muscle, needs_data, of_l45

pytestmark = [*needs_screen, *needs_data]


@pytest.fixture(scope="module")
def muscles() -> dict[str, Muscle]:
    return of_l45()


def draw_right_by_clicks(program: Program, muscle: Muscle) -> None:
    program.click(*muscle.points())
    program.key("Return")


def draw_left_by_hand(program: Program, muscle: Muscle) -> None:
    """Trace most of the border with the button held, and close with a double click."""
    path = muscle.points(80)[:-4]
    program.drag(path)
    assert len(program.state["outlines"]) == 1
    program.double_click(path[-1])


def draw_both(program: Program, muscles: dict[str, Muscle]) -> None:
    program.key("p")
    draw_right_by_clicks(program, muscles["right"])
    draw_left_by_hand(program, muscles["left"])
    program.until(lambda now: [o["side"] for o in now["outlines"]] == ["right", "left"])


def test_both_sides_are_outlined_measured_and_kept_through_a_power_cut(desktop: Desktop, muscles, tmp_path):
    program = desktop.start(DATA / "l45-t2" / "axial")
    draw_both(program, muscles)
    numbers = program.numbers
    assert [column["head"] for column in numbers] == ["Right", "Left"]
    for column in numbers:
        assert column["area_mm2"] == pytest.approx(muscles[column["side"]].area_mm2, rel=TOLERANCE)
        assert 0 < column["fat_fraction_percent"] < 100
    shown = program.ask("panel_texts")
    for column in numbers:
        assert f"{column['area_mm2']:.0f} mm²" in shown
        assert f"{column['ratio']:.2f}" in shown
    program.shoot("both")

    program.key("ctrl+z")
    assert [o["side"] for o in program.state["outlines"]] == ["right"]
    program.key("ctrl+shift+z")
    assert [o["side"] for o in program.state["outlines"]] == ["right", "left"]
    program.key("ctrl+z", "ctrl+y")
    before = program.state["outlines"]
    assert program.numbers == numbers

    project = tmp_path / "reading.mfv"
    program.key("ctrl+s")
    program.shoot("save-dialog")
    program.name_file(project)
    program.until(lambda now: not now["is_modified"])
    assert program.state["title"].startswith("reading")
    program.shoot("saved")
    program.kill()

    again = desktop.start(project)
    assert again.state["outlines"] == before
    assert again.numbers == numbers
    assert not again.state["is_modified"]
    again.shoot("reopened")


@pytest.mark.slow
def test_numbers_follow_a_vertex_while_it_is_dragged(desktop: Desktop, muscles):
    program = desktop.start(DATA / "l45-t2" / "axial")
    program.key("p")
    draw_right_by_clicks(program, muscles["right"])
    before, [outline] = program.numbers[0], program.state["outlines"]
    x, y = outline["rings"][0][0]
    seen = [before["area_mm2"]]
    program.drag([(x, y), (x + 2, y - 4)], lets_go=False)
    seen.append(program.numbers[0]["area_mm2"])
    assert program.state["outlines"] == [outline], "the document changes when the vertex is let go"
    program.move((x + 4, y - 8))
    seen.append(program.numbers[0]["area_mm2"])
    program.shoot("vertex-dragged")
    program.x("mouseup", 1)
    program.until(lambda now: now["outlines"] != [outline])
    assert len(set(seen)) == 3
    assert program.numbers[0]["area_mm2"] == seen[-1]
    assert program.state["undo"] == "move vertex"
    program.key("ctrl+z")
    assert program.state["outlines"] == [outline]
    assert program.numbers[0] == before


@pytest.mark.slow
def test_copied_numbers_are_a_table_that_names_nobody(desktop: Desktop, muscles):
    if shutil.which("xclip") is None:
        pytest.skip("xclip cannot be found")
    program = desktop.start(DATA / "l45-t2" / "axial")
    program.key("p")
    draw_right_by_clicks(program, muscles["right"])
    area = program.numbers[0]["area_mm2"]
    program.key("ctrl+c")
    program.until(lambda now: now["notice"] is not None and "Copied" in now["notice"])
    program.shoot("copied")
    text = desktop.clipboard()
    head, *rows = (line.split("\t") for line in text.splitlines())
    assert len(rows) == 1
    assert len(rows[0]) == len(head) > 8
    assert any(abs(float(cell) - area) < 0.06 for cell in rows[0] if is_number(cell))
    for target in ("UTF8_STRING", "text/html"):
        copied = desktop.clipboard(target)
        assert not [word for word in ("Real", "l45-t2", str(DATA)) if word in copied]


def is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


@pytest.mark.slow
def test_a_side_that_geometry_contradicts_is_settled_by_a_button(desktop: Desktop, muscles):
    program = desktop.start(DATA / "l45-t2" / "axial")
    program.key("r")
    assert program.state["tool"] == "outline"
    program.click(*muscles["left"].points())
    program.key("Return")
    now = program.until(lambda now: bool(now["message"]))
    assert "patient's left" in now["message"]
    assert [o["side"] for o in now["outlines"]] == ["unknown"]
    assert {"Call it patient's left", "Move midline", "Undo"} <= set(program.ask("buttons"))
    program.shoot("contradiction")
    program.press_button("Call it patient's left")
    now = program.until(lambda now: not now["message"])
    assert [o["side"] for o in now["outlines"]] == ["left"]
    assert program.ask("focus")["widget"] == "ImageCanvas", "keys of drawing go on working"
    program.shoot("contradiction-settled")


@pytest.mark.slow
def test_what_is_on_the_image_can_be_hidden(desktop: Desktop, muscles):
    program = desktop.start(DATA / "l45-t2" / "axial")
    program.key("p")
    draw_right_by_clicks(program, muscles["right"])
    program.key("F12")
    assert program.state["hides_annotations"]
    program.key("F12", "shift+F12")
    assert not program.state["hides_annotations"]
    assert program.state["hides_patient"]
    program.shoot("patient-hidden")
    program.x("keydown", "s")
    wait_until(lambda: not program.ask("has_outlines_shown"))
    program.shoot("s-held")
    program.x("keyup", "s")
    wait_until(lambda: program.ask("has_outlines_shown"))
    program.kill()
    assert desktop.start(DATA / "l45-t2" / "axial").state["hides_patient"], "remembered"


@pytest.mark.slow
@pytest.mark.parametrize("is_closed", [True, False], ids=["outline", "draft"])
def test_closing_asks_about_unsaved_work_and_esc_stays(desktop: Desktop, muscles, is_closed):
    program = desktop.start(DATA / "l45-t2" / "axial")
    program.key("p")
    program.click(*muscles["right"].points())
    if is_closed:
        program.key("Return")
    before = program.state
    program.key("ctrl+q")
    program.wait_for_window("QMessageBox")
    program.shoot(f"closing-{'outline' if is_closed else 'draft'}")
    program.key("Escape")
    program.wait_for_window("MainWindow")
    assert program.state["outlines"] == before["outlines"]
    assert program.state["draft"][:24] == before["draft"][:24]
    program.key("ctrl+q")
    program.wait_for_window("QMessageBox")
    program.press_button("Don't save" if is_closed else "Discard it", ends=True)
    assert program.process.wait(60) == 0


@pytest.mark.slow
def test_saving_on_closing_saves_and_closes(desktop: Desktop, muscles, tmp_path: Path):
    program = desktop.start(DATA / "l45-t2" / "axial")
    program.key("p")
    draw_right_by_clicks(program, muscles["right"])
    outlines = program.state["outlines"]
    program.key("ctrl+q")
    program.wait_for_window("QMessageBox")
    program.key("Return")
    program.name_file(tmp_path / "kept.mfv", ends=True)
    assert program.process.wait(60) == 0
    assert desktop.start(tmp_path / "kept.mfv").state["outlines"] == outlines
