"""The pictures of the how-to are made by the program, and made anew they show the same scenes."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from viewer.cli.main import run
from viewer.ui.help.folder import picture_folder
from viewer.ui.help.sections import pictures

ROOT = Path(__file__).resolve().parents[2]

DIFFERENCE_MAX = 8.0
"""Mean difference of grey (0 to 255) that other fonts, another Qt and other processors may make."""


def grey(path: Path) -> np.ndarray:
    with Image.open(path) as picture:
        return np.asarray(picture.convert("L"), float)


def difference(one: np.ndarray, other: np.ndarray) -> float:
    """Mean difference of grey, infinite where the sizes are not the same."""
    return float(np.abs(one - other).mean()) if one.shape == other.shape else float("inf")


@pytest.mark.slow
def test_pictures_made_anew_show_the_same_scenes(tmp_path):
    env = {name: value for name, value in os.environ.items() if not name.startswith("QT_")}
    command = [sys.executable, "-m", "viewer", "demo", "--how-to", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True, timeout=600)
    assert sorted(path.stem for path in tmp_path.iterdir()) == sorted(pictures())
    shipped = {name: grey(picture_folder() / f"{name}.png") for name in pictures()}
    for name in pictures():
        made = grey(tmp_path / f"{name}.png")
        assert difference(made, shipped[name]) < DIFFERENCE_MAX, name
        nearest = min(shipped, key=lambda other: difference(made, shipped[other]))
        assert nearest == name, f"{name} looks like {nearest}"


def test_a_folder_that_cannot_be_made_is_refused(tmp_path, monkeypatch, capsys):
    for name in ("QT_QPA_PLATFORM", "QT_SCALE_FACTOR"):
        monkeypatch.setenv(name, os.environ.get(name, ""))  # the command sets them; nothing of it is left
    import viewer.ui.help.making

    monkeypatch.setattr(viewer.ui.help.making, "how_to_pictures", lambda study, both: {"outline": b"png"})
    (tmp_path / "file").write_text("a file is no folder")
    assert run(["demo", "--how-to", str(tmp_path / "file" / "inside")]) == 5
    assert "cannot be made" in capsys.readouterr().err


def test_each_picture_becomes_a_file(tmp_path, monkeypatch):
    for name in ("QT_QPA_PLATFORM", "QT_SCALE_FACTOR"):
        monkeypatch.setenv(name, os.environ.get(name, ""))
    import viewer.app.sample
    import viewer.ui.help.making

    # Computing a second study takes long, and nothing here looks at it.
    monkeypatch.setattr(viewer.app.sample, "second_date", lambda study, series, folder: None)
    monkeypatch.setattr(viewer.ui.help.making, "how_to_pictures", lambda study, both: {"outline": b"1", "next": b"2"})
    assert run(["demo", "--how-to", str(tmp_path / "new" / "folder")]) == 0
    found = {path.name: path.read_bytes() for path in (tmp_path / "new" / "folder").iterdir()}
    assert found == {"outline.png": b"1", "next.png": b"2"}
