"""Columns of scale, flags, categories and norms; and hostile texts, which stay texts in every file."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.io.test_tables import UID, everything_in, measurement, row
from tests.measure.reporting.test_references import FAT, PSOAS, scale
from viewer.core.document import ReadingCodes
from viewer.core.outline import Side
from viewer.core.series import SliceKey
from viewer.io.tables import COLUMNS, measurement_csv, measurement_json, write_table
from viewer.io.tables.graded_columns import category_columns, norm_columns
from viewer.io.tables.text_cells import inert, printable
from viewer.measure.grades import find_categories
from viewer.measure.measurement import Measurement, MethodUsed

SCALED = ((SliceKey(UID), scale(FAT, PSOAS)),)
HEADS = ("references", "muscle_level", "fat_level", "fat_muscle_contrast")


def scaled(**changed: Any) -> Measurement:
    elsewhere = row(side=Side.LEFT, outline=2, sop_instance_uid=f"{UID}.7", flags=("one-mode", "lossy"))
    return measurement(rows=(row(), elsewhere), scales=SCALED, **changed)


def csv_rows(made: Measurement, **keywords: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(measurement_csv(made, **keywords))))


def test_references_and_levels_stand_in_the_rows_of_their_slice(tmp_path: Path) -> None:
    expected = ["fat: subcutaneous fat (found automatically); muscle: psoas (found automatically)", 200.0, 900.0, 4.5]
    first, second = csv_rows(scaled())
    assert [first[head] for head in HEADS] == [str(value) for value in expected]
    assert [second[head] for head in HEADS] == ["", "", "", ""]
    (found, empty) = json.loads(measurement_json(scaled(), input_name=None, is_for_file=True))["rows"]
    assert [found[head] for head in HEADS] == expected
    assert [empty[head] for head in HEADS] == [None] * 4
    write_table(scaled(), tmp_path / "a.xlsx")
    heads, cells, _ = list(openpyxl.load_workbook(tmp_path / "a.xlsx")["Measurements"].values)
    named = dict(zip(heads, cells, strict=True))
    assert [named[head] for head in HEADS] == expected


def test_a_level_that_is_not_known_is_empty() -> None:
    nothing = scale()
    unknown = type(nothing)(float("nan"), 900.0, nothing.gain, (), noise_sd=5.0)
    (cells, _) = csv_rows(measurement(scales=((SliceKey(UID), unknown),)))
    assert [cells[head] for head in HEADS] == ["fat: none; muscle: none", "", "900.0", ""]


def test_the_level_of_the_worst_flag(tmp_path: Path) -> None:
    assert [cells["flag_level"] for cells in csv_rows(scaled())] == ["with care", "do not use"]
    assert csv_rows(measurement(rows=(row(flags=()),)))[0]["flag_level"] == ""
    write_table(scaled(), tmp_path / "a.xlsx")
    flags = [cells[0] for cells in openpyxl.load_workbook(tmp_path / "a.xlsx")["Flags"].values]
    assert flags == ["flag", "one-mode", "derived", "lossy"]


def test_every_interval_says_what_it_does_not_include() -> None:
    ends = [column for column in COLUMNS if "95 % interval" in column.explanation]
    assert len(ends) == 6
    assert all("readers, slices and scanners are not included" in column.explanation for column in ends)


def test_categories_and_norms_are_columns_only_when_asked_for(tmp_path: Path) -> None:
    extra = (*category_columns(find_categories("hildebrandt-2017")), *norm_columns())
    heads = ["fat_category", "fat_category_citation", "norms", "norms_citations"]
    assert [column.head for column in extra] == heads
    assert not set(heads) & set(csv_rows(scaled())[0])
    made = scaled(method=MethodUsed("dixon", "1"))
    first, second = csv_rows(made, extra=extra)
    assert (first["fat_category"], second["fat_category"]) == ("0–10 %", "")
    assert first["fat_fraction_percent"] == "0.03496809161640003"
    assert "doi:10.1186/s12891-016-1376-1" in first["fat_category_citation"]
    assert first["norms"].count(" | ") == first["norms_citations"].count(" | ") == 2
    assert all("%" not in cells["norms"] for cells in csv_rows(scaled(), extra=extra))
    for kind in ("json", "csv", "xlsx"):
        write_table(made, tmp_path / f"a.{kind}", extra=extra)
        content = everything_in((tmp_path / f"a.{kind}").read_bytes())
        assert b"goutallier" not in content.lower()
    (found, _) = json.loads((tmp_path / "a.json").read_text())["rows"]
    assert found["fat_category"] == "0–10 %"
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert [name for name, _ in book["Columns"].values][-4:] == heads


HOSTILE = (
    '=HYPERLINK("http://example.org","x")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r\n=1+1",
    "  =1+1",
    "\x00=1+1",
    "＝1+1",
    "＠SUM(1)",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_never_a_formula(tmp_path: Path, text: str) -> None:
    made = measurement(codes=ReadingCodes(study=text), warnings=(text,))
    (cells, _) = csv_rows(made)
    for head in ("study_code", "warnings"):
        assert cells[head] == f"'{printable(text)}"
    write_table(made, tmp_path / "a.xlsx")
    for sheet in openpyxl.load_workbook(tmp_path / "a.xlsx"):
        for line in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in line)
    found = json.loads(measurement_json(made, input_name=None, is_for_file=True))
    assert found["study_code"] == text


@pytest.mark.parametrize("text", ['a,b"c', "two\nlines", "half \ud800 a sign", "plain - text = 1", "'quoted", ""])
def test_any_other_text_comes_back_as_one_cell(text: str) -> None:
    (cells, _) = csv_rows(measurement(warnings=(text,)))
    assert cells["warnings"] == printable(text) == inert(text)


def test_numbers_are_never_guarded() -> None:
    (cells,) = csv_rows(measurement(rows=(row(mean=-12.5),)))
    assert (cells["mean"], cells["fat_fraction_low_percent"]) == ("-12.5", "-0.5")
