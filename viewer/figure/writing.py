"""Writes a figure: lay out, check, paint, encode with metadata of our own, put in place in one step."""

import contextlib
import io
import os
import secrets
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewer.errors import OutputError, PatientDataError, UsageError
from viewer.figure.captions import PROGRAM, ascii_words
from viewer.figure.content import FigureContent
from viewer.figure.layout import lay_out
from viewer.figure.page import Page
from viewer.figure.paint import INTERPOLATION, to_pdf, to_pixels, to_svg
from viewer.figure.preflight import Finding, check
from viewer.figure.presets import preset
from viewer.figure.spec import FigureSpec

DPI_RANGE = (36, 2400)
"""Smallest and largest resolution that is drawn, in dots per inch."""

JPEG_QUALITY = 95
"""Quality of JPEG (no unit); with full colour resolution, letters keep clean edges."""


def write_figure(
    spec: FigureSpec, content: FigureContent, path: Path, *, dpi: int | None = None
) -> tuple[Finding, ...]:
    """Write a figure to a file; either the whole file stands there afterwards or what stood there before.

    Parameters
    ----------
    spec
        What the user chose.
    content
        What the figure shows.
    path
        Output; its ending names the format (png, tiff, tif, jpg, jpeg, webp, pdf, svg).
    dpi
        Resolution of pixel formats, None for the preset's own.

    Returns
    -------
    tuple of Finding
        What the pre-flight check found, of the file as written.

    Raises
    ------
    UsageError
        If the ending is unknown or the resolution is out of range.
    SideError, OutlineError
        As `lay_out`.
    PatientDataError
        If a text of the figure holds the source's identifier or file name.
    OutputError
        If the file cannot be written.
    """
    suffix = path.suffix.lower()
    if suffix not in ENCODERS:
        raise UsageError(
            f"{path.name} does not end in a known figure format; use one of {', '.join(sorted(ENCODERS))}."
        )
    resolution = preset(spec.preset).dpi if dpi is None else dpi
    if not DPI_RANGE[0] <= resolution <= DPI_RANGE[1]:
        raise UsageError(f"A figure can have {DPI_RANGE[0]} to {DPI_RANGE[1]} dpi, not {resolution}.")
    _refuse_identifiers(spec, content, path)
    page = lay_out(spec, content)
    data = encode(page, suffix, dpi=resolution)
    put_in_place(data, path)
    return check(page, spec, dpi=resolution, suffix=suffix, size_bytes=len(data))


def encode(page: Page, suffix: str, *, dpi: int) -> bytes:
    """Bytes of a page in the format that a file name ending (with its dot) names; same page, same bytes."""
    return ENCODERS[suffix](page, dpi)


def _refuse_identifiers(spec: FigureSpec, content: FigureContent, path: Path) -> None:
    """Refuse texts that repeat what identifies the source; other patient data in them we cannot know."""
    uid, file = content.image.key.uid, content.image.file
    secret = [text for text in (uid, file, os.path.basename(file)) if len(text) > 4]
    for name, text in (("caption", spec.caption), ("alternative text", spec.alt)):
        if text is not None and any(part in text for part in secret):
            raise PatientDataError(f"The {name} holds the identifier or file name of the source; remove it there.")
    if len(uid) > 4 and uid in path.name:
        raise PatientDataError("The figure's file name holds the identifier of the source; choose another name.")


def put_in_place(data: bytes, path: Path) -> None:
    """Write bytes beside the target, then replace it.

    Parameters
    ----------
    data
        Whole content of the file.
    path
        Target; where it is a link, the file it points to is replaced.

    Raises
    ------
    OutputError
        If the folder is missing, or the file cannot be written or replaced.
    """
    target = Path(os.path.realpath(path))
    beside = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        mode = _mode_to_keep(target)
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            beside.chmod(mode)
        beside.replace(target)
    except OSError as e:
        raise OutputError(
            f"{path} cannot be written ({e.strerror or e}); check that the folder exists and may be written to."
        ) from e
    finally:
        with contextlib.suppress(OSError):
            beside.unlink()


def _mode_to_keep(target: Path) -> int | None:
    """Mode of the file that will be replaced, None where there is none.

    Raises
    ------
    OSError
        If something stands there that is not a file that may be written: replacing asks only the folder.
    """
    if not target.exists():
        return None
    if not target.is_file():
        raise OSError("it is not a file")
    if not os.access(target, os.W_OK):
        raise OSError("it is write-protected")
    return stat.S_IMODE(target.stat().st_mode)


def _picture(pixels: NDArray[np.uint8]) -> Any:
    from PIL import Image

    return Image.fromarray(pixels)


def _software(page: Page) -> str:
    return f"{PROGRAM}; {page.process}; {INTERPOLATION} interpolation"


def _png(page: Page, dpi: int) -> bytes:
    from PIL.PngImagePlugin import PngInfo

    texts = PngInfo()
    for key, value in (("Title", page.title), ("Description", page.alt), ("Software", _software(page))):
        texts.add_text(key, value) if value.isascii() else texts.add_itxt(key, value)
    return _saved(_picture(to_pixels(page, dpi=dpi)), "PNG", dpi=(dpi, dpi), pnginfo=texts)


def _tiff(page: Page, dpi: int) -> bytes:
    tags = {270: page.alt.encode("utf-8"), 305: ascii_words(_software(page))}
    return _saved(_picture(to_pixels(page, dpi=dpi)), "TIFF", compression="tiff_lzw", dpi=(dpi, dpi), tiffinfo=tags)


def _jpeg(page: Page, dpi: int) -> bytes:
    picture = _picture(to_pixels(page, dpi=dpi))
    options: dict[str, Any] = {} if picture.mode == "L" else {"subsampling": 0}
    return _saved(
        picture, "JPEG", quality=JPEG_QUALITY, optimize=True, dpi=(dpi, dpi), exif=_exif(page, dpi), **options
    )


def _webp(page: Page, dpi: int) -> bytes:
    picture = _picture(to_pixels(page, dpi=dpi)).convert("RGB")
    return _saved(picture, "WEBP", lossless=True, quality=60, method=2, exif=_exif(page, dpi))


def _exif(page: Page, dpi: int) -> bytes:
    from PIL import Image

    exif = Image.Exif()
    exif[0x010E] = ascii_words(page.alt)
    exif[0x0131] = ascii_words(_software(page))
    exif[0x011A] = exif[0x011B] = float(dpi)
    exif[0x0128] = 2  # inches
    return exif.tobytes()


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
