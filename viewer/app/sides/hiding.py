"""The document as it is shown while outlining blinded: nobody sees which side an outline lies on."""

from dataclasses import replace

from viewer.core.document import Document
from viewer.core.outline import Side


def as_shown(document: Document, *, hides_sides: bool) -> Document:
    """Document whose outlines have no side where sides are hidden; only for the screen, as the data keep theirs.

    Parameters
    ----------
    document
        What the user made.
    hides_sides
        Whether sides are hidden.
    """
    if not hides_sides:
        return document
    return replace(document, outlines=tuple(replace(one, side=Side.UNKNOWN) for one in document.outlines))
