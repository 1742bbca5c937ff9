"""What the menu Measure offers besides copying and saving: hiding the numbers, and what they rest on."""

from dataclasses import replace

from viewer.app import viewing
from viewer.app.actions.action import Action, has_image, has_outlines, has_outlines_here
from viewer.app.session import Session, Snapshot
from viewer.core.document import Document, ScaleOf
from viewer.measure.grades import CATEGORIES, CategoryScheme
from viewer.measure.methods import METHODS

OPACITY_STEP = 0.1
"""How much more or less opaque the fat map becomes by a key (no unit)."""

FINDS_SCALE = "anchored"
"""Name of the method that finds its scale; for the others there is none to share."""


def _category_action(scheme: CategoryScheme) -> Action:
    """Switch for one scheme; only one is on."""

    def perform(session: Session) -> None:
        view = session.now.view
        session.change(view=replace(view, categories="" if view.categories == scheme.name else scheme.name))

    low, middle, high = scheme.labels
    return Action(
        f"categories-{scheme.name}",
        f"Categories of {scheme.short}",
        "Measure",
        f"Show beside each fat fraction whether it lies in {low}, {middle} or {high}, as {scheme.short} did by eye; "
        "remembered.",
        (),
        perform,
        has_image,
        lambda now: now.view.categories == scheme.name,
        group=3,
    )


def finds_scale(document: Document) -> bool:
    """Whether the document's method finds the levels of muscle and fat by itself."""
    return (document.method or METHODS[0].name) == FINDS_SCALE


def _share_scale(session: Session) -> None:
    document = session.now.document
    is_shared = document.scale_of is ScaleOf.SERIES
    session.edit("choose scale", replace(document, scale_of=ScaleOf.SLICE if is_shared else ScaleOf.SERIES))


def can_show_fat_map(now: Snapshot) -> bool:
    """Whether a fat map may be seen: it shows what the numbers say, and is hidden with them."""
    return now.image is not None and not now.view.hides_numbers


def _step_opacity(session: Session, step: float) -> None:
    viewing.set_fat_map_opacity(session, session.now.view.fat_map_opacity + step)


NUMBERS: tuple[Action, ...] = (
    Action(
        "copy-methods",
        "Copy paragraph Methods",
        "Measure",
        "Copy how these numbers were measured, as a paragraph for a paper, from what was really done.",
        ("Ctrl+Shift+C",),
        None,
        has_outlines,
    ),
    Action(
        "hide-numbers",
        "Hide numbers",
        "Measure",
        "Hide every number while you outline, so that none leads your hand; the reading records it.",
        ("D",),
        lambda session: viewing.toggle(session, "hides_numbers"),
        has_image,
        lambda now: now.view.hides_numbers,
        group=1,
    ),
    Action(
        "show-references",
        "Show references",
        "Measure",
        "Show on the image where the levels of muscle and fat come from.",
        ("T",),
        lambda session: viewing.toggle(session, "hides_references"),
        has_image,
        lambda now: not now.view.hides_references,
        group=2,
    ),
    Action(
        "adjust-references",
        "Adjust the references",
        "Measure",
        "Turn the references that were found automatically into outlines that you can change.",
        (),
        None,
        has_outlines_here,
        group=2,
    ),
    Action(
        "fat-map",
        "Fat map",
        "Measure",
        "Show the fat fraction of every pixel inside the outlines in colours, by the method of the numbers.",
        ("E",),
        lambda session: viewing.toggle(session, "shows_fat_map"),
        can_show_fat_map,
        lambda now: now.view.shows_fat_map,
        group=2,
    ),
    Action(
        "fat-map-more",
        "Fat map more opaque",
        "Measure",
        "Show more of the colours and less of the image below them.",
        ("Shift+E",),
        lambda session: _step_opacity(session, OPACITY_STEP),
        can_show_fat_map,
        group=2,
    ),
    Action(
        "fat-map-less",
        "Fat map less opaque",
        "Measure",
        "Show more of the image and less of the colours over it.",
        ("Ctrl+Shift+E",),
        lambda session: _step_opacity(session, -OPACITY_STEP),
        can_show_fat_map,
        group=2,
    ),
    Action(
        "scale-of-series",
        "One scale for the series",
        "Measure",
        "Let all outlined slices of a series share one scale from muscle to fat, so that levels can be compared.",
        (),
        _share_scale,
        lambda now: now.image is not None and finds_scale(now.document),
        lambda now: now.document.scale_of is ScaleOf.SERIES,
        group=2,
    ),
    *(_category_action(scheme) for scheme in CATEGORIES),
)
"""Actions of the menu Measure that say how its numbers come about."""
