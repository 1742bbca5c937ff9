"""Tables of a validation as rows of words: the page and the README's text show the same ones."""

from collections.abc import Sequence

from viewer import __version__
from viewer.io.pages import EMPTY, Table
from viewer.measure.validation.grid import FATS
from viewer.measure.validation.report import CAUTION, MAIN_SET, Report
from viewer.measure.validation.results import Given
from viewer.measure.validation.statistics import Score, grouped
from viewer.measure.validation.targets import Reached, Verdict

_MARKS = {Verdict.MET: "✓ ", Verdict.MISSED: "✗ ", Verdict.UNKNOWN: ""}
"""Signs before the words, so that colour is not needed."""


def tables(report: Report) -> list[Table]:
    """Every table of the page, in its order."""
    found = [targets(report)]
    found += [methods(report, MAIN_SET, given) for given in Given]
    found += [by_fat(report, given) for given in Given]
    others = [chosen.name for chosen, _, _ in report.sets if chosen.name != MAIN_SET]
    found += [
        methods(report, name, given)
        for name in others
        for given in Given
        if any(score.given is given for score in report.scores_of(name))
    ]
    return [*found, by_condition(report), made(report)]


def targets(report: Report) -> Table:
    """What was to be reached, and what was."""
    return Table(
        f"Targets of {report.default}",
        ("Target", "Images", "Given", "Wanted", "Reached", "Verdict"),
        tuple(
            (
                found.target.words,
                found.target.set_name,
                found.target.given.value,
                found.target.wanted,
                _value(found) or EMPTY,
                f"{_MARKS[found.verdict]}{found.verdict}",
            )
            for found in report.reached
        ),
        tuple("" if found.verdict is Verdict.UNKNOWN else found.verdict.value for found in report.reached),
    )


def methods(report: Report, set_name: str, given: Given) -> Table:
    """Every method on one set, side by side."""
    here = [score for score in report.scores_of(set_name) if score.given is given]
    return Table(
        f"Images “{set_name}”, {given}",
        (
            "Method",
            "Sides with a number",
            "Mean absolute error",
            "Bias",
            "95th percentile",
            "Right − left (SD)",
            "Repeatability",
            "Interval holds truth",
            "Half-width",
            "Do not use",
            "Ratio, median error",
        ),
        tuple(_method_row(score) for score in here),
    )


def _method_row(score: Score) -> tuple[str, ...]:
    errors, intervals = score.errors, score.intervals
    return (
        f"{score.method} {score.version}",
        f"{errors.measured} of {errors.sides}",
        number(errors.mean_absolute),
        number(errors.bias, is_signed=True),
        number(errors.percentile_95),
        number(score.difference_sd_points),
        number(score.repeatability_points),
        percent(intervals.coverage_percent),
        number(intervals.half_width_points),
        percent(score.do_not_use_percent),
        percent(score.ratio_error_percent),
    )


def by_fat(report: Report, given: Given) -> Table:
    """Mean absolute error of every method by fat fraction."""
    here = [score for score in report.scores_of(MAIN_SET) if score.given is given]
    rows = []
    for score in here:
        known = dict(score.by_fat)
        cells = [number(known[fat].mean_absolute) if fat in known else EMPTY for fat in FATS]
        rows.append((score.method, *cells, number(score.errors.mean_absolute), number(score.errors.percentile_95)))
    heads = ("Method", *(f"{fat:g} %" for fat in FATS), "all", "95th percentile")
    return Table(f"Mean absolute error in points by true fat fraction, {given}", heads, tuple(rows))


def by_condition(report: Report) -> Table:
    """Errors of the default method by condition."""
    own = [found for found in report.factors if found.method == report.default]
    keys = list(dict.fromkeys((found.factor, found.level) for found in own))
    known = {(found.factor, found.level, found.given): found.errors for found in own}
    rows = []
    for factor, level in keys:
        cells: list[str] = []
        for given in Given:
            errors = known.get((factor, level, given))
            cells += (
                [EMPTY, EMPTY]
                if errors is None
                else [number(errors.mean_absolute), number(errors.bias, is_signed=True)]
            )
        rows.append((factor, level, *cells))
    heads = ("Condition", "Level", *(f"{what}, {given}" for given in Given for what in ("Error", "Bias")))
    return Table(f"{report.default} by condition (images “{MAIN_SET}”, points)", heads, tuple(rows))


def made(report: Report) -> Table:
    """Which images were measured."""
    return Table(
        "Images",
        ("Set", "Images", "Seeds", "What for"),
        tuple(
            (chosen.name, str(count), f"{first}–{last}", chosen.purpose) for chosen, count, (first, last) in report.sets
        ),
    )


def evidence(report: Report) -> str:
    """What the README shows of a run, as Markdown: targets, every method by fat fraction, and by set."""
    verdicts = [found.verdict for found in report.reached]
    counted = ", ".join(f"{verdicts.count(verdict)} {verdict}" for verdict in Verdict)
    run = "full" if report.is_full else "short"
    head = (
        f"`multifidus validate` {__version__}, {run} run: {report.images} computed images, "
        f"{len(report.reached)} targets: {counted}."
    )
    found = [_targets_in_short(report), *(by_fat(report, given) for given in reversed(Given)), by_set(report)]
    return f"{head} {CAUTION}\n\n{markdown(found)}"


def _targets_in_short(report: Report) -> Table:
    """A row per target, what was reached with a muscle reference beside what was without."""
    rows = []
    for (words, set_name), same in grouped(report.reached, lambda r: (r.target.words, r.target.set_name)).items():
        cells = {r.target.given: f"{_value(r)} {_MARKS[r.verdict]}{r.verdict}".strip() for r in same}
        wanted = " or ".join(dict.fromkeys(r.target.wanted for r in same))
        rows.append((f"{words} ({set_name})", wanted, *(cells.get(given, EMPTY) for given in Given)))
    return Table(f"Targets of {report.default}", ("Target (images)", "Wanted", *map(str, Given)), tuple(rows))


def _value(found: Reached) -> str:
    return "" if found.value is None else f"{found.value:.2f} {found.target.unit}"


def by_set(report: Report) -> Table:
    """Mean absolute error of every method by set, with nothing but the two outlines."""
    names = [chosen.name for chosen, _, _ in report.sets]
    known = {(s.set_name, s.method): s.errors.mean_absolute for s in report.scores if s.given is Given.OUTLINES}
    rows = tuple((method, *(number(known.get((name, method))) for name in names)) for method in report.methods)
    return Table(f"Mean absolute error in points by set, {Given.OUTLINES}", ("Method", *names), rows)


def markdown(found: Sequence[Table]) -> str:
    """Tables as Markdown, each under its title."""
    parts = []
    for table in found:
        lines = [f"**{table.title}**", "", _line(table.heads), _line(["---"] * len(table.heads))]
        parts.append("\n".join([*lines, *(_line(row) for row in table.rows)]))
    return "\n\n".join(parts) + "\n"


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def number(value: float | None, *, is_signed: bool = False) -> str:
    """A number with one digit after the point, or a dash."""
    if value is None:
        return EMPTY
    return (f"{value:+.1f}" if is_signed else f"{value:.1f}").replace("-", "−")


def percent(value: float | None) -> str:
    """A percentage without digits after the point, or a dash."""
    return EMPTY if value is None else f"{value:.0f} %"
