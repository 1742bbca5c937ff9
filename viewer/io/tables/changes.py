"""Tables of change between two dates: a row per side and quantity, then the differences in differences.

They stand beside the table of rows, never in it. No date is in them: only weeks since the procedure.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from viewer import PROGRAM
from viewer.core.annotations.levels import known_level
from viewer.core.fingerprints import as_fingerprint
from viewer.core.outline import Side, Structure
from viewer.io.tables.columns import Cell, number, pair, version_behind
from viewer.io.tables.csv_text import csv_table
from viewer.io.tables.text_cells import inert
from viewer.measure.changes.amounts import UNITS, Quantity
from viewer.measure.changes.change import Change, Changed, Differing, Linked, Place
from viewer.measure.changes.saying import sentences
from viewer.measure.measurement import Interval, Measurement

OF_DIFFERENCES = "treated side minus other side"
"""Role of a row that holds a difference in differences."""


@dataclass(frozen=True, slots=True)
class ChangeEntry:
    """One row of the table: a quantity of a side, or of both sides against each other.

    `side` is that of the patient, the treated one for a difference in differences; `changed` or `differing` is None.
    """

    measurement: Measurement
    change: Change
    where: Linked
    structure: Structure
    side: Side
    role: str
    quantity: Quantity
    changed: Changed | None = None
    differing: Differing | None = None
    flags: tuple[str, ...] = ()

    @property
    def value(self) -> float | None:
        """The change, or the difference of the changes."""
        if self.changed is not None:
            return self.changed.change
        return None if self.differing is None else self.differing.difference

    @property
    def judged(self) -> Changed | Differing | None:
        """What holds interval, coefficient and verdict."""
        return self.changed or self.differing


@dataclass(frozen=True, slots=True)
class ChangeColumn:
    """One column: its stable name, what it holds, and the cell of an entry."""

    head: str
    explanation: str
    value: Callable[[ChangeEntry], Cell]


def _end(entry: ChangeEntry, index: int) -> float | None:
    ends = None if entry.judged is None else pair(entry.judged.interval)
    return None if ends is None else ends[index]


def _verdict(entry: ChangeEntry) -> str | None:
    return None if entry.judged is None or entry.judged.verdict is None else entry.judged.verdict.value


def _of_place(name: str, place: Callable[[ChangeEntry], Place]) -> tuple[ChangeColumn, ...]:
    """Columns that tell one of two linked slices."""
    return (
        ChangeColumn(f"series_{name}", f"Number of the listed series {name}.", lambda e: place(e).series),
        ChangeColumn(f"slice_{name}", f"Number of the slice {name}, from 1.", lambda e: place(e).slice_number),
        ChangeColumn(f"level_{name}", f"Level of the slice {name}.", lambda e: known_level(place(e).level)),
        ChangeColumn(
            f"source_hash_{name}", f"Fingerprint of the image {name}.", lambda e: as_fingerprint(place(e).key.uid)
        ),
    )


_POINTS = "percentage points for the fat fraction"

CHANGE_COLUMNS: tuple[ChangeColumn, ...] = (
    *_of_place("before", lambda e: e.where.before),
    *_of_place("after", lambda e: e.where.after),
    ChangeColumn(
        "distance_mm",
        "Distance of the two planes, in mm; empty where an offset set by the user links the slices.",
        lambda e: number(e.where.distance_mm),
    ),
    ChangeColumn("structure", "What the outlines enclose.", lambda e: e.structure.value),
    ChangeColumn(
        "side", "Side of the patient; the treated one for a difference in differences.", lambda e: e.side.value
    ),
    ChangeColumn("role", f"Part of that side as the user stated it, or '{OF_DIFFERENCES}'.", lambda e: e.role),
    ChangeColumn(
        "quantity", "What changed; the muscle area (area minus fat) is the primary one.", lambda e: e.quantity.value
    ),
    ChangeColumn("unit", "Unit of the quantity, empty for a ratio.", lambda e: UNITS[e.quantity] or None),
    ChangeColumn("before", "Its value before.", lambda e: None if e.changed is None else number(e.changed.before)),
    ChangeColumn("after", "Its value after.", lambda e: None if e.changed is None else number(e.changed.after)),
    ChangeColumn(
        "change_treated",
        f"Change of the treated side, in a row of differences; {_POINTS}.",
        lambda e: None if e.differing is None else number(e.differing.treated),
    ),
    ChangeColumn(
        "change_other",
        f"Change of the other side, in a row of differences; {_POINTS}.",
        lambda e: None if e.differing is None else number(e.differing.other),
    ),
    ChangeColumn(
        "change",
        f"After minus before, or the change of the treated side minus that of the other; {_POINTS}.",
        lambda e: number(e.value),
    ),
    ChangeColumn("change_low", "Lower end of its 95 % interval.", lambda e: _end(e, 0)),
    ChangeColumn("change_high", "Upper end of its 95 % interval.", lambda e: _end(e, 1)),
    ChangeColumn(
        "repeatability",
        "Repeatability coefficient that the change is held against, in its unit.",
        lambda e: None if e.judged is None else number(e.judged.repeatability),
    ),
    ChangeColumn(
        "verdict",
        "More than the measurement error where the interval leaves out 0 and the change is beyond the coefficient.",
        _verdict,
    ),
    ChangeColumn(
        "weeks_since_procedure",
        "Whole weeks from the procedure to the study after, as the user stated its day.",
        lambda e: None if e.change.weeks_since_procedure is None else round(e.change.weeks_since_procedure),
    ),
    ChangeColumn("flags", "Flags of either date, parted by ';'.", lambda e: ";".join(e.flags)),
    ChangeColumn(
        "cautions",
        "Identifiers of what makes the dates unlike, parted by ';'.",
        lambda e: ";".join(caution.identifier for caution in e.change.cautions),
    ),
    ChangeColumn("method", "Name of the measuring method.", lambda e: e.measurement.method.name),
    ChangeColumn("method_version", "Version of that method.", lambda e: e.measurement.method.version),
    ChangeColumn(
        "study_code", "Code of the study, as the reader typed it.", lambda e: e.measurement.codes.study or None
    ),
    ChangeColumn("reader_code", "Code of the reader, as typed.", lambda e: e.measurement.codes.reader or None),
    ChangeColumn("reading_number", "Number of the reading, from 1.", lambda e: e.measurement.codes.reading),
    ChangeColumn("program", "Program that measured.", lambda _: PROGRAM),
    ChangeColumn("program_version", "Version of that program.", lambda e: version_behind(e.measurement)),
)
"""Columns of the CSV file of change and of the sheet Change, in order."""


def change_heads() -> list[str]:
    """Names of the columns."""
    return [column.head for column in CHANGE_COLUMNS]


def change_rows(measurements: Sequence[Measurement]) -> list[list[Cell]]:
    """Cells of every side and quantity, then of the differences in differences."""
    return [
        [column.value(entry) for column in CHANGE_COLUMNS]
        for measurement in measurements
        if measurement.change is not None
        for entry in _entries(measurement, measurement.change)
    ]


def _entries(measurement: Measurement, change: Change) -> Iterator[ChangeEntry]:
    for row in change.rows:
        for one in row.values:
            yield ChangeEntry(
                *(measurement, change, row.where, row.structure, row.side, row.role.value, one.quantity),
                changed=one,
                flags=row.flags,
            )
    for difference in change.differences:
        for other in difference.values:
            yield ChangeEntry(
                *(measurement, change, difference.where, difference.structure, difference.treated, OF_DIFFERENCES),
                other.quantity,
                differing=other,
            )


def change_csv(measurements: Sequence[Measurement]) -> str:
    """CSV text of what changed, a row for each side and quantity."""
    return csv_table(change_heads(), change_rows(measurements))


def change_tsv(measurement: Measurement) -> str:
    """The same table parted by tabs and its sentences, for the clipboard; no cell holds a formula."""
    lines = ["\t".join(change_heads()), *("\t".join(map(_cell, row)) for row in change_rows([measurement]))]
    said = [] if measurement.change is None else sentences(measurement.change)
    return "\n".join([*lines, *map(inert, said)]) + "\n"


def _cell(cell: Cell) -> str:
    if cell is None:
        return ""
    return " ".join(inert(cell).split()) if isinstance(cell, str) else str(cell)


def changes_path(path: Path) -> Path:
    """Name of the CSV file of change beside a CSV file of rows: 'NAME-change.csv' for 'NAME.csv'."""
    return path.with_name(f"{path.stem}-change{path.suffix}")


def change_values(change: Change) -> dict[str, Any]:
    """Keys of a change in JSON; what does not exist is null."""
    return {
        "rows": [
            {
                **_where_values(row.where),
                "structure": row.structure.value,
                "side": row.side.value,
                "role": row.role.value,
                "values": [_changed_values(one) for one in row.values],
                "flags": list(row.flags),
            }
            for row in change.rows
        ],
        "differences": [
            {
                **_where_values(row.where),
                "structure": row.structure.value,
                "treated": row.treated.value,
                "values": [_differing_values(one) for one in row.values],
            }
            for row in change.differences
        ],
        "cautions": [{"identifier": one.identifier, "sentence": one.sentence} for one in change.cautions],
        "weeks_since_procedure": number(change.weeks_since_procedure),
    }


def _where_values(where: Linked) -> dict[str, Any]:
    places = (("before", where.before), ("after", where.after))
    told = {
        name: {"series": place.series, "slice": place.slice_number, "level": known_level(place.level)}
        for name, place in places
    }
    return {**told, "distance_mm": number(where.distance_mm)}


def _changed_values(one: Changed) -> dict[str, Any]:
    return {
        "quantity": one.quantity.value,
        "unit": UNITS[one.quantity] or None,
        "before": number(one.before),
        "after": number(one.after),
        "change": number(one.change),
        **_judged_values(one.interval, one.repeatability, one.verdict),
    }


def _differing_values(one: Differing) -> dict[str, Any]:
    return {
        "quantity": one.quantity.value,
        "unit": UNITS[one.quantity] or None,
        "change_treated": number(one.treated),
        "change_other": number(one.other),
        "difference": number(one.difference),
        **_judged_values(one.interval, one.repeatability, one.verdict),
    }


def _judged_values(interval: Interval | None, coefficient: float | None, verdict: str | None) -> dict[str, Any]:
    return {"interval": pair(interval), "repeatability": number(coefficient), "verdict": verdict and str(verdict)}
