"""The report of a validation as one HTML page that needs no other file."""

from collections.abc import Sequence
from html import escape

from viewer import NOTICE, PROGRAM, __version__
from viewer.io.pages import Picture, figure_html, page_html, table_html
from viewer.io.validation.summary import tables
from viewer.measure.validation.report import CAUTION, Report
from viewer.measure.validation.targets import Verdict


def page(report: Report, pictures: Sequence[Picture]) -> str:
    """HTML of the whole report.

    Parameters
    ----------
    report
        What to tell.
    pictures
        Plots, shown after the first tables.
    """
    found = tables(report)
    missed = sum(one.verdict is Verdict.MISSED for one in report.reached)
    met = sum(one.verdict is Verdict.MET for one in report.reached)
    unknown = len(report.reached) - met - missed
    run = "full" if report.is_full else "short"
    body = [
        "<h1>Validation of the measuring methods</h1>",
        f"<p>{escape(PROGRAM)} {escape(__version__)}, {run} run: {report.images} computed images, "
        f"{len(report.methods)} methods. Of {len(report.reached)} targets {met} were met, {missed} missed, "
        f"{unknown} not measured.</p>",
        f'<p class="caution">{escape(CAUTION)} {escape(NOTICE)}</p>',
        _short_note(report),
        *(table_html(table) for table in found[:5]),
        *(figure_html(picture) for picture in pictures),
        *(table_html(table) for table in found[5:]),
        _how(report),
    ]
    return page_html(f"Validation, {PROGRAM} {__version__}", body)


def _short_note(report: Report) -> str:
    if report.is_full:
        return ""
    return "<p>A short run has few images: its verdicts are a first look, those of the full run count.</p>"


def _how(report: Report) -> str:
    """How to make it again."""
    words = ["multifidus validate OUT"]
    words += ["--full"] if report.is_full else []
    words += [f"--seed-offset {report.seed_offset}"] if report.seed_offset else []
    return (
        f"<h2>Made by</h2><p><code>{escape(' '.join(words))}</code>. Seeds from 10,000 on are only for judging; "
        "nothing was tuned on them. Points are percentage points of fat fraction. Every image was measured twice: with "
        "the psoas outlined as muscle reference, and with nothing but the two outlines. The truth is the fat within "
        "the true outline of the muscle, also where the outline that was measured is jittered or too large. Sides that "
        "a method gave no number for are counted in the column “Sides with a number” and in no error. Single results "
        "are in sides.csv and pairs.csv.</p>"
    )
