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
from numpy.typing import NDArray

from viewer import __version__
from viewer.core.geometry import Orientation, PlaneGeometry, Spacing
from viewer.core.grey import ValueMapping
from viewer.core.outline import Side, Structure
from viewer.core.series import Acquisition, Identity, Series, Skipped, Slice, SliceKey, Study
from viewer.errors import OutputError, PatientDataError, UsageError
from viewer.io.fingerprints import fingerprint
from viewer.io.tables import (
    COLUMNS,
    info_json,
    info_text,
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


def test_workbook(tmp_path: Path) -> None:
    path = tmp_path / "table.xlsx"
    write_table(measurement(), path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Measurements", "Columns", "Comparisons", "Method"]
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


def test_wrong_places(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"table\.txt .* \.json, \.csv, \.xlsx"):
        write_table(measurement(), tmp_path / "table.txt")
    with pytest.raises(OutputError):
        write_table(measurement(), tmp_path / "missing" / "table.csv")
    assert list(tmp_path.iterdir()) == []


# Listings


class Nothing:
    def read(self) -> NDArray[np.generic]:
        raise AssertionError("a listing reads no pixels")


def series(number: int, *, tilt: float = 0.0, count: int = 3, known: bool = True, **changed: Any) -> Series:
    slices = []
    angle = math.radians(tilt)
    for k in range(count):
        geometry = PlaneGeometry()
        if known:
            geometry = PlaneGeometry(
                orientation=Orientation((1.0, 0.0, 0.0), (0.0, math.cos(angle), math.sin(angle))),
                spacing=Spacing(row_mm=0.7, column_mm=0.5),
                position_mm=(-80.0, -90.0 - 4.0 * k * math.sin(angle), 10.0 + 4.0 * k * math.cos(angle)),
            )
        slices.append(
            Slice(
                key=SliceKey(f"1.2.{number}.{k}"),
                file=f"study/IM{number}{k}",
                rows=320,
                columns=256,
                geometry=geometry,
                mapping=ValueMapping(),
                reader=Nothing(),
                acquisition=Acquisition(),
            )
        )
    values: dict[str, Any] = {
        "number": number,
        "series_uid": f"1.2.{number}",
        "series_number": 4,
        "description": "t2_tse_tra",
        "modality": "MR",
        "transfer_syntax": "1.2.840.10008.1.2.1",
        "slices": tuple(slices),
        "identity": Identity(patient_name=CANARY, patient_id="P-77", study_uid="9.9"),
    }
    return Series(**{**values, **changed})


STUDY = Study(
    series=(
        series(1, tilt=-12.5),
        series(2, known=False, count=1, source_kind="picture", series_number=None, modality="", description=""),
        series(3, identity=Identity(patient_id="P-78", study_uid="9.10")),
    ),
    skipped=(Skipped("study/notes.txt", "not an image"),),
    warnings=(
        "There are images of 2 patients here.",
        "Series 3 is no MR but CT.",
        "study/IM20 is in colour; its luminance is shown and measured.",
    ),
)


def test_info_json_keys() -> None:
    found = json.loads(info_json(STUDY))
    assert list(found) == ["series", "skipped"]
    assert list(found["series"][0]) == [
        "number",
        "series_number",
        "series_uid",
        "description",
        "modality",
        "plane",
        "transfer_syntax",
        "slices",
        "warnings",
    ]
    image = found["series"][0]["slices"][1]
    assert list(image) == [
        "slice",
        "sop_instance_uid",
        "frame",
        "file",
        "rows",
        "columns",
        "spacing_mm",
        "edges",
        "position_mm",
    ]
    assert image["spacing_mm"] == [0.7, 0.5]
    assert image["edges"] == {"top": "AH", "right": "L", "bottom": "PF", "left": "R"}
    assert image["position_mm"] == pytest.approx(
        [-80, -90 + 4 * math.sin(math.radians(12.5)), 10 + 4 * math.cos(math.radians(12.5))]
    )
    assert (image["slice"], image["frame"], image["rows"], image["columns"]) == (2, 1, 320, 256)
    unknown = found["series"][1]
    assert (unknown["plane"], unknown["series_number"]) == ("unknown", None)
    assert (unknown["slices"][0]["spacing_mm"], unknown["slices"][0]["edges"]) == (None, None)
    assert unknown["slices"][0]["position_mm"] is None
    assert found["skipped"] == [{"file": "study/notes.txt", "reason": "not an image"}]


def test_every_warning_stands_with_its_series() -> None:
    found = json.loads(info_json(STUDY))["series"]
    everyone, ct, colour = STUDY.warnings
    assert [block["warnings"] for block in found] == [[everyone], [everyone, colour], [everyone, ct]]


def test_info_text_is_clear_and_names_no_patient() -> None:
    text = info_text(STUDY)
    assert max(map(len, text.splitlines())) <= 100
    assert "Patient 1, study 1: 1 series, 3 slices" in text
    assert "Patient 2, study 1: 1 series, 3 slices" in text
    assert "Series 1 · axial · 3 slices · 256 × 320 px · 0.7 × 0.5 mm (row × column)" in text
    assert "t2_tse_tra, MR, DICOM series number 4" in text
    assert "edges: top AH, right L, bottom PF, left R; normal tilted 12.5° from the head–foot axis" in text
    assert "slices 4 mm apart, from z = 10.0 to 17.8 mm (LPS)" in text
    assert "Series 2 · unknown · 1 slice · 256 × 320 px · pixel spacing unknown" in text
    assert "study/IM20" in text
    assert "right and left unknown" in text
    assert "study/notes.txt: not an image" in text
    assert all(sentence in text for sentence in STUDY.warnings)
    for name in (CANARY, "Canary", "P-77", "P-78"):
        assert name not in text


def test_info_text_shows_no_terminal_codes_and_shortens_a_long_list() -> None:
    odd = series(1, description="t2\x1b[2J\r\nx\u202ey")
    study = Study(series=(odd,), skipped=tuple(Skipped(f"f{i}", "no\x07 image") for i in range(25)))
    text = info_text(study)
    assert not any(c in text for c in "\x1b\r\u202e\x07")
    assert "25 files: no image" in text
    assert "f7" in text
    assert "f8" not in text
    assert "… and 17 more" in text
    assert info_json(study).isascii()


def test_info_of_nothing() -> None:
    assert info_text(Study(series=())) == ""
    assert json.loads(info_json(Study(series=()))) == {"series": [], "skipped": []}


def test_columns_are_unique_and_explained() -> None:
    heads = [column.head for column in COLUMNS]
    assert len(set(heads)) == len(heads)
    assert all(head == head.lower() and " " not in head for head in heads)
    assert replace(COLUMNS[0], head="x") != COLUMNS[0]
