"""Mirroring as a command, for menu, tool bar and keys pressed outside the image."""

from viewer.app.actions.action import Action, has_outlines_here
from viewer.app.proposing.mirroring import mirror_outline

MIRRORING: tuple[Action, ...] = (
    Action(
        "mirror-outline",
        "Mirror to the other side",
        "Outline",
        "Mirror the selected outline, or all that lack a partner, and fit it; hold M on the image to see the line.",
        ("M",),
        mirror_outline,
        has_outlines_here,
        group=3,
    ),
)
"""What goes from one side to the other."""
