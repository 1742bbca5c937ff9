"""A comparison of readings as JSON and CSV; a number that does not exist is null or an empty cell."""

import json
from collections.abc import Sequence
from typing import Any

from viewer import NOTICE, PROGRAM, __version__
from viewer.io.tables.csv_text import csv_table
from viewer.measure.agreement import (
    QUANTITIES,
    Agreement,
    LeftOut,
    OutlineAgreement,
    OverlapSummary,
    PairAgreement,
    QuantityAgreement,
    Reading,
    Target,
)
from viewer.measure.agreement.icc import Icc
from viewer.measure.measurement import Interval

HOW = (
    "ICC(2,1) is absolute agreement, ICC(3,1) consistency of single measurements (two-way models of Shrout & Fleiss "
    "1979), with 95 % intervals by McGraw & Wong 1996, over targets that every reading measured; all levels and sides "
    "of a structure together.",
    "SEM is the square root of the error variance and, for agreement, of the variance between readings; the minimal "
    "detectable change is 1.96 × √2 × SEM.",
    "Bland–Altman: first − second reading; bias is the mean over patients, limits are bias ± 1.96 SD. With several "
    "measurements per patient the SD has a part between and a part within patients (Bland & Altman 2007); intervals by "
    "Zou 2013, that of the bias with Student's t over patients.",
    "Dice is twice the shared area over the sum of both exact areas. Distances are from every place of one border to "
    "the nearest of the other, by length: the mean over both borders, and the larger of both directions' 95th "
    "percentile.",
    "Muscle area is the area without its part of fat. Every number is the stored one of its project; nothing was "
    "measured anew.",
)
"""How the numbers came about, in sentences."""

_Row = dict[str, Any]


def agreement_json(agreement: Agreement, *, skipped: Sequence[tuple[str, str]] | None = None) -> str:
    """JSON text of a comparison.

    Parameters
    ----------
    agreement
        What to tell.
    skipped
        (File, reason) of projects that could not be read, for the standard output; None for a file, which names
        no other file.
    """
    labels = [reading.label for reading in agreement.readings]
    content: _Row = {
        "program": PROGRAM,
        "version": __version__,
        "readings": [_reading(reading) for reading in agreement.readings],
        "quantities": [
            {**_quantity(of), "bland_altman": [_limits(pair, labels) for pair in of.pairs]}
            for of in agreement.quantities
        ],
        "overlaps": [_overlap(of, labels) for of in agreement.overlaps],
        "outlines": [_outline(of, labels) for of in agreement.outlines],
        "missing": [_missing(left) for left in agreement.paired.left_out],
        "warnings": list(agreement.warnings),
        "how": list(HOW),
        "notice": NOTICE,
    }
    if skipped is not None:
        content["skipped"] = [{"file": file, "reason": reason} for file, reason in skipped]
    return json.dumps(content, indent=2, allow_nan=False)


def quantities_csv(agreement: Agreement) -> str:
    """One row per structure and quantity."""
    return _csv([_flat(_quantity(of)) for of in agreement.quantities])


def limits_csv(agreement: Agreement) -> str:
    """One row per structure, quantity and pair of readings."""
    labels = [reading.label for reading in agreement.readings]
    return _csv(
        [
            {**_of(of), **_flat(_limits(pair, labels), prefix_of_pairs=True)}
            for of in agreement.quantities
            for pair in of.pairs
        ]
    )


def outlines_csv(agreement: Agreement) -> str:
    """One row per target and pair of readings: both numbers of every quantity, overlap and distance."""
    labels = [reading.label for reading in agreement.readings]
    rows = []
    for of in agreement.outlines:
        row = _outline(of, labels)
        values = {
            f"{name}_{which}": row[name][place]
            for name in (*(quantity.name for quantity in QUANTITIES), "method")
            for place, which in enumerate(("first", "second"))
        }
        rows.append({name: value for name, value in row.items() if not isinstance(value, list)} | values)
    return _csv(rows)


def missing_csv(agreement: Agreement) -> str:
    """One row per target that a reading lacks, or has several of."""
    rows = [{**_missing(left), "readings": "; ".join(left.readings)} for left in agreement.paired.left_out]
    return _csv(rows, heads=("study_code", "level", "structure", "side", "readings", "reason"))


def _csv(rows: Sequence[_Row], heads: Sequence[str] = ()) -> str:
    return csv_table(tuple(rows[0]) if rows else heads, [list(row.values()) for row in rows])


def _flat(row: _Row, *, prefix_of_pairs: bool = False) -> _Row:
    """Row with two cells in place of every interval; for pairs without what is a list of points."""
    found: _Row = {}
    for name, value in row.items():
        if name.endswith("_interval"):
            low, high = value or (None, None)
            found[name.removesuffix("_interval") + "_low"] = low
            found[name.removesuffix("_interval") + "_high"] = high
        elif not (prefix_of_pairs and isinstance(value, list)):
            found[name] = value
    return found


def _reading(reading: Reading) -> _Row:
    return {
        "label": reading.label,
        "reader_code": reading.codes.reader or None,
        "reading_number": reading.codes.reading,
        "numbers_hidden_while_outlining": reading.codes.is_blinded_to_numbers,
        "outlines": len(reading.outlines),
    }


def _of(of: QuantityAgreement) -> _Row:
    return {
        "structure": of.structure.value,
        "quantity": of.quantity.name,
        "unit": of.quantity.unit or None,
        "difference_unit": of.quantity.difference_unit or None,
    }


def _quantity(of: QuantityAgreement) -> _Row:
    return {
        **_of(of),
        "patients": of.patients,
        "measurements": of.measurements,
        "icc_2_1": _value(of.icc_agreement),
        "icc_2_1_interval": _interval(of.icc_agreement),
        "icc_3_1": _value(of.icc_consistency),
        "icc_3_1_interval": _interval(of.icc_consistency),
        "sem": of.sem_agreement,
        "mdc95": of.mdc95,
        "sem_consistency": of.sem_consistency,
        "mdc95_consistency": of.mdc95_consistency,
    }


def _value(icc: Icc | None) -> float | None:
    return None if icc is None else icc.value


def _interval(icc: Icc | None) -> list[float] | None:
    return None if icc is None or icc.interval is None else list(icc.interval)


def _limits(pair: PairAgreement, labels: Sequence[str]) -> _Row:
    found = pair.limits

    def ends(interval: Interval | None) -> list[float] | None:
        return None if interval is None else list(interval)

    return {
        "first": labels[pair.first],
        "second": labels[pair.second],
        "patients": None if found is None else found.patients,
        "measurements": None if found is None else len(found.points),
        "bias": None if found is None else found.bias,
        "bias_interval": None if found is None else ends(found.bias_interval),
        "sd": None if found is None else found.sd,
        "lower": None if found is None else found.lower,
        "lower_interval": None if found is None else ends(found.lower_interval),
        "upper": None if found is None else found.upper,
        "upper_interval": None if found is None else ends(found.upper_interval),
    }


def _target(target: Target) -> _Row:
    return {
        "study_code": target.study,
        "level": target.level,
        "structure": target.structure.value,
        "side": target.side.value,
    }


def _outline(of: OutlineAgreement, labels: Sequence[str]) -> _Row:
    one, other = of.target.outlines[of.first], of.target.outlines[of.second]
    both = [] if one is None or other is None else [one, other]
    return {
        **_target(of.target),
        "first": labels[of.first],
        "second": labels[of.second],
        "is_same_slice": len({outline.slice_key for outline in both}) == 1,
        **{quantity.name: [quantity.value(outline) for outline in both] for quantity in QUANTITIES},
        "method": [None if outline.method is None else " ".join(outline.method) for outline in both],
        "dice": of.dice,
        "mean_distance_mm": None if of.distance is None else of.distance.mean_mm,
        "hausdorff95_mm": None if of.distance is None else of.distance.hausdorff95_mm,
    }


def _overlap(of: OverlapSummary, labels: Sequence[str]) -> _Row:
    return {
        "structure": of.structure.value,
        "first": labels[of.first],
        "second": labels[of.second],
        "outlines": of.count,
        "dice_mean": of.dice_mean,
        "dice_least": of.dice_least,
        "mean_distance_mm": of.mean_distance_mm,
        "hausdorff95_mm": of.hausdorff95_mm,
    }


def _missing(left: LeftOut) -> _Row:
    return {**_target(left.target), "readings": list(left.readings), "reason": left.reason}
