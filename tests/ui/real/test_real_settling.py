"""Numbers by real events: at once in a drag, whole at rest, hidden by H, on references that the user moves."""

import re
import shutil

import pytest

from tests.ui.real.desktop import Desktop, Program, needs_screen, wait_until
from tests.ui.real.real_images import DATA, SAMPLE, Muscle, needs_data, of_l45, of_sample
from viewer.ui.panels.numbers.side_table import PENDING

pytestmark = [*needs_screen, pytest.mark.slow]
NUMERAL = re.compile(r"\d+(\.\d+)? (%|mm²|cm²|points)|^\d\.\d\d")


def draw_both(program: Program, muscles: dict[str, Muscle]) -> None:
    program.key("p")
    for side in ("right", "left"):
        program.click(*muscles[side].points())
        program.key("Return")
    program.until(lambda now: [o["side"] for o in now["outlines"]] == ["right", "left"])


def drag_a_vertex(program: Program, *, lets_go: bool = True) -> list[dict]:
    """Drag the first vertex of the right outline there and back again, and return what the panel showed meanwhile."""
    x, y = program.state["outlines"][0]["rings"][0][0]
    program.ask("history")
    away = [(x + 0.2 * step, y - 0.3 * step) for step in range(1, 16)]
    program.drag([(x, y), *away, *away[7:-1][::-1]], lets_go=lets_go)
    return program.ask("history")


@pytest.fixture
def outlined(desktop: Desktop) -> Program:
    """The sample study with both sides drawn and measured whole."""
    program = desktop.start(SAMPLE)
    draw_both(program, of_sample()[program.ask("sop_instance_uid")])
    assert all(column["interval"] is not None for column in program.numbers)
    return program


def test_fractions_follow_the_vertex_and_the_interval_comes_at_rest(outlined: Program):
    before = outlined.numbers
    seen = drag_a_vertex(outlined)
    live = [now["columns"][0] for now in seen if not now["is_settled"]]
    assert len({column["fat_fraction_percent"] for column in live}) > 1, "they follow"
    assert all(column["fat_fraction_percent"] is not None for column in live), "none is missing on the way"
    assert all(column["interval"] is None for column in live)
    after = outlined.numbers
    assert all(low < c["fat_fraction_percent"] < high for c in after for low, high in [c["interval"]])
    assert after[0]["area_mm2"] != before[0]["area_mm2"] and after[1]["area_mm2"] == before[1]["area_mm2"]
    shown = outlined.ask("panel_texts")
    assert f"{after[0]['fat_fraction_percent']:.1f} %" in shown and PENDING not in shown
    outlined.shoot("settled")
    outlined.key("ctrl+z")
    assert outlined.numbers == before


def test_nothing_on_the_panel_moves_while_a_vertex_is_dragged(outlined: Program):
    seen = [*drag_a_vertex(outlined), *drag_a_vertex(outlined)]
    assert outlined.numbers
    seen += outlined.ask("history")
    assert any(now["is_settled"] for now in seen) and not all(now["is_settled"] for now in seen)
    assert len({str(now["places"]) for now in seen}) == 1
    assert len({str([column["flags"] for column in now["columns"]]) for now in seen}) == 1


def test_a_pointer_that_rests_with_the_button_held_gets_its_interval(outlined: Program):
    drag_a_vertex(outlined, lets_go=False)
    while_held = outlined.numbers
    assert while_held[0]["interval"] is not None
    outlined.shoot("held")
    outlined.x("mouseup", 1)
    outlined.until(lambda now: now["undo"] == "move vertex")
    assert outlined.numbers == while_held


def test_numbers_that_are_hidden_stay_hidden_while_drawing(outlined: Program):
    outlined.key("d")
    drag_a_vertex(outlined)
    assert outlined.numbers[0]["interval"] is not None, "measured all the same"
    assert not [text for text in outlined.ask("panel_texts") if NUMERAL.search(text)]
    outlined.shoot("hidden")
    outlined.key("d")
    assert [text for text in outlined.ask("panel_texts") if NUMERAL.search(text)]


def test_a_table_copied_right_after_a_stroke_has_its_intervals(desktop: Desktop, outlined: Program):
    if shutil.which("xclip") is None:
        pytest.skip("xclip cannot be found")
    x, y = outlined.state["outlines"][0]["rings"][0][0]
    (ax, ay), (bx, by) = outlined.places([(x, y), (x + 2.0, y - 3.0)])
    outlined.x("mousemove", ax, ay, "mousedown", 1, "mousemove", bx, by, "mouseup", 1, "key", "ctrl+c")
    outlined.until(lambda now: now["notice"] is not None and "Copied" in now["notice"])
    head, *rows = (line.split("\t") for line in desktop.clipboard().splitlines())
    numbers = outlined.numbers
    for row, column in zip(rows, numbers, strict=True):
        cells = dict(zip(head, row, strict=True))
        assert float(cells["Area (mm²)"]) == pytest.approx(column["area_mm2"], abs=0.06)
        assert float(cells["Fat fraction, 95 % low (%)"]) == pytest.approx(column["interval"][0], abs=0.006)


def scroll_panel_down(program: Program) -> None:
    """Bring the end of the panel of numbers into view."""
    x, _ = program.ask("buttons")["Copy table"]
    program.x("mousemove", x, 300)
    program.wheel(-20)


def reference_outlines(program: Program) -> list[dict]:
    return [outline for outline in program.state["outlines"] if outline["structure"].startswith("reference")]


def inside(ring: list[list[float]]) -> tuple[float, float]:
    """A point inside a ring, far from its border as seen along its middle column."""
    xs = sorted(x for x, _ in ring)
    x = xs[len(xs) // 2] + 0.01
    crossed = sorted(
        y1 + (x - x1) * (y2 - y1) / (x2 - x1)
        for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True)
        if (x1 < x) != (x2 < x)
    )
    top, bottom = max(zip(crossed[::2], crossed[1::2], strict=True), key=lambda pair: pair[1] - pair[0])
    return x, (top + bottom) / 2.0


@pytest.mark.real_data
@needs_data[-1]
def test_references_become_outlines_that_are_moved_and_taken_back(desktop: Desktop):
    program = desktop.start(DATA / "l45-t2" / "axial")
    draw_both(program, of_l45())
    before = program.numbers
    assert {found["is_automatic"] for found in program.ask("references")} == {True}
    scroll_panel_down(program)
    program.press_button("Adjust")
    program.until(lambda now: now["undo"] == "adjust references")
    made = reference_outlines(program)
    assert {outline["structure"] for outline in made} == {"reference fat", "reference muscle"}
    program.numbers  # noqa: B018 - waits until they are measured
    assert not any(found["is_automatic"] for found in program.ask("references"))
    assert any("outlined by the reader" in text for text in program.ask("panel_texts"))
    program.shoot("adjusted")

    fat = next(outline for outline in made if outline["structure"] == "reference fat")
    middle = inside(fat["rings"][0])
    program.drag([middle, (middle[0], middle[1] - 1.0), (middle[0], middle[1] - 2.0)])
    program.until(lambda now: now["undo"] != "adjust references")
    moved = program.numbers
    assert moved[0]["fat_fraction_percent"] != before[0]["fat_fraction_percent"]
    program.shoot("adjusted-and-moved")

    program.key("ctrl+z", "ctrl+z")
    assert reference_outlines(program) == []
    wait_until(lambda: {found["is_automatic"] for found in program.ask("references")} == {True})
    assert program.numbers == before
