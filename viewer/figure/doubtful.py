"""Pixels on a page that may hold burned-in text, and whether a person has looked at just these."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from viewer.core.figures.reviewed import MAX_REVIEWED, BoxPx, Reviewed, digest_of
from viewer.core.figures.spec import FigureSpec
from viewer.core.fingerprints import as_fingerprint
from viewer.core.series import SliceKey
from viewer.errors import PatientDataError
from viewer.figure.arranging.kept import kept

REVIEWED: Literal["reviewed by the user"] = "reviewed by the user"
UNREVIEWED: Literal["not reviewed"] = "not reviewed"
"""What a written figure says of its pixels; where the header gives no reason to doubt them, nobody has to look."""


@dataclass(frozen=True, slots=True)
class DoubtfulPixels:
    """Pixels of one slice on a page, without anything that is drawn on them.

    Parameters
    ----------
    key
        The slice.
    box
        Which of its pixels the file will hold.
    whole
        The whole slice as it is shown, shape (rows, columns), as it is stored (neither turned nor mirrored).
    is_said
        Whether the header says that text is burned in, or cannot be asked; False where the image is only of a kind
        that often has some.
    """

    key: SliceKey
    box: BoxPx
    whole: NDArray[np.uint8] = field(repr=False, compare=False)
    is_said: bool = True

    @property
    def grey(self) -> NDArray[np.uint8]:
        """The pixels of the box, shape (rows, columns)."""
        left, top, right, bottom = self.box
        return self.whole[top : bottom + 1, left : right + 1]

    def is_seen_in(self, reviewed: Sequence[Reviewed]) -> bool:
        """Whether a person has looked at all of these pixels, as they are shown now."""
        return any(self._is_of(review) and self._digest(review.box) == review.digest for review in reviewed)

    def _is_of(self, review: Reviewed) -> bool:
        named = (review.slice_id, review.frame) == (as_fingerprint(self.key.uid), self.key.frame)
        rows, columns = self.whole.shape
        is_inside = review.box[2] < columns and review.box[3] < rows
        return named and is_inside and review.covers(self.box)

    def _digest(self, box: BoxPx) -> str:
        return kept(self.whole, "digest", box, lambda: digest_of(replace(self, box=box).grey))

    def seen(self) -> Reviewed:
        """What is kept once a person has looked at them."""
        return Reviewed(as_fingerprint(self.key.uid), self.key.frame, self.box, self._digest(self.box))


def united(pixels: Iterable[DoubtfulPixels]) -> tuple[DoubtfulPixels, ...]:
    """Pixels to look at, each slice once in each way it is shown: the smallest box round all of its boxes."""
    found: list[DoubtfulPixels] = []
    for one in pixels:
        alike = (i for i, other in enumerate(found) if other.key == one.key and np.array_equal(other.whole, one.whole))
        place = next(alike, None)
        if place is None:
            found.append(one)
        else:
            found[place] = replace(one, box=_round_both(one.box, found[place].box))
    return tuple(found)


def _round_both(a: BoxPx, b: BoxPx) -> BoxPx:
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])


def unseen(pixels: Iterable[DoubtfulPixels], spec: FigureSpec) -> tuple[DoubtfulPixels, ...]:
    """Pixels at which nobody has looked yet."""
    return tuple(one for one in pixels if not one.is_seen_in(spec.reviewed))


def with_seen(spec: FigureSpec, pixels: Iterable[DoubtfulPixels]) -> FigureSpec:
    """Recipe that tells that a person has looked at these pixels; the oldest reviews give way where there are many."""
    new = tuple(one.seen() for one in pixels if not one.is_seen_in(spec.reviewed))
    kept = tuple(old for old in spec.reviewed if old not in new)
    return replace(spec, reviewed=(*kept, *new)[-MAX_REVIEWED:])


def pixels_state(pixels: Sequence[DoubtfulPixels], spec: FigureSpec) -> Literal["reviewed by the user", "not reviewed"]:
    """`REVIEWED` where there was doubt and a person has looked at all of it, else `UNREVIEWED`."""
    return REVIEWED if pixels and not unseen(pixels, spec) else UNREVIEWED


def refuse_unseen(pixels: Sequence[DoubtfulPixels], spec: FigureSpec, *, leaves_doubt: bool = False) -> None:
    """Refuse a figure whose pixels may name the patient and were not looked at.

    Parameters
    ----------
    pixels, spec
        What the figure shows, and its recipe with what was looked at.
    leaves_doubt
        Whether only those are refused of which the header says that text is burned in. The file then says of the
        others that they were not reviewed.

    Raises
    ------
    PatientDataError
        If there are such.
    """
    if any(one.is_said or not leaves_doubt for one in unseen(pixels, spec)):
        raise PatientDataError(
            "The figure shows a picture, or an image that was made from others or says that text is burned in, and its "
            "pixels may name the patient; look at them, crop text away, and say that you have (--reviewed)."
        )
