"""How plots look, and how they become the bytes of a PNG or an SVG: same values, same bytes."""

import io
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from viewer.importing import one_importer

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DPI = 150
"""Resolution of plots, dots per inch."""

TARGET_COLOUR = "#5a5a5a"
"""Colour of lines and bands that say what was to be reached."""


@dataclass(frozen=True, slots=True)
class Style:
    """Colour ('#rrggbb'), marker and dashes of one method's line."""

    colour: str
    marker: str
    dashes: Any
    width_pt: float = 1.1


STYLES: tuple[Style, ...] = (
    Style("#000000", "o", "-", 2.2),
    Style("#d55e00", "s", "--"),
    Style("#0072b2", "^", "-."),
    Style("#009e73", "D", ":"),
    Style("#cc79a7", "v", "--"),
    Style("#56b4e9", "P", "-."),
    Style("#e69f00", "X", ":"),
    Style("#7f7f7f", "<", "--"),
    Style("#8b6914", ">", "-."),
    Style("#5e3c99", "*", ":"),
)
"""Styles in the order of the methods, the default's first and heaviest.

References
----------
M. Okabe, K. Ito, Color Universal Design (2008), https://jfly.uni-koeln.de/color/.
"""


@dataclass(frozen=True, slots=True)
class Plot:
    """A picture: a name for its file, a title, a description in words, the bytes of a PNG and, of some, of an SVG."""

    name: str
    title: str
    alt: str
    png: bytes = field(repr=False)
    svg: bytes = field(default=b"", repr=False)


def style(place: int) -> Style:
    """Style of the method at a place, from 0; styles repeat after the last."""
    return STYLES[place % len(STYLES)]


def drawn(
    paint: Callable[["Figure"], None], *, width_mm: float, height_mm: float, kind: Literal["png", "svg"] = "png"
) -> bytes:
    """Bytes of a PNG or an SVG.

    Parameters
    ----------
    paint
        Puts axes and lines on an empty figure.
    width_mm, height_mm
        Size on paper.
    kind
        Format; text of an SVG stays text.
    """
    with one_importer():
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

    buffer = io.BytesIO()
    with _own_settings():
        figure = Figure(figsize=(width_mm / 25.4, height_mm / 25.4), dpi=DPI, facecolor="white", layout="constrained")
        FigureCanvasAgg(figure)
        paint(figure)
        figure.savefig(buffer, format=kind, metadata={"png": {"Software": None}, "svg": {"Date": None}}[kind])
    return buffer.getvalue()


def tidy(axes: "Axes", *, title: str, x: str, y: str) -> None:
    """Title and named axes with units, a faint grid, no frame at the top and the right."""
    axes.set_title(title, loc="left")
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    axes.grid(visible=True, color="#e3e3e3", linewidth=0.6)
    axes.set_axisbelow(True)
    for edge in ("top", "right"):
        axes.spines[edge].set_visible(False)


def say_nothing_there(axes: "Axes", words: str) -> None:
    """Words in the middle of axes that have no value to show."""
    axes.text(0.5, 0.5, words, transform=axes.transAxes, ha="center", va="center", color=TARGET_COLOUR)


@contextmanager
def _own_settings() -> Iterator[None]:
    """Matplotlib's defaults with the settings of plots, whatever the user's own are."""
    with one_importer():
        import matplotlib

    with matplotlib.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing", category=UserWarning)
        matplotlib.rcdefaults()
        settings: Any = matplotlib.rcParams
        settings.update(
            {
                "font.family": "DejaVu Sans",
                "font.size": 8.0,
                "axes.titlesize": 8.5,
                "axes.titleweight": "bold",
                "legend.fontsize": 7.5,
                "legend.frameon": False,
                "lines.markersize": 4.5,
                "svg.fonttype": "none",
                "svg.hashsalt": "multifidus-viewer",
                "text.usetex": False,
            }
        )
        yield
