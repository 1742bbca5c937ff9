"""A seal on a record: a digest of its values that tells a damaged or changed record from what was written.

It is no signature: whoever changes a record on purpose can seal it again. It keeps a flipped bit of a disk from
turning one legal number into another.
"""

import json
import zlib
from collections.abc import Collection, Mapping

SEAL = "sha256"
"""Entry that holds the seal."""


def canonical(value: object) -> bytes:
    """Canonical JSON of a value made of dict, list, str, int, float, bool and None: one text for one value.

    Keys are sorted, nothing is blank, text is ASCII, and numbers are written by `repr`, which gives every float back
    exactly.

    Raises
    ------
    ValueError
        If a number in it is not finite.
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode("ascii")


def digest(value: object) -> str:
    """SHA-256 of the canonical JSON of a value, 64 hexadecimal digits."""
    import hashlib  # takes 4 ms, and a start without settings needs none

    return hashlib.sha256(canonical(value)).hexdigest()


def sealed(record: Mapping[str, object]) -> dict[str, object]:
    """Record with the seal of all its other entries.

    Parameters
    ----------
    record
        Values of JSON; an old seal in it is replaced.
    """
    entries = {name: value for name, value in record.items() if name != SEAL}
    return {**entries, SEAL: digest(entries)}


def is_as_sealed(record: Mapping[str, object], known: Collection[str]) -> bool:
    """Whether a record is as it was sealed; one without a seal, written by hand or an older program, is.

    Parameters
    ----------
    record
        As read.
    known
        Names of its entries besides the seal. A record without a seal that has others is not as it was: one of them
        may have been the seal.
    """
    if SEAL not in record:
        return record.keys() <= set(known)
    return digest({name: value for name, value in record.items() if name != SEAL}) == record[SEAL]


CHECK = "crc32"
"""Entry that holds the check of `checked`."""


def checked(record: Mapping[str, object]) -> dict[str, object]:
    """Record with a quick check of all its other entries, for what every start reads: it imports nothing.

    Two flipped bits are always noticed, more of them but for one time in four thousand million.
    """
    entries = {name: value for name, value in record.items() if name != CHECK}
    return {**entries, CHECK: _crc(entries)}


def is_as_checked(record: Mapping[str, object], known: Collection[str]) -> bool:
    """Whether a record is as `checked` left it; see `is_as_sealed`."""
    if CHECK not in record:
        return record.keys() <= set(known)
    return _crc({name: value for name, value in record.items() if name != CHECK}) == record[CHECK]


def _crc(value: object) -> str:
    return f"{zlib.crc32(canonical(value)):08x}"
