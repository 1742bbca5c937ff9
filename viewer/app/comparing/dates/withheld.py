"""Which actions are withheld while outlining is blinded: those that would tell side, date, order or numbers."""

from dataclasses import replace

from viewer.app.actions.action import Action
from viewer.app.snapshot import Snapshot

WITHHELD = frozenset(
    {
        "skipped",
        "export-case",
        "slices",
        "compare-close",
        "pair-dates",
        "preselect-right",
        "preselect-left",
        "state-sides",
        "name-levels",
        "compare-readings",
        "copy-numbers",
        "save-numbers",
        "copy-methods",
        "copy-finding",
        "figure",
        "print-figure",
        "save-report",
        "save-bundle",
    }
)
"""Names of actions: what they show, write or ask names a side, a date or a study, or measures one."""


def unless_blinded(action: Action) -> Action:
    """Action that cannot be done while sides are hidden, if it is one that would tell them.

    Parameters
    ----------
    action
        Of the table of commands.
    """
    if action.name not in WITHHELD:
        return action

    def may(now: Snapshot) -> bool:
        return not now.view.hides_sides and action.is_enabled(now)

    return replace(action, is_enabled=may)
