"""A real window is killed while somebody outlines; started again, it offers the work, and shows it as it was."""

import pytest

from tests.lumbar import circle, write_study
from tests.ui.real.desktop import needs_screen

pytestmark = [*needs_screen, pytest.mark.slow]


def test_outlines_drawn_by_hand_survive_a_kill(desktop, tmp_path):
    write_study(tmp_path / "images")
    first = desktop.start(tmp_path / "images")
    for side in ("right", "left"):
        points = [(float(x), float(y)) for x, y in circle(side)[::6]]
        first.key("p")
        first.click(*points, points[0])
    drawn = first.until(lambda now: len(now["outlines"]) == 2)["outlines"]
    first.key("ctrl+z")
    left = first.until(lambda now: len(now["outlines"]) == 1)["outlines"]
    first.kill()

    second = desktop.start()
    second.press_button("Open it")
    back = second.until(lambda now: now["is_loaded"] and len(now["outlines"]) == 1)
    assert back["outlines"] == left
    assert any("*" in title or "Untitled" in title for title in second.ask("titles"))
    second.key("ctrl+shift+z")
    assert second.until(lambda now: len(now["outlines"]) == 2)["outlines"] == drawn
    second.shoot("recovered")
    second.kill()  # and once more

    third = desktop.start()
    third.press_button("Open it")
    assert third.until(lambda now: now["is_loaded"] and len(now["outlines"]) == 2)["outlines"] == drawn
