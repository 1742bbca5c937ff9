"""A page as SVG: image at native pixels, text as text or as outlines, no dates, no comments."""

import base64
import io
from xml.sax.saxutils import escape, quoteattr

import numpy as np

from viewer.figure.page import BoxMm, ImageMark, Page, PathMark, ScaleBarMark, TextMark
from viewer.figure.painting.lettering import CLOSE, CURVE, LINE, MOVE, lettering
from viewer.figure.painting.pictures import flat
from viewer.figure.painting.settings import own_settings
from viewer.figure.painting.shapes import Shape, shapes_of
from viewer.figure.type.faces import face_of
from viewer.figure.type.metrics import MM_PER_PT
from viewer.figure.words.phrases import PROGRAM

_ANCHORS = {"left": "start", "center": "middle", "right": "end"}
_LETTERS = {MOVE: "M", LINE: "L", CURVE: "Q", CLOSE: "Z"}


def to_svg(page: Page, *, text_as_paths: bool = False) -> bytes:
    """The page as SVG, its user unit a point.

    Parameters
    ----------
    page
        The page.
    text_as_paths
        Outlines of letters instead of letters: the same everywhere, but neither selectable nor editable. Text as text
        names the bundled font and families with the same widths, and whoever shows it must have one of them.
    """
    clips = _Clips()
    body = [part for mark in page.marks for part in _parts(mark, page, clips, text_as_paths=text_as_paths)]
    width, height = _pt(page.width_mm), _pt(page.height_mm)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1" '
        f'width="{width}pt" height="{height}pt" viewBox="0 0 {width} {height}" role="img" '
        'aria-labelledby="title desc">',
        f'<title id="title">{escape(page.title)}</title>',
        f'<desc id="desc">{escape(page.alt)}</desc>',
        _metadata(page),
        *clips.definitions(),
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        *body,
        "</svg>",
    ]
    return ("\n".join(lines) + "\n").encode("utf-8")


class _Clips:
    """Frames outside which nothing is drawn, each defined once."""

    def __init__(self) -> None:
        self._names: dict[BoxMm, str] = {}

    def attribute(self, box: BoxMm | None) -> str:
        if box is None:
            return ""
        name = self._names.setdefault(box, f"clip{len(self._names)}")
        return f' clip-path="url(#{name})"'

    def definitions(self) -> list[str]:
        frames = [
            f'<clipPath id="{name}"><rect x="{_pt(x)}" y="{_pt(y)}" width="{_pt(w)}" height="{_pt(h)}"/></clipPath>'
            for (x, y, w, h), name in self._names.items()
        ]
        return ["<defs>", *frames, "</defs>"] if frames else []


def _parts(
    mark: ImageMark | PathMark | TextMark | ScaleBarMark, page: Page, clips: _Clips, *, text_as_paths: bool
) -> list[str]:
    match mark:
        case ImageMark():
            return [_image(mark, page, clips)]
        case TextMark():
            return _text(mark, clips, as_paths=text_as_paths) if mark.text.strip() else []
        case _:
            return [_shape(shape, clips) for shape in shapes_of(mark)]


def _image(mark: ImageMark, page: Page, clips: _Clips) -> str:
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(flat(mark)).save(buffer, "PNG")
    data = base64.b64encode(buffer.getvalue()).decode("ascii")
    style = ' style="image-rendering:pixelated"' if page.interpolation == "nearest" else ""
    picture = (
        f'<image x="{_pt(mark.left_mm)}" y="{_pt(mark.top_mm)}" width="{_pt(mark.width_mm)}" '
        f'height="{_pt(mark.height_mm)}" preserveAspectRatio="none"{style} xlink:href="data:image/png;base64,{data}"/>'
    )
    # A frame round the picture: some programs forget a clip on the picture itself.
    return f"<g{clips.attribute(mark.clip)}>{picture}</g>" if mark.clip is not None else picture


def _shape(shape: Shape, clips: _Clips) -> str:
    path = "".join(
        "M" + "L".join(f"{_pt(x)} {_pt(y)}" for x, y in ring) + ("Z" if shape.is_closed else "")
        for ring in shape.rings_mm
    )
    looks = [f'fill="{shape.fill or "none"}"']
    if shape.fill is not None and shape.alpha < 1.0:
        looks.append(f'fill-opacity="{_number(shape.alpha)}"')
    if shape.stroke is not None:
        looks.append(f'stroke="{shape.stroke}" stroke-width="{_number(shape.width_pt)}" stroke-linejoin="round"')
    if shape.dashes_pt is not None:
        looks.append(f'stroke-dasharray="{" ".join(map(_number, shape.dashes_pt))}"')
        if shape.into_dash_pt > 0.0:
            looks.append(f'stroke-dashoffset="{_number(shape.into_dash_pt)}"')
    return f'<path d="{path}" {" ".join(looks)}{clips.attribute(shape.clip)}/>'


def _text(mark: TextMark, clips: _Clips, *, as_paths: bool) -> list[str]:
    """A line of text over its rim; the rim is hidden from those who listen to the page."""
    what = _outlines(mark) if as_paths else _letters(mark)
    lines = []
    if mark.casing_pt > 0.0:
        rim = mark.casing_colour
        looks = f'fill="{rim}" stroke="{rim}" stroke-width="{_number(2 * mark.casing_pt)}" stroke-linejoin="round"'
        lines.append(f'<g aria-hidden="true" {looks}>{what}</g>')
    lines.append(f'<g fill="{mark.colour}">{what}</g>')
    return [f"<g{clips.attribute(mark.clip)}>", *lines, "</g>"] if mark.clip is not None else lines


def _letters(mark: TextMark) -> str:
    x, y = _pt(mark.x_mm), _pt(mark.baseline_mm)
    turn = f' transform="rotate({_number(-mark.angle_deg)} {x} {y})"' if mark.angle_deg else ""
    families = quoteattr(", ".join(f"'{name}'" if " " in name else name for name in face_of(mark.font).families))
    weight = ' font-weight="bold"' if mark.is_bold else ""
    return (
        f'<text x="{x}" y="{y}" font-family={families} font-size="{_number(mark.size_pt)}"{weight} '
        f'text-anchor="{_ANCHORS[mark.anchor]}"{turn}>{escape(mark.text)}</text>'
    )


def _outlines(mark: TextMark) -> str:
    with own_settings():
        letters = lettering(mark.text, mark.font, is_bold=mark.is_bold)
    angle = np.deg2rad(mark.angle_deg)
    x, y = ((letters.points * mark.size_pt) + (letters.start_pt(mark), 0.0)).T
    columns = mark.x_mm / MM_PER_PT + x * np.cos(angle) - y * np.sin(angle)
    rows = mark.baseline_mm / MM_PER_PT - x * np.sin(angle) - y * np.cos(angle)
    words = []
    previous = 0
    for code, column, row in zip(letters.codes.tolist(), columns.tolist(), rows.tolist(), strict=True):
        # The second point of a curve has the code of the first.
        letter = "" if code == CURVE == previous else _LETTERS[code]
        previous = 0 if code == CURVE == previous else code
        words.append(letter if code == CLOSE else f"{letter}{_number(column)} {_number(row)}")
    return f'<path d="{" ".join(words)}"/>'


def _metadata(page: Page) -> str:
    """How the picture was made, in the form that other programs' SVGs have."""
    words = (page.process, "image pixels not resampled", page.record)
    items = "".join(f"<rdf:li>{escape(item)}</rdf:li>" for item in words)
    return (
        '<metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:cc="http://creativecommons.org/ns#"><cc:Work>'
        f"<dc:title>{escape(page.title)}</dc:title><dc:description>{escape(page.alt)}</dc:description>"
        f"<dc:creator><cc:Agent><dc:title>{escape(PROGRAM)}</dc:title></cc:Agent></dc:creator>"
        f"<dc:subject><rdf:Bag>{items}</rdf:Bag></dc:subject></cc:Work></rdf:RDF></metadata>"
    )


def _pt(mm: float) -> str:
    return _number(mm / MM_PER_PT)


def _number(value: float) -> str:
    """A number to a thousandth (of a point: 0.4 µm), without needless zeros."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
