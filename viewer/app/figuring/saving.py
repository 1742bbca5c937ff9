"""A figure as a file or on the clipboard, and what is remembered of how it was made.

Everything here may take a while (matplotlib is imported and paints); the window calls it away from its own thread.
matplotlib's settings belong to the whole process, so only one figure is painted at a time.
"""

import io
import json
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from viewer.app.levels.file_names import stem_with_levels
from viewer.app.numbers.saving import refuse_overwriting
from viewer.core.figures.spec import FigureSpec
from viewer.core.series import Study
from viewer.errors import SideError
from viewer.figure.checking.patient_data import refuse_patient_data
from viewer.figure.checking.preflight import Finding
from viewer.figure.content import FigureContent, as_contents
from viewer.figure.encoding import DPI_RANGE, ENCODERS, make_figure
from viewer.figure.layout import lay_out
from viewer.figure.page import Page
from viewer.figure.presets import PRESETS
from viewer.io.atomic import write_atomically

if TYPE_CHECKING:
    pass

FILE_STEM = "multifidus-figure"
"""Suggested file name without its ending: it names nobody."""

FIRST_OUTLET = "blog"
"""Outlet of a first figure in the window: the one that takes the first format, PNG, as it is; journals are chosen."""

VECTOR_FORMATS = (".pdf", ".svg")
"""Formats without a resolution."""

Shown = FigureContent | tuple[FigureContent, ...]
"""One content per panel of a recipe; a single one serves every panel."""

PAINTING = threading.Lock()
"""Held while matplotlib paints: its settings belong to the whole process."""


@dataclass(frozen=True, slots=True)
class FigureChoices:
    """What is remembered from one figure to the next.

    Whether the sides are shown is not among it: leaving them out is decided anew for every figure.

    Parameters
    ----------
    preset
        Name of one of `PRESETS`; another one becomes `FIRST_OUTLET`.
    suffix
        File name ending with its dot, one of `ENCODERS`; another one becomes '.png'.
    dpi
        Resolution of pixel formats, None for the preset's.
    shows_numbers, shows_caption, shows_edges, shows_scale_bar
        As in `FigureSpec`.
    folder
        Where the last figure was saved, '' for the user's pictures; what is no whole path becomes ''.
    """

    preset: str = FIRST_OUTLET
    suffix: str = ".png"
    dpi: int | None = None
    shows_numbers: bool = False
    shows_caption: bool = False
    shows_edges: bool = False
    shows_scale_bar: bool = True
    folder: str = ""

    def __post_init__(self) -> None:
        # Remembered by an older or newer version: a preset that is gone must not keep the dialog from opening.
        if self.preset not in {known.name for known in PRESETS}:
            object.__setattr__(self, "preset", FIRST_OUTLET)
        if self.suffix not in ENCODERS:
            object.__setattr__(self, "suffix", ".png")
        if self.dpi is not None and (type(self.dpi) is not int or not DPI_RANGE[0] <= self.dpi <= DPI_RANGE[1]):
            object.__setattr__(self, "dpi", None)
        if self.folder and ("\0" in self.folder or not Path(self.folder).is_absolute()):
            object.__setattr__(self, "folder", "")

    @property
    def kept_folder(self) -> Path | None:
        """Where the last figure was saved, None for the user's pictures."""
        return Path(self.folder) if self.folder else None

    def to_text(self) -> str:
        """Return the choices as a text that settings can hold."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_text(cls, text: str) -> "FigureChoices":
        """Return choices from such a text; those of a first figure where it holds none."""
        try:
            found = json.loads(text)
            sound = {
                field.name: found[field.name]
                for field in fields(cls)
                if isinstance(found.get(field.name), type(field.default)) or field.name == "dpi"
            }
            return cls(**sound)
        except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
            return cls()


def laid_out(spec: FigureSpec, content: Shown) -> Page:
    """Page of a figure; see `viewer.figure.layout.lay_out`.

    Raises
    ------
    SideError
        In the window's words where the sides are unknown.
    SideError, OutlineError, UsageError
        As `lay_out`.
    """
    for geometry in (shown.geometry for shown in as_contents(spec, content)):
        if spec.shows_sides and geometry.orientation is None and not geometry.can_tell_side:
            raise SideError(
                "The image does not say which side is the patient's right, so the figure cannot be lettered; state "
                "the sides, or make the figure without them."
            )
    return lay_out(spec, content)


def figure_caption(spec: FigureSpec, content: Shown) -> str:
    """Caption of a figure, for the clipboard.

    Raises
    ------
    PatientDataError
        If a typed text names the patient.
    SideError, OutlineError, UsageError
        As `render_preview`.
    """
    refuse_patient_data(spec, content, FILE_STEM)
    return laid_out(spec, content).caption


def figure_picture(
    spec: FigureSpec, content: Shown, *, dpi: int | None
) -> tuple[bytes, NDArray[np.uint8], tuple[Finding, ...]]:
    """A figure for the clipboard: its PNG file, the bare pixels of it, and the findings.

    Raises
    ------
    SideError, OutlineError, UsageError, PatientDataError
        As `make_file`.
    """
    from PIL import Image

    data, findings = make_file(spec, content, Path(f"{FILE_STEM}.png"), dpi=dpi)
    with Image.open(io.BytesIO(data)) as picture:
        return data, np.asarray(picture), findings


def make_file(spec: FigureSpec, content: Shown, path: Path, *, dpi: int | None) -> tuple[bytes, tuple[Finding, ...]]:
    """Bytes of a figure's file and its findings; see `viewer.figure.encoding.make_figure`."""
    if path.suffix.lower() in ENCODERS:  # an unknown ending is refused first
        laid_out(spec, content)
    with PAINTING:
        return make_figure(spec, content, path, dpi=dpi)


def save_figure(spec: FigureSpec, content: Shown, path: Path, *, dpi: int | None, study: Study) -> tuple[Finding, ...]:
    """Write a figure; either the whole file is there afterwards or what was there before.

    Parameters
    ----------
    spec, content
        Recipe and what is shown.
    path
        Where to write; its ending names the format.
    dpi
        Resolution of pixel formats, None for the preset's.
    study
        What is open: none of its files may be overwritten.

    Raises
    ------
    SideError, OutlineError, UsageError, PatientDataError
        As `make_file`.
    OutputError
        If the path is an image that is open, or cannot be written.
    """
    data, findings = make_file(spec, content, path, dpi=dpi)
    refuse_overwriting(path, study)
    write_atomically(path, data)
    return findings


def suggested_name(suffix: str, *, is_taken: Callable[[str], bool], level: str | None = None) -> str:
    """File name that names nobody and is free, such as 'multifidus-figure.png' or 'multifidus-figure-L4-5-2.png'.

    Parameters
    ----------
    suffix
        Ending with its dot.
    is_taken
        Whether there is a file of a name.
    level
        Level of the slice, None where it is not known.
    """
    stem = stem_with_levels(FILE_STEM, (level,))
    name, number = f"{stem}{suffix}", 1
    while is_taken(name):
        number += 1
        name = f"{stem}-{number}{suffix}"
    return name
