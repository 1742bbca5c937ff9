"""Of which readings numbers were seen: what one reading showed says nothing about the hand of another."""

from dataclasses import dataclass

from viewer.app.layers.naming import present_name
from viewer.core.document import Document


@dataclass(frozen=True, slots=True)
class Seen:
    """Whether numbers of the present reading could be seen, and the names of the others whose numbers could be."""

    here: bool
    elsewhere: frozenset[str]


def seen_after(before: Document, after: Document, seen: Seen) -> Seen:
    """What was seen, told for the reading that is worked on now.

    Parameters
    ----------
    before, after
        The document before and after a change.
    seen
        What was seen as of `before`.
    """
    if before.layer == after.layer:
        return seen
    left, taken = present_name(before), present_name(after)
    is_other = any(layer.name == taken for layer in before.layers)
    if before.outlines == after.outlines and not is_other:
        return seen  # renamed or copied: the numbers are the same
    elsewhere = seen.elsewhere | {left} if seen.here else seen.elsewhere - {left}
    return Seen(here=taken in elsewhere, elsewhere=elsewhere - {taken})
