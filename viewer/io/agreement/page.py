"""A comparison of readings as one HTML page that needs no other file."""

from collections.abc import Sequence
from html import escape

from viewer import NOTICE, PROGRAM, __version__
from viewer.io.agreement.tables import HOW
from viewer.io.agreement.words import tables
from viewer.io.pages import Picture, figure_html, page_html, table_html
from viewer.measure.agreement import Agreement, Reading


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
        *(table_html(table) for table in compared),
        *(figure_html(picture) for picture in pictures),
        table_html(missing) if missing.rows else "<h2>Without a partner</h2><p>Every outline has its partner.</p>",
        "<h2>How the numbers came about</h2>",
        *(f"<p>{escape(sentence)}</p>" for sentence in HOW),
    ]
    return page_html(title, body)


def _reading(reading: Reading) -> str:
    hidden = "hidden" if reading.codes.is_blinded_to_numbers else "not recorded as hidden"
    return f"{reading.label}: {len(reading.outlines)} outlines; numbers {hidden} while outlining"
