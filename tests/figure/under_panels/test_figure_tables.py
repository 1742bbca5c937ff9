"""Tables under the panels: one slice, several slices, two dates with their change."""

from dataclasses import replace

import pytest

from tests.figure.figure_scene import KEY, a_content, a_measurement
from tests.figure.panel_scene import DATES, LEVELS, MIRRORED, OTHER_KEY, TWIN, another_content, contents_of, measured
from viewer.core.annotations.pairing import PairedBlock, Pairing
from viewer.core.figures.panels import Panel
from viewer.core.figures.spec import FigureSpec
from viewer.core.figures.style import Style
from viewer.core.outline import Side, Structure
from viewer.figure.layout import lay_out
from viewer.figure.page import PathMark
from viewer.measure.changes.amounts import Quantity
from viewer.measure.changes.change import Change, Changed, ChangeRow, Linked, Place, Role, Verdict
from viewer.measure.measurement import MethodUsed


def table_of(page):
    """Lines of the table from above, each cell from left to right."""
    lines = {}
    for mark in page.texts("number"):
        lines.setdefault(round(mark.baseline_mm, 3), []).append(mark)
    return [[m.text for m in sorted(lines[y], key=lambda m: m.x_mm)] for y in sorted(lines)]


def numbered(spec, contents):
    return lay_out(replace(spec, shows_numbers=True), contents)


ONE = [
    ["R", "L", "Difference"],
    ["Area", "441 mm²", "441 mm²", "2.5 %"],
    ["Fat fraction", "40.0 %", "12.0 %", "+28.0 points"],
    ["Fat-to-muscle ratio", "0.67", "0.14"],
]


@pytest.mark.parametrize("spec", [FigureSpec(), MIRRORED], ids=lambda s: s.arrangement)
def test_panels_of_one_slice_share_a_table(spec):
    assert table_of(numbered(spec, measured())) == ONE


def test_columns_follow_the_picture():
    page = numbered(FigureSpec(panels=(Panel(is_mirrored=True),)), measured())
    assert table_of(page)[:2] == [["L", "R", "Difference"], ["Area", "441 mm²", "441 mm²", "2.5 %"]]
    assert table_of(page)[2] == ["Fat fraction", "12.0 %", "40.0 %", "+28.0 points"]


def test_several_slices_have_a_row_each():
    page = numbered(LEVELS, contents_of(LEVELS))
    assert table_of(page)[0] == ["Fat R", "Fat L", "Difference", "Area R", "Area L"]
    assert table_of(page)[1] == ["L1/2", "40.0 %", "12.0 %", "+28.0 points", "441 mm²", "441 mm²"]
    dates = numbered(DATES, contents_of(DATES))
    assert [line[0] for line in table_of(dates)[1:]] == ["Before", "26 weeks after"]


def test_slices_without_a_name_are_called_like_their_panels():
    unnamed = (measured(), another_content(measurement=a_measurement(key=OTHER_KEY)))
    page = numbered(replace(LEVELS, panels=LEVELS.panels[:2]), unnamed)
    assert [line[0] for line in table_of(page)[1:]] == ["a", "b"]
    assert "Difference: fat fraction, right − left." in page.caption


def test_a_fat_map_beside_the_plain_slice_adds_no_row():
    plain = measured()
    mapped = replace(plain, measurement=replace(plain.measurement))
    assert table_of(numbered(TWIN, (plain, mapped))) == ONE
    assert "Difference: area, " in numbered(TWIN, (plain, mapped)).caption


def test_a_warning_names_its_slice():
    bad = measured(level="L1/2", measurement=a_measurement(flags=("one-mode",)))
    page = numbered(replace(LEVELS, panels=LEVELS.panels[:2]), (bad, another_content(level="L2/3")))
    said = " ".join(mark.text for mark in page.texts("caption"))
    assert said.startswith("L1/2: do not use these numbers")


def place(key):
    return Place(1, 1, "L4/5", key)


def row(side, role, muscle, fat):
    values = tuple(
        muscle
        if quantity is Quantity.MUSCLE_AREA
        else fat
        if quantity is Quantity.FAT_FRACTION
        else Changed(quantity, None, None, None)
        for quantity in Quantity
    )
    return ChangeRow(Linked(place(KEY), place(OTHER_KEY), None), Structure.MULTIFIDUS, side, role, values)


def a_change():
    muscle = Changed(Quantity.MUSCLE_AREA, 512.4, 480.0, -32.4, (-60.2, -4.6), 25.0, Verdict.MORE)
    fat = Changed(Quantity.FAT_FRACTION, 40.0, 41.25, 1.25, (-3.0, 5.5), 4.0, Verdict.WITHIN)
    still = Changed(Quantity.MUSCLE_AREA, 400.0, 400.2, 0.2)
    gone = Changed(Quantity.FAT_FRACTION, 12.0, None, None)
    rows = (row(Side.RIGHT, Role.TREATED, muscle, fat), row(Side.LEFT, Role.OTHER, still, gone))
    return Change(Pairing(PairedBlock("1.2"), PairedBlock("1.3")), MethodUsed("x", "1"), rows)


def test_two_dates_that_are_paired_show_their_change():
    before = measured(time_words="before")
    before = replace(before, measurement=replace(before.measurement, change=a_change()))
    page = numbered(DATES, (before, another_content(time_words="after")))
    assert table_of(page) == [
        ["Before", "After", "Change", "95 % interval"],
        ["Patient’s right (treated side)"],
        ["Muscle area, mm²", "512", "480", "−32", "−60 to −5"],
        ["Fat fraction, %", "40.0", "41.2", "+1.2", "−3.0 to +5.5"],
        ["Patient’s left (other side)"],
        ["Muscle area, mm²", "400", "400", "0", "–"],
        ["Fat fraction, %", "12.0", "–", "–", "–"],
    ]
    assert "Difference" not in page.caption
    said = " ".join(mark.text for mark in page.texts("caption"))
    assert said == (
        "More than the measurement error: muscle area, patient’s right. "
        "Within the measurement error: fat fraction, patient’s right."
    )


def test_a_change_of_other_slices_is_not_shown():
    before = measured(time_words="before")
    before = replace(before, measurement=replace(before.measurement, change=a_change()))
    page = numbered(FigureSpec(), before)
    assert table_of(page) == ONE


def test_a_wide_page_does_not_tear_the_columns_apart():
    page = numbered(FigureSpec(preset="springer-double"), measured())
    rule, last = [m for m in page.marks if isinstance(m, PathMark) and m.item == "numbers"]
    assert max(x for x, _ in rule.rings_mm[0]) < 110.0
    (_, below_head), (_, at_end) = rule.rings_mm[0][0], last.rings_mm[0][0]
    baselines = sorted({mark.baseline_mm for mark in page.texts("number")})
    assert baselines[0] < below_head < baselines[1] and baselines[-1] < at_end < page.height_mm
    narrow = numbered(FigureSpec(), measured())
    rule, _ = [m for m in narrow.marks if isinstance(m, PathMark) and m.item == "numbers"]
    assert max(x for x, _ in rule.rings_mm[0]) == pytest.approx(83.0)


def test_nothing_measured_has_no_table():
    page = numbered(FigureSpec(), a_content())
    assert not page.texts("number") and page.height_mm == page.image.height_mm


def test_intervals_stand_below_the_fat_fractions_as_far_as_they_fit():
    known = a_measurement()
    rows = tuple(replace(r, fat_fraction_interval_percent=(r.fat_fraction_percent - 5.25, 60.0)) for r in known.rows)
    (comparison,) = known.comparisons
    known = replace(known, rows=rows, comparisons=(replace(comparison, interval_points=(-1.5, 57.5)),))
    wide = numbered(FigureSpec(preset="springer-double"), replace(measured(), measurement=known))
    assert table_of(wide)[3] == ["95 % interval", "34.8 to 60.0", "6.8 to 60.0", "−1.5 to 57.5"]
    narrow = numbered(FigureSpec(style=Style(text_pt=10.0)), replace(measured(), measurement=known))
    assert table_of(narrow)[3] == ["95 % interval", "−1.5 to 57.5"]
    hidden = numbered(FigureSpec(preset="springer-double", shows_sides=False), replace(measured(), measurement=known))
    assert table_of(hidden)[3][-1] == "–"  # its sign would tell the sides
