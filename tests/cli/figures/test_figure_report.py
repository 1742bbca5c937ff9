"""`multifidus figure --report`: one page of A4 with text as text and the numbers of the table."""

import json
import re
import shutil
import subprocess

import pytest

from tests.cli.figures.figure_runs import CANARY, CANARY_ID, written
from tests.cli_runs import failed, on_slice, ran


def pdf_text(path) -> str:
    """Text of a PDF in the order of the page, its lines joined."""
    if shutil.which("pdftotext") is None:
        pytest.skip("there is no pdftotext here")
    made = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True)
    return made.stdout


def test_the_report_tells_figure_numbers_finding_flags_and_method(canary, tmp_path, capsys):
    path = tmp_path / "report.pdf"
    out = written(capsys, "figure", canary, *on_slice(), "--arrangement", "twin", "--preset", "blog", "--report", path)
    assert out == f"Wrote {path}.\n"
    data = path.read_bytes()
    [box] = re.findall(rb"/MediaBox \[ ?0 0 ([\d.]+) ([\d.]+) ?\]", data)
    assert [float(side) / 72 * 25.4 for side in box] == pytest.approx([210.0, 297.0], abs=0.2)
    assert data.count(b"/Type /Page\n") + data.count(b"/Type /Page ") == 1
    text = pdf_text(path)
    rows = json.loads(ran(capsys, "measure", canary, *on_slice(), "--json"))["rows"]
    for row in rows:
        low, high = row["fat_fraction_interval_percent"]
        assert f"{row['fat_fraction_percent']:.1f} % ({low:.1f} to {high:.1f})" in text
        assert f"{row['area_mm2']:.0f} mm²" in text
    for words in ("Finding", "Method", "Measured with Multifidus Viewer", "not for diagnosis", "Patient’s right"):
        assert words in text
    held = (text + data.decode("latin-1")).lower()
    for word in (*CANARY.lower().split("^"), CANARY_ID.lower(), str(canary).lower()):
        assert word not in held


def test_the_report_says_nothing_of_sides_that_are_not_shown(study, tmp_path, capsys):
    path = tmp_path / "report.pdf"
    written(capsys, "figure", study, *on_slice(), "--no-sides", "--report", path)
    text = " ".join(pdf_text(path).split())
    assert "Outline 1" in text
    assert "Sides not shown." in text
    assert "patient’s right multifidus holds" not in text


@pytest.mark.slow
def test_three_levels_fit_and_other_endings_are_refused(levels, tmp_path, capsys):
    """A report is a PDF and nothing else, and something must be asked for."""
    path = tmp_path / "report.pdf"
    written(capsys, "figure", levels, "--arrangement", "levels", "--report", path)
    assert pdf_text(path).count("mm²") >= 12
    assert ".pdf" in failed(capsys, 2, "figure", levels, "--report", tmp_path / "report.png")
    assert "nothing to write" in failed(capsys, 2, "figure", levels)
    assert [file.name for file in tmp_path.iterdir()] == ["report.pdf"]
