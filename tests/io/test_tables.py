"""Tables: the keys and columns scripts rely on, the same numbers everywhere, nothing of the patient."""

import csv
import io
import json
import math
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest

from viewer import __version__
from viewer.core.document import ReadingCodes
from viewer.core.fingerprints import fingerprint
from viewer.core.outline import Outline, Side, Structure
from viewer.core.series import SliceKey
from viewer.errors import OutputError, PatientDataError, UsageError
from viewer.io.tables import (
    COLUMNS,
    measurement_csv,
    measurement_json,
    write_table,
)
from viewer.measure.measurement import Comparison, Measurement, MeasurementRow, MethodUsed

UID = "1.2.840.99999.4711.42"
CANARY = "Canary^Zwölf"
PATH = f"/home/{CANARY}/study"


def row(**changed: Any) -> MeasurementRow:
    values: dict[str, Any] = {
        "series": 2,
        "slice_number": 5,
        "sop_instance_uid": UID,
        "frame": 1,
        "level": "L4/5",
        "structure": Structure.MULTIFIDUS,
        "outline": 1,
        "side": Side.RIGHT,
        "area_mm2": 953.25,
        "area_px": 2017.5,
        "fat_area_mm2": 1 / 3,
        "muscle_area_mm2": 952.9166666666667,
        "fat_fraction_percent": 0.03496809161640003,
        "fat_fraction_interval_percent": (-0.5, 1.5),
        "fat_to_muscle_ratio": 3.498e-4,
        "fat_to_muscle_ratio_interval": None,
        "mean": 75.5,
        "sd": 12.25,
        "flags": ("derived", "lossy"),
        "threshold": 101.5,
    }
    return MeasurementRow(**{**values, **changed})


def measurement(**changed: Any) -> Measurement:
    left = row(
        outline=2,
        side=Side.LEFT,
        area_mm2=None,
        fat_to_muscle_ratio=math.nan,
        mean=math.inf,
        fat_fraction_interval_percent=(math.nan, 1.0),
        flags=(),
        level=None,
    )
    comparison = Comparison(
        series=2,
        slice_number=5,
        structure=Structure.MULTIFIDUS,
        area_asymmetry_percent=12.5,
        smaller_side=Side.LEFT,
        fat_fraction_difference_points=-3.75,
        interval_points=(-8.0, 0.5),
        distinguishable=False,
    )
    values: dict[str, Any] = {
        "method": MethodUsed("otsu-shared", "1", (("threshold", 101.5), ("pixel_rule", "exact coverage"))),
        "rows": (row(), left),
        "comparisons": (comparison,),
        "warnings": ("The patient's sides were stated by the user.",),
    }
    return Measurement(**{**values, **changed})


def test_json_keys_in_the_order_scripts_rely_on() -> None:
    found = json.loads(measurement_json(measurement(), input_name=PATH, is_for_file=False))
    assert list(found) == ["program", "version", "input", "method", "rows", "comparisons", "warnings"]
    assert (found["version"], found["input"]) == (__version__, PATH)
    assert list(found["method"]) == ["name", "version", "parameters"]
    assert found["method"]["parameters"] == {"threshold": 101.5, "pixel_rule": "exact coverage"}
    assert list(found["rows"][0]) == [
        "series",
        "slice",
        "sop_instance_uid",
        "frame",
        "level",
        "structure",
        "outline",
        "side",
        "area_mm2",
        "area_px",
        "fat_area_mm2",
        "muscle_area_mm2",
        "fat_fraction_percent",
        "fat_fraction_interval_percent",
        "fat_to_muscle_ratio",
        "fat_to_muscle_ratio_interval",
        "mean",
        "sd",
        "flags",
    ]
    assert list(found["comparisons"][0]) == [
        "slice",
        "structure",
        "area_asymmetry_percent",
        "smaller_side",
        "fat_fraction_difference_points",
        "interval_points",
        "distinguishable",
    ]
    first, second = found["rows"]
    assert (first["sop_instance_uid"], first["side"], first["flags"]) == (UID, "right", ["derived", "lossy"])
    assert first["fat_area_mm2"] == 1 / 3
    assert first["fat_fraction_interval_percent"] == [-0.5, 1.5]
    for key in ("area_mm2", "fat_to_muscle_ratio", "mean", "fat_fraction_interval_percent", "level"):
        assert second[key] is None
    assert found["comparisons"][0]["interval_points"] == [-8.0, 0.5]
    assert found["comparisons"][0]["distinguishable"] is False


def test_json_for_a_file_has_fingerprints() -> None:
    found = json.loads(measurement_json(measurement(), input_name=PATH, is_for_file=True))
    assert found["input"] is None
    assert found["rows"][0]["sop_instance_uid"] == fingerprint(UID)
    assert measurement_json(measurement(), input_name=None, is_for_file=True).isascii()


def test_numpy_numbers_become_plain_ones() -> None:
    made = measurement(rows=(row(area_px=np.float64(3.5), mean=np.float32(0.5)),))
    (found,) = json.loads(measurement_json(made, input_name=None, is_for_file=False))["rows"]
    assert (found["area_px"], found["mean"]) == (3.5, 0.5)
    (cells,) = csv.DictReader(io.StringIO(measurement_csv(made)))
    assert (cells["area_px"], cells["mean"]) == ("3.5", "0.5")


def test_fingerprints_are_the_same_everywhere() -> None:
    # A fixed value: tables of two installations are joined by it.
    assert fingerprint("1.2.3") == "sha256:11077d6f774a8c510e3182827686f5b5"
    assert fingerprint("1.2.3") != fingerprint("1.2.30")


def test_csv_holds_the_same_numbers_as_json() -> None:
    text = measurement_csv(measurement())
    rows = list(csv.DictReader(io.StringIO(text)))
    found = json.loads(measurement_json(measurement(), input_name=None, is_for_file=True))["rows"]
    assert list(rows[0]) == [column.head for column in COLUMNS]
    for cells, expected in zip(rows, found, strict=True):
        for key in ("area_mm2", "area_px", "fat_area_mm2", "fat_fraction_percent", "fat_to_muscle_ratio", "mean", "sd"):
            assert cells[key] == ("" if expected[key] is None else repr(expected[key]))
        assert cells["slice_id"] == expected["sop_instance_uid"]
        assert cells["level"] == (expected["level"] or "")
    first, second = rows
    assert (first["fat_fraction_low_percent"], first["fat_fraction_high_percent"]) == ("-0.5", "1.5")
    assert (second["fat_fraction_low_percent"], second["fat_fraction_high_percent"]) == ("", "")
    assert (first["flags"], second["flags"]) == ("derived;lossy", "")
    for cells in rows:
        assert cells["fat_fraction_difference_points"] == "-3.75"
        assert (cells["smaller_side"], cells["distinguishable"]) == ("left", "false")
        assert json.loads(cells["method_parameters"]) == {"threshold": 101.5, "pixel_rule": "exact coverage"}
        assert cells["program_version"] == __version__
    assert "\r" not in text
    assert not text.startswith("\ufeff")


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    for start, written in (("=", "=1+1"), ("+", "+1+1"), ("-", "-1+1"), ("@", "@1+1"), ("\t", " 1+1"), ("\r", " 1+1")):
        made = measurement(warnings=(f"{start}1+1",))
        assert next(csv.DictReader(io.StringIO(measurement_csv(made), newline="")))["warnings"] == f"'{written}"
    write_table(measurement(warnings=("=1+1",)), tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["Measurements"]
    column = [column.head for column in COLUMNS].index("warnings") + 1
    assert (sheet.cell(2, column).value, sheet.cell(2, column).data_type) == ("=1+1", "s")
    sheet_xml = zipfile.ZipFile(tmp_path / "a.xlsx").read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet_xml


def test_codes_stand_in_every_file_and_are_never_formulas(tmp_path: Path) -> None:
    heads = ("study_code", "reader_code", "reading_number", "numbers_hidden_while_outlining")
    for codes, expected in (
        (ReadingCodes(), (None, None, None, False)),
        (ReadingCodes("=1+1", "-R1", 2, is_blinded_to_numbers=True), ("=1+1", "-R1", 2, True)),
        (ReadingCodes("@A", "R\t1"), ("@A", "R\t1", None, False)),
    ):
        made = measurement(codes=codes)
        for kind in ("json", "csv", "xlsx"):
            write_table(made, tmp_path / f"a.{kind}")
        found = json.loads((tmp_path / "a.json").read_text())
        assert tuple(found[head] for head in heads) == expected
        cells = next(csv.DictReader(io.StringIO((tmp_path / "a.csv").read_text())))
        for head, value in zip(heads, expected, strict=True):
            text = "" if value is None else str(value).replace("\t", " ")
            text = text.lower() if isinstance(value, bool) else text
            assert cells[head] in ({text} if text[:1] not in {"=", "-", "@"} else {f"'{text}"})
        sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["Measurements"]
        places = [[column.head for column in COLUMNS].index(head) + 1 for head in heads]
        assert places == list(range(places[0], places[0] + 4))
        assert [column.head for column in COLUMNS][places[3]] == "numbers"
        for place, value in zip(places, expected, strict=True):
            cell = sheet.cell(2, place)
            assert cell.value == (value.replace("\t", " ") if isinstance(value, str) else value)
            assert cell.data_type != "f"


def test_workbook(tmp_path: Path) -> None:
    path = tmp_path / "table.xlsx"
    write_table(measurement(), path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Measurements", "Columns", "Comparisons", "Flags", "Method"]
    assert (book.properties.creator, book.properties.lastModifiedBy) == ("Multifidus Viewer", None)
    rows = list(book["Measurements"].values)
    heads = [column.head for column in COLUMNS]
    assert list(rows[0]) == heads
    first = dict(zip(heads, rows[1], strict=True))
    second = dict(zip(heads, rows[2], strict=True))
    assert (first["fat_area_mm2"], first["side"], first["distinguishable"]) == (1 / 3, "right", False)
    assert (second["area_mm2"], second["mean"], second["flags"]) == (None, None, None)
    for cells in (first, second):
        assert all(not isinstance(cells[h], str) for h in heads if h.endswith(("_mm2", "_px", "_percent", "_points")))
    explained = list(book["Columns"].values)[1:]
    assert [name for name, _ in explained] == heads
    assert all(text.endswith(".") for _, text in explained)
    compared = list(book["Comparisons"].values)
    assert len(compared) == 2
    assert dict(zip(*compared, strict=True))["fat_fraction_difference_points"] == -3.75
    flags = list(book["Flags"].values)[1:]
    assert [(cells[0], cells[1]) for cells in flags] == [("derived", "with care"), ("lossy", "with care")]
    assert all(all(cells) for cells in flags)
    method = list(book["Method"].values)
    assert ("parameter threshold", 101.5) in method
    assert ("notice", "For research and teaching, not for diagnosis.") in method


@pytest.mark.parametrize("kind", ["json", "csv", "xlsx"])
def test_the_same_bytes_every_time_and_no_date(tmp_path: Path, kind: str) -> None:
    first, second = tmp_path / f"a.{kind}", tmp_path / f"b.{kind.upper()}"
    write_table(measurement(), first)
    write_table(measurement(), second)
    assert first.read_bytes() == second.read_bytes()
    if kind == "xlsx":
        with zipfile.ZipFile(first) as book:
            assert {part.date_time for part in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            core = book.read("docProps/core.xml")
        assert b"dcterms" not in core


def everything_in(data: bytes) -> bytes:
    """Bytes of a file and, if it is a zip, of all its inflated parts."""
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return data + b"".join(part.filename.encode() + book.read(part) for part in book.infolist())


@pytest.mark.parametrize("kind", ["json", "csv", "xlsx"])
def test_no_file_holds_what_identifies(tmp_path: Path, kind: str) -> None:
    planted = measurement(rows=(row(level=CANARY), row(side=Side.LEFT, outline=2, sop_instance_uid=f"{UID}.7")))
    path = tmp_path / f"table.{kind}"
    write_table(planted, path, input_name=PATH)
    content = everything_in(path.read_bytes())
    for canary in (UID, "Canary", "Zwölf", "Zw\\u00f6lf", "/home", tmp_path.name):
        assert canary.encode() not in content
    assert fingerprint(UID).encode() in content
    # The scanner does find what is there.
    assert b"otsu-shared" in content
    assert b"stated by the user" in content


@pytest.mark.parametrize("sentence", [f"{PATH} has no orientation.", f"Slice {UID} is odd."])
@pytest.mark.parametrize("kind", ["json", "csv", "xlsx"])
def test_warnings_that_quote_the_input_are_not_written(tmp_path: Path, kind: str, sentence: str) -> None:
    path = tmp_path / f"table.{kind}"
    with pytest.raises(PatientDataError) as caught:
        write_table(measurement(warnings=(sentence,)), path, input_name=PATH)
    assert CANARY not in str(caught.value)
    assert UID not in str(caught.value)
    assert not path.exists()


def test_a_folder_named_by_a_common_word_is_no_quotation(tmp_path: Path) -> None:
    write_table(measurement(warnings=("The slice is not axial.",)), tmp_path / "a.csv", input_name="axial")
    assert (tmp_path / "a.csv").exists()


@pytest.mark.parametrize("name", [".", "..", "./", "../..", ".\\", "a.b"])
def test_a_folder_named_by_dots_is_no_quotation(tmp_path: Path, name: str) -> None:
    sentence = "The pixel spacing was stated by the user (0.7 mm ... see ../.. and .\\ in a.b ./)."
    write_table(measurement(warnings=(sentence,)), tmp_path / "a.csv", input_name=name)
    assert (tmp_path / "a.csv").exists()


@pytest.mark.parametrize("name", ["../P-77/MR", "./P-77.dcm", "P-77.dcm"])
def test_a_relative_path_is_still_found(tmp_path: Path, name: str) -> None:
    with pytest.raises(PatientDataError):
        write_table(measurement(warnings=(f"{name} is odd.",)), tmp_path / "a.csv", input_name=name)
    assert list(tmp_path.iterdir()) == []


SQUARE = ((1.5, 1.5), (3.5, 1.5), (3.5, 4.5), (1.5, 4.5))
EXACT, EDGES = "exact polygon area; pixels by exact coverage", "pixel edges; area is the number of pixels"


@pytest.mark.parametrize(
    ("rings", "rule"),
    [
        ((SQUARE,), EDGES),
        ((SQUARE, ((-0.5, 6.5), (0.5, 6.5), (0.5, 7.5), (-0.5, 7.5))), EDGES),
        ((tuple((x + 0.25, y) for x, y in SQUARE),), EXACT),
        ((((1.5, 1.5), (3.5, 1.5), (2.5, 4.5)),), EXACT),
        (None, None),
    ],
)
def test_files_say_outline_rule_threshold_and_source(tmp_path: Path, rings: Any, rule: str | None) -> None:
    source = None if rings is None else Outline(slice_key=SliceKey(UID), rings=rings)
    made = measurement(rows=(row(source=source),))
    write_table(made, tmp_path / "a.json")
    write_table(made, tmp_path / "a.csv")
    (found,) = json.loads((tmp_path / "a.json").read_text())["rows"]
    (cells,) = csv.DictReader(io.StringIO((tmp_path / "a.csv").read_text()))
    assert (found["outline_rule"], found["threshold"], found["source_hash"]) == (rule, 101.5, fingerprint(UID))
    assert (cells["outline_rule"], cells["source_hash"]) == (rule or "", fingerprint(UID))
    assert found["border_rule"] == (None if rule is None else "fascial border")
    assert cells["border_rule"] == (found["border_rule"] or "")


def test_wrong_places(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"table\.txt .* \.json, \.csv, \.xlsx"):
        write_table(measurement(), tmp_path / "table.txt")
    with pytest.raises(OutputError):
        write_table(measurement(), tmp_path / "missing" / "table.csv")
    assert list(tmp_path.iterdir()) == []


def test_columns_are_unique_and_explained() -> None:
    heads = [column.head for column in COLUMNS]
    assert len(set(heads)) == len(heads)
    assert all(head == head.lower() and " " not in head for head in heads)
    assert replace(COLUMNS[0], head="x") != COLUMNS[0]
