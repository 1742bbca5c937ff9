"""From a recipe and its content to marks on paper in mm. Pure: no drawing library, no file."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from viewer.core.figures.marks import PAGE
from viewer.core.figures.spec import FigureSpec
from viewer.core.grey import Window
from viewer.figure.arranging.greys import windows_of
from viewer.figure.arranging.grid import Arranged, arrange
from viewer.figure.arranging.looks import Looks
from viewer.figure.arranging.views import PanelView, view_of
from viewer.figure.content import FigureContent, as_contents
from viewer.figure.doubtful import pixels_state
from viewer.figure.page import Mark, Page
from viewer.figure.parts.badge import head_marks, head_mm
from viewer.figure.parts.doubtful import doubtful_pixels
from viewer.figure.parts.heads import letter_of, title_of
from viewer.figure.parts.key import ViewKey, can_show_view, holds_for_all
from viewer.figure.parts.on_panel import PanelMarks, panel_marks
from viewer.figure.parts.placing import lowered
from viewer.figure.parts.user_marks import user_marks
from viewer.figure.presets import resolve_preset
from viewer.figure.provenance import record_json
from viewer.figure.type.apostrophes import typeset
from viewer.figure.under_panels.number_table import number_marks
from viewer.figure.under_panels.text_lines import GAP_MM, INSET_MM, text_lines
from viewer.figure.words.captions import ShownPanel, Words, describe_panels
from viewer.figure.words.fields import resolve_fields

__all__ = ["FigureContent", "lay_out"]

MOST_FOR_TEXT = 0.4
"""Part of a limited height that panels give up for what stands under them (no unit); a longer text makes the page too
high, and the check says so."""


@dataclass(frozen=True, slots=True)
class _Job:
    """What stays the same while a page is laid out."""

    spec: FigureSpec
    contents: tuple[FigureContent, ...]
    looks: Looks
    views: tuple[PanelView, ...]
    windows: tuple[Window, ...]


@dataclass(frozen=True, slots=True)
class _Draft:
    """A page with its panels at one size."""

    arranged: Arranged
    marks: tuple[Mark, ...]
    words: Words
    shown: tuple[ShownPanel, ...]
    strips_mm: float
    height_mm: float


def lay_out(spec: FigureSpec, contents: FigureContent | tuple[FigureContent, ...]) -> Page:
    """Page with every mark of a figure in mm.

    Pixels are never resampled: a panel is a part of the stored array, mirrored or turned by quarter turns only where
    the recipe says so. The letters stand at the edges to which geometry assigns them after that.

    Parameters
    ----------
    spec
        What the user chose.
    contents
        What each panel shows; a single content serves every panel.

    Returns
    -------
    Page
        Marks from back to front, in mm from the top left corner; caption and alternative text.

    Raises
    ------
    SideError
        If the sides are unknown and the recipe shows sides or one half, or an outline's side contradicts geometry.
    OutlineError
        If an outline cannot be drawn honestly (crosses itself, leaves the image, covers its partner).
    UsageError
        If a crop in mm is asked for without a known spacing, a preset or a live field is unknown, or slices are
        missing.
    """
    found = as_contents(spec, contents)
    looks = Looks(resolve_preset(spec.preset, spec.own_preset), spec.style)
    views = tuple(view_of(i, spec, content) for i, content in enumerate(found))
    job = _Job(spec, found, looks, views, windows_of(spec, found))
    outlet = looks.outlet
    draft = _drafted(job, strips_mm=0.0)
    limit = outlet.height_mm or outlet.max_height_mm
    if limit is not None and draft.strips_mm and (outlet.height_mm or draft.height_mm > limit):
        # the panels make room for what stands under them, as far as they remain the figure
        draft = _drafted(job, strips_mm=min(draft.strips_mm, MOST_FOR_TEXT * limit))
    marks, height = draft.marks, draft.height_mm
    down = 0.0
    if outlet.height_mm is not None and height < outlet.height_mm:
        down, height = (outlet.height_mm - height) / 2, outlet.height_mm
    page = Page(
        looks.width_mm, height, marks, draft.words.title, draft.words.caption, draft.words.alt, draft.words.process
    )
    first = job.views[0]
    doubtful = tuple(doubtful_pixels(spec, draft.arranged.panels, job.windows))
    state = pixels_state(doubtful, spec)
    page = replace(
        page,
        record=record_json(first.content, first.sides, job.windows[0], panels=draft.shown, pixels=state),
        doubtful=doubtful,
        interpolation=spec.interpolation,
        frames=tuple(panel.frame for panel in draft.arranged.panels),
        enlargement=max(p.scale * max(p.view.step) for p in draft.arranged.panels) * outlet.dpi / 25.4,
    )
    if down:
        page = lowered(page, down)
    return replace(page, marks=tuple(map(typeset, _uncovered((*page.marks, *_on_page(job))))))


def _uncovered(marks: Sequence[Mark]) -> list[Mark]:
    """Marks with the letters of sides and the badges last, so that nothing the user puts there can cover them."""
    return sorted(marks, key=lambda mark: mark.item in ("sides", "badge"))


def _drafted(job: _Job, *, strips_mm: float) -> _Draft:
    """Page with a height kept free under the panels where the outlet limits the height."""
    spec, looks, views = job.spec, job.looks, job.views
    outlet = looks.outlet
    heads = [
        (letter_of(spec, view), resolve_fields(title_of(spec, view, views), spec, job.contents, view.index))
        for view in views
    ]
    has_head = any(
        title or (letter and spec.place_of("panel-letter", view.index) is None)
        for (letter, title), view in zip(heads, views, strict=True)
    )
    limit = outlet.height_mm or outlet.max_height_mm
    arranged = arrange(
        views,
        spec,
        looks,
        head_mm=head_mm(looks) if has_head else 0.0,
        fixed_mm=None if outlet.height_mm is None else outlet.height_mm - strips_mm,
        limit_mm=None if limit is None else limit - strips_mm,
    )
    drawn = panel_marks(spec, job.contents, arranged, looks, [letter for letter, _ in heads], job.windows)
    marks = [mark for found in drawn for mark in found.marks]
    for placed, (letter, title) in zip(arranged.panels, heads, strict=True):
        above = letter if spec.place_of("panel-letter", placed.view.index) is None else ""
        marks += head_marks(above, title, placed.box, looks, placed.view.index)
    shown = tuple(_shown(job, view, found) for view, found in zip(views, drawn, strict=True))
    words = describe_panels(spec, shown)
    strips, height = _strips(job, words, arranged.height_mm)
    return _Draft(arranged, (*marks, *strips), words, shown, height - arranged.height_mm, height)


def _shown(job: _Job, view: PanelView, found: PanelMarks) -> ShownPanel:
    return ShownPanel(
        view.panel, view.content, view.sides, job.windows[view.index], found.shown_edges, found.scale_bar_mm
    )


def _strips(job: _Job, words: Words, top_mm: float) -> tuple[list[Mark], float]:
    """Numbers and printed caption under the panels, where asked for, and their lower edge."""
    marks: list[Mark] = []
    if job.spec.key == "feet" and not any(place.item == "key" for place in job.spec.places):
        added, top_mm = _key(job, top_mm)
        marks += added
    if job.spec.shows_numbers:
        added, top_mm = number_marks(job.views, job.looks, top_mm=top_mm)
        marks += added
    if job.spec.shows_caption:
        added, top_mm = text_lines(words.caption, job.looks, top_mm=top_mm)
        marks += added
    return marks, top_mm


def _key(job: _Job, top_mm: float) -> tuple[list[Mark], float]:
    """The drawing of the view under the panels; nothing where it would not be true of any of them."""
    view = next((view for view in job.views if can_show_view(view)), None)
    if view is None:
        return [], top_mm
    letter = letter_of(job.spec, view)
    where = "" if holds_for_all(job.views) else f"in panel {letter}" if letter else "as acquired"
    key = ViewKey(view, job.looks, measure_mm=job.looks.width_mm - 2 * INSET_MM, holds_where=where)
    at = (INSET_MM, top_mm + GAP_MM)
    return [replace(mark, item="key", panel=view.index) for mark in key.marks(at)], at[1] + key.size[1] + INSET_MM / 2


def _on_page(job: _Job) -> list[Mark]:
    """The user's marks on the page itself."""
    marks: list[Mark] = []
    for number, mark in enumerate(job.spec.marks):
        if mark.panel == PAGE:
            text = resolve_fields(getattr(mark, "text", ""), job.spec, job.contents, PAGE)
            marks += user_marks(mark, text, lambda point: point, job.looks, clip=None, item=f"mark:{number}")
    return marks
