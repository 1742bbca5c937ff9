"""Images that are others than when the project was saved, though their identifiers are the same: said, or refused.

Pixels, spacing and place are told in words, and the numbers are measured anew and compared. What would change the
side of an outline is refused.
"""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from viewer.core.document import Document, Statement
from viewer.core.geometry import PlaneGeometry
from viewer.core.outline import Outline, Side
from viewer.core.series import Series, Slice, SliceKey, Study
from viewer.errors import GeometryError, SideError
from viewer.io.project import BoundProject, ImagePrint, ProjectFile
from viewer.io.project.contents import as_fingerprint_key
from viewer.io.project.prints import (
    has_other_orientation,
    has_other_position,
    has_other_spacing,
    print_of,
)

_REMEDY = "check the outlines there, or open the images that the project was made on"


def changed_image_sentences(project: ProjectFile, bound: BoundProject, study: Study) -> tuple[str, ...]:
    """What there is to say about outlined images that are not what they were when the project was saved.

    Parameters
    ----------
    project, bound
        As read, and bound to the study.
    study
        The opened images.

    Returns
    -------
    tuple of str
        Whole sentences; none for a project of an older program, which does not know what its images were.

    Raises
    ------
    SideError
        If an outline would lie on the patient's other side.
    """
    stored = {printed.slice_key: printed for printed in project.images}
    changes: dict[tuple[str, ...], list[str]] = {}
    for block in study.series:
        for number, image in enumerate(block.slices, start=1):
            was = stored.get(as_fingerprint_key(image.key))
            if was is None:
                continue
            name = f"series {block.number}, slice {number}"
            _refuse_other_side(was, image, block, bound.document, name)
            differing = tuple(_differing(was, image, study))
            if differing:
                changes.setdefault(differing, []).append(name)
    return tuple(_sentence(what, names) for what, names in changes.items())


def _differing(was: ImagePrint, image: Slice, study: Study) -> Iterable[str]:
    """What of an image is another one now, each as words of a sentence about one or several."""
    now = print_of(image, study)
    if now is None:
        return  # that its pixels cannot be read is said where it is measured
    if (was.rows, was.columns) != (now.rows, now.columns):
        yield "size"
        yield "pixels"
    elif was.pixels != now.pixels:
        yield "pixels"
    if has_other_spacing(was.spacing, now.spacing):
        yield "pixel spacing"
    if has_other_orientation(was.orientation, now.orientation):
        yield "orientation"
    if has_other_position(was.position_mm, now.position_mm):
        yield "position"


def _sentence(differing: tuple[str, ...], names: list[str]) -> str:
    shown = "; ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")
    what = " and ".join(part for part in (", ".join(differing[:-1]), differing[-1]) if part)
    verb = "have" if len(differing) > 1 or what == "pixels" else "has"
    of = "an outlined image" if len(names) == 1 else f"{len(names)} outlined images"
    return f"The {what} of {of} ({shown}) {verb} changed since the project was saved: {_REMEDY}."


def _refuse_other_side(was: ImagePrint, image: Slice, block: Series, document: Document, name: str) -> None:
    """Refuse an image that is turned or mirrored so that an outline's side would be the other one."""
    sided = [outline for outline in _outlines_on(document, image.key) if outline.side is not Side.UNKNOWN]
    if not sided:
        return
    stated = dict(document.statements).get(block.series_uid, document.statement)
    was_leftward = _leftward(_as_it_was(was, image), stated, image)
    is_leftward = _leftward(image.geometry, stated, image)
    if was_leftward is not None and is_leftward is not None and float(was_leftward @ is_leftward) <= 0.0:
        raise SideError(
            f"The image of {name}, was turned or mirrored since the project was saved, so that right and left would be "
            "exchanged: it is not opened. Open the images that the project was made on."
        )


def _outlines_on(document: Document, key: SliceKey) -> list[Outline]:
    layers = (outline for layer in document.layers for outline in layer.outlines)
    return [outline for outline in (*document.outlines, *layers) if outline.slice_key == key]


def _as_it_was(was: ImagePrint, image: Slice) -> PlaneGeometry:
    return replace(image.geometry, orientation=was.orientation, spacing=was.spacing, position_mm=was.position_mm)


def _leftward(geometry: PlaneGeometry, stated: Statement, image: Slice) -> NDArray[np.float64] | None:
    """Direction in the image (x, y) that leads to the patient's left, None where sides are unknown."""
    shown = stated.shown_on(replace(image, geometry=geometry)).geometry
    try:
        origin, right, down = shown.leftness([(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)])
    except GeometryError:
        return None
    return np.array([right - origin, down - origin])
