"""The copied table: one row per measured outline, with everything that makes its numbers understood elsewhere."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from viewer import PROGRAM, __version__
from viewer.app.numbers.formats import table_number
from viewer.core.levels import known_level
from viewer.core.outline import Side
from viewer.measure.measurement import Comparison, Interval, MeasurementRow

if TYPE_CHECKING:
    from viewer.app.numbers.model import NumbersModel


def table_rows(model: "NumbersModel") -> list[list[str]]:
    """Head and rows; no cell holds a tab, a line break or anything of the patient.

    Parameters
    ----------
    model
        Columns whose numbers are withheld give no row.
    """
    compared = {found.structure: found.comparison for found in model.comparisons}
    said = " ".join(model.statements)
    fixed = [model.method, model.version, said, f"{PROGRAM} {__version__}"]
    rows = [
        [
            *(cell(column.row) for _, cell in _ROW_CELLS),
            *(cell(compared.get(column.structure)) for _, cell in _COMPARISON_CELLS),
            *fixed,
        ]
        for column in model.columns
        if column.row is not None
    ]
    heads = [*(head for head, _ in _ROW_CELLS), *(head for head, _ in _COMPARISON_CELLS)]
    table = [[*heads, "Method", "Method version", "Stated and to be known", "Program"], *rows]
    return [[" ".join(cell.split()) for cell in row] for row in table]


def _side(row: MeasurementRow) -> str:
    return "unknown" if row.side is Side.UNKNOWN else f"patient's {row.side}"


def _end(interval: Interval | None, index: int, digits: int) -> str:
    return "" if interval is None else table_number(interval[index], digits)


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
    ("Mean (image units)", lambda r: table_number(r.mean, 1)),
    ("SD (image units)", lambda r: table_number(r.sd, 1)),
    ("Threshold (image units)", lambda r: table_number(r.threshold, 2)),
    ("Flags", lambda r: "; ".join(r.flags)),
)

_COMPARISON_CELLS: tuple[tuple[str, Callable[[Comparison | None], str]], ...] = (
    (
        "Fat difference, right − left (points)",
        lambda c: "" if c is None else table_number(c.fat_fraction_difference_points, 2),
    ),
    ("Fat difference, 95 % low (points)", lambda c: "" if c is None else _end(c.interval_points, 0, 2)),
    ("Fat difference, 95 % high (points)", lambda c: "" if c is None else _end(c.interval_points, 1, 2)),
    ("Area asymmetry (%)", lambda c: "" if c is None else table_number(c.area_asymmetry_percent, 2)),
    (
        "Smaller side",
        lambda c: "" if c is None or c.smaller_side is None else f"patient's {c.smaller_side}",
    ),
)
