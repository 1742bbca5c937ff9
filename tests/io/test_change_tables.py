"""Tables of change: beside the rows, never among them, the same numbers in every file, and nobody named."""

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest

from tests.measure.changes.two_dates import measured, numbers, paired_measurement
from tests.measure.volumes.stacks import block
from viewer.io.tables import files_beside, measurement_csv, measurement_json, write_table
from viewer.io.tables.changes import CHANGE_COLUMNS, change_csv, change_tsv
from viewer.measure.changes.amounts import Quantity


def records(text: str, *, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), delimiter=delimiter))


def test_heads_are_unique_and_explained() -> None:
    heads = [column.head for column in CHANGE_COLUMNS]
    assert len(set(heads)) == len(heads)
    assert all(column.explanation.endswith(".") for column in CHANGE_COLUMNS)


def test_every_file_holds_the_same_change(tmp_path: Path) -> None:
    found = paired_measurement()
    for name in ("a.csv", "a.xlsx", "a.json"):
        write_table(found, tmp_path / name)
    assert files_beside(found, tmp_path / "a.csv") == (tmp_path / "a-change.csv",)
    assert (tmp_path / "a.csv").read_text() == measurement_csv(found)
    by_csv = records((tmp_path / "a-change.csv").read_text())
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    heads, *cells = [[cell.value for cell in line] for line in book["Change"].iter_rows()]
    by_json = json.loads((tmp_path / "a.json").read_text())["change"]
    values = [one for row in by_json["rows"] for one in row["values"]]
    values += [{**one, "change": one["difference"]} for row in by_json["differences"] for one in row["values"]]
    assert len(by_csv) == len(cells) == len(values) == 3 * len(Quantity)
    for one, line, other in zip(by_csv, cells, values, strict=True):
        known = [float(one["change"]), line[heads.index("change")], other["change"]]
        assert known == pytest.approx([other["change"]] * 3, rel=1e-14)
        assert [float(one["change_low"]), float(one["change_high"])] == pytest.approx(other["interval"])
        assert (one["quantity"], one["verdict"]) == (other["quantity"], other["verdict"])
    told = [row[0].value for row in book["Columns"].iter_rows()]
    assert {column.head for column in CHANGE_COLUMNS} <= set(told)
    assert len(told) == len(set(told))
    said = [row[1].value for row in book["Method"].iter_rows() if row[0].value == "change"]
    assert "The numbers tell what changed and how surely, not why." in said


def test_rows_hold_roles_and_the_muscle_area_comes_first() -> None:
    found = paired_measurement()
    first, *_ = rows = records(change_csv([found]))
    assert (first["role"], first["side"], first["quantity"], first["unit"]) == (
        "treated side",
        "left",
        "muscle area",
        "mm²",
    )
    assert float(first["before"]) == pytest.approx(800.0)
    assert float(first["after"]) == pytest.approx(900.0 * 0.65)
    assert (first["level_before"], first["slice_after"], first["weeks_since_procedure"]) == ("L4/5", "2", "38")
    last = rows[2 * len(Quantity)]
    assert (last["role"], last["before"]) == ("treated side minus other side", "")
    assert float(last["change"]) == pytest.approx(float(last["change_treated"]) - float(last["change_other"]))


def test_the_clipboard_holds_the_same_rows_and_no_formula() -> None:
    found = paired_measurement()
    lines = change_tsv(found).splitlines()
    table = records("\n".join(lines[: 1 + 3 * len(Quantity)]), delimiter="\t")
    assert [row["change"] for row in table] == [row["change"] for row in records(change_csv([found]))]
    assert not any(line.startswith(("=", "+", "@")) for line in lines)
    assert any("not why" in line for line in lines)


def test_no_table_names_a_date_or_a_patient(tmp_path: Path) -> None:
    found = paired_measurement()
    write_table(found, tmp_path / "a.json")
    text = change_csv([found]) + change_tsv(found) + (tmp_path / "a.json").read_text()
    assert not any(word in text for word in ("Doe", "DOE", "2024", "1.1.1.2", "1.2.2.2"))


def test_the_standard_output_has_the_change_only_when_asked(tmp_path: Path) -> None:
    found = paired_measurement()
    plain = json.loads(measurement_json(found, input_name="x", is_for_file=False))
    assert set(plain) == {"program", "version", "input", "method", "rows", "comparisons", "warnings"}
    asked = json.loads(measurement_json(found, input_name="x", is_for_file=False, has_change=True))
    assert set(asked) - set(plain) == {"change"}
    alone = measured(*numbers(block([0.0]), 1))
    write_table(alone, tmp_path / "b.xlsx")
    write_table(alone, tmp_path / "b.json")
    assert "Change" not in openpyxl.load_workbook(tmp_path / "b.xlsx").sheetnames
    assert "change" not in json.loads((tmp_path / "b.json").read_text())
    assert files_beside(alone, tmp_path / "b.csv") == ()
