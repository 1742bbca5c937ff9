"""Tables of totals over several slices: their columns, as CSV text, as JSON values, as rows of a sheet.

They stand beside the table of rows, never in it: what scripts read there keeps its shape.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from viewer import PROGRAM
from viewer.core.annotations.levels import known_level
from viewer.io.tables.columns import LEVEL_WORDS, Cell, number, pair, version_behind
from viewer.io.tables.csv_text import csv_table
from viewer.measure.flags import flag
from viewer.measure.measurement import Measurement
from viewer.measure.volumes.saying import OF_INTERVALS
from viewer.measure.volumes.total import Total


@dataclass(frozen=True, slots=True)
class TotalColumn:
    """One column: its stable name with the unit at its end, what it holds, and the cell of a total."""

    head: str
    explanation: str
    value: Callable[[Measurement, Total], Cell]


def _end(total: Total, index: int) -> float | None:
    ends = pair(total.fat_fraction_interval_percent)
    return None if ends is None else ends[index]


def _worst(total: Total) -> str | None:
    levels = [flag(identifier).level for identifier in total.flags]
    return LEVEL_WORDS[max(levels)] if levels else None


def _of(head: str, explanation: str, value: Callable[[Total], Cell]) -> TotalColumn:
    return TotalColumn(head, explanation, lambda _, total: value(total))


TOTAL_COLUMNS: tuple[TotalColumn, ...] = (
    _of("scope", "What it is over: the slices of a level, of a block, or all of the muscle.", lambda t: t.scope.value),
    _of(
        "series",
        "Numbers of the listed series it holds slices of, parted by '+'.",
        lambda t: "+".join(map(str, t.series)),
    ),
    _of("level", "The level, for a total of one.", lambda t: known_level(t.level)),
    _of("structure", "What the outlines enclose.", lambda t: t.structure.value),
    _of("side", "Side of the patient: right, left or unknown.", lambda t: t.side.value),
    _of("slices", "Number of slices that are counted.", lambda t: t.slices),
    _of("slices_missing", "Slices among and between them that were scanned and are not counted.", lambda t: t.missing),
    _of(
        "first_slice", "First counted slice along the muscle, as series:slice.", lambda t: f"{t.first[0]}:{t.first[1]}"
    ),
    _of("last_slice", "Last counted slice along the muscle, as series:slice.", lambda t: f"{t.last[0]}:{t.last[1]}"),
    _of(
        "length_mm",
        "Length that the slices stand for along their normals, in mm: half the way to each neighbour, from positions; "
        "neither slice thickness nor spacing of the header.",
        lambda t: number(t.length_mm),
    ),
    _of(
        "volume_cm3",
        "Sum of area × length of every slice, in cm³; empty where places are unknown.",
        lambda t: number(t.volume_cm3),
    ),
    _of("fat_volume_cm3", "Sum of fat area × length, in cm³.", lambda t: number(t.fat_volume_cm3)),
    _of("muscle_volume_cm3", "Volume minus fat volume, in cm³.", lambda t: number(t.muscle_volume_cm3)),
    _of("fat_fraction_percent", "100 × fat volume / volume, in %.", lambda t: number(t.fat_fraction_percent)),
    _of("fat_fraction_low_percent", f"Lower end of its 95 % interval, in %. {OF_INTERVALS}", lambda t: _end(t, 0)),
    _of("fat_fraction_high_percent", f"Upper end of its 95 % interval, in %. {OF_INTERVALS}", lambda t: _end(t, 1)),
    _of(
        "flags",
        "Identifiers of what limits the numbers of any slice, worst first, parted by ';'.",
        lambda t: ";".join(t.flags),
    ),
    _of("flag_level", "Level of the worst of them: do not use, with care or note.", _worst),
    _of(
        "remarks",
        "What is to be known of the total; first, why a volume is missing.",
        lambda t: " ".join(t.said) or None,
    ),
    TotalColumn("method", "Name of the measuring method.", lambda m, _: m.method.name),
    TotalColumn("method_version", "Version of that method.", lambda m, _: m.method.version),
    TotalColumn("study_code", "Code of the study, as the reader typed it.", lambda m, _: m.codes.study or None),
    TotalColumn("reader_code", "Code of the reader, as typed.", lambda m, _: m.codes.reader or None),
    TotalColumn("reading_number", "Number of the reading, from 1.", lambda m, _: m.codes.reading),
    TotalColumn("program", "Program that measured.", lambda *_: PROGRAM),
    TotalColumn("program_version", "Version of that program.", lambda m, _: version_behind(m)),
)
"""Columns of the CSV file of totals and of the sheet Totals, in order."""


def total_heads() -> list[str]:
    """Names of the columns."""
    return [column.head for column in TOTAL_COLUMNS]


def total_rows(measurements: Sequence[Measurement]) -> list[list[Cell]]:
    """Cells of every total."""
    return [
        [column.value(measurement, total) for column in TOTAL_COLUMNS]
        for measurement in measurements
        for total in measurement.totals
    ]


def totals_csv(measurements: Sequence[Measurement]) -> str:
    """CSV text of the totals, one row each."""
    return csv_table(total_heads(), total_rows(measurements))


def totals_path(path: Path) -> Path:
    """Name of the CSV file of totals beside a CSV file of rows: 'NAME-totals.csv' for 'NAME.csv'."""
    return path.with_name(f"{path.stem}-totals{path.suffix}")


def total_values(total: Total) -> dict[str, Any]:
    """Keys of a total in JSON; what does not exist is null."""
    return {
        "scope": total.scope.value,
        "series": list(total.series),
        "level": known_level(total.level),
        "structure": total.structure.value,
        "side": total.side.value,
        "slices": total.slices,
        "slices_missing": total.missing,
        "first": list(total.first),
        "last": list(total.last),
        "length_mm": number(total.length_mm),
        "volume_cm3": number(total.volume_cm3),
        "fat_volume_cm3": number(total.fat_volume_cm3),
        "muscle_volume_cm3": number(total.muscle_volume_cm3),
        "fat_fraction_percent": number(total.fat_fraction_percent),
        "fat_fraction_interval_percent": pair(total.fat_fraction_interval_percent),
        "flags": list(total.flags),
        "remarks": list(total.said),
    }
