"""The check before a figure is written: what the outlet will complain about, each with its remedy."""

from dataclasses import dataclass
from typing import Literal

from viewer.figure.checking.patient_data import found_patient_data, may_hold_burned_in_text
from viewer.figure.content import FigureContent
from viewer.figure.page import CASING, Page, PathMark, ScaleBarMark
from viewer.figure.presets import Preset, preset
from viewer.figure.spec import FigureSpec
from viewer.figure.type.metrics import unknown_characters
from viewer.figure.words.captions import ALT_MAXIMUM, do_not_use

Level = Literal["problem", "note"]

CONTRAST_MINIMUM = 4.5
"""Smallest contrast of lines to their dark rim (WCAG 2.2, 1.4.3; no unit)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding of the check.

    Parameters
    ----------
    identifier
        Fixed, lower case with dashes.
    level
        'problem': the outlet will refuse it or readers will misread it; 'note': worth knowing.
    sentence
        What was found.
    remedy
        What to do about it.
    """

    identifier: str
    level: Level
    sentence: str
    remedy: str


def check(
    page: Page,
    spec: FigureSpec,
    content: FigureContent,
    *,
    dpi: int,
    suffix: str,
    size_bytes: int | None = None,
    file_name: str | None = None,
) -> tuple[Finding, ...]:
    """Findings about a page at a resolution and in a format; empty when nothing is wrong.

    Parameters
    ----------
    page, spec, content
        The page, and the recipe and content it was laid out from.
    dpi
        Resolution of pixel formats.
    suffix
        File name ending with its dot, such as '.png'.
    size_bytes
        Size of the file, when it is known.
    file_name
        Name of the file without its folders, when it is known.
    """
    outlet = preset(spec.preset)
    findings = [
        *_sizes(page, outlet, size_bytes),
        *_format(outlet, dpi, suffix.lower()),
        *_type_and_lines(page, spec, outlet),
        *_meaning(page, content),
        *_patient_data(spec, content, file_name),
    ]
    if not outlet.is_verified:
        findings.append(
            Finding(
                "unverified-preset",
                "note",
                f"The sizes of the preset {outlet.name} have no public source.",
                "Compare them with the journal's own instructions.",
            )
        )
    return tuple(findings)


def _sizes(page: Page, outlet: Preset, size_bytes: int | None) -> list[Finding]:
    found = []
    if abs(page.width_mm - outlet.width_mm) > 0.05:
        found.append(
            Finding(
                "width",
                "problem",
                f"The figure is {page.width_mm:.1f} mm wide, not {outlet.width_mm:g} mm.",
                "Lay it out again for this preset.",
            )
        )
    limit = outlet.height_mm or outlet.max_height_mm
    if limit is not None and page.height_mm > limit + 0.05:
        found.append(
            Finding(
                "height",
                "problem",
                f"The figure is {page.height_mm:.1f} mm high; {outlet.outlet} takes {limit:g} mm.",
                "Leave the printed caption or the numbers out, or choose a narrower preset.",
            )
        )
    if size_bytes is not None and outlet.max_megabytes is not None and size_bytes > outlet.max_megabytes * 1e6:
        found.append(
            Finding(
                "file-size",
                "problem",
                f"The file has {size_bytes / 1e6:.1f} MB; {outlet.outlet} takes {outlet.max_megabytes:g} MB.",
                "Write a PDF, a JPEG, or fewer dots per inch.",
            )
        )
    return found


def _format(outlet: Preset, dpi: int, suffix: str) -> list[Finding]:
    found = []
    low, high = outlet.dpi_range
    is_vector = suffix in (".pdf", ".svg")
    if not is_vector and not low <= dpi <= high:
        found.append(
            Finding(
                "dpi",
                "problem",
                f"The figure has {dpi} dpi; {outlet.outlet} takes {low} to {high} dpi.",
                f"Write it with {outlet.dpi} dpi.",
            )
        )
    kind = {".tif": "tiff", ".jpeg": "jpg"}.get(suffix, suffix.lstrip("."))
    if kind not in outlet.formats:
        found.append(
            Finding(
                "format",
                "note",
                f"{outlet.outlet} does not list {kind} among its formats.",
                f"Write {' or '.join(outlet.formats)} for submission.",
            )
        )
    return found


def _type_and_lines(page: Page, spec: FigureSpec, outlet: Preset) -> list[Finding]:
    found = []
    smallest = min((mark.size_pt for mark in page.texts()), default=None)
    if smallest is not None and smallest < outlet.text_range_pt[0] - 1e-9:
        found.append(
            Finding(
                "small-text",
                "problem",
                f"The smallest text has {smallest:g} pt; {outlet.outlet} asks for {outlet.text_range_pt[0]:g} pt.",
                "Choose the preset of the final width.",
            )
        )
    lines = [mark.width_pt for mark in page.marks if isinstance(mark, PathMark)]
    if lines and min(lines) < outlet.line_min_pt - 1e-9:
        found.append(
            Finding(
                "thin-line",
                "problem",
                f"The thinnest line has {min(lines):g} pt; {outlet.outlet} asks for {outlet.line_min_pt:g} pt.",
                "Make the outlines' line wider in the figure's style.",
            )
        )
    if _contrast(spec.style.colour, CASING) < CONTRAST_MINIMUM:
        found.append(
            Finding(
                "contrast",
                "problem",
                "The outlines' colour is too dark to stand out from their dark rim.",
                "Choose a lighter colour; white prints best.",
            )
        )
    return [*found, *_glyphs(page)]


def _glyphs(page: Page) -> list[Finding]:
    found = []
    strange = unknown_characters("".join(mark.text for mark in page.texts()))
    if strange:
        found.append(
            Finding(
                "missing-glyph",
                "problem",
                f"The figure's type has no sign for '{strange[:20]}'.",
                "Write these characters in another way, or leave the printed caption out.",
            )
        )
    return found


def _meaning(page: Page, content: FigureContent) -> list[Finding]:
    found = []
    if any(isinstance(mark, PathMark) and _is_cut(mark) for mark in page.marks):
        found.append(
            Finding(
                "outline-cut",
                "problem",
                "An outline runs out of the picture.",
                "Make the crop wider, or leave it out to have it chosen.",
            )
        )
    if not any(isinstance(mark, ScaleBarMark) for mark in page.marks):
        found.append(
            Finding(
                "no-scale-bar",
                "problem",
                "The figure has no scale bar.",
                "Switch it on, or state the pixel spacing if the image does not hold it.",
            )
        )
    if not page.texts("side-letter", "edge-letter"):
        found.append(
            Finding(
                "no-side-letters",
                "problem",
                "The figure does not tell the patient's right from left.",
                "Show the sides; state the side convention if the image does not hold its orientation.",
            )
        )
    if do_not_use(content.rows):
        found.append(
            Finding(
                "do-not-use",
                "problem",
                "The measured numbers carry a flag that forbids their use.",
                "Leave the numbers out, or measure with a method that fits the image.",
            )
        )
    return [*found, *_proposed(content), *_alt_text(page)]


def _proposed(content: FigureContent) -> list[Finding]:
    count = sum(outline.is_proposed for outline in content.outlines)
    if not count:
        return []
    which = "1 outline was" if count == 1 else f"{count} outlines were"
    return [
        Finding(
            "proposed-outline",
            "problem",
            f"{which} proposed by the program, and nobody has accepted {'it' if count == 1 else 'them'}.",
            "Look at each, correct it where needed, and accept it; the figure shows it as if that had been done.",
        )
    ]


def _patient_data(spec: FigureSpec, content: FigureContent, file_name: str | None) -> list[Finding]:
    found = [
        Finding("patient-data", "problem", f"{reason[0].upper()}{reason[1:]}.", f"{remedy[0].upper()}{remedy[1:]}.")
        for reason, remedy in found_patient_data(spec, content, file_name)
    ]
    identity = content.identity
    if (spec.caption or spec.alt) and not (identity.patient_name or identity.patient_id):
        found.append(
            Finding(
                "patient-data-unchecked",
                "note",
                "The image does not say whose it is, so the typed words could not be compared with a name.",
                "Read them once more for names, dates and numbers of the patient.",
            )
        )
    if may_hold_burned_in_text(content):
        found.append(
            Finding(
                "burned-in-text",
                "note",
                "The pixels are a picture or were made afterwards and may hold burned-in text.",
                "Look for names, dates and numbers in the figure before publishing it.",
            )
        )
    return found


def _alt_text(page: Page) -> list[Finding]:
    found = []
    if not page.alt.strip():
        found.append(
            Finding(
                "no-alt-text", "problem", "The alternative text is empty.", "Write one, or leave it out to get ours."
            )
        )
    elif len(page.alt) > ALT_MAXIMUM:
        found.append(
            Finding(
                "long-alt-text",
                "note",
                f"The alternative text has {len(page.alt)} characters; readers expect up to {ALT_MAXIMUM}.",
                "Shorten it and keep the rest for the caption.",
            )
        )
    return found


def _is_cut(mark: PathMark) -> bool:
    if mark.clip is None:
        return False
    left, top, width, height = mark.clip
    return not all(left <= x <= left + width and top <= y <= top + height for ring in mark.rings_mm for x, y in ring)


def _contrast(first: str, second: str) -> float:
    """Contrast ratio of two '#rrggbb' colours, 1…21.

    References
    ----------
    WCAG 2.2, relative luminance and contrast ratio.
    """

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)
