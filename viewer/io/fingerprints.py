"""Hashes of the content of files, and which identifiers of a header may be hashed into files: only what is one.

A hash leads nowhere only while nobody can try every value. A UID has too many; a name or a number of a patient that an
export wrote into its place has not, and its hash could be looked up. So that is never hashed by itself. The fingerprint
of an identifier is in `viewer.core.fingerprints`.
"""

import re

from viewer.core.fingerprints import fingerprint
from viewer.errors import UnreadableError
from viewer.io.dicom.header import Header
from viewer.io.sources import ByteSource

MAX_HASHED_BYTES = 1536 << 20
"""Largest file whose whole content is read for its hash, bytes: a volume may have 1 GiB, and more takes too long."""

_CHUNK_BYTES = 1 << 20
"""Bytes read at a time, so that hashing a large file needs little memory."""

SHORTEST_UID = 12
"""Characters of the shortest UID that is believed: the roots of the organisations that give them take most of these,
and a day or a number with a dot is shorter."""

_UID = re.compile(r"[0-9]+(?:\.[0-9]+)+", re.ASCII)


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


def is_uid(text: str) -> bool:
    """Whether a text has the form of a UID: whole numbers parted by dots, too many to be tried.

    References
    ----------
    DICOM PS3.5, 9.1 (UID encoding).

    Examples
    --------
    >>> is_uid("1.2.840.113619.2"), is_uid("DOE^JANE"), is_uid("1948.02.29"), is_uid("sha256:0123456789")
    (True, False, False, False)
    """
    return len(text) >= SHORTEST_UID and _UID.fullmatch(text) is not None


def instance_uid(header: Header, source: ByteSource) -> str:
    """SOP Instance UID of a file, or the hash of all its bytes where the header tells none.

    Raises
    ------
    UnreadableError
        If the file cannot be read.
    """
    for keyword in ("SOPInstanceUID", "MediaStorageSOPInstanceUID"):
        if is_uid(header.get(keyword)):
            return header.get(keyword)
    return content_hash(source)


def group_uid(header: Header, keyword: str) -> str:
    """UID of the series or the frame of reference of a file, '' where the header tells none.

    What has not the form of a UID still tells series apart: then it is a hash of it together with the study's UID, and
    '' where that is none either.

    Parameters
    ----------
    header
        Of the file.
    keyword
        Such as 'SeriesInstanceUID'.
    """
    text, study = header.get(keyword), header.get("StudyInstanceUID")
    if not text or is_uid(text):
        return text
    return fingerprint(f"{study}\n{text}") if is_uid(study) else ""
