"""What the menus offer for finding the level of a slice."""

from viewer.app import viewing
from viewer.app.actions.action import Action, has_image

LEVELS: tuple[Action, ...] = (
    Action(
        "locator",
        "Sagittal view and level",
        "View",
        "Show where the slice lies on a sagittal or coronal image, and its level; remembered.",
        ("Y",),
        lambda session: viewing.toggle(session, "hides_locator"),
        is_checked=lambda now: not now.view.hides_locator,
        group=4,
    ),
    Action(
        "name-levels",
        "Name levels",
        "Outline",
        "Name vertebrae by clicking on them in the sagittal view, from L5 or S1 upwards.",
        (),
        None,
        has_image,
        group=3,
    ),
    Action(
        "type-level",
        "Type the level of this slice…",
        "Outline",
        "Say which disc or vertebra this slice shows; it goes into every table, figure and file name.",
        (),
        None,
        has_image,
        group=3,
    ),
)
"""Actions for the level of a slice."""
