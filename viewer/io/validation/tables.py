"""Results and scores of a validation as CSV and JSON."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields

from viewer import PROGRAM, __version__
from viewer.io.tables.columns import Cell
from viewer.io.tables.csv_text import csv_table
from viewer.measure.validation.grid import Condition
from viewer.measure.validation.report import CAUTION, Report
from viewer.measure.validation.results import SideResult
from viewer.measure.validation.statistics import Errors, Intervals, Score

_DIGITS = 6
"""Significant digits of numbers in the tables."""


def sides_csv(report: Report) -> str:
    """One row per image, what was given, method and side; a number that does not exist is an empty cell."""
    versions = dict(report.results.methods)
    return _csv([_side(side, versions) for side in report.results.sides])


def _side(side: SideResult, versions: Mapping[str, str]) -> dict[str, object]:
    low, high = side.interval_percent or (None, None)
    condition = {field.name: getattr(side.condition, field.name) for field in fields(Condition)}
    return {
        "program_version": __version__,
        **condition,
        "given": side.given.value,
        "method": side.method,
        "method_version": versions.get(side.method, ""),
        "side": side.side.value,
        "asked_fat_percent": side.nominal_fat_percent,
        "true_fat_percent": side.true_fat_percent,
        "fat_percent": side.fat_percent,
        "error_points": side.error_points,
        "interval_low_percent": low,
        "interval_high_percent": high,
        "interval_holds_truth": side.is_covered,
        "true_area_mm2": side.true_area_mm2,
        "area_mm2": side.area_mm2,
        "flags": " ".join(side.flags),
        "refusal": side.refusal,
    }


def pairs_csv(report: Report) -> str:
    """One row per image, what was given and method: right minus left."""
    rows = []
    for pair in report.results.pairs:
        low, high = pair.interval_points or (None, None)
        rows.append(
            {
                "program_version": __version__,
                "set_name": pair.condition.set_name,
                "number": pair.condition.number,
                "seed": pair.condition.seed,
                "given": pair.given.value,
                "method": pair.method,
                "true_difference_points": pair.true_points,
                "difference_points": pair.points,
                "error_points": pair.error_points,
                "interval_low_points": low,
                "interval_high_points": high,
                "interval_holds_truth": pair.is_covered,
                "distinguishable": pair.distinguishable,
            }
        )
    return _csv(rows)


def summary_csv(report: Report) -> str:
    """One row per set, what was given and method."""
    return _csv([{"program_version": __version__, **score_values(score)} for score in report.scores])


def score_values(score: Score) -> dict[str, object]:
    """A score as one flat row: names with units, None where nothing could be computed."""
    return {
        "set_name": score.set_name,
        "given": score.given.value,
        "method": score.method,
        "method_version": score.version,
        **_errors(score.errors),
        "low_fat_mean_absolute_error_points": score.low_fat.mean_absolute,
        "difference_error_sd_points": score.difference_sd_points,
        "repeatability_coefficient_points": score.repeatability_points,
        "area_repeatability_mm2": score.area_repeatability_mm2,
        "area_error_percent": score.area_error_percent,
        **_intervals(score.intervals),
        "difference_coverage_percent": score.difference_intervals.coverage_percent,
        "difference_half_width_points": score.difference_intervals.half_width_points,
        "do_not_use_percent": score.do_not_use_percent,
        "ratio_median_error_percent": score.ratio_error_percent,
    }


def _errors(errors: Errors) -> dict[str, object]:
    return {
        "sides": errors.sides,
        "sides_with_number": errors.measured,
        "mean_absolute_error_points": errors.mean_absolute,
        "bias_points": errors.bias,
        "error_sd_points": errors.sd,
        "error_95th_percentile_points": errors.percentile_95,
    }


def _intervals(intervals: Intervals) -> dict[str, object]:
    return {
        "intervals": intervals.count,
        "coverage_percent": intervals.coverage_percent,
        "half_width_points": intervals.half_width_points,
    }


def conditions_csv(report: Report) -> str:
    """Errors by fat fraction of every set, and by every other condition of the main set, one row each."""
    rows: list[dict[str, object]] = [
        {
            "set_name": score.set_name,
            "given": score.given.value,
            "method": score.method,
            "condition": "fat fraction (%)",
            "level": f"{fat:g}",
            **_errors(errors),
            **_intervals(intervals),
        }
        for score in report.scores
        for (fat, errors), (_, intervals) in zip(score.by_fat, score.intervals_by_fat, strict=True)
    ]
    rows += [
        {
            "set_name": "grid",
            "given": found.given.value,
            "method": found.method,
            "condition": found.factor,
            "level": found.level,
            **_errors(found.errors),
        }
        for found in report.factors
    ]
    return _csv([{"program_version": __version__, **row} for row in rows])


def summary_json(report: Report) -> str:
    """How the run was made, every target with what was reached, and every score."""
    return json.dumps(
        {
            "program": PROGRAM,
            "version": __version__,
            "caution": CAUTION,
            "full": report.is_full,
            "seed_offset": report.seed_offset,
            "methods": [{"name": name, "version": version} for name, version in report.results.methods],
            "sets": [
                {"name": chosen.name, "purpose": chosen.purpose, "images": count, "seeds": list(seeds)}
                for chosen, count, seeds in report.sets
            ],
            "targets": [
                {
                    "target": found.target.words,
                    "set": found.target.set_name,
                    "given": found.target.given.value,
                    "method": found.method,
                    "wanted": found.target.wanted,
                    "reached": found.value,
                    "unit": found.target.unit,
                    "verdict": found.verdict.value,
                }
                for found in report.reached
            ],
            "scores": [
                {**score_values(score), "by_fat": {f"{fat:g}": asdict(errors) for fat, errors in score.by_fat}}
                for score in report.scores
            ],
        },
        indent=1,
        allow_nan=False,
    )


def _csv(rows: Sequence[Mapping[str, object]]) -> str:
    """Rows as CSV with a head of every key, in the order in which they first come."""
    heads = list(dict.fromkeys(key for row in rows for key in row))
    return csv_table(heads, ([_cell(row.get(head)) for head in heads] for row in rows))


def _cell(value: object) -> Cell:
    """A value as a cell; numbers are rounded to `_DIGITS`, so that a full run's table stays small."""
    if isinstance(value, float):
        return float(f"{value:.{_DIGITS}g}")
    return value if value is None or isinstance(value, (bool, int, str)) else str(value)
