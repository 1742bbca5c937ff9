"""The slices that a panel can show, as they are offered: the one on the screen, and every outlined one."""

from typing import NamedTuple

from viewer.app.figuring.contents import slices_of
from viewer.app.figuring.sources import FigureSource
from viewer.core.annotations.levels import settled_level
from viewer.core.figures.spec import FigureSpec
from viewer.core.fingerprints import as_fingerprint


class SliceOffer(NamedTuple):
    """A slice that can be chosen: what it is called, and how a panel names it."""

    text: str
    slice_id: str
    frame: int


def offered_slices(spec: FigureSpec, source: FigureSource) -> tuple[SliceOffer, ...]:
    """Slices to choose from, the one on the screen first; a slice that a panel shows is always among them.

    Parameters
    ----------
    spec
        The recipe.
    source
        What is open, and the slice on the screen.
    """
    outlined = {outline.slice_key for outline in source.document.outlines}
    shown = {(panel.slice_id, panel.frame) for panel in spec.panels if panel.slice_id}
    found: list[SliceOffer] = []
    for series, image in slices_of(source.study):
        here = image.key == source.image.key
        named = (as_fingerprint(image.key.uid), image.key.frame) if here or image.key in outlined or shown else None
        if named is None or not (here or image.key in outlined or named in shown):
            continue
        level = settled_level(source.document, image, series.frame_of_reference_uid)
        place = f"block {series.number}, slice {series.slices.index(image) + 1}"
        offer = SliceOffer(f"{level}: {place}" if level else place.capitalize(), *named)
        found = [offer, *found] if here else [*found, offer]
    return tuple(found)
