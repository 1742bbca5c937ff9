"""The report of a validation as one HTML page that needs no other file."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from viewer import PROGRAM, __version__
from viewer.io.validation.summary import Table, tables
from viewer.measure.validation.report import CAUTION, Report
from viewer.measure.validation.targets import Verdict


@dataclass(frozen=True, slots=True)
class Picture:
    """A plot: name of its file without ending, title, description in words, bytes of a PNG."""

    name: str
    title: str
    alt: str
    png: bytes = field(repr=False)


_STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.15rem; margin-top: 2.2rem; }
table { border-collapse: collapse; font-size: 0.88rem; font-variant-numeric: tabular-nums; }
th, td { border-bottom: 1px solid #d8d8d8; padding: 0.25rem 0.6rem; text-align: left; vertical-align: top; }
th { background: #f3f3f3; }
.wide { overflow-x: auto; } .met { font-weight: 600; color: #00563f; } .missed { font-weight: 700; color: #9c2f00; }
figure { margin: 1.5rem 0; } img { max-width: 100%; height: auto; } figcaption { font-size: 0.88rem; color: #444; }
.caution { border-left: 4px solid #9c2f00; padding: 0.1rem 1rem; background: #faf5f2; }
"""

_MARKS = {Verdict.MET: "✓ ", Verdict.MISSED: "✗ ", Verdict.UNKNOWN: ""}
"""Signs before the words, so that colour is not needed."""


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
        f'<p class="caution">{escape(CAUTION)} For research and teaching, not for diagnosis.</p>',
        _short_note(report),
        *(_table(table) for table in found[:5]),
        *(_figure(picture) for picture in pictures),
        *(_table(table) for table in found[5:]),
        _how(report),
    ]
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Validation, {escape(PROGRAM)} {escape(__version__)}</title><style>{_STYLE}</style></head><body>\n"
        + "\n".join(part for part in body if part)
        + "\n</body></html>\n"
    )


def _short_note(report: Report) -> str:
    if report.is_full:
        return ""
    return "<p>A short run has few images: its verdicts are a first look, those of the full run count.</p>"


def _table(table: Table) -> str:
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in table.heads)
    marks = table.marks or (None,) * len(table.rows)
    rows = "\n".join(_row(row, mark) for row, mark in zip(table.rows, marks, strict=True))
    return (
        f'<h2>{escape(table.title)}</h2>\n<div class="wide"><table><thead><tr>{heads}</tr></thead>'
        f"<tbody>\n{rows}\n</tbody></table></div>"
    )


def _row(cells: Sequence[str], verdict: Verdict | None) -> str:
    texts = [f"<td>{escape(cell)}</td>" for cell in cells]
    if verdict is not None:
        kind = {Verdict.MET: "met", Verdict.MISSED: "missed"}.get(verdict, "unknown")
        texts[-1] = f'<td class="{kind}">{_MARKS[verdict]}{escape(cells[-1])}</td>'
    return f"<tr>{''.join(texts)}</tr>"


def _figure(picture: Picture) -> str:
    data = base64.b64encode(picture.png).decode("ascii")
    return (
        f'<figure><h2>{escape(picture.title)}</h2><img alt="{escape(picture.alt, quote=True)}" '
        f'src="data:image/png;base64,{data}"><figcaption>{escape(picture.alt)}</figcaption></figure>'
    )


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
