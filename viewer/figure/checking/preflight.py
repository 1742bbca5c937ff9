"""The check before a figure is written: what the outlet will complain about, each with its remedy."""

from viewer.core.figures.spec import FigureSpec
from viewer.figure.checking import contrast, lettering, meaning, privacy, sizes, view_key, words
from viewer.figure.checking.finding import Check, Finding, Fix, Inquiry, Level
from viewer.figure.checking.typed import contradictions, pictured
from viewer.figure.content import FigureContent, as_contents
from viewer.figure.page import Page
from viewer.figure.presets import resolve_preset

__all__ = ["CHECKS", "Finding", "Fix", "Level", "check"]

CHECKS: tuple[Check, ...] = (
    sizes.width,
    sizes.height,
    sizes.file_size,
    sizes.resolution,
    sizes.file_format,
    sizes.enlargement,
    lettering.smallest_text,
    lettering.thinnest_line,
    lettering.missing_glyphs,
    lettering.backward_text,
    lettering.text_off_the_page,
    lettering.overlapping_text,
    contrast.text_contrast,
    contrast.line_contrast,
    contrast.grey_print,
    meaning.cut_outlines,
    meaning.missing_scale_bar,
    meaning.missing_side_letters,
    meaning.missing_badge,
    view_key.missing_key,
    meaning.missing_colour_bar,
    meaning.marks_outside,
    meaning.forbidden_numbers,
    meaning.proposed_outlines,
    contradictions.typed_sides_and_numbers,
    pictured.typed_words_of_the_picture,
    words.alternative_text,
    words.caption,
    words.fields_without_value,
    words.unexplained_arrows,
    privacy.patient_data,
    privacy.unchecked_words,
    privacy.burned_in_text,
    sizes.unverified_preset,
)
"""Every check, in the order its findings are told."""


def check(
    page: Page,
    spec: FigureSpec,
    contents: FigureContent | tuple[FigureContent, ...],
    *,
    dpi: int,
    suffix: str,
    size_bytes: int | None = None,
    file_name: str | None = None,
) -> tuple[Finding, ...]:
    """Findings about a page at a resolution and in a format; empty when nothing is wrong.

    Parameters
    ----------
    page, spec, contents
        The page, and the recipe and contents it was laid out from; a single content serves every panel.
    dpi
        Resolution of pixel formats.
    suffix
        File name ending with its dot, such as '.png'.
    size_bytes
        Size of the file, when it is known.
    file_name
        Name of the file without its folders, when it is known.
    """
    outlet = resolve_preset(spec.preset, spec.own_preset)
    shown = as_contents(spec, contents)
    inquiry = Inquiry(page, spec, shown, outlet, dpi, suffix.lower(), size_bytes, file_name)
    return tuple(finding for one in CHECKS for finding in one(inquiry))
