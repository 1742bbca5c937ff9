"""What captions and alternative texts say, and what they never say."""

from dataclasses import replace

import pytest

from tests.figure.figure_scene import (
    AXIAL,
    PAIR,
    SPIN_ECHO_T2,
    UNNAMED,
    a_content,
    a_measurement,
    square,
)
from viewer.core.document import Statement
from viewer.core.figures.spec import FigureSpec
from viewer.core.geometry import Orientation, PlaneGeometry, Spacing
from viewer.core.outline import Side, Structure
from viewer.core.series import Acquisition
from viewer.figure.layout import lay_out
from viewer.figure.words.phrases import ALT_MAXIMUM
from viewer.measure.flags import FLAGS, FlagLevel
from viewer.measure.methods import METHODS


def caption(spec=None, **content):
    return lay_out(spec or FigureSpec(), a_content(**content)).caption


def test_the_whole_default_caption():
    said = caption(acquisition=SPIN_ECHO_T2, measurement=a_measurement(level="L4/5"))
    assert said == (
        "Axial T2-weighted MRI at L4/5; the multifidus is outlined on both sides along the fascial border (dashed "
        "lines). Fat fraction by one Otsu threshold for both sides together (otsu-shared 1): patient's right, 40.0 % "
        "of 441 mm², fat-to-muscle ratio 0.67; patient's left, 12.0 % of 441 mm², fat-to-muscle ratio 0.14. R, "
        "patient's right; L, patient's left; seen from the feet. Scale bar, 20 mm."
    )


@pytest.mark.parametrize(
    ("acquisition", "words"),
    [
        (Acquisition(), "Axial image;"),
        (Acquisition(scanning_sequence=("SE",)), "Axial MRI;"),
        (replace(SPIN_ECHO_T2, scanning_sequence=()), "Axial T2-weighted MRI;"),
        (replace(SPIN_ECHO_T2, repetition_time_ms=1100.0, echo_time_ms=10.0), "Axial T1-weighted MRI;"),
        (SPIN_ECHO_T2, "Axial T2-weighted MRI;"),
        (replace(SPIN_ECHO_T2, repetition_time_ms=500.0, echo_time_ms=10.0), "Axial T1-weighted MRI;"),
        (replace(SPIN_ECHO_T2, repetition_time_ms=3500.0, echo_time_ms=10.0), "Axial MRI;"),
        (replace(SPIN_ECHO_T2, scanning_sequence=("SE", "IR")), "Axial MRI;"),
        (replace(SPIN_ECHO_T2, scanning_sequence=("GR",)), "Axial MRI;"),
    ],
)
def test_the_weighting_is_named_only_where_times_prove_it(acquisition, words):
    assert caption(acquisition=acquisition).startswith(words)


@pytest.mark.parametrize("level", ["L4/5", "L4/L5", "L5/S1", "T12/L1", "S1/2"])
def test_levels_that_are_said(level):
    assert f" at {level};" in caption(acquisition=replace(SPIN_ECHO_T2, level=level))


@pytest.mark.parametrize("level", ["", "Smith", "L4/5 Smith", "L45", "<b>", "L4/5\nx"])
def test_levels_that_are_no_levels_are_not_said(level):
    said = caption(acquisition=replace(SPIN_ECHO_T2, level=level), measurement=a_measurement(level=level))
    assert said.startswith("Axial T2-weighted MRI; ")


def test_a_method_name_that_is_no_name_is_not_said():
    measurement = a_measurement()
    strange = replace(measurement, method=replace(measurement.method, name="Smith, John", version="1970-01-01 x"))
    said = caption(measurement=strange)
    assert "Smith" not in said and "1970" not in said and "a named method" in said
    assert "the method new-way 2.1:" in caption(
        measurement=replace(measurement, method=replace(measurement.method, name="new-way", version="2.1"))
    )


@pytest.mark.parametrize(
    "flag", [kind for kind in FLAGS if kind.level is FlagLevel.DO_NOT_USE], ids=lambda f: f.identifier
)
def test_flags_that_forbid_use_are_said_everywhere(flag):
    measurement = a_measurement(flags=(flag.identifier,))
    sentence = f"Do not use these numbers: {flag.sentence[0].lower()}{flag.sentence[1:]}"
    assert sentence in caption(measurement=measurement)
    page = lay_out(FigureSpec(caption="Mine.", shows_numbers=True), a_content(measurement=measurement))
    assert sentence in page.caption
    assert sentence in " ".join(m.text for m in page.texts("caption"))  # under the table too
    assert "%" not in page.alt


def test_milder_flags_do_not_forbid():
    assert "Do not use" not in caption(measurement=a_measurement(flags=("lossy", "thick-slice")))


def test_numbers_that_do_not_exist_are_not_made_up():
    measurement = a_measurement()
    rows = tuple(
        replace(r, fat_fraction_percent=None, fat_to_muscle_ratio=None, area_mm2=None) for r in measurement.rows
    )
    empty = replace(
        measurement, rows=rows, comparisons=(replace(measurement.comparisons[0], fat_fraction_difference_points=None),)
    )
    page = lay_out(FigureSpec(shows_numbers=True), a_content(measurement=empty))
    assert "Fat fraction" not in page.caption
    cells = [m.text for m in page.texts("number")]
    assert cells.count("–") == 5 and cells.count("900 px") == 2
    full = replace(measurement, rows=(replace(measurement.rows[0], fat_to_muscle_ratio=None), measurement.rows[1]))
    assert "40.0 % of 441 mm²; patient's left" in caption(measurement=full)


def test_the_table_holds_the_rows_of_this_slice_only():
    measurement = a_measurement()
    other = replace(measurement.rows[0], frame=2, fat_fraction_percent=99.0)
    page = lay_out(
        FigureSpec(shows_numbers=True), a_content(measurement=replace(measurement, rows=(other, *measurement.rows)))
    )
    cells = [m.text for m in page.texts("number")]
    assert cells == [
        "R", "L", "Difference", "Area", "441 mm²", "441 mm²", "2.5 %",
        "Fat fraction", "40.0 %", "12.0 %", "+28.0 points", "Fat-to-muscle ratio", "0.67", "0.14",
    ]  # fmt: skip
    assert "99" not in page.caption
    assert not lay_out(FigureSpec(shows_numbers=True), a_content()).texts("number")


def test_what_was_stated_is_said():
    statement = Statement(sides="radiological", spacing=Spacing(0.6, 0.6))
    said = caption(geometry=PlaneGeometry(), statement=statement)
    assert said.endswith("Sides as stated by the user. Pixel spacing as stated by the user.")
    assert "seen from" not in said and said.startswith("Image;")


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ((1, 0, 0), (0, 1, 0), "seen from the feet"),
        ((-1, 0, 0), (0, 1, 0), "seen from the head"),
        ((1, 0, 0), (0, 0, -1), "seen from the front"),
        ((-1, 0, 0), (0, 0, -1), "seen from behind"),
    ],
)
def test_where_the_slice_is_seen_from(row, column, words):
    """From the feet, the patient's right is at image-left when the front is up: as on every axial MRI."""
    geometry = replace(AXIAL, orientation=Orientation(row, column))
    assert words in caption(geometry=geometry, outlines=())


def test_alternative_texts_are_short():
    many = tuple(
        square(10 + 30 * i, 20, 20, structure=s) for i, s in enumerate((Structure.PSOAS, Structure.ERECTOR_SPINAE))
    )
    contents = [
        a_content(), a_content(outlines=()), a_content(measurement=a_measurement(level="T12/L1")),
        a_content(outlines=(*PAIR, *many), measurement=a_measurement(level="T12/L1"), acquisition=SPIN_ECHO_T2),
    ]  # fmt: skip
    for content in contents:
        page = lay_out(FigureSpec(), content)
        assert 10 < len(page.alt) <= ALT_MAXIMUM and page.alt.endswith(".")
    assert lay_out(FigureSpec(alt="Mine"), contents[0]).alt == "Mine"


def test_unnamed_outlines_are_called_by_number():
    measurement = a_measurement(sides=(Side.UNKNOWN, Side.UNKNOWN))
    content = a_content(PlaneGeometry(), outlines=UNNAMED, measurement=measurement)
    page = lay_out(FigureSpec(shows_sides=False), content)
    assert "outline 1, 40.0 %" in page.caption and "patient's right," not in page.caption
    assert "outline 1 40.0 %" in page.alt and "right" not in page.alt
    table = lay_out(FigureSpec(shows_sides=False, shows_numbers=True), content).texts("number")
    assert [m.text for m in table if m.is_bold][:2] == ["1", "2"]


def test_the_printed_caption_is_the_returned_one():
    page = lay_out(FigureSpec(shows_caption=True), a_content(measurement=a_measurement()))
    lines = page.texts("caption")
    # files keep the straight apostrophe, which every program can read; print has its own
    assert " ".join(m.text for m in lines) == page.caption.replace("'", "’") and len(lines) > 3
    assert max(m.baseline_mm for m in lines) < page.height_mm
    assert all(m.baseline_mm > page.image.height_mm for m in lines)


def test_a_sentence_that_is_obliged_is_not_said_twice():
    own = "Smith's sign. Side unknown: the image does not say which side is the patient's right."
    unknown = a_content(PlaneGeometry(), outlines=UNNAMED)
    assert lay_out(FigureSpec(shows_sides=False, caption=own), unknown).caption == own
    assert lay_out(FigureSpec(shows_sides=False), unknown).caption.endswith("is the patient's right.")


@pytest.mark.parametrize("method", METHODS, ids=lambda m: m.name)
def test_every_method_is_called_by_its_own_words(method):
    measurement = a_measurement()
    used = replace(measurement.method, name=method.name, version=method.version)
    assert f"Fat fraction by {method.caption} ({method.name} {method.version}):" in caption(
        measurement=replace(measurement, method=used)
    )


def test_a_figure_of_proposed_outlines_says_so_even_in_the_users_own_caption():
    proposed = tuple(replace(outline, is_proposed=True) for outline in PAIR)
    words = "Outlines proposed by the program, not accepted by a reader."
    assert words in caption(outlines=proposed)
    assert words in caption(FigureSpec(caption="Mine."), outlines=proposed)
    assert words not in caption()
