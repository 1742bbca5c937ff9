"""Hashes of the content of files; the fingerprint of an identifier is in `viewer.core.fingerprints`."""

from viewer.errors import UnreadableError
from viewer.io.sources import ByteSource

MAX_HASHED_BYTES = 1536 << 20
"""Largest file whose whole content is read for its hash, bytes: a volume may have 1 GiB, and more takes too long."""

_CHUNK_BYTES = 1 << 20
"""Bytes read at a time, so that hashing a large file needs little memory."""


def content_hash(source: ByteSource) -> str:
    """'sha256:' and the 64 hexadecimal digits of a file's bytes, as `sha256sum` prints them.

    Raises
    ------
    UnreadableError
        If the bytes cannot be read, or are too many.
    """
    if source.size > MAX_HASHED_BYTES:
        raise UnreadableError(f"{source.name} is larger than {MAX_HASHED_BYTES >> 20} MB; cut out the part you need.")
    import hashlib  # takes 4 ms, and a DICOM study needs it only when it is saved

    digest = hashlib.sha256()
    for offset in range(0, source.size, _CHUNK_BYTES):
        digest.update(source.read(offset, min(_CHUNK_BYTES, source.size - offset)))
    return "sha256:" + digest.hexdigest()
