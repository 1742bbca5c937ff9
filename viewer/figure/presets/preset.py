"""What one outlet of figures asks for."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from viewer.errors import UsageError

Kind = Literal["journal", "web", "talk"]
"""Where figures of an outlet are seen: in an article, on a page of the web, on a slide or a poster."""

FORMATS = ("tiff", "png", "jpg", "webp", "pdf", "svg")
"""File name endings that figures are written with and an outlet may accept."""

MAX_NAME_CHARACTERS = 40
"""Longest name of a preset."""

MAX_WORDS_CHARACTERS = 200
"""Longest outlet or source of a preset."""

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ADDRESS = re.compile(r"https?://[!-~]{3,300}")


@dataclass(frozen=True, slots=True)
class Preset:
    """What one outlet asks for.

    Parameters
    ----------
    name
        As typed on the command line: small letters, digits and single dashes.
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
    min_width_mm, max_width_mm, max_height_mm, max_megabytes
        Limits, or None.
    dpi_range
        Smallest and largest resolution the outlet accepts for combination art.
    source
        Where the figures come from.
    source_url
        Public address of the outlet's own guideline, '' where none is known.
    checked
        Day on which the figures were last compared with the source, as 2026-11-26; '' where nobody did.
    is_verified
        False where no source of the outlet itself was found.
    is_for_web
        Whether it is shown on screens, and its width counts in pixels.
    kind
        Where its figures are seen.
    is_own
        Whether the user made it.

    Raises
    ------
    UsageError
        If a value is out of range or contradicts another.
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
    min_width_mm: float | None = None
    max_width_mm: float | None = None
    source_url: str = ""
    checked: str = ""
    kind: Kind = "journal"
    is_own: bool = False

    def __post_init__(self) -> None:
        if len(self.name) > MAX_NAME_CHARACTERS or not _NAME.fullmatch(self.name):
            raise UsageError(
                f"A preset's name has at most {MAX_NAME_CHARACTERS} small letters, digits and single dashes; choose "
                "one such as 'my-journal'."
            )
        self._check_words()
        self._check_ranges()
        self._check_order()
        if not self.formats or len(set(self.formats)) != len(self.formats) or not set(self.formats) <= set(FORMATS):
            raise self._refusal(f"its formats must be some of {', '.join(FORMATS)}, each once")
        if self.kind not in get_args(Kind):
            raise self._refusal(f"its kind must be one of {', '.join(get_args(Kind))}")

    def _refusal(self, why: str) -> UsageError:
        return UsageError(f"The preset '{self.name}' cannot be used: {why}.")

    def _check_words(self) -> None:
        for what, words in (("outlet", self.outlet), ("source", self.source)):
            if len(words) > MAX_WORDS_CHARACTERS or not words.isprintable():
                raise self._refusal(f"its {what} must have at most {MAX_WORDS_CHARACTERS} printable characters")
        if not self.outlet.strip():
            raise self._refusal("it does not say what the outlet is called")
        if self.source_url and not _ADDRESS.fullmatch(self.source_url):
            raise self._refusal("its source_url must be an address of the web, such as https://example.org/figures")
        if self.checked and not _is_day(self.checked):
            raise self._refusal("its checked must be a day such as 2026-11-26")

    def _check_ranges(self) -> None:
        for what, values, low, high in (
            ("width_mm", (self.width_mm,), 10.0, 2000.0),
            ("height_mm", (self.height_mm,), 10.0, 2000.0),
            ("min_width_mm", (self.min_width_mm,), 1.0, 2000.0),
            ("max_width_mm", (self.max_width_mm,), 1.0, 2000.0),
            ("max_height_mm", (self.max_height_mm,), 10.0, 2000.0),
            ("max_megabytes", (self.max_megabytes,), 0.01, 10_000.0),
            ("dpi", (self.dpi, *self.dpi_range), 36, 2400),
            ("text_pt", (self.text_pt, self.letter_pt, *self.text_range_pt), 3.0, 200.0),
            ("line_min_pt", (self.line_min_pt,), 0.0, 20.0),
        ):
            if not all(value is None or low <= value <= high for value in values):
                raise self._refusal(f"its {what} must lie between {low:g} and {high:g}")

    def _check_order(self) -> None:
        for what, values in (
            ("width must lie within its own limits", (self.min_width_mm, self.width_mm, self.max_width_mm)),
            ("height must lie within its own limit", (self.height_mm, self.max_height_mm)),
            ("dpi must lie within its own dpi_range", (self.dpi_range[0], self.dpi, self.dpi_range[1])),
            ("type sizes must lie within its own text_range_pt", (self.text_range_pt[0], self.text_pt)),
            ("letters must not be smaller than its words", (self.text_pt, self.letter_pt)),
            ("type sizes must lie within its own text_range_pt", (self.letter_pt, self.text_range_pt[1])),
        ):
            known = [value for value in values if value is not None]
            if known != sorted(known):
                raise self._refusal(f"its {what}")


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
