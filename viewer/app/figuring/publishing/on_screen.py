"""Which figure printing, bundle and report are about when the slice on the screen is all that was said."""

from pathlib import Path

from viewer.app.figuring.contents import Contents
from viewer.app.figuring.desk import Desk
from viewer.app.figuring.previewing import page_of
from viewer.app.figuring.publishing.published import PublishedFigure, published
from viewer.app.figuring.saving import FigureChoices
from viewer.app.figuring.sources import FigureSource
from viewer.core.figures.spec import FigureSpec
from viewer.figure.doubtful import refuse_unseen
from viewer.figure.page import Page


def figure_of(source: FigureSource, choices: FigureChoices) -> FigureSpec:
    """Recipe of the latest figure that shows a slice, else that of a new one.

    Parameters
    ----------
    source
        What is open, and the slice on the screen.
    choices
        What was chosen the last time.
    """
    desk = Desk(choices, lambda: None)
    desk.open_on(source)
    return desk.spec


def read(spec: FigureSpec, source: FigureSource) -> PublishedFigure:
    """Read and measure what a figure shows, and refuse in the window's words what cannot be laid out.

    Raises
    ------
    SideError
        If the sides are unknown and the recipe shows them.
    UsageError, OutlineError, GeometryError, UnreadableError
        As `viewer.app.figuring.publishing.published.published`.
    """
    figure = published(spec, source, Contents())
    page_of(figure.spec, figure.contents)
    return figure


def page_to_print(spec: FigureSpec, source: FigureSource) -> Page:
    """Page of a figure for the printer; nothing that names the patient is printed in it.

    Raises
    ------
    SideError, UsageError, OutlineError, GeometryError, UnreadableError
        As `read`.
    PatientDataError
        If a typed text names the patient, or pixels may and nobody has looked at them.
    """
    figure = read(spec, source)
    figure.refuse_naming_patient(Path(figure.stem))
    page = page_of(figure.spec, figure.contents)
    refuse_unseen(page.doubtful, figure.spec)
    return page
