"""Bytes inside archives: members of a zip, the content of a gzip file. Nothing is ever extracted to the disk.

What an archive says of itself (sizes, names) is taken as a claim: every byte is streamed and counted. Names are only
names, for messages and tables; one that climbs out of the archive leads nowhere.
"""

import gzip
import io
import lzma
import os
import stat
import struct
import threading
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Literal, TypeAlias

from viewer.errors import UnreadableError
from viewer.io.sources import ByteSource

ArchiveKind: TypeAlias = Literal["zip", "gzip", "7z", "rar", "iso"]

MAX_MEMBERS = 100_000
"""Most entries in one zip; a study of ten thousand slices fits."""

MAX_MEMBER_BYTES = 512 << 20
"""Largest member after inflating, bytes."""

MAX_TOTAL_BYTES = 16 << 30
"""Most bytes that all members of one zip may claim together."""

MAX_TOTAL_RATIO = 200
"""Most bytes that all members may claim per byte of the whole zip; images reach 3, empty ones 100."""

MIN_SUSPECT_BYTES = 256 << 20
"""Claims below this are never called a bomb, bytes."""

MAX_DIRECTORY_BYTES = 16 << 20
"""Largest directory of a zip, bytes; a hundred thousand members with names of a hundred letters fit."""

_PREFIX_BYTES = 256 << 10
_BUFFER_BYTES = 256 << 10
_PASSWORD_PROBE_BYTES = 1 << 20
_MAX_TAIL_BYTES = 65_557 + 76
_LOCAL_HEADER_BYTES = 30
_PREAMBLE_BYTES = 132
_UNIX = 3
_AES_METHOD = 99
_STRONG_ENCRYPTION = 0x40
_ENCRYPTED = 0x01
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    MemoryError,
    ValueError,
    OverflowError,
    struct.error,
)
_ISO_MAGIC_AT = 32_769
_MAGICS: tuple[tuple[bytes, ArchiveKind], ...] = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"PK\x07\x08", "zip"),
    (b"\x1f\x8b\x08", "gzip"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
)


def kind_of(head: bytes, name: str) -> ArchiveKind | None:
    r"""Return which archive a file is, or None.

    Parameters
    ----------
    head
        First bytes of the file; eight suffice for all but ISO 9660, whose mark lies at 32 769.
    name
        Its name; decides for ISO where `head` does not reach its mark.

    Examples
    --------
    >>> kind_of(b"PK\x03\x04....", "study.bin")
    'zip'
    >>> kind_of(b"....", "IM0001") is None
    True
    """
    if head[128:132] == b"DICM":
        return None  # a preamble may hold anything
    for magic, kind in _MAGICS:
        if head.startswith(magic):
            return kind
    if len(head) >= _ISO_MAGIC_AT + 5:
        return "iso" if head[_ISO_MAGIC_AT : _ISO_MAGIC_AT + 5] == b"CD001" else None
    return "iso" if name.lower().endswith(".iso") else None


def refusal(kind: ArchiveKind, name: str) -> UnreadableError:
    """Return the error for an archive that cannot be opened, naming the remedy."""
    label = {"7z": "a 7z archive", "rar": "a RAR archive", "iso": "a disc image (ISO)"}.get(kind, f"a {kind} file")
    return UnreadableError(f"{name} is {label}, which cannot be read; unpack it and open the folder.")


def zip_members(source: ByteSource, *, password: str | None) -> Iterator[ByteSource]:
    """Yield the regular members of a zip, in its order, each read when first asked for.

    Parameters
    ----------
    source
        The zip.
    password
        Password of encrypted members, or None.

    Yields
    ------
    ByteSource
        Named 'archive.zip/member'. Folders, links and empty members are left out. A member that is itself an
        archive is yielded too, but reading it raises, so that it is listed as skipped.

    Raises
    ------
    UnreadableError
        If it is no zip, is damaged, claims more than an archive may hold, is encrypted and there is no password,
        or the password is wrong. `read` of a member raises it for what is wrong with that member alone.
    """
    archive = _Archive(source, password)
    archive.check_claims()
    members = archive.members()
    archive.check_password(members)
    yield from members


def gunzipped(source: ByteSource) -> ByteSource:
    """Return the content of a gzip file, without '.gz' in its name.

    It is inflated once now, to know that all of it is there, and again when it is read later.

    Raises
    ------
    UnreadableError
        If it is damaged, cut short or inflates beyond 512 MB.
    """
    name = source.name[:-3] if source.name.lower().endswith(".gz") else source.name
    return GunzippedFile(source=source, name=name, size=len(_INFLATED.get(source, lambda: _gunzip(source))))


@dataclass(frozen=True, slots=True, eq=False)
class GunzippedFile:
    """The content of a gzip file. Make it with `gunzipped`."""

    source: ByteSource = field(repr=False)
    name: str
    size: int

    @property
    def path(self) -> Path | None:
        """None: there is no such file on disk."""
        return None

    def read(self, offset: int = 0, length: int | None = None) -> bytes:
        """Bytes of the content; see `ByteSource.read`."""
        content = _INFLATED.get(self.source, lambda: _gunzip(self.source))
        return _part(content, offset, length)


@dataclass(frozen=True, slots=True, eq=False)
class ZipMember:
    """One member of a zip. Yielded by `zip_members`."""

    archive: "_Archive" = field(repr=False)
    entry: zipfile.ZipInfo = field(repr=False)

    @property
    def name(self) -> str:
        """'archive.zip/member', characters that would disturb a terminal replaced."""
        inside = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in self.entry.filename)
        return f"{self.archive.source.name}/{inside}"

    @property
    def path(self) -> Path | None:
        """None: there is no such file on disk."""
        return None

    @property
    def size(self) -> int:
        """Number of bytes."""
        return self.entry.file_size

    def read(self, offset: int = 0, length: int | None = None) -> bytes:
        """Bytes of the member; see `ByteSource.read`."""
        if self.size > MAX_MEMBER_BYTES:
            raise UnreadableError(f"{self.name} inflates beyond 512 MB; unpack the archive and open the folder.")
        if length is not None and offset + length < min(_PREFIX_BYTES, self.size):
            content = self.archive.inflate(self, offset + length)
        else:
            content = _INFLATED.get(self, lambda: self.archive.inflate(self, None))
        _refuse_nested(self, content)
        return _part(content, offset, length)


class _Archive:
    """An open zip, shared by its members. It holds no file open: each read opens the source anew."""

    def __init__(self, source: ByteSource, password: str | None) -> None:
        self.source = source
        self._password = None if password is None else password.encode()
        self._lock = threading.Lock()
        _check_directory_size(source)
        try:
            self._zip = zipfile.ZipFile(_stream(source))
        except NotImplementedError as e:
            raise UnreadableError(
                f"{source.name} is a zip file of a kind that cannot be read; unpack it and open the folder."
            ) from e
        except (*_DAMAGE, RecursionError) as e:
            raise UnreadableError(f"{source.name} is a damaged zip file; copy it again from its source.") from e

    def members(self) -> list[ZipMember]:
        """Regular members, in the order of the archive."""
        return [ZipMember(archive=self, entry=entry) for entry in self._zip.infolist() if _is_regular(entry)]

    def check_claims(self) -> None:
        """Refuse an archive that claims more than it can hold."""
        name, entries = self.source.name, self._zip.infolist()
        total = sum(entry.file_size for entry in entries)
        if len(entries) > MAX_MEMBERS:
            raise UnreadableError(f"{name} has more than {MAX_MEMBERS} members; unpack it and open the folder.")
        # Overlapping members are how 67 kB come to claim 16 GB; no honest archive has them.
        placed = sorted((entry.header_offset, entry.compress_size) for entry in entries)
        ends = [offset + _LOCAL_HEADER_BYTES + size for offset, size in placed]
        starts = [*(offset for offset, _ in placed[1:]), self._zip.start_dir]
        if any(end > start for end, start in zip(ends, starts, strict=False)):
            raise UnreadableError(f"{name} has members that overlap, so it is damaged or a trap; leave it out.")
        is_bomb = total > MIN_SUSPECT_BYTES and total > MAX_TOTAL_RATIO * self.source.size
        if is_bomb or total > MAX_TOTAL_BYTES:
            raise UnreadableError(
                f"{name} claims to inflate to {total / 1e9:.1f} GB from {self.source.size / 1e6:.1f} MB; "
                "unpack it yourself if you trust it."
            )

    def check_password(self, members: list[ZipMember]) -> None:
        """Refuse an encrypted archive without its password, or with an encryption that cannot be read."""
        encrypted = [member for member in members if member.entry.flag_bits & _ENCRYPTED]
        if not encrypted:
            return
        name = self.source.name
        if any(_is_aes(member.entry) for member in encrypted):
            raise UnreadableError(f"{name} is encrypted with AES, which cannot be read; unpack it and open the folder.")
        if self._password is None:
            raise UnreadableError(f"{name} is encrypted; give its password with --password.")
        # The check byte of a member lets one wrong password in 256 pass; its checksum does not.
        smallest = min(encrypted, key=lambda member: (member.size == 0, member.entry.compress_size))
        if smallest.entry.compress_size <= _PASSWORD_PROBE_BYTES:
            self.inflate(smallest, None)

    def inflate(self, member: ZipMember, length: int | None) -> bytes:
        """First bytes of a member, or all of it, whose checksum is then right."""
        try:
            with self._lock, self._zip.open(member.entry, pwd=self._password) as stream:
                content = stream.read(member.size if length is None else length)
                if length is None:
                    stream.read(1)  # the checksum is compared at the end
        except RuntimeError as e:
            raise self._wrong(member, e) from e
        except _DAMAGE as e:
            if member.entry.flag_bits & _ENCRYPTED:
                raise self._wrong(member, e) from e
            raise UnreadableError(
                f"{member.name} is damaged inside its zip; copy the zip again from its source."
            ) from e
        if length is None and len(content) != member.size:
            raise UnreadableError(f"{member.name} is cut short inside its zip; copy the zip again from its source.")
        return content

    def _wrong(self, member: ZipMember, error: Exception) -> UnreadableError:
        """Tell a wrong password from a kind of compression that is not known."""
        if isinstance(error, NotImplementedError):
            return UnreadableError(
                f"{member.name} is compressed in a way that cannot be read; unpack the archive and open the folder."
            )
        return UnreadableError(f"the password does not fit {self.source.name}; give the right one with --password.")


class _LastContent:
    """The bytes inflated last: header, then pixels, then the next frame are mostly read from one member."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: tuple[object, bytes] | None = None

    def get(self, owner: object, inflate: Callable[[], bytes]) -> bytes:
        """Return the owner's bytes, inflating them if they are not those kept."""
        with self._lock:
            if self._kept is not None and self._kept[0] is owner:
                return self._kept[1]
        content = inflate()
        with self._lock:
            self._kept = (owner, content)
        return content


_INFLATED = _LastContent()


class _SourceStream(io.RawIOBase):
    """A source as a seekable stream, as zipfile and gzip want it."""

    def __init__(self, source: ByteSource) -> None:
        super().__init__()
        self._source = source
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._source.size}[whence]
        if base + offset < 0:
            raise OSError("seek before the start")
        self._position = base + offset
        return self._position

    def readinto(self, buffer: Any, /) -> int:
        data = self._source.read(self._position, len(buffer))
        buffer[: len(data)] = data
        self._position += len(data)
        return len(data)


def _stream(source: ByteSource) -> BinaryIO:
    return io.BufferedReader(_SourceStream(source), buffer_size=_BUFFER_BYTES)


def _gunzip(source: ByteSource) -> bytes:
    """Inflate a gzip file, up to the cap."""
    try:
        with _stream(source) as stream, gzip.GzipFile(fileobj=stream, mode="rb") as content:
            inflated = content.read(MAX_MEMBER_BYTES + 1)
    except EOFError as e:
        raise UnreadableError(f"{source.name} is cut short; copy it again from its source.") from e
    except (OSError, zlib.error) as e:
        raise UnreadableError(f"{source.name} is a damaged gzip file; copy it again from its source.") from e
    if len(inflated) > MAX_MEMBER_BYTES:
        raise UnreadableError(f"{source.name} inflates beyond 512 MB; unpack it and open what is inside.")
    return inflated


def _check_directory_size(source: ByteSource) -> None:
    """Refuse a zip whose directory alone would take seconds and gigabytes to read."""
    tail = source.read(max(0, source.size - _MAX_TAIL_BYTES), _MAX_TAIL_BYTES)
    end, end64 = tail.rfind(b"PK\x05\x06"), tail.rfind(b"PK\x06\x06")
    size = int.from_bytes(tail[end + 12 : end + 16], "little") if end >= 0 else 0
    if size == 0xFFFFFFFF and end64 >= 0:
        size = int.from_bytes(tail[end64 + 40 : end64 + 48], "little")
    if size > MAX_DIRECTORY_BYTES:
        raise UnreadableError(f"{source.name} has more than {MAX_MEMBERS} members; unpack it and open the folder.")


def _is_regular(entry: zipfile.ZipInfo) -> bool:
    """Whether an entry is a file: neither a folder nor, where Unix wrote it, a link or a device."""
    kind = stat.S_IFMT(entry.external_attr >> 16) if entry.create_system == _UNIX else 0
    # Not `is_dir`, which takes every entry to have a name.
    return bool(entry.filename) and not entry.filename.endswith("/") and kind in {0, stat.S_IFREG}


def _is_aes(entry: zipfile.ZipInfo) -> bool:
    return entry.compress_type == _AES_METHOD or bool(entry.flag_bits & _STRONG_ENCRYPTION)


def _refuse_nested(member: ZipMember, content: bytes) -> None:
    """Refuse an archive inside the archive; a gzip is one image, not an archive."""
    if kind_of(content[:_PREAMBLE_BYTES], member.entry.filename) in {"zip", "7z", "rar", "iso"}:
        raise UnreadableError(f"{member.name} is an archive inside an archive; unpack it and open the folder.")


def _part(content: bytes, offset: int, length: int | None) -> bytes:
    """Part of some bytes, themselves where all are asked for."""
    return content[offset : None if length is None else offset + length]
