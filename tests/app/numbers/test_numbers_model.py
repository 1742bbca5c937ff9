"""The panel of one slice: the rows of `measure` in words and in order, with reasons where numbers are missing."""

import csv
import io
from dataclasses import replace

import numpy as np
import pytest

from tests.memory import box, image, series
from viewer.app.numbers import numbers_of
from viewer.app.numbers.building import THRESHOLD_MISSING
from viewer.app.numbers.sentences import SIDES_UNKNOWN_HERE, comparison_sentences
from viewer.core.document import Document, Midline, Statement
from viewer.core.figures.spec import FigureSpec
from viewer.core.geometry import Spacing
from viewer.core.grey import ValueMapping
from viewer.core.outline import Outline, Side, Structure
from viewer.core.series import Identity, SliceKey
from viewer.figure.content import FigureContent
from viewer.figure.layout import lay_out
from viewer.figure.page import TextMark
from viewer.io.tables import measurement_csv
from viewer.measure.checking.withholding import Remedy
from viewer.measure.flags import FlagLevel
from viewer.measure.measurement import Comparison
from viewer.measure.measuring import MeasureSettings, measure
from viewer.measure.methods import METHODS
from viewer.measure.prepared import prepare

KEY = SliceKey("1.2.3")
RIGHT, LEFT = box(5.5, 10.5, 15.5, 20.5, side=Side.RIGHT), box(25.5, 10.5, 35.5, 20.5, side=Side.LEFT)
BOTH = Document((LEFT, RIGHT), method="otsu-shared")


def muscles():
    """45 of 100 pixels of the right box are fat, 12 of the left; fat below, air above."""
    values = np.full((40, 60), 200.0)
    values[0:5] = 0.0
    values[30:] = 1000.0
    for columns, count in ((slice(6, 16), 45), (slice(26, 36), 12)):
        values[11:21, columns] = np.where(np.arange(100).reshape(10, 10) < count, 1000.0, 200.0)
    return values


def block(**facts):
    return series(image(muscles(), **facts))


def model_of(document, **facts):
    made = block(**facts)
    return numbers_of(document, made, made.slices[0])


def line(model, label, **more):
    return next(found.cells for found in model.lines(**more) if found.label == label)


def test_both_sides_right_before_left():
    model = model_of(BOTH)
    assert [(c.head, c.name, c.number, c.place) for c in model.columns] == [
        ("Right", "patient's right multifidus", 1, 1),
        ("Left", "patient's left multifidus", 2, 0),
    ]
    assert line(model, "Area") == ("35 mm²", "35 mm²")
    assert line(model, "Area, cm²") == ("0.35 cm²", "0.35 cm²")
    assert line(model, "Fat fraction") == ("45.0 %", "12.0 %")
    assert line(model, "Fat-to-muscle ratio") == ("0.82", "0.14")
    assert line(model, "Fat fraction", decimal=",") == ("45,0 %", "12,0 %")
    assert model.thresholds == pytest.approx((600.0,))
    assert (model.method, model.version, model.is_manual) == ("otsu-shared", "1", False)
    assert "brighter pixels are fat" in model.explanation
    assert "Fat fraction, 95 %" not in {found.label for found in model.lines()}  # no threshold has one


def test_the_difference_is_said_in_words():
    [compared] = model_of(BOTH).comparisons
    assert comparison_sentences(compared) == (
        "The patient's right multifidus holds 33.0 percentage points more fat than the left; no interval is known for "
        "this method.",
        "Both sides of the multifidus have the same area.",
    )
    small = replace(BOTH, outlines=(RIGHT, box(25.5, 10.5, 33.5, 20.5, side=Side.LEFT)))
    assert (
        "patient's left multifidus is 20,0 % smaller"
        in comparison_sentences(model_of(small).comparisons[0], decimal=",")[1]
    )


@pytest.mark.parametrize(
    ("difference", "interval", "distinguishable", "words"),
    [
        (
            -12.34,
            (-15.0, -9.0),
            True,
            "left multifidus holds 12.3 percentage points more fat than the right, which exceeds the measurement "
            "error (right − left, 95 %: −15.0 to −9.0 points); healthy sides differ too.",
        ),
        (2.0, (-1.0, 5.0), False, "is within the measurement error (right − left, 95 %: −1.0 to 5.0 points); healthy"),
        (9.0, (5.0, 13.0), None, "as proposed; accept or reject the proposal first (right − left, 95 %: 5.0–13.0"),
        (-0.04, None, None, "hold the same part of fat"),
        (None, None, None, "No difference in fat exists"),
    ],
)
def test_every_kind_of_difference_has_its_words(difference, interval, distinguishable, words):
    [compared] = model_of(BOTH).comparisons
    numbers = Comparison(1, 1, Structure.MULTIFIDUS, 0.0, None, difference, interval, distinguishable)
    assert words in comparison_sentences(replace(compared, comparison=numbers, level=None))[0]


def test_areas_that_read_the_same_are_not_called_different():
    [compared] = model_of(BOTH).comparisons
    for percent, words in ((0.049, "have the same area"), (0.06, "0.1 % smaller in area")):
        numbers = replace(compared.comparison, area_asymmetry_percent=percent, smaller_side=Side.LEFT)
        assert words in comparison_sentences(replace(compared, comparison=numbers))[1]


def test_an_interval_that_is_still_measured_is_promised():
    [compared] = model_of(BOTH).comparisons
    assert comparison_sentences(compared, is_settled=False)[0].endswith("than the left; its interval follows.")


def test_a_difference_of_numbers_not_to_be_used_says_so():
    lean = np.random.default_rng(5).normal(300, 20, (40, 60))
    lean[30:] = 1200.0
    made = series(image(lean))
    model = numbers_of(BOTH, made, made.slices[0])
    assert model.columns[0].worst_flag.identifier == "one-mode"
    assert model.columns[0].worst_flag.words.startswith("Do not use: ")
    assert model.comparisons[0].level is FlagLevel.DO_NOT_USE
    assert comparison_sentences(model.comparisons[0])[0].startswith("Do not use this difference")
    [without] = numbers_of(BOTH.with_method("dixon"), made, made.slices[0]).comparisons
    assert without.level is FlagLevel.DO_NOT_USE
    assert comparison_sentences(without)[0].startswith("No difference in fat exists"), "there is none to be used"


def test_flags_come_worst_first():
    model = model_of(Document((box(5.5, 10.5, 14.5, 19.5, side=Side.RIGHT),)), slice_thickness_mm=8.0, is_lossy=True)
    levels = [text.level for text in model.columns[0].flags]
    assert levels == sorted(levels, reverse=True)
    assert {text.identifier for text in model.columns[0].flags} >= {"thick-slice", "lossy", "small-outline"}


def test_panel_csv_and_figure_show_the_same_numbers():
    made = block()
    picture = made.slices[0]
    measured = measure(BOTH, [made], MeasureSettings(BOTH.method))
    model = numbers_of(BOTH, made, picture)
    assert tuple(column.row for column in model.columns) == measured.rows
    assert tuple(found.comparison for found in model.comparisons) == measured.comparisons
    written = list(csv.DictReader(io.StringIO(measurement_csv(measured))))
    for column, row in zip(model.columns, written, strict=True):
        assert f"{float(row['fat_fraction_percent']):.1f} %" in line(model, "Fat fraction")
        assert float(row["area_mm2"]) == column.row.area_mm2
        assert float(row["fat_to_muscle_ratio"]) == column.row.fat_to_muscle_ratio
        assert row["side"] == column.side.value
    content = FigureContent(picture, picture.values(), (RIGHT, LEFT), measured)
    marks = lay_out(FigureSpec(shows_numbers=True), content).marks
    shown = {mark.text for mark in marks if isinstance(mark, TextMark) and mark.role == "number"}
    for label in ("Area", "Fat fraction", "Fat-to-muscle ratio"):
        assert set(line(model, label)) <= shown, label


def test_a_prepared_slice_gives_the_same_panel():
    noise = np.random.default_rng(8).normal(0.0, 5.0, (40, 60))
    made = series(image(np.round(muscles() + 50.0 + noise), stored_range=(0, 4095)))
    ready = prepare(made.slices[0], BOTH, series_uid=made.series_uid)
    assert numbers_of(BOTH, made, made.slices[0], prepared=ready) == numbers_of(BOTH, made, made.slices[0])


def test_places_are_those_of_the_whole_document():
    """Outlines of other slices stand before those of this one."""
    elsewhere = box(1, 1, 9, 9, uid="9.9", side=Side.RIGHT)
    exchanged = Document((elsewhere, LEFT.with_side(Side.RIGHT), elsewhere, RIGHT.with_side(Side.LEFT)))
    model = model_of(exchanged)
    assert [column.place for column in model.columns] == [1, 3]
    for column in model.columns:
        [reason] = column.withheld
        assert reason.outlines == (1, 3)
        assert "exchange the two" in reason.sentence
        assert reason.remedies[0] is Remedy.EXCHANGE
        assert column.row is None
    assert line(model, "Area") == ("–", "–")
    assert "not compared while" in comparison_sentences(model.comparisons[0])[0]


def test_an_overlap_shows_rows_and_says_why_nothing_is_compared():
    model = model_of(Document((RIGHT, box(14.5, 10.5, 35.5, 20.5, side=Side.LEFT))))
    assert all(column.row is not None for column in model.columns)
    [compared] = model.comparisons
    assert compared.comparison is None
    assert "overlap by 10.0 %" in comparison_sentences(compared)[0]
    assert compared.remedies[0] is Remedy.MOVE_POINTS


def test_a_withheld_outline_keeps_its_column_and_its_partner_its_number():
    crossed = Outline.from_points([(5, 22), (15, 30), (15, 22), (5, 30)], slice_key=KEY, side=Side.RIGHT)
    right, left = model_of(Document((crossed, LEFT))).columns
    assert (right.row, right.number, right.densities) == (None, 1, ())
    assert "crosses itself" in right.withheld[0].sentence
    assert (left.row.outline, left.number) == (2, 2)


def test_unknown_sides_are_numbered_and_said_in_the_words_of_the_window():
    model = model_of(BOTH, orientation=None)
    assert [(column.head, column.place) for column in model.columns] == [("1", 0), ("2", 1)]
    assert model.columns[0].name == "multifidus 1"
    assert model.comparisons == ()
    assert SIDES_UNKNOWN_HERE in model.statements
    assert not any("--" in text for text in model.statements)


def test_what_was_stated_is_said():
    stated = replace(BOTH, statement=Statement(sides="radiological", spacing=Spacing(0.7, 0.5)))
    model = model_of(stated, orientation=None, spacing=None)
    assert len([text for text in model.statements if "stated by the user" in text]) == 2
    assert [column.head for column in model.columns] == ["Right", "Left"]


def test_without_spacing_areas_are_pixels():
    model = model_of(BOTH, spacing=None)
    assert line(model, "Area") == ("100 px", "100 px")
    assert not {"Area, cm²", "Fat area", "Muscle area"} & {found.label for found in model.lines()}


def test_several_outlines_of_a_side_are_told_apart():
    second = box(5.5, 22.5, 15.5, 28.5, side=Side.RIGHT)
    assert [c.head for c in model_of(Document((RIGHT, second, LEFT))).columns] == ["Right 1", "Right 2", "Left"]


def test_a_statement_against_the_header_is_said_with_each_outline():
    model = model_of(replace(BOTH, statement=Statement(sides="neurological")))
    assert all(column.withheld[0].remedies[0] is Remedy.CORRECT_STATEMENT for column in model.columns)
    assert model.histogram is None


def test_a_faulty_reference_is_remarked_on():
    bad = Outline.from_points([(5, 22), (15, 30), (15, 22), (5, 30)], slice_key=KEY, structure=Structure.REFERENCE_FAT)
    model = model_of(Document((bad, RIGHT, LEFT)))
    assert [reason.outlines for reason in model.remarks] == [(0,)]
    assert len(model.columns) == 2


def test_a_placed_midline_is_heeded():
    beyond = replace(BOTH, outlines=(box(21.5, 10.5, 24.5, 20.5, side=Side.RIGHT), LEFT))
    model = model_of(beyond.with_midline(Midline(KEY, ((20.0, 0.0), (20.0, 39.0)))))
    assert model.columns[0].withheld[0].remedies[0] is Remedy.CALL_LEFT


def test_nothing_outlined_is_an_empty_panel_with_its_method():
    model = model_of(Document())
    assert (model.columns, model.lines()[0].cells, model.method) == ((), (), METHODS[0].name)
    assert model.as_table()[1:] == []


def test_an_unknown_method_is_refused_in_one_sentence():
    assert "no measuring method named otsu-9" in model_of(replace(BOTH, method="otsu-9")).refused


def test_a_threshold_kept_from_another_method_is_no_obstacle():
    assert model_of(replace(BOTH, threshold=300.0)).columns == model_of(BOTH).columns


def test_the_histogram_adds_up_and_its_threshold_lies_between_the_tissues():
    model = model_of(BOTH, stored_range=(0, 4095))
    histogram = model.histogram
    of_muscle = int(np.searchsorted(histogram.edges, 200.0, side="right")) - 1
    for column, share in zip(model.columns, (0.45, 0.12), strict=True):
        assert sum(column.densities) == pytest.approx(1.0)
        assert column.densities[-1] == pytest.approx(share)
        assert column.densities[of_muscle] == pytest.approx(1.0 - share)
    assert histogram.range[0] <= 200.0 < histogram.thresholds[0] < 1000.0 <= histogram.range[1]
    assert len(histogram.edges) <= 65
    assert histogram.value_at(histogram.position(600.0)) == pytest.approx(600.0)
    assert (histogram.position(-1e9), histogram.position(1e9)) == (0.0, 1.0)


@pytest.mark.parametrize(("low", "high"), [(0, 30), (0, 63), (0, 64), (100, 1999)])
def test_whole_numbers_make_no_comb(low, high):
    """Every value once: no bin, except for the last, may hold more than another."""
    count = high - low + 1
    values = np.resize(np.arange(low, high + 1), (2, count)).astype(float)
    made = series(image(values, mapping=ValueMapping(slope=0.25), stored_range=(0, 4095)))
    outline = box(-0.5, -0.5, count - 0.5, 1.5, side=Side.RIGHT)
    [column] = numbers_of(Document((outline,)), made, made.slices[0]).columns
    assert len({round(density, 9) for density in column.densities[:-1]}) == 1
    assert 0 < column.densities[-1] <= column.densities[0] + 1e-9
    assert len(column.densities) <= 64


def test_a_constant_muscle_has_a_histogram_of_one_bin():
    made = series(image(np.full((40, 60), 7.0)))
    model = numbers_of(BOTH, made, made.slices[0])
    assert [column.densities for column in model.columns] == [(1.0,), (1.0,)]
    assert model.histogram.start is None


def test_a_manual_method_without_threshold_asks_for_one_where_the_histogram_suggests():
    model = model_of(replace(BOTH, method="manual"))
    assert model.is_manual
    for column in model.columns:
        assert column.row is None
        assert column.withheld[-1].sentence == THRESHOLD_MISSING
        assert column.withheld[-1].remedies == (Remedy.SET_THRESHOLD,)
        assert sum(column.densities) == pytest.approx(1.0)
    assert model.histogram.start == pytest.approx(600.0)
    assert model.histogram.thresholds == ()
    set_ = model_of(replace(BOTH, method="manual", threshold=500.0))
    assert set_.thresholds == set_.histogram.thresholds == (500.0,)


def test_an_inverted_image_starts_where_its_own_values_split():
    made = series(image(4095.0 - muscles(), mapping=ValueMapping(is_inverted=True)))
    histogram = numbers_of(BOTH, made, made.slices[0]).histogram
    assert histogram.start == pytest.approx(4095.0 - 600.0)
    assert histogram.thresholds == pytest.approx((4095.0 - 600.0,))


def test_the_copied_table_explains_itself_and_names_nobody():
    identity = Identity("Doe^Jane", "MRN778899", "19610703", "20210519", "1.2.840.113619.2.5")
    made = replace(
        block(orientation=None, spacing=None), identity=identity, description="AX T2 TSE of\tJane\nDoe", number=3
    )
    stated = replace(BOTH, statement=Statement(sides="radiological", spacing=Spacing(0.7, 0.5)))
    model = numbers_of(stated, made, made.slices[0])
    head, right, left = model.as_table()
    assert len({len(row) for row in (head, right, left)}) == 1
    cells = dict(zip(head, right, strict=True))
    assert (cells["Side"], cells["Series"], cells["Slice"]) == ("patient's right", "3", "1")
    assert (cells["Area (mm²)"], cells["Fat fraction (%)"]) == ("35.0", "45.00")
    assert (cells["Method"], cells["Method version"]) == ("otsu-shared", "1")
    assert float(cells["Threshold (image units)"]) == pytest.approx(600.0)
    assert "stated by the user" in cells["Stated and to be known"]
    assert dict(zip(head, left, strict=True))["Side"] == "patient's left"
    for text in (model.as_tsv(), model.as_html()):
        assert not any(word in text for word in ("Jane", "Doe", "MRN", "1961", "1.2.3", "memory.dcm", "AX T2"))
    assert [row.split("\t") for row in model.as_tsv().splitlines()] == model.as_table()
    assert model.as_html().count("<tr>") == 3
