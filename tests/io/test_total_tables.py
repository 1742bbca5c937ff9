"""Tables of totals: beside the rows, never among them, and the same numbers in every file."""

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest

from tests.measure.volumes.stacks import block, row
from viewer.core.document import Document, ReadingCodes
from viewer.io.tables import files_beside, measurement_csv, measurement_json, write_table
from viewer.io.tables.totals import TOTAL_COLUMNS, totals_csv
from viewer.measure.measurement import Measurement, MethodUsed
from viewer.measure.uncertainty import Uncertainty
from viewer.measure.volumes.totals import with_totals


def measured(*, slices: int = 3, **named: object) -> Measurement:
    of = block([4.0 * n for n in range(slices)])
    rows = tuple(row(of, n, level="L4/5", uncertainty=Uncertainty(0.02), **named) for n in range(1, slices + 1))
    bare = Measurement(MethodUsed("anchored", "3"), rows, (), codes=ReadingCodes(study="A1"))
    return with_totals(bare, [of], Document())


def records(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_heads_are_unique_and_explained():
    heads = [column.head for column in TOTAL_COLUMNS]
    assert len(set(heads)) == len(heads)
    assert all(column.explanation.endswith(".") for column in TOTAL_COLUMNS)


def test_a_csv_of_rows_keeps_its_shape_and_totals_stand_beside_it(tmp_path: Path):
    several = measured()
    write_table(several, tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text() == measurement_csv(several)
    assert files_beside(several, tmp_path / "a.csv") == (tmp_path / "a-totals.csv",)
    assert (tmp_path / "a-totals.csv").read_text() == totals_csv([several])
    level, whole = records(totals_csv([several]))
    assert (level["scope"], level["level"], whole["scope"], whole["level"]) == ("level", "L4/5", "muscle", "")
    assert (whole["slices"], whole["first_slice"], whole["last_slice"]) == ("3", "1:1", "1:3")
    assert whole["study_code"] == "A1"


def test_one_slice_writes_nothing_beside(tmp_path: Path):
    alone = measured(slices=1)
    write_table(alone, tmp_path / "a.csv")
    write_table(alone, tmp_path / "a.xlsx")
    assert {path.name for path in tmp_path.iterdir()} == {"a.csv", "a.xlsx"}
    assert "Totals" not in openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames


def test_every_file_holds_the_same_totals(tmp_path: Path):
    several = measured()
    for name in ("a.csv", "a.xlsx", "a.json"):
        write_table(several, tmp_path / name)
    by_csv = records((tmp_path / "a-totals.csv").read_text())
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["Totals"]
    heads, *cells = [[cell.value for cell in line] for line in sheet.iter_rows()]
    by_json = json.loads((tmp_path / "a.json").read_text())["totals"]
    assert len(by_csv) == len(cells) == len(by_json) == len(several.totals) == 2
    for one, line, other, total in zip(by_csv, cells, by_json, several.totals, strict=True):
        for head in ("volume_cm3", "fat_volume_cm3", "muscle_volume_cm3", "fat_fraction_percent", "length_mm"):
            expected = getattr(total, head)
            assert expected > 0.0
            assert [float(one[head]), line[heads.index(head)], other[head]] == pytest.approx([expected] * 3, rel=1e-14)
        ends = [one["fat_fraction_low_percent"], one["fat_fraction_high_percent"]]
        assert [float(end) for end in ends] == pytest.approx(other["fat_fraction_interval_percent"])


def test_the_standard_output_has_totals_only_when_asked():
    several = measured()
    plain = json.loads(measurement_json(several, input_name="x", is_for_file=False))
    assert set(plain) == {"program", "version", "input", "method", "rows", "comparisons", "warnings"}
    asked = json.loads(measurement_json(several, input_name="x", is_for_file=False, has_totals=True))
    assert set(asked) - set(plain) == {"totals"}


def test_what_does_not_exist_is_empty_or_null():
    several = measured(fat_percent=None)
    [*_, whole] = records(totals_csv([several]))
    assert (whole["fat_volume_cm3"], whole["fat_fraction_percent"], whole["fat_fraction_low_percent"]) == ("", "", "")
    asked = json.loads(measurement_json(several, input_name="x", is_for_file=False, has_totals=True))
    assert asked["totals"][-1]["fat_fraction_interval_percent"] is None


def test_columns_of_totals_are_explained_in_the_workbook(tmp_path: Path):
    write_table(measured(), tmp_path / "a.xlsx")
    explained = [line[0].value for line in openpyxl.load_workbook(tmp_path / "a.xlsx")["Columns"].iter_rows(min_row=2)]
    assert {column.head for column in TOTAL_COLUMNS} <= set(explained)
    assert len(set(explained)) == len(explained)
