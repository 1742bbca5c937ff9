"""A second study beside the first: numbered behind it, without doubles, with the work of its project."""

from dataclasses import replace

from tests.app.comparing.dates.two_studies import AFTER, BEFORE, PAIRED, block, sided
from viewer.app.comparing.dates.adding import NOTHING_NEW, added, with_work_of
from viewer.core.annotations.levels import SliceLevel
from viewer.core.document import Document, Midline, Statement
from viewer.core.series import SliceKey, Study


def test_blocks_come_behind_those_that_are_there_with_numbers_of_their_own():
    first = Study(series=(block(1, BEFORE), block(2, BEFORE)))
    second = Study(series=(replace(block(7, AFTER), number=1), replace(block(8, AFTER), number=2)))
    found = added(first, second)
    assert [one.number for one in found.study.series] == [1, 2, 3, 4]
    assert [one.series_uid for one in found.study.series] == ["1.1", "1.2", "1.7", "1.8"]
    assert found.study.series[:2] == first.series
    assert found.sentence == "Added 6 images as 2 more series."


def test_an_image_that_is_open_already_does_not_come_again():
    first = Study(series=(block(1, BEFORE),))
    more = block(1, BEFORE, heights=(0.0, 4.0, 8.0, 12.0))  # one slice more than is open
    found = added(first, Study(series=(more,)))
    assert [image.key.uid for image in found.study.series[1].slices] == ["1.1.4"]
    assert found.sentence == "Added 1 image as 1 more series."
    again = added(first, first)
    assert again.study.series == first.series
    assert again.sentence == NOTHING_NEW


def test_outlines_of_a_second_project_come_for_slices_that_have_none():
    study = Study(series=(block(1, BEFORE), block(2, AFTER)))
    mine = Document(outlines=tuple(sided(1)))
    midline = Midline(SliceKey("1.2.2"), ((60.0, 0.0), (60.0, 99.0)))
    elsewhere = [replace(one, slice_key=SliceKey("9.9")) for one in sided(1)]
    other = Document(
        outlines=(*sided(1)[:1], *sided(2), *elsewhere),
        midlines=(midline,),
        levels=(SliceLevel(SliceKey("1.2.2"), "L4/5"),),
        statements=(("1.2", Statement(sides="radiological")), ("9", Statement(sides="radiological"))),
        pairing=PAIRED,
    )
    merged, count = with_work_of(mine, other, study)
    assert count == 2
    assert merged.outlines == (*sided(1), *sided(2))
    assert merged.midlines == (midline,)
    assert merged.typed_level(SliceKey("1.2.2")) == "L4/5"
    assert merged.statements == (("1.2", Statement(sides="radiological")),)
    assert merged.pairing == PAIRED
    assert merged.codes == mine.codes


def test_nothing_that_is_there_is_replaced():
    study = Study(series=(block(1, BEFORE), block(2, AFTER)))
    mine = Document(outlines=tuple(sided(1)), pairing=replace(PAIRED, offset_slices=3))
    merged, count = with_work_of(mine, Document(outlines=tuple(sided(1)[:1]), pairing=PAIRED), study)
    assert count == 0
    assert merged == mine
