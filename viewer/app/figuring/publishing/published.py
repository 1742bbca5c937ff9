"""A figure with all it is made of, and the numbers of the slices it shows."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from viewer.app.figuring.arrangements import pinned
from viewer.app.figuring.contents import Contents
from viewer.app.figuring.measured import only_of
from viewer.app.figuring.saving import FILE_STEM
from viewer.app.figuring.sources import FigureSource
from viewer.app.levels.file_names import stem_with_levels
from viewer.app.numbers.saving import measurement_of_document
from viewer.core.document import Document, ScaleOf
from viewer.core.figures.spec import FigureSpec
from viewer.core.series import SliceKey
from viewer.figure.checking.patient_data import refuse_patient_data
from viewer.figure.content import FigureContent
from viewer.measure.changes.change import Change
from viewer.measure.measurement import Measurement


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """A figure with all it is made of.

    Parameters
    ----------
    spec
        Recipe; every panel names its slice.
    contents
        What each panel shows.
    source
        What is open, and the document.
    leaves_doubt
        See `viewer.figure.doubtful.refuse_unseen`.
    """

    spec: FigureSpec
    contents: tuple[FigureContent, ...] = field(repr=False)
    source: FigureSource = field(repr=False)
    leaves_doubt: bool = False

    @property
    def keys(self) -> frozenset[SliceKey]:
        """Slices that it shows."""
        return frozenset(content.image.key for content in self.contents)

    @property
    def document(self) -> Document:
        """The document with the outlines of these slices only."""
        document = self.source.document
        return replace(document, outlines=tuple(o for o in document.outlines if o.slice_key in self.keys))

    @property
    def stem(self) -> str:
        """Name of its file without ending: it tells the levels, and nobody."""
        return stem_with_levels(FILE_STEM, [content.level for content in self.contents])

    def measurement(self) -> Measurement | None:
        """Numbers of its slices, as tables have them; None where nothing is outlined.

        Raises
        ------
        UsageError
            If nothing can be measured.
        UnreadableError
            If pixels cannot be read.
        """
        if all(content.measurement is None for content in self.contents):
            return None
        is_shared = self.source.document.scale_of is ScaleOf.SERIES
        measured = measurement_of_document(self.source.document if is_shared else self.document, self.source.study)
        return only_of(measured, self.keys) if is_shared else measured

    def change_in(self, measurement: Measurement | None) -> Change | None:
        """What changed between the dates of a figure of two dates; None in every other figure."""
        return None if measurement is None or self.spec.arrangement != "dates" else measurement.change

    def refuse_naming_patient(self, path: Path) -> None:
        """Refuse a file or folder whose name names the patient, and texts that do.

        Raises
        ------
        PatientDataError
            If it does.
        """
        refuse_patient_data(self.spec, self.contents, path.name)


def published(spec: FigureSpec, source: FigureSource, contents: Contents | None = None) -> PublishedFigure:
    """Read and measure what a figure shows.

    Parameters
    ----------
    spec
        Recipe; panels that name no slice show that of the source.
    source
        What is open, the document, and the slice on the screen.
    contents
        What was read before; None to read anew.

    Raises
    ------
    UsageError, OutlineError, SideError, GeometryError, UnreadableError
        As `viewer.app.figuring.contents.figure_contents`.
    """
    bound = pinned(spec, source.image.key)
    return PublishedFigure(bound, (contents or Contents()).of(bound, source), source)
