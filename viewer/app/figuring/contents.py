"""What the panels of a recipe show: each panel's slice found again, read, and measured once.

Everything here may take a while; the window asks for it away from its own thread.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from viewer.app.figuring.sources import FigureSource, figure_content
from viewer.app.levels.companions import best_slice, companions_of, first_companion
from viewer.app.levels.crossing import crossing_line
from viewer.app.numbers.building import settings_of
from viewer.core.document import Document, ScaleOf
from viewer.core.figures.panels import Panel
from viewer.core.figures.spec import FigureSpec
from viewer.core.fingerprints import as_fingerprint
from viewer.core.grey import automatic_window
from viewer.core.series import Series, Slice, SliceKey, Study
from viewer.errors import UsageError, ViewerError
from viewer.figure.content import FigureContent, LocatorView
from viewer.measure.changes.change import Change
from viewer.measure.changes.time_words import time_words_of
from viewer.measure.fat_map import FatMap, fat_map_of
from viewer.measure.prepared import prepare

LETTERS = "abcdefghijklmnopqrstuvwx"
"""What panels are called in sentences."""

_Wanted = tuple[SliceKey, bool, bool]
"""A slice, and whether it needs a fat map and a locator."""


@dataclass(slots=True)
class Contents:
    """Keeps what was read and measured for one state of a document, so that it is done once per slice."""

    _document: Document | None = None
    _study: Study | None = None
    _held: dict[_Wanted, FigureContent] = field(default_factory=dict, repr=False)
    _changes: dict[frozenset[SliceKey], Change | None] = field(default_factory=dict, repr=False)

    def of(self, spec: FigureSpec, source: FigureSource) -> tuple[FigureContent, ...]:
        """One content per panel of a recipe; see `figure_contents`."""
        document = without_figures(source.document)
        if document != self._document or source.study is not self._study:
            self._held, self._changes, self._document, self._study = {}, {}, document, source.study
        found = []
        for number, panel in enumerate(spec.panels):
            series, image = slice_of(panel, source, number=number)
            wanted = (image.key, panel.shows_fat_map, number == 0 and spec.inset == "locator")
            if wanted not in self._held:
                self._held[wanted] = _content(replace(source, series=series, image=image), wanted)
            found.append(self._held[wanted])
        return self._with_change(tuple(found), spec, source)

    def _with_change(
        self, contents: tuple[FigureContent, ...], spec: FigureSpec, source: FigureSource
    ) -> tuple[FigureContent, ...]:
        """Contents whose numbers know what changed, for the table of two paired dates."""
        if spec.arrangement != "dates" or not spec.shows_numbers or source.document.pairing is None:
            return contents
        keys = frozenset(content.image.key for content in contents)
        if keys not in self._changes:
            self._changes[keys] = _change(source, keys)
        change = self._changes[keys]
        return tuple(
            content
            if content.measurement is None
            else replace(content, measurement=replace(content.measurement, change=change))
            for content in contents
        )


def figure_contents(spec: FigureSpec, source: FigureSource) -> tuple[FigureContent, ...]:
    """What the panels of a recipe show.

    Parameters
    ----------
    spec
        The recipe.
    source
        What is open, the document, and the slice for panels that name none.

    Returns
    -------
    tuple
        One content per panel; panels of one slice share it.

    Raises
    ------
    UsageError
        If a panel's slice is not among the opened images.
    UsageError, OutlineError, SideError, GeometryError, UnreadableError
        As `viewer.app.figuring.sources.figure_content`.
    """
    return Contents().of(spec, source)


def without_figures(document: Document) -> Document:
    """Return the part of a document that figures show."""
    return replace(document, figures=())


def slice_of(panel: Panel, source: FigureSource, *, number: int) -> tuple[Series, Slice]:
    """Block and slice of a panel.

    Parameters
    ----------
    panel
        The panel.
    source
        What is open, and the slice for a panel that names none.
    number
        Which panel it is, from 0, for the sentence.

    Raises
    ------
    UsageError
        If its slice is not among the opened images.
    """
    if not panel.slice_id:
        return source.series, source.image
    for series, image in slices_of(source.study):
        if image.key.frame == panel.frame and as_fingerprint(image.key.uid) == panel.slice_id:
            return series, image
    raise UsageError(
        f"The slice of panel {LETTERS[number]} is not among the opened images; open its study or choose another slice."
    )


def slices_of(study: Study) -> Iterator[tuple[Series, Slice]]:
    """Every slice of a study with its block."""
    return ((series, image) for series in study.series for image in series.slices)


def _content(source: FigureSource, wanted: _Wanted) -> FigureContent:
    content = figure_content(source)
    return replace(
        content,
        midline=source.document.midline_on(source.image.key),
        fat_map=_fat_map(source, content) if wanted[1] else None,
        locator=_locator(source) if wanted[2] else None,
        time_words=time_words_of(source.document, source.series, source.study.series),
    )


def _change(source: FigureSource, keys: frozenset[SliceKey]) -> Change | None:
    """What changed between the slices that are shown; None where it cannot be told."""
    from viewer.app.comparing.dates.changed import measured_change

    document = source.document
    if document.scale_of is not ScaleOf.SERIES:  # no other slice has a part in their numbers
        document = replace(document, outlines=tuple(one for one in document.outlines if one.slice_key in keys))
    try:
        return measured_change(document, source.study).change
    except ViewerError:  # each slice has a row of its own then
        return None


def _fat_map(source: FigureSource, content: FigureContent) -> FatMap | None:
    if content.measurement is None:
        return None
    ready = prepare(source.image, source.document, series_uid=source.series.series_uid)
    return fat_map_of(content.measurement, ready, settings_of(source.document), source.study.series)


def _locator(source: FigureSource) -> LocatorView | None:
    """Sagittal image with the line of the slice; None where no series can show it or its pixels cannot be read."""
    companions = companions_of(source.study, source.series)
    if not companions:
        return None
    companion = first_companion(companions, source.series)
    image = companion.slices[best_slice(companion, source.series, source.image, source.document) - 1]
    line, spacing = crossing_line(source.image, image), image.geometry.spacing
    if line is None or spacing is None:
        return None
    try:
        values = source.document.kept_values(image, image.values())
    except ViewerError:
        return None  # the inset is an aid; the figure can do without
    window = image.window or automatic_window(values)
    grey = np.ascontiguousarray(window.to_grey(values, is_inverted=image.mapping.is_inverted))
    grey.setflags(write=False)
    doubtful = image.key if image.acquisition.may_hold_burned_in_text else None
    return LocatorView(grey, spacing.row_mm, spacing.column_mm, line, doubtful)
