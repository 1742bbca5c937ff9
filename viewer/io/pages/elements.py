"""What pages of reports are built from."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

EMPTY = "–"
"""A number that does not exist."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its title, in words ready to show.

    `kinds` may name a kind of each row ('met', 'missed' or ''), which its last cell is coloured by.
    """

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A plot: name of its file without ending, title, description in words, bytes of a PNG and, of some, of an SVG."""

    name: str
    title: str
    alt: str
    png: bytes = field(repr=False)
    svg: bytes = field(default=b"", repr=False)

    @property
    def files(self) -> dict[str, bytes]:
        """Bytes of its files by their names."""
        kinds = {"png": self.png, "svg": self.svg}
        return {f"{self.name}.{kind}": data for kind, data in kinds.items() if data}


_STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.15rem; margin-top: 2.2rem; }
table { border-collapse: collapse; font-size: 0.88rem; font-variant-numeric: tabular-nums; }
th, td { border-bottom: 1px solid #d8d8d8; padding: 0.25rem 0.6rem; text-align: left; vertical-align: top; }
th { background: #f3f3f3; } .wide { overflow-x: auto; }
.met { font-weight: 600; color: #00563f; } .missed { font-weight: 700; color: #9c2f00; }
figure { margin: 1.5rem 0; } img { max-width: 100%; height: auto; } figcaption { font-size: 0.88rem; color: #444; }
.caution { border-left: 4px solid #9c2f00; padding: 0.1rem 1rem; background: #faf5f2; }
"""


def page_html(title: str, body: Sequence[str]) -> str:
    """A whole page.

    Parameters
    ----------
    title
        Plain text.
    body
        Pieces of markup, one below the other; empty ones are left out.
    """
    pieces = "\n".join(piece for piece in body if piece)
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>\n{pieces}\n</body></html>\n"
    )


def table_html(table: Table) -> str:
    """A table under its title."""
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in table.heads)
    kinds = table.kinds or ("",) * len(table.rows)
    rows = "\n".join(_row(row, kind) for row, kind in zip(table.rows, kinds, strict=True))
    return (
        f'<h2>{escape(table.title)}</h2>\n<div class="wide"><table><thead><tr>{heads}</tr></thead>'
        f"<tbody>\n{rows}\n</tbody></table></div>"
    )


def _row(cells: Sequence[str], kind: str) -> str:
    texts = [f"<td>{escape(cell)}</td>" for cell in cells]
    if kind:
        texts[-1] = f'<td class="{escape(kind, quote=True)}">{escape(cells[-1])}</td>'
    return f"<tr>{''.join(texts)}</tr>"


def figure_html(picture: Picture) -> str:
    """A picture under its title, with its description to be read and heard."""
    data = base64.b64encode(picture.png).decode("ascii")
    return (
        f'<figure><h2>{escape(picture.title)}</h2><img alt="{escape(picture.alt, quote=True)}" '
        f'src="data:image/png;base64,{data}"><figcaption>{escape(picture.alt)}</figcaption></figure>'
    )
