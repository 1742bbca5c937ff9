"""What a person said about pixels of a figure: that no text in them names anybody."""

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.core.fingerprints import is_fingerprint
from viewer.errors import UsageError

BoxPx = tuple[int, int, int, int]
"""First column, first row, last column, last row (inclusive), pixels of the stored slice."""

MAX_REVIEWED = 200
"""Most reviews that one figure keeps: eight for each of its panels."""

_DIGEST = re.compile(r"[0-9a-f]{64}")

_DOMAIN = b"multifidus-viewer reviewed pixels 1\n"
"""Put before the pixels, so that a digest differs from a bare hash of them."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Pixels of one slice in which a person looked for text, and saw none that names anybody.

    Parameters
    ----------
    slice_id
        Fingerprint of the slice's identifier.
    frame
        Frame number from 1, as in `SliceKey`.
    box
        Which pixels were shown.
    digest
        `digest_of` these pixels as they were shown: other pixels, or another display window, were not looked at.

    Raises
    ------
    UsageError
        If a value is out of range.
    """

    slice_id: str
    frame: int
    box: BoxPx
    digest: str

    def __post_init__(self) -> None:
        left, top, right, bottom = self.box
        is_box = 0 <= left <= right < 100_000 and 0 <= top <= bottom < 100_000
        is_named = is_fingerprint(self.slice_id) and 1 <= self.frame < 1_000_000
        if not (is_box and is_named and _DIGEST.fullmatch(self.digest)):
            raise UsageError("The figure recipe tells of reviewed pixels in no known way; look at the pixels again.")

    def covers(self, box: BoxPx) -> bool:
        """Whether every pixel of another box was shown."""
        (left, top, right, bottom), (l2, t2, r2, b2) = self.box, box
        return left <= l2 and top <= t2 and right >= r2 and bottom >= b2


def digest_of(grey: NDArray[np.uint8]) -> str:
    """SHA-256 of grey pixels and their shape, as 64 hexadecimal digits; nothing leads back from it to the pixels."""
    import hashlib  # takes 4 ms, and no image needs it to be shown

    rows, columns = grey.shape
    found = hashlib.sha256(_DOMAIN + f"{rows} {columns}\n".encode())
    found.update(np.ascontiguousarray(grey).tobytes())
    return found.hexdigest()
