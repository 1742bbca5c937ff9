"""Hashes in place of identifiers: of a file's content, and of identifiers for written files.

Nothing in here can be turned back into the identifier it was made from.
"""

import hashlib

from viewer.io.sources import ByteSource

_DOMAIN = b"multifidus-viewer identifier 1\n"
"""Put before every identifier, so that a fingerprint differs from a bare hash of it in other tables. A fixed
text: the same image must have the same fingerprint on every installation, or tables could not be joined."""

_CHUNK_BYTES = 1 << 20
"""Bytes read at a time, so that hashing a large file needs little memory."""


def fingerprint(uid: str) -> str:
    """Fingerprint of an identifier, for files that leave the building.

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
    return "sha256:" + hashlib.sha256(_DOMAIN + uid.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def content_hash(source: ByteSource) -> str:
    """'sha256:' and the 64 hexadecimal digits of a file's bytes, as `sha256sum` prints them.

    Raises
    ------
    UnreadableError
        If the bytes cannot be read.
    """
    digest = hashlib.sha256()
    for offset in range(0, source.size, _CHUNK_BYTES):
        digest.update(source.read(offset, min(_CHUNK_BYTES, source.size - offset)))
    return "sha256:" + digest.hexdigest()
