"""The figure of one slice: what it shows, its preview and its file. Command line and window go through here.

Everything here may take a while (pixels are read, matplotlib is imported and paints); the window calls it away
from its own thread. matplotlib's settings belong to the whole process, so only one figure is painted at a time.
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

from viewer.app.figuring.measured import measured_slice
from viewer.app.levels.file_names import stem_with_levels
from viewer.app.numbers.saving import refuse_overwriting
from viewer.core.annotations.levels import settled_level
from viewer.core.document import Document
from viewer.core.grey import Window
from viewer.core.outline import Structure
from viewer.core.series import Series, Slice, Study
from viewer.errors import SideError
from viewer.figure.checking.patient_data import refuse_patient_data
from viewer.figure.checking.preflight import Finding, check
from viewer.figure.content import FigureContent, as_contents
from viewer.figure.encoding import DPI_RANGE, ENCODERS, make_figure
from viewer.figure.layout import lay_out
from viewer.figure.page import Page
from viewer.figure.painting.pixels import pixel_size, to_pixels
from viewer.figure.presets import DEFAULT_PRESET, PRESETS, resolve_preset
from viewer.figure.spec import FigureSpec
from viewer.io.atomic import write_atomically
from viewer.measure.measurement import Measurement
from viewer.measure.weighting import weighting

if TYPE_CHECKING:
    from viewer.app.session import Snapshot

REFERENCES = (Structure.REFERENCE_FAT, Structure.REFERENCE_MUSCLE)
"""Structures that serve the measuring and are not drawn."""

FILE_STEM = "multifidus-figure"
"""Suggested file name without its ending: it names nobody."""

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
        Name of one of `PRESETS`; another one becomes the default.
    suffix
        File name ending with its dot, one of `ENCODERS`; another one becomes '.png'.
    dpi
        Resolution of pixel formats, None for the preset's.
    shows_numbers, shows_caption, shows_edges, shows_scale_bar
        As in `FigureSpec`.
    """

    preset: str = DEFAULT_PRESET
    suffix: str = ".png"
    dpi: int | None = None
    shows_numbers: bool = False
    shows_caption: bool = False
    shows_edges: bool = False
    shows_scale_bar: bool = True

    def __post_init__(self) -> None:
        # Remembered by an older or newer version: a preset that is gone must not keep the dialog from opening.
        if self.preset not in {known.name for known in PRESETS}:
            object.__setattr__(self, "preset", DEFAULT_PRESET)
        if self.suffix not in ENCODERS:
            object.__setattr__(self, "suffix", ".png")
        if self.dpi is not None and not DPI_RANGE[0] <= self.dpi <= DPI_RANGE[1]:
            object.__setattr__(self, "dpi", None)

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
        except (ValueError, TypeError, AttributeError, KeyError):
            return cls()


@dataclass(frozen=True, slots=True)
class FigureSource:
    """What a figure is made of, as it was when the figure was asked for.

    Parameters
    ----------
    study, series, image
        What is open, and the slice the figure shows.
    document
        Outlines, crops and statements.
    window
        Display window the user chose on the screen, None if it was left as it is.
    """

    study: Study
    series: Series
    image: Slice
    document: Document
    window: Window | None = None

    @property
    def level(self) -> str | None:
        """Level of the slice, None where it is not known."""
        return settled_level(self.document, self.image, self.series.frame_of_reference_uid)

    @property
    def lacks_sides(self) -> bool:
        """Whether neither the image nor the user says which side is the patient's right."""
        stated = self.document.statement_for(self.series.series_uid)
        geometry = self.image.geometry
        return geometry.orientation is None and geometry.stated_sides is None and stated.sides is None

    @property
    def lacks_spacing(self) -> bool:
        """Whether neither the image nor the user says how large a pixel is."""
        stated = self.document.statement_for(self.series.series_uid)
        return self.image.geometry.spacing is None and stated.spacing is None


@dataclass(frozen=True, slots=True)
class Preview:
    """A figure as it is shown before it is written.

    Parameters
    ----------
    pixels
        Shape (rows, columns) or (rows, columns, 3): the figure's marks, painted as in its file.
    width_mm, height_mm
        Final size.
    file_pixels
        Width and height of the file in pixels, None for formats without a resolution.
    dpi
        Resolution of the file.
    caption, alt
        Caption and alternative text that go with it.
    findings
        What the pre-flight check found.
    """

    pixels: NDArray[np.uint8]
    width_mm: float
    height_mm: float
    file_pixels: tuple[int, int] | None
    dpi: int
    caption: str
    alt: str
    findings: tuple[Finding, ...]


def figure_source(now: "Snapshot") -> FigureSource | None:
    """What a figure of the slice on the screen is made of; None while nothing is open."""
    if now.study is None or now.series is None or now.image is None:
        return None
    chosen = now.view.window_of(now.series.series_uid)
    return FigureSource(now.study, now.series, now.image, now.document, window=chosen)


def figure_content(source: FigureSource, *, measurement: Measurement | None = None) -> FigureContent:
    """What the figure shows: the slice with the outlines drawn on it and their numbers.

    Parameters
    ----------
    source
        Slice and document.
    measurement
        Numbers of the slice, None to measure it as the document says.

    Raises
    ------
    UsageError, OutlineError, SideError, GeometryError
        As `measure`.
    UnreadableError
        If the pixels cannot be read.
    """
    document, image = source.document, source.image
    here = document.on_slice(image.key)
    drawn = tuple(outline for outline in here if outline.structure not in REFERENCES)
    if measurement is None and drawn:
        measurement = measured_slice(document, source.series, image.key, source.study.series)
    return FigureContent(
        image=image,
        values=document.kept_values(image, image.values()),
        outlines=drawn,
        measurement=measurement,
        statement=document.statement_on(image, series_uid=source.series.series_uid),
        level=source.level,
        weighting=weighting(image.acquisition, source.series.description),
        identity=source.series.identity,
    )


def render_preview(
    spec: FigureSpec, content: Shown, *, box_px: tuple[int, int], dpi: int | None, suffix: str
) -> Preview:
    """Figure as large as fits into a box on the screen, with what the pre-flight check says about its file.

    Parameters
    ----------
    spec, content
        Recipe and what is shown.
    box_px
        Width and height of the box in pixels of the screen.
    dpi
        Resolution the file will have, None for the preset's.
    suffix
        Ending the file will have, with its dot.

    Raises
    ------
    SideError, OutlineError, UsageError
        As `lay_out`, in the window's words where the sides are unknown.
    """
    page = laid_out(spec, content)
    resolution = resolve_preset(spec.preset, spec.own_preset).dpi if dpi is None else dpi
    fitting = min(box_px[0] / page.width_mm, box_px[1] / page.height_mm) * 25.4
    with PAINTING:
        pixels = to_pixels(page, dpi=min(max(int(fitting), DPI_RANGE[0]), DPI_RANGE[1]))
    return Preview(
        pixels=pixels,
        width_mm=page.width_mm,
        height_mm=page.height_mm,
        file_pixels=None if suffix in VECTOR_FORMATS else pixel_size(page, dpi=resolution),
        dpi=resolution,
        caption=page.caption,
        alt=page.alt,
        findings=check(page, spec, content, dpi=resolution, suffix=suffix),
    )


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
