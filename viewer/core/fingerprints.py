"""Fingerprints in place of identifiers, for files that leave the building.

Nothing leads back from a fingerprint to the identifier it was made from.
"""

import re

_FINGERPRINT = re.compile(r"sha256:[0-9a-f]{32}")

_DOMAIN = b"multifidus-viewer identifier 1\n"
"""Put before every identifier, so that a fingerprint differs from a bare hash of it in other tables. A fixed
text: the same image must have the same fingerprint on every installation, or tables could not be joined."""


def fingerprint(uid: str) -> str:
    """Fingerprint of an identifier.

    Parameters
    ----------
    uid
        SOP, series or study instance UID, or another identifier of the input.

    Returns
    -------
    str
        'sha256:' and 32 hexadecimal digits (128 bits: enough that no two slices ever meet).

    Examples
    --------
    >>> fingerprint("1.2.3") == fingerprint("1.2.3"), len(fingerprint("1.2.3"))
    (True, 39)
    """
    import hashlib  # takes 4 ms, and no image needs it to be shown

    return "sha256:" + hashlib.sha256(_DOMAIN + uid.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def is_fingerprint(uid: str) -> bool:
    """Whether this is a fingerprint already, and no identifier that needs one ('sha256:' and 32 digits)."""
    return _FINGERPRINT.fullmatch(uid) is not None


def as_fingerprint(uid: str) -> str:
    """Fingerprint of an identifier; a fingerprint stays what it is."""
    return uid if is_fingerprint(uid) else fingerprint(uid)
