"""A comparison of readings as one HTML page that needs no other file."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from viewer import NOTICE, PROGRAM, __version__
from viewer.io.agreement.tables import HOW
from viewer.io.agreement.words import Table, tables
from viewer.measure.agreement import Agreement, Reading


@dataclass(frozen=True, slots=True)
class Picture:
    """A plot: name of its file without ending, title, description in words, bytes of a PNG and of an SVG."""

    name: str
    title: str
    alt: str
    png: bytes = field(repr=False)
    svg: bytes = field(repr=False)


_STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.15rem; margin-top: 2.2rem; }
table { border-collapse: collapse; font-size: 0.88rem; font-variant-numeric: tabular-nums; }
th, td { border-bottom: 1px solid #d8d8d8; padding: 0.25rem 0.6rem; text-align: left; vertical-align: top; }
th { background: #f3f3f3; } .wide { overflow-x: auto; }
figure { margin: 1.5rem 0; } img { max-width: 100%; height: auto; } figcaption { font-size: 0.88rem; color: #444; }
.caution { border-left: 4px solid #9c2f00; padding: 0.1rem 1rem; background: #faf5f2; }
"""


def page(agreement: Agreement, pictures: Sequence[Picture]) -> str:
    """HTML of the whole comparison.

    Parameters
    ----------
    agreement
        What to tell.
    pictures
        Plots, shown before the list of what has no partner.
    """
    title = f"Agreement of {len(agreement.readings)} readings"
    *compared, missing = tables(agreement)
    body = [
        f"<h1>{escape(title)}</h1>",
        f"<p>{escape(PROGRAM)} {escape(__version__)}. {escape(NOTICE)}</p>",
        "<ul>" + "".join(f"<li>{escape(_reading(reading))}</li>" for reading in agreement.readings) + "</ul>",
        *(f'<p class="caution">{escape(warning)}</p>' for warning in agreement.warnings),
        *(_table(table) for table in compared),
        *(_figure(picture) for picture in pictures),
        _table(missing) if missing.rows else "<h2>Without a partner</h2><p>Every outline has its partner.</p>",
        "<h2>How the numbers came about</h2>",
        *(f"<p>{escape(sentence)}</p>" for sentence in HOW),
    ]
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>\n" + "\n".join(body) + "\n</body></html>\n"
    )


def _reading(reading: Reading) -> str:
    hidden = "hidden" if reading.codes.is_blinded_to_numbers else "not recorded as hidden"
    return f"{reading.label}: {len(reading.outlines)} outlines; numbers {hidden} while outlining"


def _table(table: Table) -> str:
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in table.heads)
    rows = "\n".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in table.rows)
    return (
        f'<h2>{escape(table.title)}</h2>\n<div class="wide"><table><thead><tr>{heads}</tr></thead>'
        f"<tbody>\n{rows}\n</tbody></table></div>"
    )


def _figure(picture: Picture) -> str:
    data = base64.b64encode(picture.png).decode("ascii")
    return (
        f'<figure><h2>{escape(picture.title)}</h2><img alt="{escape(picture.alt, quote=True)}" '
        f'src="data:image/png;base64,{data}"><figcaption>{escape(picture.alt)}</figcaption></figure>'
    )
