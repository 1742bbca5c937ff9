"""The copied table: one row per measured outline, with everything that makes its numbers understood elsewhere.

Its cells say what those of the written tables say, in words and digits of people. It is pasted into spreadsheets, so
that no text may be taken for a formula.
"""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from viewer import PROGRAM, __version__
from viewer.app.numbers.formats import table_number
from viewer.core.annotations.levels import known_level
from viewer.core.fingerprints import fingerprint
from viewer.core.outline import Side
from viewer.io.tables.columns import border_rule, flag_level, outline_rule
from viewer.io.tables.text_cells import inert
from viewer.measure.anchored.scale import SliceScale
from viewer.measure.measurement import Comparison, Interval, MeasurementRow
from viewer.measure.reporting.references import references_text

if TYPE_CHECKING:
    from viewer.app.numbers.model import NumbersModel

_FIXED_HEADS = ("Method", "Method version", "Method parameters", "Stated and to be known", "Program")


def table_rows(model: "NumbersModel") -> list[list[str]]:
    """Head and rows; no cell holds a tab, a line break, a formula or anything of the patient.

    Parameters
    ----------
    model
        Columns whose numbers are withheld give no row.
    """
    compared = {found.structure: found.comparison for found in model.comparisons}
    parameters = "; ".join(f"{name}: {'' if value is None else value}".rstrip() for name, value in model.parameters)
    said = " ".join(model.statements)
    fixed = [inert(text) for text in (model.method, model.version, parameters, said, f"{PROGRAM} {__version__}")]
    rows = [
        [
            *(cell(column.row) for _, cell in _ROW_CELLS),
            *("" if model.scale is None else cell(model.scale) for _, cell in _SCALE_CELLS),
            *(_compared(cell, compared.get(column.structure)) for _, cell in _COMPARISON_CELLS),
            *fixed,
        ]
        for column in model.columns
        if column.row is not None
    ]
    heads = [head for cells in (_ROW_CELLS, _SCALE_CELLS, _COMPARISON_CELLS) for head, _ in cells]
    return [[" ".join(cell.split()) for cell in row] for row in [[*heads, *_FIXED_HEADS], *rows]]


def _side(row: MeasurementRow) -> str:
    return "unknown" if row.side is Side.UNKNOWN else f"patient's {row.side}"


def _end(interval: Interval | None, index: int, digits: int) -> str:
    return "" if interval is None else table_number(interval[index], digits)


def _compared(cell: Callable[[Comparison], str], comparison: Comparison | None) -> str:
    return "" if comparison is None else cell(comparison)


def _exceeds(comparison: Comparison) -> str:
    if comparison.distinguishable is None:
        return ""
    return "exceeds the measurement error" if comparison.distinguishable else "within the measurement error"


_ROW_CELLS: tuple[tuple[str, Callable[[MeasurementRow], str]], ...] = (
    ("Series", lambda r: str(r.series)),
    ("Slice", lambda r: str(r.slice_number)),
    ("Level", lambda r: known_level(r.level) or ""),
    ("Structure", lambda r: r.structure.value),
    ("Side", _side),
    ("Outline", lambda r: str(r.outline)),
    ("Area (mm²)", lambda r: table_number(r.area_mm2, 1)),
    ("Area (px)", lambda r: table_number(r.area_px, 1)),
    ("Fat area (mm²)", lambda r: table_number(r.fat_area_mm2, 1)),
    ("Muscle area (mm²)", lambda r: table_number(r.muscle_area_mm2, 1)),
    ("Fat fraction (%)", lambda r: table_number(r.fat_fraction_percent, 2)),
    ("Fat fraction, 95 % low (%)", lambda r: _end(r.fat_fraction_interval_percent, 0, 2)),
    ("Fat fraction, 95 % high (%)", lambda r: _end(r.fat_fraction_interval_percent, 1, 2)),
    ("Fat-to-muscle ratio", lambda r: table_number(r.fat_to_muscle_ratio, 3)),
    ("Ratio, 95 % low", lambda r: _end(r.fat_to_muscle_ratio_interval, 0, 3)),
    ("Ratio, 95 % high", lambda r: _end(r.fat_to_muscle_ratio_interval, 1, 3)),
    ("Mean (image units)", lambda r: table_number(r.mean, 1)),
    ("SD (image units)", lambda r: table_number(r.sd, 1)),
    ("Threshold (image units)", lambda r: table_number(r.threshold, 2)),
    ("Flags", lambda r: "; ".join(r.flags)),
    ("Worst flag", lambda r: flag_level(r) or ""),
    ("Outline rule", lambda r: outline_rule(r) or ""),
    ("Border", lambda r: border_rule(r) or ""),
    ("Source", lambda r: fingerprint(r.sop_instance_uid)),
)

_SCALE_CELLS: tuple[tuple[str, Callable[[SliceScale], str]], ...] = (
    ("References", references_text),
    ("Muscle level (image units)", lambda s: _level(s.muscle)),
    ("Fat level (image units)", lambda s: _level(s.fat)),
    ("Contrast fat : muscle", lambda s: _level(s.contrast, 2)),
)

_COMPARISON_CELLS: tuple[tuple[str, Callable[[Comparison], str]], ...] = (
    ("Fat difference, right − left (points)", lambda c: table_number(c.fat_fraction_difference_points, 2)),
    ("Fat difference, 95 % low (points)", lambda c: _end(c.interval_points, 0, 2)),
    ("Fat difference, 95 % high (points)", lambda c: _end(c.interval_points, 1, 2)),
    ("Difference", _exceeds),
    ("Area asymmetry (%)", lambda c: table_number(c.area_asymmetry_percent, 2)),
    ("Smaller side", lambda c: "" if c.smaller_side is None else f"patient's {c.smaller_side}"),
)


def _level(value: float, digits: int = 1) -> str:
    return table_number(value, digits) if math.isfinite(value) else ""
