"""A page as PDF: image at native pixels, text as text with its font embedded, no dates."""

import io
import re
from typing import Any

import numpy as np

from viewer.figure.page import ImageMark, Page, PathMark, ScaleBarMark, TextMark
from viewer.figure.painting.brush import Brush
from viewer.figure.painting.pictures import flat
from viewer.figure.painting.settings import own_settings
from viewer.figure.painting.shapes import shapes_of
from viewer.figure.type.metrics import MM_PER_PT
from viewer.figure.words.phrases import PROGRAM
from viewer.importing import one_importer

_IMAGE = b"/Type /XObject /Subtype /Image"
_SMOOTH = b" /Interpolate true"


def to_pdf(page: Page) -> bytes:
    """The page as one page of PDF; its alternative text is the subject."""
    with one_importer():
        from matplotlib.artist import Artist
        from matplotlib.figure import Figure

    class Sheet(Artist):
        """All marks, in their order; matplotlib's own artists would draw images first."""

        def draw(self, renderer: Any) -> None:
            _paint(page, renderer)

    metadata = {
        "Title": page.title,
        "Subject": page.alt,
        "Keywords": page.record,
        "Creator": PROGRAM,
        "Producer": f"{PROGRAM}; {page.process}; image pixels not resampled",
        "CreationDate": None,
    }
    buffer = io.BytesIO()
    with own_settings():
        size = (page.width_mm / 25.4, page.height_mm / 25.4)
        figure = Figure(figsize=size, dpi=72, facecolor="white", edgecolor="none")
        figure.add_artist(Sheet())
        figure.savefig(buffer, format="pdf", metadata=metadata)
    data = buffer.getvalue()
    return data if page.interpolation == "nearest" else _smoothed(data)


def _paint(page: Page, renderer: Any) -> None:
    height_pt = page.height_mm / MM_PER_PT
    brush = Brush(renderer, height_pt, MM_PER_PT, writes_text=True)
    for mark in page.marks:
        match mark:
            case ImageMark():
                brush.picture(mark, _bottom_up(mark))
            case PathMark() | ScaleBarMark():
                for shape in shapes_of(mark):
                    brush.shape(shape)
            case TextMark():
                brush.text(mark)


def _bottom_up(mark: ImageMark) -> Any:
    """Colours as matplotlib takes them; it turns them over once more, so the file's rows are in the image's order."""
    pixels = flat(mark)
    return (np.repeat(pixels[..., None], 3, axis=2) if pixels.ndim == 2 else pixels)[::-1]


def _smoothed(data: bytes) -> bytes:
    """Ask readers to enlarge images smoothly, which matplotlib has no word for; the table of places is moved along."""
    start = int(re.search(rb"startxref\s+(\d+)\s+%%EOF\s*$", data)[1])  # type: ignore[index]  # matplotlib writes one
    places = [match.end() for match in re.finditer(re.escape(_IMAGE), data[:start])]

    def moved(place: int) -> int:
        return place + len(_SMOOTH) * sum(at <= place for at in places)

    table = re.sub(rb"(?m)^(\d{10})(?= \d{5} n)", lambda match: b"%010d" % moved(int(match[1])), data[start:])
    table = re.sub(rb"(?<=startxref\n)\d+", b"%d" % moved(start), table)
    return data[:start].replace(_IMAGE, _IMAGE + _SMOOTH) + table
