"""What the outlined images were: a hash of their pixels and where they lay, so that others are noticed later.

The hash is of the numbers as they are stored, whatever their encoding, so that a lossless new transfer syntax keeps
it. It does not depend on the installation, and nothing leads back from it to the pixels.
"""

import hashlib
import threading
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.core.document import Document
from viewer.core.geometry import Orientation, Spacing, Vector
from viewer.core.series import Slice, SliceKey, Study
from viewer.errors import UnreadableError
from viewer.io.project.contents import ImagePrint, as_fingerprint_key

_DOMAIN = "multifidus-viewer pixels 1"
"""Put before the pixels, so that their hash differs from a bare one of them in other tables."""


@dataclass(slots=True)
class _Known:
    """Hashes of the study that was asked about last: saving again must not read its images again."""

    study: Study | None = None
    found: dict[SliceKey, str] | None = None


_LOCK = threading.Lock()
_LAST = _Known()


def pixels_hash(pixels: NDArray[np.generic], *, frame: int) -> str:
    """SHA-256 of stored pixels, 64 hexadecimal digits.

    Parameters
    ----------
    pixels
        Shape (rows, columns), numbers as they are stored, of any type: the hash is of their values.
    frame
        Which frame of its file it is, from 1.
    """
    is_float = pixels.dtype.kind == "f"
    rows, columns = pixels.shape[:2]
    head = f"{_DOMAIN}\n{rows} {columns} {frame} {'float' if is_float else 'whole'}\n"
    digest = hashlib.sha256(head.encode("ascii"))
    digest.update(np.ascontiguousarray(pixels, dtype="<f8" if is_float else "<i8").tobytes())
    return digest.hexdigest()


def image_prints(study: Study, document: Document, *, before: tuple[ImagePrint, ...] = ()) -> tuple[ImagePrint, ...]:
    """What the outlined images are now; of those that are not open or cannot be read, what they were before.

    Parameters
    ----------
    study
        The opened images.
    document
        With the study's keys.
    before
        Those of the project as it was read.
    """
    wanted = outlined_keys(document)
    images = {image.key: image for series in study.series for image in series.slices if image.key in wanted}
    known = {printed.slice_key: printed for printed in before}
    found = []
    for key in wanted:
        printed = print_of(images[key], study) if key in images else None
        kept = printed or known.get(as_fingerprint_key(key))
        found += [] if kept is None else [kept]
    return tuple(found)


def outlined_keys(document: Document) -> tuple[SliceKey, ...]:
    """Slices that anybody outlined anything on, each once."""
    layers = (outline for layer in document.layers for outline in layer.outlines)
    return tuple(dict.fromkeys(outline.slice_key for outline in (*document.outlines, *layers)))


def print_of(image: Slice, study: Study) -> ImagePrint | None:
    """What an image is now, None if its pixels cannot be read."""
    known = _known(study)
    if image.key not in known:
        try:
            known[image.key] = pixels_hash(image.stored(), frame=image.key.frame)
        except UnreadableError:
            return None
    orientation = image.geometry.orientation
    return ImagePrint(
        slice_key=as_fingerprint_key(image.key),
        pixels=known[image.key],
        rows=image.rows,
        columns=image.columns,
        spacing=image.geometry.spacing,
        orientation=orientation,
        position_mm=image.geometry.position_mm,
    )


def _known(study: Study) -> dict[SliceKey, str]:
    with _LOCK:
        if _LAST.study is not study or _LAST.found is None:
            _LAST.study, _LAST.found = study, {}
        return _LAST.found


def has_other_spacing(one: Spacing | None, other: Spacing | None) -> bool:
    """Whether two spacings differ by more than the rounding of their texts."""
    if one is None or other is None:
        return one is not other
    pairs = ((one.row_mm, other.row_mm), (one.column_mm, other.column_mm))
    return any(abs(a - b) > 1e-5 * max(a, b) for a, b in pairs)


def has_other_orientation(one: Orientation | None, other: Orientation | None) -> bool:
    """Whether two orientations differ by more than the rounding of their texts."""
    if one is None or other is None:
        return one is not other
    return _are_apart((*one.row, *one.column), (*other.row, *other.column), 1e-4)


def has_other_position(one: Vector | None, other: Vector | None) -> bool:
    """Whether two positions in mm differ by more than the rounding of their texts."""
    if one is None or other is None:
        return one is not other
    return _are_apart(one, other, 0.01)


def _are_apart(one: tuple[float, ...], other: tuple[float, ...], most: float) -> bool:
    return any(abs(a - b) > most for a, b in zip(one, other, strict=True))
