"""From outlines to a bundle and a printed page by real keys: the menus, the dialogs, the files."""

from pathlib import Path

import pytest

from tests.ui.real.desktop import Desktop, needs_screen, wait_until
from tests.ui.real.real_images import SAMPLE, of_sample

pytestmark = [*needs_screen, pytest.mark.slow]


def test_a_bundle_is_saved_and_the_print_dialog_comes(desktop: Desktop, tmp_path: Path):
    program = desktop.start(SAMPLE)
    program.key("p")
    for muscle in of_sample()[program.ask("sop_instance_uid")].values():
        path = muscle.points(60)
        program.drag([*path, path[0]])
    program.until(lambda now: len(now["outlines"]) == 2)
    folder = tmp_path / "bundle"
    program.key("alt+g")
    program.shoot("menu-figure")
    program.key("Up", "Return")  # the last entry of the menu
    wait_until(lambda: "Save bundle" in program.ask("focus")["title"], say=lambda: str(program.ask("focus")))
    program.shoot("bundle-dialog")
    program.name_file(folder)
    wait_until((folder / "spec.json").exists, say=lambda: program.state["notice"] or "")
    program.until(lambda now: now["notice"] == "Saved the bundle as bundle.")
    program.shoot("bundle-saved")
    assert {path.suffix for path in folder.iterdir()} == {".png", ".txt", ".csv", ".json"}
    program.key("ctrl+p")
    program.wait_for_window("QPrintDialog")
    program.shoot("print-dialog")
    program.key("Escape")
