"""The copied table says what the written tables say: intervals, references, flags, method; and is never a formula."""

from dataclasses import replace
from typing import Any

import pytest

from tests.io.test_tables import measurement
from tests.measure.reporting.test_references import FAT, PSOAS, scale
from viewer import __version__
from viewer.app.numbers.model import Column, NumbersModel, SideComparison
from viewer.core.fingerprints import fingerprint
from viewer.core.outline import Structure


def model(**changed: Any) -> NumbersModel:
    measured = measurement()
    columns = tuple(
        Column(place, row.structure, row.side, row.outline, row.side.capitalize(), row)
        for place, row in enumerate(replace(row, fat_to_muscle_ratio_interval=None) for row in measured.rows)
    )
    made = NumbersModel(
        columns=columns,
        comparisons=(SideComparison(Structure.MULTIFIDUS, measured.comparisons[0]),),
        method="anchored",
        version="1",
        parameters=(("pixel_rule", "exact coverage"), ("threshold", 101.5), ("none", None)),
        scale=scale(FAT, PSOAS),
    )
    return replace(made, **changed)


def first_row(made: NumbersModel) -> dict[str, str]:
    head, right, _ = made.as_table()
    return dict(zip(head, right, strict=True))


def test_the_copied_table_holds_what_the_written_one_does() -> None:
    cells = first_row(model())
    assert (cells["Fat fraction, 95 % low (%)"], cells["Fat fraction, 95 % high (%)"]) == ("-0.50", "1.50")
    assert (cells["Ratio, 95 % low"], cells["Ratio, 95 % high"]) == ("", "")
    assert (cells["Flags"], cells["Worst flag"]) == ("derived; lossy", "with care")
    assert cells["References"] == "fat: subcutaneous fat (found automatically); muscle: psoas (found automatically)"
    levels = [cells[head] for head in cells if "level (" in head or "Contrast" in head]
    assert levels == ["200.0", "900.0", "4.50"]
    assert cells["Difference"] == "within the measurement error"
    assert (cells["Fat difference, 95 % low (points)"], cells["Fat difference, 95 % high (points)"]) == (
        "-8.00",
        "0.50",
    )
    assert (cells["Method"], cells["Method version"]) == ("anchored", "1")
    assert cells["Method parameters"] == "pixel_rule: exact coverage; threshold: 101.5; none:"
    assert cells["Program"].endswith(__version__)
    assert cells["Source"] == fingerprint("1.2.840.99999.4711.42")


def test_without_scale_or_comparison_the_cells_are_empty() -> None:
    cells = first_row(model(scale=None, comparisons=()))
    assert (cells["References"], cells["Fat level (image units)"], cells["Difference"]) == ("", "", "")
    assert first_row(model(scale=replace(scale(), muscle=float("nan"))))["Muscle level (image units)"] == ""


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-1", "@SUM(A1)", "\t=1", " =1", "＝1"])
def test_no_copied_text_is_a_formula(text: str) -> None:
    for cells in model(statements=(text,), method=text).as_table():
        assert not any(cell.startswith(("=", "+", "@", "＝")) for cell in cells)
    assert first_row(model(statements=(text,)))["Stated and to be known"].startswith("'")
