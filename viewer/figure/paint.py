"""Paints a page's marks with matplotlib: to pixels, PDF or SVG. Decides nothing; sizes come from the page.

Works on `Figure` objects, never on pyplot, under settings of its own, so that a user's matplotlib settings
change nothing.
"""

import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from viewer.errors import UsageError
from viewer.figure.page import CASING, ImageMark, Page, PathMark, ScaleBarMark, TextMark
from viewer.figure.words.captions import PROGRAM

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties
    from matplotlib.transforms import Transform

INTERPOLATION = "bicubic"
"""How the slice's pixels are enlarged in pixel formats."""

PIXEL_MAXIMUM = 150_000_000
"""Most pixels that are drawn: a double column of full page height at 1200 dpi, and still 1 GB while drawn."""

_SETTINGS: dict[str, Any] = {
    "image.composite_image": False,
    "lines.scale_dashes": False,
    "path.simplify": False,
    "pdf.compression": 6,
    "pdf.fonttype": 42,
    "pdf.inheritcolor": False,
    "pdf.use14corefonts": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "multifidus-viewer",
    "svg.image_inline": True,
    "text.hinting": "none",
    "text.usetex": False,
}
_FAMILIES = ["DejaVu Sans", "Verdana", "sans-serif"]
_CASED = "cased"


def to_pixels(page: Page, *, dpi: int) -> NDArray[np.uint8]:
    """Pixels of the page, shape (rows, columns) where all is grey, else (rows, columns, 3).

    The image's pixels are enlarged with cubic interpolation; lines and letters are drawn at full resolution.

    Parameters
    ----------
    page
        The page.
    dpi
        Pixels per inch; the size is the page's, rounded to whole pixels.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    columns, rows = pixel_size(page, dpi=dpi)
    with _own_settings():
        figure = _figure((columns + 0.01) / dpi, (rows + 0.01) / dpi, dpi)
        for image in _images(page):
            _add_resampled(figure, image, rows, dpi)
        _add_marks(figure, page, rows / dpi, is_svg=False)
        canvas: Any = FigureCanvasAgg(figure)
        canvas.draw()
        colours = np.asarray(canvas.buffer_rgba())[..., :3]
    red = colours[..., 0]
    is_grey = bool((red == colours[..., 1]).all() and (red == colours[..., 2]).all())
    return np.ascontiguousarray(red if is_grey else colours)


def pixel_size(page: Page, *, dpi: int) -> tuple[int, int]:
    """Width and height of the page in whole pixels.

    Raises
    ------
    UsageError
        If that are more than `PIXEL_MAXIMUM`.
    """
    width, height = (max(round(mm / 25.4 * dpi), 1) for mm in (page.width_mm, page.height_mm))
    if width * height > PIXEL_MAXIMUM:
        raise UsageError(
            f"The figure would have {width} × {height} pixels; ask for fewer dots per inch or a smaller crop."
        )
    return width, height


def to_pdf(page: Page) -> bytes:
    """Page as PDF: native image pixels, text as text with embedded type, no dates."""
    metadata = {
        "Title": page.title,
        "Subject": page.alt,
        "Keywords": page.record,
        "Creator": PROGRAM,
        "Producer": f"{PROGRAM}; {page.process}; image pixels not resampled",
        "CreationDate": None,
    }
    return _to_vector(page, "pdf", metadata)


def to_svg(page: Page) -> bytes:
    """Page as SVG: native image pixels, text as text, fixed identifiers, no dates."""
    metadata = {
        "Title": page.title,
        "Description": page.alt,
        "Creator": PROGRAM,
        "Keywords": [page.process, "image pixels not resampled", page.record],
        "Date": None,
    }
    svg = _to_vector(page, "svg", metadata).decode("utf-8")
    return _finish_svg(svg, page).encode("utf-8")


def _finish_svg(svg: str, page: Page) -> str:
    """Add what matplotlib has no place for: dark rims of letters, description, smooth enlargement."""
    from xml.sax.saxutils import escape

    svg = re.sub(
        rf'<g id="{_CASED}-([0-9.]+)-\d+">',
        rf'<g aria-hidden="true" stroke="{CASING}" stroke-width="\1" stroke-linejoin="round">',
        svg,
    )
    svg = svg.replace(' style="image-rendering:crisp-edges;image-rendering:pixelated"', "")
    head = f"<desc>{escape(page.alt)}</desc>"
    svg = svg.replace("</title>", f"</title>\n {head}", 1)
    return svg.replace("<svg ", '<svg role="img" ', 1)


def _to_vector(page: Page, kind: str, metadata: dict[str, Any]) -> bytes:
    buffer = io.BytesIO()
    with _own_settings():
        figure = _figure(page.width_mm / 25.4, page.height_mm / 25.4, 72)
        for image in _images(page):
            _add_native(figure, image, page, is_pdf=kind == "pdf")
        _add_marks(figure, page, page.height_mm / 25.4, is_svg=kind == "svg")
        figure.savefig(buffer, format=kind, metadata=metadata)
    return buffer.getvalue()


@contextmanager
def _own_settings() -> Iterator[None]:
    """Matplotlib's defaults with this program's settings, whatever the user's own are."""
    import matplotlib

    with matplotlib.rc_context(), warnings.catch_warnings():
        # A character without a glyph is drawn as a box; the pre-flight check has said so.
        warnings.filterwarnings("ignore", message="Glyph .* missing", category=UserWarning)
        matplotlib.rcdefaults()
        settings: Any = matplotlib.rcParams
        settings.update(_SETTINGS)
        yield


def _figure(width_in: float, height_in: float, dpi: int) -> "Figure":
    from matplotlib.figure import Figure

    return Figure(figsize=(width_in, height_in), dpi=dpi, facecolor="white", edgecolor="none")


def _images(page: Page) -> list[ImageMark]:
    return [mark for mark in page.marks if isinstance(mark, ImageMark)]


def _add_resampled(figure: "Figure", mark: ImageMark, page_rows: int, dpi: int) -> None:
    from PIL import Image

    left, top, right, bottom = (
        round(v / 25.4 * dpi)
        for v in (mark.left_mm, mark.top_mm, mark.left_mm + mark.width_mm, mark.top_mm + mark.height_mm)
    )
    size = (max(right - left, 1), max(bottom - top, 1))
    grey = np.asarray(Image.fromarray(mark.grey).resize(size, Image.Resampling.BICUBIC))
    figure.add_artist(_pixel_artist(grey, left, page_rows - top - size[1]))


def _pixel_artist(grey: NDArray[np.uint8], left: int, bottom: int) -> "Artist":
    """Artist that copies pixels one to one; matplotlib's own would resample them once more (0.3 s)."""
    from matplotlib.artist import Artist

    class Pixels(Artist):
        def draw(self, renderer: Any) -> None:
            rgba = np.full((*grey.shape, 4), 255, dtype=np.uint8)
            rgba[..., :3] = grey[..., None]
            renderer.draw_image(renderer.new_gc(), left, bottom, rgba[::-1])

    pixels = Pixels()
    pixels.set_zorder(-1)
    return pixels


def _add_native(figure: "Figure", mark: ImageMark, page: Page, *, is_pdf: bool) -> None:
    bottom = 1.0 - (mark.top_mm + mark.height_mm) / page.height_mm
    place = (
        mark.left_mm / page.width_mm,
        bottom,
        mark.width_mm / page.width_mm,
        mark.height_mm / page.height_mm,
    )
    axes = figure.add_axes(place)
    axes.set_axis_off()
    rgb = np.repeat(mark.grey[..., None], 3, axis=2)
    # Matplotlib stores images in a PDF bottom up; turned over twice, the stored rows are in the slice's order.
    origin: Literal["upper", "lower"] = "lower" if is_pdf else "upper"
    rgb = rgb[::-1] if is_pdf else rgb
    image = axes.imshow(rgb, origin=origin, interpolation="none", aspect="auto", resample=False)
    image.set_clip_on(False)


def _add_marks(figure: "Figure", page: Page, height_in: float, *, is_svg: bool) -> None:
    from matplotlib.transforms import Affine2D

    to_inch = Affine2D().scale(1 / 25.4, -1 / 25.4).translate(0.0, height_in)
    place = to_inch + figure.dpi_scale_trans
    for number, mark in enumerate(page.marks):
        match mark:
            case PathMark():
                _add_path(figure, mark, place)
            case ScaleBarMark():
                _add_bar(figure, mark, place)
            case TextMark() if is_svg:
                _add_text(figure, mark, place, casing_id=f"{_CASED}-{2 * mark.casing_pt:g}-{number}")
            case TextMark():
                _add_cased_text(figure, mark, height_in)


def _add_path(figure: "Figure", mark: PathMark, place: "Transform") -> None:
    from matplotlib.patches import Rectangle

    for is_rim in (True, False):
        if is_rim and mark.casing_pt == 0.0:
            continue
        for index, ring in enumerate(mark.rings_mm):
            patch = _line(
                ring,
                is_closed=mark.is_closed,
                width_pt=mark.width_pt + (2 * mark.casing_pt if is_rim else 0.0),
                colour=CASING if is_rim else mark.colour,
                style=_dash_style(mark, index) if not is_rim else "solid",
                place=place,
            )
            figure.add_artist(patch)
            if mark.clip is not None and _leaves(ring, mark.clip):
                left, top, width, height = mark.clip
                patch.set_clip_path(Rectangle((left, top), width, height, transform=place))


def _dash_style(mark: PathMark, index: int) -> Any:
    """Matplotlib's line style. The rim is never dashed: on bright fat it keeps the outline in one piece."""
    return (0.0, mark.dashes_pt[index]) if mark.dashes_pt else "solid"


def _leaves(ring: tuple[tuple[float, float], ...], clip: tuple[float, float, float, float]) -> bool:
    left, top, width, height = clip
    return any(not (left <= x <= left + width and top <= y <= top + height) for x, y in ring)


def _line(
    points: tuple[tuple[float, float], ...],
    *,
    is_closed: bool,
    width_pt: float,
    colour: str,
    style: Any,
    place: "Transform",
) -> Any:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    vertices = [*points, points[0]] if is_closed else list(points)
    codes = [Path.MOVETO] + [Path.LINETO] * (len(points) - 1) + ([Path.CLOSEPOLY] if is_closed else [])
    return PathPatch(
        Path(vertices, codes),
        fill=False,
        edgecolor=colour,
        linewidth=width_pt,
        linestyle=style,
        capstyle="butt",
        joinstyle="round",
        snap=False,
        transform=place,
    )


def _add_bar(figure: "Figure", mark: ScaleBarMark, place: "Transform") -> None:
    for is_rim in (True, False):
        more_mm = mark.casing_pt * 25.4 / 72.0 if is_rim else 0.0
        ends = ((mark.x_mm - more_mm, mark.y_mm), (mark.x_mm + mark.length_mm + more_mm, mark.y_mm))
        width = mark.width_pt + (2 * mark.casing_pt if is_rim else 0.0)
        colour = CASING if is_rim else "#ffffff"
        figure.add_artist(_line(ends, is_closed=False, width_pt=width, colour=colour, style="solid", place=place))


def _type(mark: TextMark) -> "FontProperties":
    """The type that ships with matplotlib, by its file: what is installed on the machine plays no part."""
    from pathlib import Path

    import matplotlib
    from matplotlib.font_manager import FontProperties

    name = "DejaVuSans-Bold.ttf" if mark.is_bold else "DejaVuSans.ttf"
    weight = "bold" if mark.is_bold else "normal"
    file = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / name
    return FontProperties(family=_FAMILIES, weight=weight, size=mark.size_pt, fname=str(file))


def _add_text(figure: "Figure", mark: TextMark, place: "Transform", *, casing_id: str | None = None) -> None:
    """Text as text; with a rim it is written twice, the lower one marked for `_finish_svg`."""
    from matplotlib.text import Text

    for is_rim in (True, False):
        if is_rim and (casing_id is None or mark.casing_pt == 0.0):
            continue
        text = Text(
            mark.x_mm,
            mark.baseline_mm,
            mark.text,
            color=CASING if is_rim else mark.colour,
            fontproperties=_type(mark),
            horizontalalignment=mark.anchor,
            verticalalignment="baseline",
            transform=place,
            parse_math=False,
        )
        if is_rim:
            text.set_gid(casing_id)
        figure.add_artist(text)


def _add_cased_text(figure: "Figure", mark: TextMark, height_in: float) -> None:
    """Text over its own stroked shape, so that letters keep a dark rim and stay text in PDF."""
    from matplotlib.patches import PathPatch
    from matplotlib.textpath import TextPath, TextToPath
    from matplotlib.transforms import Affine2D

    to_inch = Affine2D().scale(1 / 25.4, -1 / 25.4).translate(0.0, height_in)
    if mark.casing_pt > 0.0:
        prop = _type(mark)
        width, _, _ = TextToPath().get_text_width_height_descent(mark.text, prop, ismath=False)
        shift = {"left": 0.0, "center": -width / 2, "right": -width}[mark.anchor]
        x_in, y_in = to_inch.transform((mark.x_mm, mark.baseline_mm))
        shape = TextPath((0, 0), mark.text, size=mark.size_pt, prop=prop, usetex=False)
        at = Affine2D().translate(shift, 0.0).scale(1 / 72).translate(x_in, y_in) + figure.dpi_scale_trans
        figure.add_artist(
            PathPatch(
                shape, facecolor=CASING, edgecolor=CASING, linewidth=2 * mark.casing_pt, joinstyle="round", transform=at
            )
        )
    _add_text(figure, mark, to_inch + figure.dpi_scale_trans)
