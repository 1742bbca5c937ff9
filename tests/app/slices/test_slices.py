"""The table of slices: what stands in it, what is measured again when something changes, totals over a range."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from tests.memory import box, image, series
from viewer.app.slices.measuring import SlicesMeasured
from viewer.app.slices.rows import AWAITED, blocks_of, slice_rows
from viewer.app.slices.totals import totals_model
from viewer.core.document import Document, ScaleOf
from viewer.core.outline import Side, Structure
from viewer.core.series import SliceKey, Study
from viewer.measure.measuring import measure

VALUES = np.random.default_rng(1).normal(500.0, 80.0, (60, 80)).round()
SLICES = [
    image(VALUES, uid=f"1.{n}", position=(0.0, 0.0, 4.0 * n), level="L4/5" if n == 1 else None, slice_thickness_mm=4.0)
    for n in range(4)
]
BLOCK = series(*SLICES)
STUDY = Study((BLOCK, series(image(VALUES, uid="9.1"), number=2, uid="1.9")))
KEYS = [SliceKey(f"1.{n}") for n in range(4)]


def outlines(n, **named):
    sides = ((Side.RIGHT, 5), (Side.LEFT, 45))
    return [replace(box(x, 10, x + 30, 40, side=side, uid=f"1.{n}"), **named) for side, x in sides]


DOCUMENT = Document((*outlines(0), *outlines(1), *outlines(2)), method="otsu-shared")


class Bench:
    """Measures at once, and tells which slices."""

    def __init__(self) -> None:
        self.asked: list[set[str]] = []
        self.queue: list[Callable[[], None]] = []
        self.of = SlicesMeasured(on_ready=lambda: None, run=self.queue.append, measure_with=self._measure)

    def _measure(self, document, blocks, settings, **named):
        self.asked.append({outline.slice_key.uid for outline in document.outlines})
        return measure(document, blocks, settings, **named)

    def request(self, document, first=KEYS[0]) -> list[set[str]]:
        """Have everything measured; what was."""
        self.asked.clear()
        self.of.request(document, (BLOCK,), STUDY.series, first)
        while self.queue:
            self.queue.pop(0)()
        return self.asked

    def rows(self, document, **named):
        known = self.of.known(document, (BLOCK,))
        return slice_rows(document, (BLOCK,), known, structure=Structure.MULTIFIDUS, here=KEYS[1], **named)


def test_the_slice_on_the_screen_is_measured_first_and_each_once():
    bench = Bench()
    assert bench.request(DOCUMENT, first=KEYS[2]) == [{"1.2"}, {"1.1"}, {"1.0"}]
    assert bench.request(DOCUMENT) == []


def test_only_what_changed_is_measured_again():
    bench = Bench()
    bench.request(DOCUMENT)
    moved = DOCUMENT.with_outline_at(3, box(45, 12, 75, 42, side=Side.LEFT, uid="1.1"))
    assert bench.of.known(moved, (BLOCK,)).keys() == {KEYS[0], KEYS[2]}
    assert bench.request(moved) == [{"1.1"}]
    assert len(bench.request(moved.with_method("li"))) == 3
    assert bench.request(moved.with_typed_level(KEYS[0], "L5")) != []


def test_slices_that_share_a_scale_are_measured_together():
    bench = Bench()
    assert bench.request(replace(DOCUMENT, method=None, scale_of=ScaleOf.SERIES)) == [{"1.0", "1.1", "1.2"}]


def test_late_work_stops_when_the_document_changes():
    bench = Bench()
    bench.of.request(DOCUMENT, (BLOCK,), STUDY.series, KEYS[0])
    bench.of.stop()
    bench.queue.pop()()
    assert bench.of.known(DOCUMENT, (BLOCK,)) == {}


def test_rows_tell_sides_numbers_and_what_is_awaited():
    bench = Bench()
    first = bench.rows(DOCUMENT)
    assert [row.title for row in first] == ["1", "2", "3", "4"]
    assert [row.level for row in first] == ["", "L4/5", "", ""]
    assert [len(row.cells) for row in first] == [2, 2, 2, 0]
    assert {cell.fraction for row in first for cell in row.cells} == {AWAITED}
    assert first[0].cells[0].area == "315"  # 30 × 30 pixels of 0.35 mm²
    bench.request(DOCUMENT)
    then = bench.rows(DOCUMENT)
    [measured] = [n for key, n in bench.of.known(DOCUMENT, (BLOCK,)).items() if key == KEYS[0]]
    assert then[0].cells[0].fraction == f"{measured.rows[0].fat_fraction_percent:.1f}"
    assert [row.is_here for row in then] == [False, True, False, False]
    assert then[3].spoken == "Slice 4, not outlined"


def test_hidden_numbers_are_nowhere():
    bench = Bench()
    bench.request(DOCUMENT)
    rows = bench.rows(DOCUMENT, hides_numbers=True)
    assert {(cell.area, cell.fraction) for row in rows for cell in row.cells} == {("", "")}
    assert "315" not in "".join(row.tooltip for row in rows)


def test_proposed_outlines_say_so():
    document = Document((*outlines(0), *outlines(1, is_proposed=True)), method="otsu-shared")
    rows = Bench().rows(document)
    assert [cell.is_proposed for row in rows[:2] for cell in row.cells] == [False, False, True, True]
    assert "right proposed" in rows[1].spoken


def test_unchanged_rows_are_the_same_objects():
    memo: dict = {}
    bench = Bench()
    first = bench.rows(DOCUMENT, memo=memo)
    moved = DOCUMENT.with_outline_at(0, box(5, 11, 35, 41, side=Side.RIGHT, uid="1.0"))
    then = bench.rows(moved, memo=memo)
    assert [one is other for one, other in zip(first, then, strict=True)] == [False, True, True, True]


def test_blocks_of_another_series_do_not_belong():
    assert blocks_of(STUDY, BLOCK) == (BLOCK,)
    assert blocks_of(None, None) == ()


def test_totals_wait_for_all_slices_and_follow_the_range():
    bench = Bench()
    bench.request(DOCUMENT)
    known = bench.of.known(DOCUMENT, (BLOCK,))
    options = {"structure": Structure.MULTIFIDUS, "awaited": 0}
    waiting = totals_model(DOCUMENT, (BLOCK,), known, within=set(KEYS), **{**options, "awaited": 2})
    assert (waiting.rows, waiting.awaited) == ((), 2)
    whole = totals_model(DOCUMENT, (BLOCK,), known, within=set(KEYS), **options)
    part = totals_model(DOCUMENT, (BLOCK,), known, within=set(KEYS[:2]), **options)
    assert [(row.title, row.slices, row.volume) for row in whole.rows if row.title == "All"] == [
        ("All", "3/4", "3.8"),
        ("All", "3/4", "3.8"),
    ]
    assert [row.volume for row in part.rows if row.title == "All"] == ["2.5", "2.5"]
    assert any("at the ends of the range" in text for text in whole.remarks)


@pytest.mark.parametrize("code", ["=1+1", "@x"])
def test_a_copied_table_has_one_line_per_total_and_no_formula(code):
    bench = Bench()
    bench.request(DOCUMENT)
    document = replace(DOCUMENT, codes=replace(DOCUMENT.codes, study=code))
    known = bench.of.known(document, (BLOCK,))
    model = totals_model(document, (BLOCK,), known, structure=Structure.MULTIFIDUS, within=set(KEYS), awaited=0)
    lines = [line.split("\t") for line in model.as_tsv(document).splitlines()]
    assert len(lines) == 1 + len(model.totals)
    assert {len(line) for line in lines} == {len(lines[0])}
    assert not any(cell.startswith(("=", "@")) for line in lines for cell in line)
