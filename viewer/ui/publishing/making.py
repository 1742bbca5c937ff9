"""What is made away from the window's thread: figures to hand on, and what is written of them.

What makes the files is imported on the thread that does so.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from viewer.app.session import Snapshot
from viewer.app.work import Work
from viewer.core.document import Document

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from viewer.app.figuring.publishing.bundle import BundleForm
    from viewer.app.figuring.sources import FigureSource
    from viewer.core.figures.spec import FigureSpec
    from viewer.core.series import Slice
    from viewer.figure.page import Page

    Wanted = tuple[FigureSpec, FigureSource, BundleForm]


def of_slice(now: Snapshot, choices_text: str) -> "Wanted":
    """The latest figure that shows the slice on the screen, else a new one, in the preset's first format."""
    from viewer.app.figuring.publishing.bundle import BundleForm
    from viewer.app.figuring.publishing.on_screen import figure_of
    from viewer.app.figuring.saving import FigureChoices
    from viewer.app.figuring.sources import figure_source

    source = figure_source(now)
    if source is None:
        raise AssertionError("a slice is on the screen")
    return figure_of(source, FigureChoices.from_text(choices_text)), source, BundleForm()


def of_editor(spec: "FigureSpec", source: "FigureSource", suffix: str, dpi: int | None) -> "Wanted":
    """The figure that is being edited, in the format that was chosen there."""
    from viewer.app.figuring.publishing.bundle import BundleForm

    return spec, source, BundleForm(suffix, dpi)


def finding_text(now: Snapshot) -> str:
    """Finding of the slice on the screen."""
    from viewer.app.figuring.publishing.finding import finding_of
    from viewer.app.figuring.sources import figure_source

    source = figure_source(now)
    if source is None:
        raise AssertionError("a slice is on the screen")
    return finding_of(source)


def printed_page(wanted: "Callable[[], Wanted]") -> "Page":
    """Page of a figure for the printer."""
    from viewer.app.figuring.publishing.on_screen import page_to_print

    spec, source, _ = wanted()
    return page_to_print(spec, source)


def make_bundle(folder: Path, wanted: "Callable[[], Wanted]") -> None:
    """Write a bundle as a new folder."""
    from viewer.app.figuring.publishing.bundle import refuse_bundle_place, write_bundle
    from viewer.app.figuring.publishing.on_screen import read

    refuse_bundle_place(folder)
    spec, source, form = wanted()
    write_bundle(folder, read(spec, source), form)


def make_report(path: Path, wanted: "Callable[[], Wanted]") -> None:
    """Write a report."""
    from viewer.app.figuring.publishing.on_screen import read
    from viewer.app.figuring.publishing.report import write_report

    spec, source, _ = wanted()
    write_report(path, read(spec, source))


def images_to_look_at(work: Work) -> "tuple[Slice, ...]":
    """Slices of a case whose pixels may hold burned-in text."""
    from viewer.app.projects.cases import images_to_review

    return images_to_review(work.study, work.document)


def picture_of(document: Document, image: "Slice", *, shows_faint: bool) -> "NDArray[np.uint8]":
    """A slice as a case would hold it, for looking for text."""
    from viewer.app.projects.cases import review_picture

    return review_picture(image, document, shows_faint=shows_faint)
