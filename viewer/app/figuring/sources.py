"""What a figure is made of: the slice, the document, and the outlines and numbers that are drawn.

Pixels are read and outlines are measured here; the window calls it away from its own thread.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from viewer.app.figuring.measured import measured_slice
from viewer.core.annotations.levels import settled_level
from viewer.core.document import Document
from viewer.core.grey import Window
from viewer.core.series import Series, Slice, Study
from viewer.figure.content import FigureContent
from viewer.measure.anchored.scale import REFERENCES
from viewer.measure.measurement import Measurement
from viewer.measure.weighting import weighting

if TYPE_CHECKING:
    from viewer.app.session import Snapshot


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
