"""Archives: every byte streamed and counted, every refusal one sentence, nothing on the disk."""

import gzip
import io
import random
import stat
import struct
import time
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viewer.errors import UnreadableError
from viewer.io import archive
from viewer.io.archive import gunzipped, kind_of, refusal, zip_members
from viewer.io.sources import LocalFile, local_file

CONTENT = bytes(random.Random(3).randbytes(70_000))


def written(path: Path, data: bytes) -> LocalFile:
    path.write_bytes(data)
    return local_file(path)


def zipped(path: Path, members: dict[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> LocalFile:
    with zipfile.ZipFile(path, "w", compression) as target:
        for name, content in members.items():
            target.writestr(zipfile.ZipInfo(name), content, compression)
    return local_file(path)


def assert_one_sentence(error: pytest.ExceptionInfo[UnreadableError], *words: str) -> None:
    text = str(error.value)
    assert text.endswith(".")
    assert "\n" not in text
    assert "; " in text, "a remedy follows the fault"
    for word in words:
        assert word in text


# ---------------------------------------------------------------- which archive


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (b"PK\x03\x04rest", "study", "zip"),
        (b"PK\x05\x06" + bytes(18), "empty.zip", "zip"),
        (b"\x1f\x8b\x08\x00", "a.dcm", "gzip"),
        (b"7z\xbc\xaf\x27\x1c\x00\x04", "a", "7z"),
        (b"Rar!\x1a\x07\x00", "a", "rar"),
        (b"Rar!\x1a\x07\x01\x00", "a", "rar"),
        (bytes(64), "disc.ISO", "iso"),
        (bytes(32_769) + b"CD001", "disc", "iso"),
        (bytes(32_769) + b"XX001", "disc.iso", None),
        (b"PK\x03\x04" + bytes(124) + b"DICM", "image", None),
        (bytes(128) + b"DICM", "odd.iso", None),
        (b"", "", None),
        (b"PK", "a.zip", None),
    ],
)
def test_kind_is_told_by_content_before_name(head: bytes, name: str, kind: str | None) -> None:
    assert kind_of(head, name) == kind


@pytest.mark.parametrize("kind", ["7z", "rar", "iso"])
def test_refused_archives_name_the_remedy(kind: archive.ArchiveKind) -> None:
    text = str(refusal(kind, "x.bin"))
    assert text.startswith("x.bin is ")
    assert "unpack it" in text


# ---------------------------------------------------------------- zip


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_members_are_read_as_they_were_written(tmp_path: Path, compression: int) -> None:
    big = CONTENT * 6
    source = zipped(tmp_path / "a.zip", {"x/1.dcm": CONTENT, "2": big, "none": b""}, compression=compression)
    first, second, none = zip_members(source, password=None)
    assert (first.name, first.size, first.path) == (f"{source.name}/x/1.dcm", len(CONTENT), None)
    assert first.read() == CONTENT
    assert first.read(132, 4) == CONTENT[132:136]
    assert second.read(300_000, 10) == big[300_000:300_010]
    assert second.read(len(big) - 3, 10) == big[-3:]
    assert second.read(5) == big[5:]
    assert none.read() == b""
    assert first.read(0, 100) == CONTENT[:100]


@given(offset=st.integers(0, 600_000), length=st.one_of(st.none(), st.integers(0, 600_000)))
def test_any_part_of_a_member_is_that_part(offset: int, length: int | None) -> None:
    assert _BIG.read(offset, length) == _BIG_CONTENT[offset : None if length is None else offset + length]


def _in_memory() -> archive.ByteSource:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("big", _BIG_CONTENT)
    data = buffer.getvalue()

    class Memory:
        name, path, size = "memory.zip", None, len(data)

        def read(self, offset: int = 0, length: int | None = None) -> bytes:
            return data[offset : None if length is None else offset + length]

    (member,) = zip_members(Memory(), password=None)
    return member


_BIG_CONTENT = bytes(random.Random(5).randbytes(500_000))
_BIG = _in_memory()


def test_names_lead_nowhere(tmp_path: Path) -> None:
    names = ["../../etc/passwd", "/etc/passwd", "C:\\Windows\\x", "a\x1b[31mred\n", "..\\..\\x"]
    (tmp_path / "in").mkdir()
    source = zipped(
        tmp_path / "in" / "a.zip",
        {n: n.encode() for n in names},
    )
    members = list(zip_members(source, password=None))
    assert [member.read() for member in members] == [name.encode() for name in names]
    assert all(member.path is None and member.name.isprintable() for member in members)
    assert [p.name for p in tmp_path.rglob("*")] == ["in", "a.zip"]


def test_folders_and_links_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as target:
        target.mkdir("folder")
        link = zipfile.ZipInfo("link")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        target.writestr(link, "/etc/passwd")
        target.writestr("folder/file", b"x")
    assert [m.name for m in zip_members(local_file(path), password=None)] == [f"{path}/folder/file"]


def test_nested_archives_are_named_and_the_rest_is_read(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", {"a": b"a"}).read()
    source = zipped(tmp_path / "a.zip", {"inner.bin": inner, "x.7z": b"7z\xbc\xaf\x27\x1c" + bytes(30), "ok": CONTENT})
    first, second, third = zip_members(source, password=None)
    for member in (first, second):
        for length in (None, 8):
            with pytest.raises(UnreadableError) as error:
                member.read(0, length)
            assert_one_sentence(error, member.name, "archive inside an archive", "unpack")
    assert third.read() == CONTENT


def encrypted_zip(path: Path, password: bytes, content: bytes) -> LocalFile:
    """A zip with the classic encryption (APPNOTE 6.1), which zipfile reads but does not write."""
    keys = [0x12345678, 0x23456789, 0x34567890]

    def update(byte: int) -> None:
        keys[0] = zlib.crc32(bytes([byte]), keys[0] ^ 0xFFFFFFFF) ^ 0xFFFFFFFF
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = zlib.crc32(bytes([keys[1] >> 24]), keys[2] ^ 0xFFFFFFFF) ^ 0xFFFFFFFF

    def encrypt(data: bytes) -> bytes:
        out = bytearray()
        for byte in data:
            mix = (keys[2] | 2) & 0xFFFF
            out.append(byte ^ ((mix * (mix ^ 1)) >> 8 & 0xFF))
            update(byte)
        return bytes(out)

    for byte in password:
        update(byte)
    crc = zlib.crc32(content)
    body = encrypt(bytes(11) + bytes([crc >> 24]) + content)
    common = struct.pack("<HHHHHIIIHH", 20, 1, 0, 0, 0x21, crc, len(body), len(content), 5, 0)
    local = b"PK\x03\x04" + common + b"a.dcm" + body
    central = b"PK\x01\x02\x14\x00" + common + struct.pack("<HHHII", 0, 0, 0, 0, 0) + b"a.dcm"
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 1, 1, len(central), len(local), 0)
    return written(path, local + central + end)


def test_encrypted_zip_asks_for_its_password(tmp_path: Path) -> None:
    source = encrypted_zip(tmp_path / "e.zip", b"geheim", CONTENT[:5000])
    with pytest.raises(UnreadableError) as error:
        next(zip_members(source, password=None))
    assert_one_sentence(error, "e.zip is encrypted", "--password")
    (member,) = zip_members(source, password="geheim")
    assert member.read() == CONTENT[:5000]


def test_every_wrong_password_is_noticed(tmp_path: Path) -> None:
    source = encrypted_zip(tmp_path / "e.zip", b"geheim", CONTENT[:200])
    # One in 256 passes the archive's own check byte; the checksum must catch those too.
    for number in range(600):
        with pytest.raises(UnreadableError) as error:
            next(zip_members(source, password=f"wrong{number}"))
        assert_one_sentence(error, "password does not fit", "--password")


def test_aes_says_that_it_cannot_be_read(tmp_path: Path) -> None:
    source = encrypted_zip(tmp_path / "e.zip", b"p", CONTENT[:100])
    data = source.read().replace(struct.pack("<HHHH", 20, 1, 0, 0), struct.pack("<HHHH", 51, 1, 99, 0))
    with pytest.raises(UnreadableError) as error:
        next(zip_members(written(tmp_path / "aes.zip", data), password="p"))
    assert_one_sentence(error, "AES", "unpack")


def overlapping_zip(path: Path, members: int, size: int) -> LocalFile:
    """A zip whose directory names the same compressed bytes many times."""
    body = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = body.compress(bytes(size)) + body.flush()
    common = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 0x21, zlib.crc32(bytes(size)), len(packed), size, 1, 0)
    local = b"PK\x03\x04" + common + b"a" + packed
    entry = b"PK\x01\x02\x14\x00" + common + struct.pack("<HHHII", 0, 0, 0, 0, 0) + b"a"
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, members, members, len(entry) * members, len(local), 0)
    return written(path, local + entry * members + end)


def test_overlap_bomb_is_refused_before_anything_is_inflated(tmp_path: Path) -> None:
    source = overlapping_zip(tmp_path / "bomb.zip", members=1000, size=16 << 20)
    assert source.size < 67_000 + 1000 * 50
    started = time.perf_counter()
    with pytest.raises(UnreadableError) as error:
        next(zip_members(source, password=None))
    assert_one_sentence(error, "has members that overlap")  # the folder is called after this test
    assert time.perf_counter() - started < 1.0


def test_two_members_that_overlap_are_refused_however_small(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError) as error:
        next(zip_members(overlapping_zip(tmp_path / "a.zip", members=2, size=500), password=None))
    assert_one_sentence(error, "has members that overlap")


def test_ratio_bomb_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as target:
        for number in range(20):
            target.writestr(str(number), bytes(16 << 20))
    with pytest.raises(UnreadableError) as error:
        next(zip_members(local_file(tmp_path / "bomb.zip"), password=None))
    assert_one_sentence(error, "claims to inflate")


def test_a_huge_member_is_refused_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_MEMBER_BYTES", 60_000)
    source = zipped(tmp_path / "a.zip", {"big": CONTENT, "small": b"x" * 50_000})
    big, small = zip_members(source, password=None)
    with pytest.raises(UnreadableError) as error:
        big.read(0, 10)
    assert_one_sentence(error, "big", "512 MB")
    assert small.read() == b"x" * 50_000


def test_too_many_members_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_MEMBERS", 5)
    source = zipped(tmp_path / "a.zip", {str(n): b"x" for n in range(6)})
    with pytest.raises(UnreadableError) as error:
        next(zip_members(source, password=None))
    assert_one_sentence(error, "more than 5 members")
    monkeypatch.setattr(archive, "MAX_MEMBERS", 6)
    assert len(list(zip_members(source, password=None))) == 6
    monkeypatch.setattr(archive, "MAX_DIRECTORY_BYTES", 100)
    with pytest.raises(UnreadableError):
        next(zip_members(source, password=None))


def test_a_member_that_claims_less_than_it_holds_is_damaged(tmp_path: Path) -> None:
    source = zipped(tmp_path / "a.zip", {"a": CONTENT})
    data = source.read().replace(struct.pack("<I", len(CONTENT)), struct.pack("<I", 1000))
    (member,) = zip_members(written(tmp_path / "b.zip", data), password=None)
    with pytest.raises(UnreadableError) as error:
        member.read()
    assert_one_sentence(error, "damaged")


def test_unknown_compression_is_named(tmp_path: Path) -> None:
    source = zipped(tmp_path / "a.zip", {"a": CONTENT})
    data = source.read().replace(struct.pack("<HHH", 20, 0, 8), struct.pack("<HHH", 20, 0, 93))
    (member,) = zip_members(written(tmp_path / "b.zip", data), password=None)
    with pytest.raises(UnreadableError) as error:
        member.read()
    assert_one_sentence(error, "compressed in a way", "unpack")


def test_every_cut_of_a_zip_is_one_sentence_or_right(tmp_path: Path) -> None:
    data = zipped(tmp_path / "a.zip", {"a": CONTENT[:3000], "b": CONTENT[:100]}).read()
    for cut in range(0, len(data), 37):
        with pytest.raises(UnreadableError) as error:
            [member.read() for member in zip_members(written(tmp_path / "c.zip", data[:cut]), password=None)]
        assert_one_sentence(error, "c.zip")


def test_mutated_zips_end_in_one_sentence_or_the_right_bytes(tmp_path: Path) -> None:
    data = zipped(tmp_path / "a.zip", {"a": CONTENT[:3000], "b": bytes(500)}).read()
    random_ = random.Random(11)
    for _ in range(300):
        mutant = bytearray(data)
        for _ in range(random_.randint(1, 4)):
            mutant[random_.randrange(len(mutant))] = random_.randrange(256)
        source = written(tmp_path / "m.zip", bytes(mutant))
        try:
            contents = [member.read() for member in zip_members(source, password=None)]
        except UnreadableError as e:
            assert str(e).endswith(".") and "\n" not in str(e)
        else:
            assert all(content in {CONTENT[:3000], bytes(500)} for content in contents)


def test_a_zip_that_vanishes_is_one_sentence(tmp_path: Path) -> None:
    source = zipped(tmp_path / "a.zip", {"a": CONTENT})
    (member,) = zip_members(source, password=None)
    source.path.unlink()
    with pytest.raises(UnreadableError):
        member.read()


# ---------------------------------------------------------------- gzip


def test_gzip_gives_its_content(tmp_path: Path) -> None:
    source = gunzipped(written(tmp_path / "a.dcm.gz", gzip.compress(CONTENT)))
    assert (source.name, source.size, source.path) == (str(tmp_path / "a.dcm"), len(CONTENT), None)
    assert source.read() == CONTENT
    assert source.read(10, 5) == CONTENT[10:15]
    other = gunzipped(written(tmp_path / "b.gz", gzip.compress(b"other")))
    assert (source.read(0, 9), other.read(), source.read()) == (CONTENT[:9], b"other", CONTENT)


@pytest.mark.parametrize("cut", [1, 5, 11, 30_000, -9, -8, -4, -1])
def test_truncated_gzip_is_one_sentence(tmp_path: Path, cut: int) -> None:
    with pytest.raises(UnreadableError) as error:
        gunzipped(written(tmp_path / "a.gz", gzip.compress(CONTENT)[:cut]))
    assert_one_sentence(error, "a.gz")


def test_damaged_gzip_is_one_sentence(tmp_path: Path) -> None:
    data = bytearray(gzip.compress(CONTENT * 2))
    data[-6] ^= 1
    with pytest.raises(UnreadableError) as error:
        gunzipped(written(tmp_path / "a.gz", bytes(data)))
    assert_one_sentence(error, "damaged")


def test_gzip_bomb_stops_at_the_cap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_MEMBER_BYTES", 4 << 20)
    source = written(tmp_path / "bomb.nii.gz", gzip.compress(bytes(64 << 20), 9))
    tracemalloc.start()
    try:
        with pytest.raises(UnreadableError) as error:
            gunzipped(source)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert_one_sentence(error, "512 MB")
    assert peak < 20 << 20
