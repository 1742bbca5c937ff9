"""What a check looks at, and what it finds: a sentence, a remedy, and where a rule can mend it, the mended recipe."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from viewer.core.figures.spec import FigureSpec
from viewer.figure.content import FigureContent
from viewer.figure.page import Page
from viewer.figure.presets import Preset

Level = Literal["problem", "note"]


@dataclass(frozen=True, slots=True)
class Fix:
    """How a rule mends a finding: a button of the window, or a choice of who writes the file.

    Parameters
    ----------
    name
        Words for a button, such as 'Show the scale bar'.
    spec
        The recipe with the finding mended, everything else as it was; None where the recipe is not the reason.
    dpi
        Resolution to write with instead, or None.
    suffix
        File name ending to write instead, with its dot, or None.
    """

    name: str
    spec: FigureSpec | None = None
    dpi: int | None = None
    suffix: str | None = None


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
    fix
        What does it by itself, or None where only a person can.
    """

    identifier: str
    level: Level
    sentence: str
    remedy: str
    fix: Fix | None = None


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What is checked.

    Parameters
    ----------
    page, spec, contents, outlet
        The page, the recipe and the contents it was laid out from, and the preset.
    dpi
        Resolution of pixel formats.
    suffix
        File name ending with its dot, small letters.
    size_bytes
        Size of the file, None where it is not known yet.
    file_name
        Name of the file without its folders, None where it is not known yet.
    """

    page: Page
    spec: FigureSpec
    contents: tuple[FigureContent, ...]
    outlet: Preset
    dpi: int
    suffix: str
    size_bytes: int | None = None
    file_name: str | None = None


Check = Callable[[Inquiry], Iterable[Finding]]
"""One check: every finding of its kind."""
