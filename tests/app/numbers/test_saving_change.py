"""What changed between two dates goes into the tables that the window saves, where two dates are paired."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.lumbar import circle, pixels
from tests.memory import image, series
from viewer.app.numbers.saving import measurement_of_document, save_table
from viewer.core.annotations.pairing import PairedBlock, Pairing
from viewer.core.document import Document
from viewer.core.outline import Outline, Side
from viewer.core.series import Study
from viewer.measure.changes.amounts import Quantity

STUDY = Study(
    tuple(
        series(image(pixels(seed=number), uid=f"1.2.3.{number}"), number=number, uid=f"1.2.{number}")
        for number in (1, 2)
    )
)
PAIRING = Pairing(PairedBlock("1.2.1"), PairedBlock("1.2.2"))


def drawn(block: int, side: Side, radius: float) -> Outline:
    key = STUDY.series[block].slices[0].key
    return Outline.from_points(circle(side, radius=radius), slice_key=key, side=side)


DOCUMENT = Document(
    outlines=(drawn(0, Side.RIGHT, 14.0), drawn(1, Side.RIGHT, 12.0)), method="otsu-shared", pairing=PAIRING
)


def test_a_paired_document_has_its_change(tmp_path: Path) -> None:
    measured = measurement_of_document(DOCUMENT, STUDY)
    [row] = measured.change.rows
    before, after = (one.area_mm2 for one in measured.rows)
    assert row.of(Quantity.AREA).change == pytest.approx(after - before)
    assert after / before == pytest.approx((12.0 / 14.0) ** 2)
    save_table(tmp_path / "a.json", DOCUMENT, STUDY)
    saved = json.loads((tmp_path / "a.json").read_text())["change"]
    assert [one["change"] for one in saved["rows"][0]["values"]] == [one.change for one in row.values]


def test_without_a_pairing_or_one_of_its_dates_there_is_none() -> None:
    assert measurement_of_document(replace(DOCUMENT, pairing=None), STUDY).change is None
    alone = measurement_of_document(DOCUMENT, replace(STUDY, series=STUDY.series[:1]))
    assert alone.change is None
    assert any("study after of the comparison is not open" in text for text in alone.warnings)
