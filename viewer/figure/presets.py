"""Presets: what the outlets of figures ask for, as data.

A width is the final printed width; type sizes and line widths hold at that width.
"""

from dataclasses import dataclass

from viewer.errors import UsageError


@dataclass(frozen=True, slots=True)
class Preset:
    """What one outlet asks for.

    Parameters
    ----------
    name
        As typed on the command line.
    outlet
        As people call it.
    width_mm, height_mm
        Final width, and height where it is fixed (else None: it follows from the content).
    dpi
        Dots per inch of pixel formats.
    text_pt, letter_pt
        Type size of words and of the side letters.
    text_range_pt
        Smallest and largest type size the outlet accepts.
    line_min_pt
        Thinnest line the outlet accepts.
    formats
        File name endings the outlet accepts.
    max_height_mm, max_megabytes
        Limits, or None.
    dpi_range
        Smallest and largest resolution the outlet accepts for combination art.
    source
        Where the figures come from.
    is_verified
        False where no source of the outlet itself was found.
    is_for_web
        Whether it is shown on screens, and its width counts in pixels.
    """

    name: str
    outlet: str
    width_mm: float
    dpi: int = 600
    text_pt: float = 8.0
    letter_pt: float = 12.0
    text_range_pt: tuple[float, float] = (8.0, 12.0)
    line_min_pt: float = 0.3
    formats: tuple[str, ...] = ("tiff",)
    height_mm: float | None = None
    max_height_mm: float | None = None
    max_megabytes: float | None = None
    dpi_range: tuple[int, int] = (300, 1200)
    source: str = ""
    is_verified: bool = True
    is_for_web: bool = False


_SPRINGER = "Springer artwork guidelines"
_ELSEVIER = "Elsevier artwork guidelines: sizing, combination artwork"
_BMC = "BMC: preparing figures"
_NATURE = "Nature portfolio: final artwork"
_ELSEVIER_FORMATS = ("tiff", "jpg", "png", "pdf", "svg")
_BMC_FORMATS = ("pdf", "tiff", "png", "jpg")

PRESETS: tuple[Preset, ...] = (
    Preset("springer-single", "Springer, one column", 84.0, dpi_range=(600, 1200), source=_SPRINGER),
    Preset("springer-double", "Springer, two columns", 174.0, dpi_range=(600, 1200), source=_SPRINGER),
    *(
        Preset(
            name,
            f"Elsevier, {words}",
            width,
            dpi_range=(500, 1200),
            text_pt=7.0,
            letter_pt=11.0,
            text_range_pt=(6.0, 14.0),
            line_min_pt=0.1,
            formats=_ELSEVIER_FORMATS,
            source=_ELSEVIER,
        )
        for name, words, width in (
            ("elsevier-single", "one column", 90.0),
            ("elsevier-onehalf", "one and a half columns", 140.0),
            ("elsevier-double", "two columns", 190.0),
        )
    ),
    *(
        Preset(
            name,
            f"BMC, {words}",
            width,
            dpi_range=(300, 600),
            text_range_pt=(6.0, 14.0),
            line_min_pt=0.25,
            formats=_BMC_FORMATS,
            max_height_mm=225.0,
            max_megabytes=10.0,
            source=_BMC,
        )
        for name, words, width in (("bmc-single", "one column", 85.0), ("bmc-double", "two columns", 170.0))
    ),
    *(
        Preset(
            name,
            f"Nature portfolio, {words}",
            width,
            dpi_range=(300, 600),
            text_pt=7.0,
            letter_pt=8.0,
            text_range_pt=(5.0, 8.0),
            line_min_pt=0.25,
            formats=("pdf", "tiff"),
            source=_NATURE,
        )
        for name, words, width in (
            ("nature-single", "one column", 89.0),
            ("nature-double", "two columns", 183.0),
        )
    ),
    Preset(
        "plos",
        "PLOS, text column",
        132.0,
        dpi_range=(300, 600),
        max_height_mm=222.3,
        source="PLOS: figure preparation checklist",
    ),
    *(
        Preset(
            name,
            f"RSNA, Spine and BMJ journals, {words}",
            width,
            dpi_range=(300, 600),
            text_range_pt=(6.0, 14.0),
            is_verified=False,
            source="no public source found for the sizes",
        )
        for name, words, width in (("rsna-single", "one column", 86.0), ("rsna-double", "two columns", 178.0))
    ),
    Preset(
        "blog",
        "Web page, 1600 pixels wide",
        101.6,
        dpi=400,
        text_range_pt=(7.0, 40.0),
        formats=("png", "jpg", "webp", "svg"),
        dpi_range=(72, 1200),
        source="width in pixels, not in print",
        is_for_web=True,
    ),
    Preset(
        "link-preview",
        "Link preview, 1200 × 630 pixels",
        101.6,
        dpi=300,
        height_mm=53.34,
        text_range_pt=(7.0, 40.0),
        formats=("png", "jpg", "webp"),
        dpi_range=(72, 1200),
        source="width in pixels, not in print",
        is_for_web=True,
    ),
)
"""Every preset; the command line lists them from here."""

DEFAULT_PRESET = "springer-single"
"""The narrowest column of all outlets at 8 pt and 600 dpi: no journal has to shrink it, so type and lines
stay at the size they were given, and it meets the type sizes of Springer, Elsevier, BMC and PLOS."""


def preset(name: str) -> Preset:
    """Return the preset of this name.

    Raises
    ------
    UsageError
        If there is none.
    """
    for candidate in PRESETS:
        if candidate.name == name:
            return candidate
    known = ", ".join(p.name for p in PRESETS)
    raise UsageError(f"There is no preset '{name[:40]}'; choose one of {known}.")
