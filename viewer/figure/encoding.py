"""A figure as the bytes of a file: lay out, check, paint, encode with metadata of our own."""

import io
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from viewer.core.figures.spec import FigureSpec
from viewer.errors import UsageError
from viewer.figure.checking.patient_data import refuse_patient_data
from viewer.figure.checking.preflight import Finding, check
from viewer.figure.content import FigureContent
from viewer.figure.doubtful import refuse_unseen
from viewer.figure.layout import lay_out
from viewer.figure.page import Page
from viewer.figure.painting.pdf import to_pdf
from viewer.figure.painting.pixels import pixel_size, to_pixels
from viewer.figure.painting.svg import to_svg
from viewer.figure.presets import resolve_preset
from viewer.figure.provenance import RECORD_FORMAT
from viewer.figure.words.phrases import PROGRAM, ascii_words

DPI_RANGE = (36, 2400)
"""Smallest and largest resolution that is drawn, in dots per inch."""

XMP_SPACE = "urn:multifidus-viewer:figure"
"""XML name space of the property `record`, which holds how the figure came about in TIFF and WebP."""

ALT_SPACE = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
"""XML name space of the property `AltTextAccessibility`, where IPTC places alternative text."""

JPEG_QUALITY = 95
"""Quality of JPEG (no unit); with full colour resolution, letters keep clean edges."""

WEBP_SIDE_MAXIMUM = 16_383
"""Most pixels along one side of a WebP."""


def make_figure(
    spec: FigureSpec,
    contents: FigureContent | tuple[FigureContent, ...],
    path: Path,
    *,
    dpi: int | None = None,
    text_as_paths: bool = False,
    leaves_doubt: bool = False,
) -> tuple[bytes, tuple[Finding, ...]]:
    """Bytes of a figure's file and what the pre-flight check found; nothing is written.

    Parameters
    ----------
    spec
        What the user chose.
    contents
        What the figure shows: one for each panel of the recipe; a single one serves every panel.
    path
        Where the file will stand; its ending names the format (png, tiff, tif, jpg, jpeg, webp, pdf, svg).
    dpi
        Resolution of pixel formats, None for the preset's own.
    text_as_paths
        Whether an SVG holds outlines of letters instead of text; see `viewer.figure.painting.svg.to_svg`.
    leaves_doubt
        See `viewer.figure.doubtful.refuse_unseen`.

    Returns
    -------
    bytes
        The whole file; same figure, same bytes.
    tuple of Finding
        What the pre-flight check found, of the file as it will be.

    Raises
    ------
    UsageError
        If the ending is unknown or the resolution is out of range.
    SideError, OutlineError
        As `lay_out`.
    PatientDataError
        If a typed text or the file's name holds the patient's name, id, a date or an identifier of the source, or
        pixels may hold burned-in text and nobody has looked at them.
    """
    suffix = path.suffix.lower()
    if suffix not in ENCODERS:
        raise UsageError(
            f"{path.name} does not end in a known figure format; use one of {', '.join(sorted(ENCODERS))}."
        )
    resolution = resolve_preset(spec.preset, spec.own_preset).dpi if dpi is None else dpi
    if not DPI_RANGE[0] <= resolution <= DPI_RANGE[1]:
        raise UsageError(f"A figure can have {DPI_RANGE[0]} to {DPI_RANGE[1]} dpi, not {resolution}.")
    refuse_patient_data(spec, contents, path.name)
    page = lay_out(spec, contents)
    refuse_unseen(page.doubtful, spec, leaves_doubt=leaves_doubt)
    data = encode(page, suffix, dpi=resolution, text_as_paths=text_as_paths)
    findings = check(page, spec, contents, dpi=resolution, suffix=suffix, size_bytes=len(data), file_name=path.name)
    return data, findings


def encode(page: Page, suffix: str, *, dpi: int, text_as_paths: bool = False) -> bytes:
    """Bytes of a page in the format that a file name ending (with its dot) names; same page, same bytes."""
    if suffix == ".svg":
        return to_svg(page, text_as_paths=text_as_paths)
    return ENCODERS[suffix](page, dpi)


def _picture(page: Page, dpi: int) -> Any:
    from PIL import Image

    return Image.fromarray(to_pixels(page, dpi=dpi))


def _software(page: Page) -> str:
    return f"{PROGRAM}; {page.process}; {page.interpolation} interpolation"


def _png(page: Page, dpi: int) -> bytes:
    from PIL.PngImagePlugin import PngInfo

    texts = PngInfo()
    for key, value in (("Title", page.title), ("Description", page.alt), ("Software", _software(page))):
        texts.add_text(key, value) if value.isascii() else texts.add_itxt(key, value)
    texts.add_text(RECORD_FORMAT, page.record)
    texts.add_itxt("XML:com.adobe.xmp", _xmp(page.alt).decode("utf-8"))
    # Runs alone: on enlarged images smaller than what the default finds, in a quarter of the time.
    return _saved(_picture(page, dpi), "PNG", dpi=(dpi, dpi), pnginfo=texts, compress_type=zlib.Z_RLE)


def _tiff(page: Page, dpi: int) -> bytes:
    tags = {
        270: page.alt.encode("utf-8"),
        305: ascii_words(_software(page)),
        317: 2,  # differences of neighbours are packed, which halves enlarged images
        700: _xmp(page.alt, page.record),
    }
    return _saved(_picture(page, dpi), "TIFF", compression="tiff_lzw", dpi=(dpi, dpi), tiffinfo=tags)


def _jpeg(page: Page, dpi: int) -> bytes:
    picture = _picture(page, dpi)
    options: dict[str, Any] = {} if picture.mode == "L" else {"subsampling": 0}
    return _saved(
        picture,
        "JPEG",
        quality=JPEG_QUALITY,
        optimize=True,
        dpi=(dpi, dpi),
        exif=_exif(page, dpi),
        xmp=_xmp(page.alt),
        comment=page.record.encode("ascii"),
        **options,
    )


def _webp(page: Page, dpi: int) -> bytes:
    width, height = pixel_size(page, dpi=dpi)
    if max(width, height) > WEBP_SIDE_MAXIMUM:
        raise UsageError(
            f"WebP holds at most {WEBP_SIDE_MAXIMUM} pixels each way and the figure would have {width} × {height}; ask "
            "for fewer dots per inch, or write PNG."
        )
    picture = _picture(page, dpi).convert("RGB")
    packet = _xmp(page.alt, page.record)
    return _saved(picture, "WEBP", lossless=True, quality=60, method=2, exif=_exif(page, dpi), xmp=packet)


def _exif(page: Page, dpi: int) -> bytes:
    from PIL import Image

    exif = Image.Exif()
    exif[0x010E] = ascii_words(page.alt)
    exif[0x0131] = ascii_words(_software(page))
    exif[0x011A] = exif[0x011B] = float(dpi)
    exif[0x0128] = 2  # inches
    return exif.tobytes()


def _xmp(alt: str, record: str | None = None) -> bytes:
    """XMP packet that holds the alternative text, and the page's record where the format has no place of its own."""
    from xml.sax.saxutils import escape

    held = "" if record is None else f"<figure:record>{escape(record)}</figure:record>"
    return (
        '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about="" xmlns:figure="{XMP_SPACE}" xmlns:iptc="{ALT_SPACE}">'
        f'<iptc:AltTextAccessibility><rdf:Alt><rdf:li xml:lang="x-default">{escape(alt)}</rdf:li></rdf:Alt>'
        f"</iptc:AltTextAccessibility>{held}"
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    ).encode()


def _saved(picture: Any, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, format=kind, **options)
    return buffer.getvalue()


def _pdf(page: Page, dpi: int) -> bytes:  # noqa: ARG001 - vector formats have no resolution
    return to_pdf(page)


def _svg(page: Page, dpi: int) -> bytes:  # noqa: ARG001 - vector formats have no resolution
    return to_svg(page)


ENCODERS: dict[str, Callable[[Page, int], bytes]] = {
    ".png": _png,
    ".tiff": _tiff,
    ".tif": _tiff,
    ".jpg": _jpeg,
    ".jpeg": _jpeg,
    ".webp": _webp,
    ".pdf": _pdf,
    ".svg": _svg,
}
"""Formats by file name ending: command line, dialogs and tests read them here."""
