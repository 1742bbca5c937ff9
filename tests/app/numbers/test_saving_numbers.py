"""Saved tables hold all that can be measured, say what was left out, and name nobody; no input is overwritten."""

import csv
import json
from dataclasses import replace

import numpy as np
import openpyxl
import pytest

from tests.memory import box, image, series
from viewer.app.numbers import measurement_of_document, numbers_of, save_table
from viewer.core.document import Document
from viewer.core.outline import Outline, Side
from viewer.core.series import Identity, SliceKey, Study
from viewer.errors import OutputError, PatientDataError, UsageError
from viewer.measure.measuring import MeasureSettings, measure

JANE = Identity("Doe^Jane", "MRN778899", "19610703", "20210519", "1.2.840.113619.2.5")


def study(**facts):
    rng = np.random.default_rng(3)
    values = [np.where(rng.random((40, 60)) < 0.4, 1000.0, 200.0) for _ in range(2)]
    slices = [image(v, uid=f"1.2.840.{n}.55555", **facts) for n, v in enumerate(values)]
    return Study((replace(series(*slices), identity=JANE, warnings=("The series has a gap.",)),))


def pair(number):
    uid = f"1.2.840.{number}.55555"
    return (
        box(5.5, 10.5, 15.5, 20.5, side=Side.RIGHT, uid=uid),
        box(25.5, 10.5, 35.5, 20.5, side=Side.LEFT, uid=uid),
    )


DOCUMENT = Document((*pair(0), *pair(1)), method="otsu-shared")


def crossed():
    key = SliceKey("1.2.840.0.55555")
    return Outline.from_points([(5, 22), (15, 30), (15, 22), (5, 30)], slice_key=key, side=Side.RIGHT)


def test_the_whole_document_is_measured_as_by_the_command_line():
    opened = study()
    measured = measurement_of_document(DOCUMENT, opened)
    assert measured.rows == measure(DOCUMENT, opened.series, MeasureSettings(DOCUMENT.method)).rows
    assert measured.warnings == ("The series has a gap.",)


def test_the_panel_of_each_slice_is_in_the_saved_table(tmp_path):
    opened = study()
    save_table(tmp_path / "numbers.csv", DOCUMENT, opened)
    rows = list(csv.DictReader((tmp_path / "numbers.csv").read_text("utf-8").splitlines()))
    shown = [
        column.row
        for picture in opened.series[0].slices
        for column in numbers_of(DOCUMENT, opened.series[0], picture).columns
    ]
    assert [float(row["fat_fraction_percent"]) for row in rows] == [row.fat_fraction_percent for row in shown]
    assert [row["side"] for row in rows] == [row.side.value for row in shown]


@pytest.mark.parametrize("ending", [".csv", ".json", ".xlsx"])
def test_every_kind_of_table_is_written_without_the_patient(tmp_path, ending):
    path = tmp_path / f"numbers{ending}"
    save_table(path, DOCUMENT, study())
    if ending == ".xlsx":
        book = openpyxl.load_workbook(path)
        text = json.dumps([[str(cell) for cell in row] for sheet in book for row in sheet.values])
    else:
        text = path.read_text("utf-8")
    assert "multifidus" in text
    assert not any(word in text for word in ("Doe", "Jane", "MRN", "55555", "AX T2", "memory.dcm"))


def test_what_was_left_out_is_said_in_the_table():
    elsewhere = box(1, 1, 9, 9, uid="9.9", side=Side.RIGHT)
    measured = measurement_of_document(DOCUMENT.with_outlines([crossed(), elsewhere]), study())
    assert len(measured.rows) == 4
    assert len(measured.comparisons) == 1  # not on the slice where an outline is withheld
    assert any(text.startswith("Not measured: The right multifidus outline crosses") for text in measured.warnings)
    assert any("not open were left out: 1" in text for text in measured.warnings)


def test_unknown_sides_are_said_without_the_words_of_the_command_line():
    warnings = measurement_of_document(DOCUMENT, study(orientation=None)).warnings
    assert any("which side is the patient's right" in text for text in warnings)
    assert not any("--" in text for text in warnings)


def test_nothing_to_save_is_refused_with_the_reason(tmp_path):
    with pytest.raises(UsageError, match="crosses itself"):
        save_table(tmp_path / "n.csv", Document((crossed(),)), study())
    with pytest.raises(UsageError, match="outline a muscle first"):
        save_table(tmp_path / "n.csv", Document(), study())
    with pytest.raises(UsageError, match="drag the line"):
        save_table(tmp_path / "n.csv", replace(DOCUMENT, method="manual"), study())
    assert list(tmp_path.iterdir()) == []


def test_a_file_name_that_names_the_patient_is_refused(tmp_path):
    with pytest.raises(PatientDataError):
        save_table(tmp_path / "doe_jane.csv", DOCUMENT, study())
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_was_read_is_not_overwritten(tmp_path):
    source = tmp_path / "source.csv"
    source.write_text("precious")
    opened = study()
    first = opened.series[0].slices[0]
    block = replace(opened.series[0], slices=(replace(first, file=str(source)), opened.series[0].slices[1]))
    for held, inputs in ((Study((block,)), ()), (opened, (source,))):
        with pytest.raises(OutputError, match="was read"):
            save_table(source, DOCUMENT, held, inputs=inputs)
    assert source.read_text() == "precious"


def test_an_unknown_ending_is_told_first(tmp_path):
    with pytest.raises(UsageError, match="no extension"):
        save_table(tmp_path / "doe_jane.txt", DOCUMENT, study())
