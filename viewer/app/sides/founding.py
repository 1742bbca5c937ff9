"""Sides and statements of a project on the images that were opened with it, as far as these still bear them out."""

from collections.abc import Callable
from dataclasses import replace

from viewer.core.document import Document, Statement
from viewer.core.outline import Outline, Side
from viewer.core.series import Series, Slice, SliceKey, Study


def without_unstated_sides(document: Document, study: Study) -> Document:
    """Document whose outlines name no side where neither the image tells it nor the user: they are 1 and 2 there.

    Parameters
    ----------
    document, study
        What was made, and the opened images that it is bound to.
    """

    def is_unknown(block: Series, image: Slice) -> bool:
        if image.geometry.orientation is not None:
            return False
        return document.statement_on(image, series_uid=block.series_uid).sides is None

    return _unsided(document, study, is_unknown)


def with_statement_of_each_series(document: Document, study: Study) -> Document:
    """Document whose statement about every image is one about each series of a study.

    Images that are added later were not meant by it.

    Parameters
    ----------
    document, study
        As for `without_unstated_sides`.
    """
    if document.statement == Statement():
        return document
    known = {uid for uid, _ in document.statements}
    for uid in dict.fromkeys(block.series_uid for block in study.series):
        if uid not in known:
            document = document.with_statement(uid, document.statement)
    return replace(document, statement=Statement())


def _unsided(document: Document, study: Study, is_meant: Callable[[Series, Slice], bool]) -> Document:
    """Document whose outlines name no side on the slices that are meant; the same one where none does there."""
    drawn = (*document.outlines, *(one for layer in document.layers for one in layer.outlines))
    sided = {outline.slice_key for outline in drawn if outline.side is not Side.UNKNOWN}
    meant = {
        image.key for block in study.series for image in block.slices if image.key in sided and is_meant(block, image)
    }
    if not meant:
        return document
    layers = tuple(replace(layer, outlines=_bare(layer.outlines, meant)) for layer in document.layers)
    return replace(document, outlines=_bare(document.outlines, meant), layers=layers)


def _bare(outlines: tuple[Outline, ...], meant: set[SliceKey]) -> tuple[Outline, ...]:
    return tuple(one.with_side(Side.UNKNOWN) if one.slice_key in meant else one for one in outlines)
