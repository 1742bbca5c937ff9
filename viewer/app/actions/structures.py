"""What the next outline encloses, and which border outlines follow: two menus within the menu Outline."""

from collections.abc import Callable
from dataclasses import replace

from viewer.app.actions.action import Action, has_image
from viewer.app.session import Session, Snapshot
from viewer.core.document import Document
from viewer.core.outline import OutlineRule, Structure
from viewer.tools.registry import find_tool

_KEYS = {structure: f"Alt+{number}" for number, structure in enumerate(Structure, start=1)}

_BORDERS = {
    OutlineRule.FASCIAL: (
        "Fascial border",
        "Let outlines follow the fascia, with the fat between it and the muscle inside; usual for fat fractions.",
    ),
    OutlineRule.VISIBLE: (
        "Visible muscle border",
        "Let outlines follow the muscle that can be seen, with the fat under the fascia left out.",
    ),
}


def _enclose(structure: Structure) -> Callable[[Session], None]:
    def perform(session: Session) -> None:
        session.change(structure=structure)
        if session.now.tool == "select":
            session.use_tool("outline")

    return perform


def _is_next(structure: Structure) -> Callable[[Snapshot], bool]:
    return lambda now: now.structure is structure


STRUCTURES: tuple[Action, ...] = tuple(
    Action(
        f"structure-{structure.replace(' ', '-')}",
        structure.capitalize(),
        "Outline",
        f"Let the next outline enclose {structure}.",
        (_KEYS[structure],),
        _enclose(structure),
        has_image,
        _is_next(structure),
        group=2,
        submenu="The next outline encloses",
    )
    for structure in Structure
)
"""One action per structure."""


def document_with_rule(document: Document, rule: OutlineRule, selected: int | None) -> Document:
    """Document whose next outlines follow a border, and the selected one, where there is one, with them.

    Parameters
    ----------
    document
        As it is.
    rule
        The border.
    selected
        Place of the selected outline in `Document.outlines`, or None.
    """
    changed = replace(document, outline_rule=rule)
    if selected is None:
        return changed
    return changed.with_outline_at(selected, replace(document.outlines[selected], rule=rule))


def _selected(session: Session) -> int | None:
    return session.draft().selected


def _follow(rule: OutlineRule) -> Callable[[Session], None]:
    def perform(session: Session) -> None:
        now = session.now
        selected = _selected(session) if find_tool(now.tool).name in ("select", "outline") else None
        session.edit(f"follow the {rule}", document_with_rule(now.document, rule, selected))

    return perform


def _is_followed(rule: OutlineRule) -> Callable[[Snapshot], bool]:
    return lambda now: now.document.outline_rule is rule


BORDERS: tuple[Action, ...] = (
    *(
        Action(
            f"border-{rule.name.lower()}",
            text,
            "Outline",
            explanation,
            (),
            _follow(rule),
            has_image,
            _is_followed(rule),
            group=2,
            submenu="Outlines follow",
        )
        for rule, (text, explanation) in _BORDERS.items()
    ),
    Action(
        "which-border",
        "Which border?",
        "Outline",
        "Show both borders on a picture, and what the choice does to the numbers.",
        (),
        None,
        group=2,
        submenu="Outlines follow",
    ),
)
"""One action per border that can be chosen, and the card that explains them."""
