"""Totals over slices on the command line: asked for where scripts read, always there where people do."""

import json

import nibabel
import numpy as np
import pytest

from tests.lumbar import CENTRES, COLUMNS, RADIUS, ROWS, SPACING, write_study
from viewer.cli.main import run

AREA_MM2 = SPACING[0] * SPACING[1]


@pytest.fixture
def words(tmp_path):
    """A study of three slices, 4 mm apart, with a mask on each."""
    study = write_study(tmp_path / "study", slices=3)
    y, x = np.mgrid[:ROWS, :COLUMNS]
    stack = np.zeros((COLUMNS, ROWS, 3), np.uint8)
    for label, (cx, cy) in enumerate(CENTRES.values(), start=1):
        stack[np.hypot(x - cx, y - cy).T < RADIUS] = label
    affine = np.diag([-SPACING[1], -SPACING[0], 4.0, 1.0])
    affine[:3, 3] = 49.0, 40.0, 0.0
    nibabel.save(nibabel.Nifti1Image(stack, affine), tmp_path / "mask.nii.gz")
    return [str(study / "axial"), "--mask", str(tmp_path / "mask.nii.gz"), "--labels", "right=1,left=2"]


def measured(capsys, *arguments):
    status = run(["measure", *map(str, arguments)])
    out, err = capsys.readouterr()
    assert (status, err) == (0, "")
    return out


def test_json_has_totals_when_asked_and_they_are_those_of_the_rows(words, capsys):
    quick = [*words, "--method", "otsu-shared"]
    assert "totals" not in json.loads(measured(capsys, *quick, "--json"))
    asked = json.loads(measured(capsys, *words, "--json", "--totals"))
    totals = {total["side"]: total for total in asked.pop("totals")}
    assert set(asked) == {"program", "version", "input", "method", "rows", "comparisons", "warnings"}
    for side, total in totals.items():
        rows = [row for row in asked["rows"] if row["side"] == side]
        assert total["slices"] == len(rows) == 3
        assert total["volume_cm3"] == pytest.approx(sum(row["area_mm2"] for row in rows) * 4.0 / 1000.0)
        assert total["fat_volume_cm3"] == pytest.approx(sum(row["fat_area_mm2"] for row in rows) * 4.0 / 1000.0)
        low, high = total["fat_fraction_interval_percent"]
        assert low < total["fat_fraction_percent"] < high


def test_csv_prints_rows_or_totals(words, capsys):
    words = [*words, "--method", "otsu-shared"]
    rows = measured(capsys, *words, "--csv").splitlines()
    totals = measured(capsys, *words, "--csv", "--totals").splitlines()
    assert (len(rows), len(totals)) == (7, 3)
    assert totals[0].startswith("scope,series,level")


def test_files_and_text_have_them_without_being_asked(words, capsys, tmp_path):
    words = [*words, "--method", "otsu-shared"]
    said = measured(capsys, *words, "-o", tmp_path / "n.csv")
    assert said.splitlines() == [f"Wrote {tmp_path / 'n.csv'}.", f"Wrote {tmp_path / 'n-totals.csv'}."]
    assert (tmp_path / "n-totals.csv").read_text() == measured(capsys, *words, "--csv", "--totals")
    text = measured(capsys, *words)
    assert "all of series 1, patient's right multifidus: 3 of 3 slices; volume" in text


def test_a_single_slice_has_none(words, capsys):
    assert json.loads(measured(capsys, *words, "--slice", "1", "--json", "--totals"))["totals"] == []
    assert "Totals" not in measured(capsys, *words, "--slice", "1")


def test_totals_without_a_table_is_wrong_use(words, capsys):
    assert run(["measure", *words, "--totals"]) == 2
    assert "--totals goes with --json or --csv" in capsys.readouterr().err
