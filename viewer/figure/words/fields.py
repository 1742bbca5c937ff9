"""Live fields: '{right.fat_fraction}' in a text of the figure stands for the number that was measured.

A field is a name of a fixed table and nothing else: no expression, no attribute, no format. It is looked up, never
evaluated.
"""

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from viewer.core.figures.marks import PAGE
from viewer.core.figures.spec import FigureSpec
from viewer.core.outline import Side, Structure
from viewer.errors import UsageError
from viewer.figure.content import FigureContent
from viewer.figure.words.field_values import (
    FACTS,
    QUANTITIES,
    SIDES,
    STRUCTURES,
    Place,
    panel_index,
    side_value,
)
from viewer.figure.words.phrases import NO_VALUE

_TOKEN = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_PANEL = re.compile(r"[a-x]|before|after")


@dataclass(frozen=True, slots=True)
class Field:
    """One live field.

    Parameters
    ----------
    name
        As typed between braces.
    meaning
        What it stands for.
    example
        What it may show.
    """

    name: str
    meaning: str
    example: str


FIELDS: tuple[Field, ...] = (
    *(
        Field(f"{side}.{name}", f"{quantity.meaning} of the patient's {side}", quantity.example)
        for side in ("right", "left")
        for name, quantity in QUANTITIES.items()
    ),
    *(Field(name, fact.meaning, fact.example) for name, fact in FACTS.items()),
)
"""Every field, in the order lists show them. Before a name may stand the panel, as in 'b.right.area', 'before.level'
or 'after.difference'; between side and number another structure, as in 'right.psoas.area'. Where the side is unknown,
'outline_1' and 'outline_2' take the place of 'right' and 'left'."""


def resolve_fields(
    text: str,
    spec: FigureSpec,
    contents: Sequence[FigureContent],
    panel: int = PAGE,
    *,
    scale_bar_mm: float | None = None,
) -> str:
    """Text with every live field replaced by what it stands for.

    Parameters
    ----------
    text
        Any text of the recipe; '{{' and '}}' stand for braces.
    spec, contents
        The recipe, and the content of each of its panels.
    panel
        Panel on which the text stands, from 0; on the page, fields without a panel are those of the first panel that
        has numbers.
    scale_bar_mm
        Length that the drawn scale bar stands for, None where none is drawn yet.

    Returns
    -------
    str
        '–' stands where a field has no value.

    Raises
    ------
    UsageError
        If a field is unknown, or a brace has no partner.
    """
    return "".join(
        part if name is None else _value(name, spec, contents, panel, scale_bar_mm) for part, name in _parts(text)
    )


def field_names(text: str) -> tuple[str, ...]:
    """Names of the fields of a text, in order; unknown ones too.

    Raises
    ------
    UsageError
        If a brace has no partner.
    """
    return tuple(name for _, name in _parts(text) if name is not None)


def empty_fields(
    text: str, spec: FigureSpec, contents: Sequence[FigureContent], panel: int = PAGE, **known: float | None
) -> tuple[str, ...]:
    """Names of the fields of a text that have no value.

    Raises
    ------
    UsageError
        If a field is unknown, or a brace has no partner.
    """
    names = field_names(text)
    return tuple(name for name in names if _value(name, spec, contents, panel, known.get("scale_bar_mm")) == NO_VALUE)


def _parts(text: str) -> Iterator[tuple[str, str | None]]:
    """Pieces of a text as (text, None), and fields as ('', name)."""
    at = 0
    for found in _TOKEN.finditer(text):
        yield text[at : found.start()], None
        at = found.end()
        token = found.group()
        if token in ("{{", "}}"):
            yield token[0], None
        elif found.group(1) is None:
            raise UsageError(
                f"A text of the figure holds a single '{token}'; write '{token * 2}' for the sign itself, or close "
                "the field as in {right.fat_fraction}."
            )
        else:
            yield "", found.group(1).strip()
    yield text[at:], None


def _value(
    name: str, spec: FigureSpec, contents: Sequence[FigureContent], panel: int, scale_bar_mm: float | None
) -> str:
    parts = name.split(".")
    which = parts.pop(0) if len(parts) > 1 and _PANEL.fullmatch(parts[0]) else ""
    if not _is_known(parts):
        raise UsageError(_unknown(name, ".".join(parts)))
    index = panel_index(which, panel, spec, contents)
    if index is None:
        return NO_VALUE
    place = Place(spec, contents[index], index, scale_bar_mm, tuple(contents))
    if len(parts) == 1 and parts[0] in FACTS:
        return FACTS[parts[0]].value(place)
    structure = STRUCTURES[parts[1]] if len(parts) == 3 else None
    return side_value(place, SIDES[parts[0]], structure, parts[-1])


def _is_known(parts: list[str]) -> bool:
    if len(parts) == 1:
        return parts[0] in FACTS
    has_structure = len(parts) == 3 and parts[1] in STRUCTURES
    return parts[0] in SIDES and parts[-1] in QUANTITIES and (len(parts) == 2 or has_structure)


def _unknown(name: str, own: str) -> str:
    shown = "".join(character for character in name[:40] if character.isprintable())
    near = difflib.get_close_matches(own.lower()[:60], [field.name for field in FIELDS], n=3, cutoff=0.5)
    near = near or ["right.fat_fraction", "difference", "level"]
    listed = ", ".join(f"{{{one}}}" for one in near)
    return f"The figure knows no field {{{shown}}}; take one such as {listed}, or write {{{{ for a brace."


def field_of(side: Side, structure: Structure, quantity: str, *, panel: str = "") -> str:
    """Field in braces for a quantity of a side, such as '{right.area}' or '{b.left.psoas.area}'.

    Parameters
    ----------
    side
        Right or left.
    structure
        What was outlined.
    quantity
        One of `QUANTITIES`.
    panel
        Letter of the panel, '' for that on which the text stands.
    """
    middle = "" if structure is Structure.MULTIFIDUS else f".{structure.value.replace(' ', '_')}"
    return f"{{{f'{panel}.' if panel else ''}{side}{middle}.{quantity}}}"
