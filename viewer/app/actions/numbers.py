"""What the menu Measure offers besides copying and saving: hiding the numbers, and what they rest on."""

from dataclasses import replace

from viewer.app import viewing
from viewer.app.actions.action import Action, has_image, has_outlines, has_outlines_here
from viewer.app.session import Session
from viewer.measure.grades import CATEGORIES, CategoryScheme


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
        ("N",),
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
    *(_category_action(scheme) for scheme in CATEGORIES),
)
"""Actions of the menu Measure that say how its numbers come about."""
