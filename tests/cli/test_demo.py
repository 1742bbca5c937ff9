"""The demo: numbers, truth and figure of the sample study, and that the README shows what it prints."""

import re
from pathlib import Path

import numpy as np
import pytest

from viewer.cli.main import run

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """Text that the demo printed and the figure it wrote."""
    import contextlib
    import io

    out = tmp_path_factory.mktemp("demo") / "figure.png"
    text = io.StringIO()
    with contextlib.redirect_stdout(text):
        assert run(["demo", "--figure", str(out)]) == 0
    return text.getvalue(), out


def test_the_demo_prints_both_sides_their_truth_and_where_the_figure_is(shown):
    text, out = shown
    right, left = (
        float(re.search(rf"patient's {side} multifidus.* ([0-9.]+) %", text)[1]) for side in ("right", "left")
    )
    assert right == pytest.approx(45, abs=6)
    assert left == pytest.approx(12, abs=6)
    assert "True fat fraction of the patient's right multifidus: 45.0 %" in text
    assert text.rstrip().endswith(str(out.resolve()))
    assert "not for diagnosis" in text


def test_the_readme_shows_the_demos_numbers_and_figure(shown):
    from PIL import Image

    text, out = shown
    readme = (ROOT / "README.md").read_text("utf-8")
    for side in ("right", "left"):
        percent = re.search(rf"patient's {side} multifidus.* ([0-9.]+) %", text)[1]
        assert re.search(rf"\| {side} \| {re.escape(percent)} % \|", readme)
    with Image.open(ROOT / "docs" / "figure.png") as kept, Image.open(out) as made:
        assert kept.size == made.size
        difference = np.abs(np.asarray(kept.convert("L"), float) - np.asarray(made.convert("L"), float))
    assert difference.mean() < 2.0


@pytest.mark.parametrize("size", ["0,0", "-5,300", "100000,100000"])
def test_a_picture_of_no_size_or_a_monstrous_one_is_refused(size, tmp_path, capsys):
    out = tmp_path / "window.png"
    assert run(["demo", "--screenshot", str(out), f"--size={size}"]) == 2
    assert "--size" in capsys.readouterr().err
    assert not out.exists()


def test_the_demo_draws_another_arrangement_in_the_colours_of_the_fat_map(tmp_path, capsys):
    from PIL import Image

    out = tmp_path / "compared.png"
    assert run(["demo", "--figure", str(out), "--arrangement", "mirrored", "--fat-map"]) == 0
    with Image.open(ROOT / "docs" / "compared.png") as kept, Image.open(out) as made:
        assert kept.size == made.size
        assert made.width == 1600
        colours = np.asarray(made.convert("RGB"), float)
        assert np.abs(np.asarray(kept.convert("RGB"), float) - colours).mean() < 2.0
    assert (np.ptp(colours, axis=2) > 30).mean() > 0.05  # the map has colours; all else is grey
