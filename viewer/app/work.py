"""Work that is to be saved or left, held as it was when the user asked: something else may be open soon after.

What writes it is imported on the thread that does so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from viewer.core.document import Document
from viewer.core.series import Slice, SliceKey, Study
from viewer.core.view import View
from viewer.errors import UsageError, ViewerError

if TYPE_CHECKING:
    from viewer.app.background import Progress
    from viewer.app.projects import ProjectFile
    from viewer.measure.measurement import Measurement
    from viewer.measure.prepared import PreparedSlice


@dataclass(frozen=True, slots=True)
class Left:
    """Work that may be left for something else: the document, and whether an outline was being drawn."""

    document: Document = field(default_factory=Document)
    is_drawing: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be saved; another study may be open when it is written.

    Parameters
    ----------
    study, document, view
        What was open, made and shown.
    prepared
        Slices that were ready to be measured.
    path, file
        Its project, None where it had none.
    """

    study: Study
    document: Document
    view: View
    prepared: "Mapping[SliceKey, PreparedSlice]" = field(default_factory=dict, repr=False)
    path: Path | None = None
    file: "ProjectFile | None" = field(default=None, repr=False)

    def save(self, path: Path, *, replaces: str | None = None) -> "ProjectFile":
        """Write it as a project, with its numbers; see `viewer.app.projects.save`."""
        from viewer.app.projects import save

        return save(
            path,
            study=self.study,
            document=self.document,
            view=self.view,
            measurement=self._measured(),
            before=self.file,
            replaces=replaces,
        )

    def save_case(self, path: Path, *, is_reviewed: bool, progress: "Progress | None" = None) -> None:
        """Write it as a case to hand on; see `viewer.app.projects.cases.save_case`."""
        from viewer.app.projects.cases import save_case

        save_case(
            path,
            self.study,
            self.document,
            view=self.view,
            measurement=self._measured(),
            is_reviewed=is_reviewed,
            progress=progress,
        )

    def _measured(self) -> "Measurement | None":
        """Numbers to store with a project, None where there is nothing to measure."""
        from viewer.app.numbers.saving import measurement_of_document

        try:
            return measurement_of_document(self.document, self.study, prepared=self.prepared)
        except UsageError:
            return None
        except ViewerError:
            document = self._without_vanished()
        try:
            return measurement_of_document(document, self.study, prepared=self.prepared)
        except ViewerError:
            return None  # outlines are saved whatever becomes of their numbers

    def _without_vanished(self) -> Document:
        """Document without outlines on slices whose pixels cannot be read any more."""
        outlined = {outline.slice_key for outline in self.document.outlines}
        images = [image for series in self.study.series for image in series.slices if image.key in outlined]
        gone = {image.key for image in images if image.key not in self.prepared and not _is_readable(image)}
        kept = tuple(outline for outline in self.document.outlines if outline.slice_key not in gone)
        return replace(self.document, outlines=kept)

    def save_table(self, path: Path) -> None:
        """Write its numbers as a table; see `viewer.app.numbers.saving.save_table`."""
        from viewer.app.numbers.saving import save_table

        inputs = () if self.path is None else (self.path,)
        save_table(path, self.document, self.study, prepared=self.prepared, inputs=inputs)


def _is_readable(image: Slice) -> bool:
    try:
        image.values()
    except ViewerError:
        return False
    return True
