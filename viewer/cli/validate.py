"""`multifidus validate`: every method on phantoms of known truth, side by side, as a report."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from viewer.cli.commands.telling import tell

if TYPE_CHECKING:
    from viewer.io.validation import Picture
    from viewer.measure.validation.report import Report


@click.command()
@click.argument("out", type=click.Path(path_type=Path), metavar="OUT")
@click.option("--full", "is_full", is_flag=True, help="The whole grid (up to an hour) instead of a first look.")
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    metavar="N",
    help="Processes at the same time; one per processor if left out.",
)
@click.option(
    "--seed-offset",
    type=int,
    default=0,
    show_default=True,
    metavar="N",
    help="Added to every seed, for bodies that nobody has looked at.",
)
def validate(out: Path, *, is_full: bool, workers: int | None, seed_offset: int) -> None:
    """Measure phantoms of known truth with every method and write a report to the new folder OUT.

    report.html holds targets, tables and plots; the tables are there as CSV and JSON, too. A short run takes about a
    minute, --full up to an hour.
    """
    from viewer.cli.commands.progress import shown_progress
    from viewer.io.atomic import refuse_occupied
    from viewer.io.validation import write_report
    from viewer.measure.validation.grid import conditions
    from viewer.measure.validation.report import make_report
    from viewer.measure.validation.running import run

    refuse_occupied(out, what="report")  # before the minutes that measuring takes
    chosen = conditions(is_full=is_full, seed_offset=seed_offset)
    with shown_progress("images") as progress:
        results = run(chosen, workers=workers, progress=progress)
    report = make_report(results, chosen, is_full=is_full, seed_offset=seed_offset)
    write_report(report, _pictures(report), out)
    for found in report.reached:
        value = "no number" if found.value is None else f"{found.value:.2f} {found.target.unit}"
        target = found.target
        tell(f"{found.verdict}: {target.words}, {target.set_name}, {target.given}: {value} ({target.wanted})")
    tell(f"Wrote {out / 'report.html'} and its tables.")


def _pictures(report: "Report") -> list["Picture"]:
    """Every plot of the report."""
    from viewer.figure.plots.bland_altman_truth import against_truth
    from viewer.figure.plots.differences import left_right, repeatability
    from viewer.figure.plots.errors import error_by_fat
    from viewer.figure.plots.intervals import coverage
    from viewer.io.validation import Picture
    from viewer.measure.validation.report import MAIN_SET

    main = report.scores_of(MAIN_SET)
    results, methods = report.results, report.methods
    pairs = [pair for pair in results.pairs if pair.condition.set_name == MAIN_SET]
    sides = [side for side in results.sides if side.condition.set_name == MAIN_SET]
    plots = (
        error_by_fat(main, methods=methods),
        coverage(main, method=report.default),
        against_truth(sides, method=report.default),
        repeatability(report.scores_of("repeat"), methods=methods),
        left_right(main, pairs, methods=methods),
    )
    return [Picture(plot.name, plot.title, plot.alt, plot.png) for plot in plots]
