"""What the menus offer for finding the level of a slice."""

from viewer.app import viewing
from viewer.app.actions.action import Action, has_image
from viewer.app.levels.stating import (
    BLOCK_TEXT,
    block_text,
    can_fill_block,
    has_typed_in_block,
    level_for_block,
    no_levels_for_block,
)

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
    Action(
        "level-for-block",
        BLOCK_TEXT,
        "Outline",
        "Give every slice of this block the level of the slice that is shown; one step to undo.",
        (),
        level_for_block,
        can_fill_block,
        group=3,
        says=block_text,
    ),
    Action(
        "no-levels-for-block",
        "Take back the typed levels of this block",
        "Outline",
        "Forget what was typed for the slices of this block; counted levels and those of the file show again.",
        (),
        no_levels_for_block,
        has_typed_in_block,
        group=3,
    ),
)
"""Actions for the level of a slice."""
