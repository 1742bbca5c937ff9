"""What the user says about images that do not tell it themselves, and what follows for the outlines on them."""

from dataclasses import replace

from viewer.app.sides.siding import OTHER_SIDE, Estimate, side_of_drawn, with_sides
from viewer.core.document import Document, Statement
from viewer.core.geometry import SideConvention, Spacing
from viewer.core.outline import Outline, Side
from viewer.core.series import Series, Slice, SliceKey

SIDES_TEXT: dict[SideConvention | None, str] = {
    "radiological": "screen left",
    "neurological": "screen right",
    None: "not known",
}
"""Where the patient's right is → the words of the strip's answers."""


def needs_sides(series: Series) -> bool:
    """Whether a series does not tell right from left by itself."""
    return series.slices[0].geometry.orientation is None


def needs_spacing(series: Series) -> bool:
    """Whether a series has no scale of its own."""
    return series.slices[0].geometry.spacing is None


def with_stated_sides(
    document: Document, series: Series, sides: SideConvention | None, *, estimate: Estimate
) -> Document:
    """Document in which the sides of a series are stated, and its outlines called by them.

    Parameters
    ----------
    document, series
        The document and the series without orientation.
    sides
        Where the patient's right is; None takes a statement back, and the outlines are 1 and 2 again.
    estimate
        Gives the middle of the body on a slice whose sides are stated.
    """
    statement = replace(document.statement_for(series.series_uid), sides=sides)
    after = document.with_statement(series.series_uid, statement)
    for image in series.slices:
        after = _renamed(after, image, statement, estimate)
    return after


def _renamed(document: Document, image: Slice, statement: Statement, estimate: Estimate) -> Document:
    """Document whose outlines on one slice have the sides that a statement gives them."""
    stated = statement.apply_to(image)
    here = document.numbered_on_slice(image.key)
    if not here:
        return document
    unsided = [outline.with_side(Side.UNKNOWN) for _, outline in here]
    if not stated.geometry.can_tell_side:
        return _exchanged(document, [index for index, _ in here], unsided)
    of_image = estimate(stated)
    is_midline_placed = document.midline_on(image.key) is not None
    sided: dict[int, Outline] = {}
    for structure in dict.fromkeys(outline.structure for outline in unsided):
        group = [(i, o) for (i, _), o in zip(here, unsided, strict=True) if o.structure is structure]
        bare = replace(document, outlines=())
        outlines = [outline for _, outline in group]
        if len(group) == 2 and not is_midline_placed:
            outlines, _ = with_sides(outlines, stated, estimate=lambda _: of_image)
        else:
            outlines = [o.with_side(side_of_drawn(o, bare, stated, estimate=of_image)) for o in outlines]
        sided |= dict(zip([index for index, _ in group], outlines, strict=True))
    return _exchanged(document, list(sided), list(sided.values()))


def _exchanged(document: Document, indices: list[int], outlines: list[Outline]) -> Document:
    for index, outline in zip(indices, outlines, strict=True):
        document = document.with_outline_at(index, outline)
    return document


def with_stated_spacing(document: Document, series: Series, spacing: Spacing | None) -> Document:
    """Document in which the pixel spacing of a series is stated, or no longer is."""
    statement = replace(document.statement_for(series.series_uid), spacing=spacing)
    return document.with_statement(series.series_uid, statement)


def spacing_from_ruler(length_px: tuple[float, float], length_mm: float) -> Spacing:
    """Spacing of square pixels from a line drawn along a ruler.

    Parameters
    ----------
    length_px
        Extent of the line in columns and rows, pixels.
    length_mm
        What the ruler says it is long, mm.

    Raises
    ------
    GeometryError
        If no scanner makes such a spacing.
    """
    pixels = (length_px[0] ** 2 + length_px[1] ** 2) ** 0.5
    spacing = length_mm / pixels if pixels else 0.0
    return Spacing(spacing, spacing)


def with_other_side(document: Document, index: int, side: Side) -> Document:
    """Document in which one outline is called by a side; its partners on the slice are left as they are."""
    return document.with_outline_at(index, document.outlines[index].with_side(side))


def with_exchanged_sides(document: Document, key: SliceKey) -> Document:
    """Document in which right and left of every outline on a slice are exchanged."""
    for index, outline in document.numbered_on_slice(key):
        document = document.with_outline_at(index, outline.with_side(OTHER_SIDE[outline.side]))
    return document
