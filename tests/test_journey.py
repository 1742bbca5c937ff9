"""Read this first: a folder of DICOM → two outlines → numbers → a table and the article figure."""

import csv
import io
import math
import zipfile

import numpy as np
import pytest

from tests.lumbar import CENTRES, FAT_PERCENT, RADIUS, SPACING, circle, write_study
from viewer.app.choosing import choose_first
from viewer.core.document import Document
from viewer.core.figures.spec import FigureSpec
from viewer.core.outline import Outline, Side
from viewer.errors import SideError
from viewer.figure.content import FigureContent
from viewer.figure.encoding import make_figure
from viewer.io.atomic import write_atomically
from viewer.io.opening import open_study
from viewer.io.tables import measurement_csv, write_table
from viewer.measure.measuring import MeasureSettings, measure


def test_from_a_folder_to_numbers_table_and_figure(tmp_path):
    # A study: shuffled names, reversed instance numbers, a second series, junk.
    study = open_study([write_study(tmp_path / "study")])
    assert [series.plane for series in study.series] == ["axial", "sagittal"]
    assert [item.file for item in study.skipped] == [str(tmp_path / "study" / "notes.txt")]

    # What to look at: the axial T2 series, its middle slice, with the reason.
    choice = choose_first(study)
    assert choice.reason == (
        "Series 1, slice 2: the best axial T2 series, the middle slice, as the header names no level."
    )
    image = choice.image
    assert image.geometry.position_mm == pytest.approx((-49.0, -40.0, 4.0))
    assert (image.edges.left, image.edges.right) == ("R", "L")

    # Two outlines; the patient's right is at image-left.
    outlines = [Outline.from_points(circle(side), slice_key=image.key, side=Side(side)) for side in ("right", "left")]
    document = Document().with_outlines(outlines)

    # Numbers of each side.
    measurement = measure(document, study.series, MeasureSettings())
    right, left = measurement.rows
    area = 0.5 * 72 * RADIUS**2 * math.sin(2 * math.pi / 72) * SPACING[0] * SPACING[1]
    for row, side in ((right, "right"), (left, "left")):
        assert row.side == side
        assert row.area_mm2 == pytest.approx(area, rel=1e-9)
        assert row.fat_fraction_percent == pytest.approx(FAT_PERCENT[side] // 20 * 20, abs=5)
        low, high = row.fat_fraction_interval_percent
        assert low <= row.fat_fraction_percent <= high
        assert row.fat_to_muscle_ratio == pytest.approx(row.fat_area_mm2 / row.muscle_area_mm2)
    [comparison] = measurement.comparisons
    assert comparison.fat_fraction_difference_points > 30
    assert comparison.distinguishable is True

    # The table shows the same numbers.
    rows = list(csv.DictReader(io.StringIO(measurement_csv(measurement).lstrip("\ufeff"))))
    assert [float(row["fat_fraction_percent"]) for row in rows] == pytest.approx(
        [row.fat_fraction_percent for row in measurement.rows]
    )
    write_table(measurement, tmp_path / "numbers.xlsx", input_name=None)
    assert (tmp_path / "numbers.xlsx").stat().st_size > 1000

    # The figure, for print and for the web.
    content = FigureContent(image=image, values=image.values(), outlines=document.outlines, measurement=measurement)
    for name in ("figure.png", "figure.pdf"):
        data, _ = make_figure(FigureSpec(shows_numbers=True), content, tmp_path / name)
        write_atomically(tmp_path / name, data)
        assert (tmp_path / name).stat().st_size > 10_000

    # Nothing of the patient is in what was written.
    with zipfile.ZipFile(tmp_path / "numbers.xlsx") as book:
        sheets = b"".join(book.read(name) for name in book.namelist())
    for data in (sheets, (tmp_path / "figure.png").read_bytes(), (tmp_path / "figure.pdf").read_bytes()):
        assert b"Test^One" not in data
    assert b"fat_fraction_percent" in sheets


def test_exchanged_sides_are_refused_before_any_number(tmp_path):
    study = open_study([write_study(tmp_path / "study", slices=1)])
    key = study.series[0].slices[0].key
    exchanged = [
        Outline.from_points(circle("right"), slice_key=key, side=Side.LEFT),
        Outline.from_points(circle("left"), slice_key=key, side=Side.RIGHT),
    ]
    with pytest.raises(SideError, match="exchange the two"):
        measure(Document(tuple(exchanged)), study.series, MeasureSettings())


def test_the_marked_pixel_lies_where_the_header_says(tmp_path):
    """LPS by hand: position + x · column spacing along the row + y · row spacing along the column."""
    study = open_study([write_study(tmp_path / "study")])
    x, y = CENTRES["right"]
    [place] = study.series[0].slices[2].geometry.to_patient_mm(np.array([[x, y]]))
    assert place == pytest.approx([-49.0 + x * SPACING[1], -40.0 + y * SPACING[0], 8.0])
