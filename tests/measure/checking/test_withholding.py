"""Lenient measuring: what is withheld, from whom, why, and what is still shown; strict measuring refuses the same."""

import numpy as np
import pytest

from tests.memory import SAGITTAL, box, image, series
from viewer.core.document import Document, Midline, Statement
from viewer.core.geometry import Spacing
from viewer.core.outline import Outline, Side, Structure
from viewer.core.series import SliceKey
from viewer.errors import OutlineError, SideError
from viewer.measure.checking.withholding import Remedy
from viewer.measure.measuring import MeasureSettings, measure

KEY = SliceKey("1.2.3")
OTSU = MeasureSettings("otsu-shared")
RIGHT, LEFT = box(5.5, 10.5, 15.5, 20.5, side=Side.RIGHT), box(25.5, 10.5, 35.5, 20.5, side=Side.LEFT)


def values():
    return np.where(np.random.default_rng(1).random((40, 60)) < 0.4, 1000.0, 200.0)


def lenient(*outlines, statement=None, midline=None, **facts):
    document = Document(outlines, statement or Statement(), midlines=() if midline is None else (midline,))
    return measure(document, [series(image(values(), **facts))], OTSU, is_lenient=True)


def strict(*outlines, statement=None, midline=None, **facts):
    document = Document(outlines, statement or Statement(), midlines=() if midline is None else (midline,))
    return measure(document, [series(image(values(), **facts))], OTSU)


def crossed(side):
    return Outline.from_points([(5, 22), (15, 30), (15, 22), (5, 30)], slice_key=KEY, side=side)


def test_sound_outlines_are_measured_as_by_the_command_line():
    assert lenient(RIGHT, LEFT) == strict(RIGHT, LEFT)


def test_an_outline_that_crosses_itself_withholds_its_own_numbers_and_the_comparison():
    result = lenient(LEFT, crossed(Side.RIGHT))
    [withheld] = result.withheld
    assert (withheld.outlines, withheld.is_comparison_only) == ((1,), False)
    assert "right multifidus outline crosses itself" in withheld.sentence
    assert withheld.remedies[0] is Remedy.MOVE_POINTS
    [row] = result.rows
    assert (row.side, row.outline) == (Side.LEFT, 2)  # as with both
    assert result.comparisons == ()
    with pytest.raises(OutlineError) as refused:
        strict(LEFT, crossed(Side.RIGHT))
    assert str(refused.value) == withheld.sentence


def test_a_second_right_outline_that_is_withheld_spoils_the_comparison():
    """Half of a side against the whole of the other would mislead."""
    result = lenient(RIGHT, crossed(Side.RIGHT), LEFT)
    assert [row.side for row in result.rows] == [Side.RIGHT, Side.LEFT]
    assert result.comparisons == ()


def test_an_overlap_above_one_percent_withholds_only_the_comparison():
    wide = box(14.5, 10.5, 35.5, 20.5, side=Side.LEFT)
    result = lenient(RIGHT, wide)
    [withheld] = result.withheld
    assert (withheld.outlines, withheld.is_comparison_only) == ((0, 1), True)
    assert "overlap by 10.0 %" in withheld.sentence
    assert len(result.rows) == 2
    assert all(row.fat_fraction_percent is not None for row in result.rows)
    assert result.comparisons == ()
    slight = box(15.45, 10.5, 35.5, 20.5, side=Side.LEFT)
    assert len(lenient(RIGHT, slight).comparisons) == 1


def test_sides_the_wrong_way_round_withhold_both():
    result = lenient(LEFT.with_side(Side.RIGHT), RIGHT.with_side(Side.LEFT))
    [withheld] = result.withheld
    assert withheld.outlines == (0, 1)
    assert "exchange the two" in withheld.sentence
    assert withheld.remedies[0] is Remedy.EXCHANGE
    assert (result.rows, result.comparisons) == ((), ())


def test_another_structure_is_measured_beside_a_withheld_one():
    psoas = [
        box(5, 25, 15, 35, side=Side.RIGHT, structure=Structure.PSOAS),
        box(40, 25, 50, 35, side=Side.LEFT, structure=Structure.PSOAS),
    ]
    result = lenient(LEFT.with_side(Side.RIGHT), RIGHT.with_side(Side.LEFT), *psoas)
    assert {row.structure for row in result.rows} == {Structure.PSOAS}
    assert [comparison.structure for comparison in result.comparisons] == [Structure.PSOAS]


@pytest.mark.parametrize("is_upright", [True, False])
def test_a_placed_midline_refuses_what_an_estimated_one_only_warns_of(is_upright):
    ends = ((20.0, 0.0), (20.0, 39.0)) if is_upright else ((20.0, 39.0), (20.0, 0.0))
    midline = Midline(KEY, ends)
    assert lenient(RIGHT, LEFT, midline=midline).withheld == ()
    far = box(21.5, 10.5, 24.5, 20.5, side=Side.RIGHT)
    result = lenient(far, LEFT, midline=midline)
    [withheld] = result.withheld
    assert withheld.outlines == (0,)
    assert "patient's left of the midline" in withheld.sentence
    assert withheld.remedies[:2] == (Remedy.CALL_LEFT, Remedy.MOVE_MIDLINE)
    assert [row.side for row in result.rows] == [Side.LEFT]
    with pytest.raises(SideError, match="midline that was placed"):
        strict(far, LEFT, midline=midline)


def test_a_midline_on_another_slice_says_nothing_here():
    elsewhere = Midline(SliceKey("9.9"), ((20.0, 0.0), (20.0, 39.0)))
    far = box(21.5, 10.5, 24.5, 20.5, side=Side.RIGHT)
    assert lenient(far, LEFT, midline=elsewhere).withheld == ()


def test_an_outline_whose_side_is_not_settled_is_measured_and_not_compared():
    unsettled = box(40.5, 10.5, 50.5, 20.5)
    result = lenient(RIGHT, LEFT, unsettled)
    assert [row.side for row in result.rows] == [Side.RIGHT, Side.LEFT, Side.UNKNOWN]
    [withheld] = result.withheld
    assert (withheld.outlines, withheld.is_comparison_only) == ((2,), True)
    assert "not settled" in withheld.sentence
    [comparison] = result.comparisons
    right, left, _ = result.rows
    assert comparison.fat_fraction_difference_points == pytest.approx(
        right.fat_fraction_percent - left.fat_fraction_percent
    )
    assert lenient(RIGHT, LEFT, orientation=None).withheld == ()  # where nobody can know, nothing is missing


def test_both_sides_on_a_sagittal_slice_are_withheld():
    result = lenient(RIGHT, LEFT, orientation=SAGITTAL)
    assert "near-sagittal" in result.withheld[0].sentence
    assert result.rows == ()


def test_a_statement_against_the_header_withholds_the_slice():
    result = lenient(RIGHT, LEFT, statement=Statement(sides="neurological"))
    assert [w.outlines for w in result.withheld] == [(0,), (1,)]
    assert {w.remedies[0] for w in result.withheld} == {Remedy.CORRECT_STATEMENT}
    assert result.rows == ()


def test_a_statement_about_a_series_fills_gaps_only_and_withholds_nothing_of_a_block_that_tells_more():
    stated = Statement(sides="neurological", spacing=Spacing(9.0, 9.0))
    document = Document((RIGHT, LEFT)).with_statement("1.2", stated)
    block = series(image(values()))  # oriented, of the same series as a silent block that was asked about
    told = measure(document, [block], OTSU)
    assert told == measure(Document((RIGHT, LEFT)), [block], OTSU)
    assert measure(document, [block], OTSU, is_lenient=True) == told
    silent = measure(document, [series(image(values(), orientation=None, spacing=None))], OTSU, is_lenient=True)
    assert silent.rows == (), "right and left are the wrong way round by what was stated"
    assert silent.withheld[0].remedies[0] is Remedy.EXCHANGE


def test_an_outline_beyond_the_image_or_without_area_is_withheld_by_itself():
    outside = box(50, 30, 70, 50, side=Side.LEFT)
    flat = Outline.from_points([(5, 5), (10, 5), (15, 5)], slice_key=KEY, side=Side.RIGHT)
    result = lenient(RIGHT, flat, outside)
    assert [w.outlines for w in result.withheld] == [(1,), (2,)]
    assert [row.side for row in result.rows] == [Side.RIGHT]


def test_a_reference_that_crosses_itself_leaves_the_levels_of_the_slice():
    bad = Outline.from_points([(5, 22), (15, 30), (15, 22), (5, 30)], slice_key=KEY, structure=Structure.REFERENCE_FAT)
    result = lenient(RIGHT, LEFT, bad)
    assert result.rows == lenient(RIGHT, LEFT).rows
    assert [w.structure for w in result.withheld] == [Structure.REFERENCE_FAT]
    assert len(result.comparisons) == 1
