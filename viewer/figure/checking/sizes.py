"""Sizes: width, height, resolution, format and size of the file, and how much the image's pixels are enlarged."""

from collections.abc import Iterator
from dataclasses import replace

from viewer.figure.checking.finding import Finding, Fix, Inquiry

VECTOR = (".pdf", ".svg")
"""Endings of formats without a resolution of their own."""

PRINT_DPI = 300.0
"""Resolution at which enlargement is judged, so that a finer file of the same figure is judged alike."""

NOTED_ENLARGEMENT, COARSE_ENLARGEMENT = 8.0, 12.0
"""Dots of 300 dpi per pixel of the image (no unit): from the first the reader may see pixels or blur, and beyond the
second (25 pixels per inch) the image cannot bear the width."""


def width(asked: Inquiry) -> Iterator[Finding]:
    """Whether the page has the preset's width."""
    page, outlet = asked.page, asked.outlet
    if abs(page.width_mm - outlet.width_mm) > 0.05:
        yield Finding(
            "width",
            "problem",
            f"The figure is {page.width_mm:.1f} mm wide, not {outlet.width_mm:g} mm.",
            "Lay it out again for this preset.",
        )


def height(asked: Inquiry) -> Iterator[Finding]:
    """Whether the page is higher than the outlet takes."""
    page, outlet = asked.page, asked.outlet
    limit = outlet.height_mm or outlet.max_height_mm
    if limit is not None and page.height_mm > limit + 0.05:
        yield Finding(
            "height",
            "problem",
            f"The figure is {page.height_mm:.1f} mm high; {outlet.outlet} takes {limit:g} mm.",
            "Leave the printed caption or the numbers out, or choose a narrower preset.",
            _less_text(asked),
        )


def _less_text(asked: Inquiry) -> Fix | None:
    """Leave out what stands under the panels, the caption first: it is always available as text."""
    if asked.spec.shows_caption:
        return Fix("Leave the caption out", replace(asked.spec, shows_caption=False))
    if asked.spec.shows_numbers:
        return Fix("Leave the numbers out", replace(asked.spec, shows_numbers=False))
    return None


def file_size(asked: Inquiry) -> Iterator[Finding]:
    """Whether the file is larger than the outlet takes."""
    limit = asked.outlet.max_megabytes
    if asked.size_bytes is not None and limit is not None and asked.size_bytes > limit * 1e6:
        low = asked.outlet.dpi_range[0]
        is_finer = asked.suffix not in VECTOR and asked.dpi > low
        yield Finding(
            "file-size",
            "problem",
            f"The file has {asked.size_bytes / 1e6:.1f} MB; {asked.outlet.outlet} takes {limit:g} MB.",
            "Write a PDF, a JPEG, or fewer dots per inch.",
            Fix(f"Write it with {low} dpi", dpi=low) if is_finer else None,
        )


def resolution(asked: Inquiry) -> Iterator[Finding]:
    """Whether the outlet takes the resolution."""
    low, high = asked.outlet.dpi_range
    if asked.suffix not in VECTOR and not low <= asked.dpi <= high:
        yield Finding(
            "dpi",
            "problem",
            f"The figure has {asked.dpi} dpi; {asked.outlet.outlet} takes {low} to {high} dpi.",
            f"Write it with {asked.outlet.dpi} dpi.",
            Fix(f"Write it with {asked.outlet.dpi} dpi", dpi=asked.outlet.dpi),
        )


def file_format(asked: Inquiry) -> Iterator[Finding]:
    """Whether the outlet lists the format."""
    formats = asked.outlet.formats
    kind = {".tif": "tiff", ".jpeg": "jpg"}.get(asked.suffix, asked.suffix.lstrip("."))
    if kind not in formats:
        yield Finding(
            "format",
            "note",
            f"{asked.outlet.outlet} does not list {kind} among its formats.",
            f"Write {' or '.join(formats)} for submission.",
            Fix(f"Write {formats[0]}", suffix=f".{formats[0]}"),
        )


def enlargement(asked: Inquiry) -> Iterator[Finding]:
    """Whether the image can bear the width: how many dots each of its pixels becomes."""
    page = asked.page
    pixel_mm = max((mark.width_mm / mark.grey.shape[1] for mark in page.images() if mark.item != "inset"), default=0.0)
    at_print, at_file = (pixel_mm / 25.4 * dpi for dpi in (PRINT_DPI, float(asked.dpi)))
    if 0.0 < at_file < 1.0 and asked.suffix not in VECTOR:
        yield Finding(
            "shrunk",
            "problem",
            f"The image is shrunk: each of its pixels becomes {at_file:.2f} pixels of the figure, so detail is lost.",
            "Write more dots per inch, crop closer, or choose a wider preset.",
            Fix(f"Write it with {asked.outlet.dpi} dpi", dpi=asked.outlet.dpi)
            if asked.dpi < asked.outlet.dpi
            else None,
        )
    if at_print > NOTED_ENLARGEMENT and asked.outlet.kind != "talk":
        shown = f"{at_file:.1f} times at {asked.dpi} dpi" if asked.suffix not in VECTOR else f"{at_print:.1f} times"
        is_coarse = at_print > COARSE_ENLARGEMENT
        yield Finding(
            "enlargement",
            "problem" if is_coarse else "note",
            f"The image is enlarged {shown} with {page.interpolation} interpolation: {25.4 / pixel_mm:.0f} of its "
            "pixels per inch.",
            "Choose a narrower preset, more panels or a wider crop."
            if is_coarse
            else "Keep the width, or choose a narrower preset for a finer image.",
        )


def unverified_preset(asked: Inquiry) -> Iterator[Finding]:
    """Whether the sizes come from the outlet itself."""
    if not asked.outlet.is_verified:
        yield Finding(
            "unverified-preset",
            "note",
            f"The sizes of the preset {asked.outlet.name} have no public source.",
            "Compare them with the journal's own instructions.",
        )
