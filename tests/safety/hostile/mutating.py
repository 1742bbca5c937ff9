"""Ways to damage a file, as transport, broken programs and ill will do. All chance comes from the generator given."""

import random
import struct
from collections.abc import Callable, Sequence

Mutator = Callable[[random.Random, bytearray, Sequence[bytes]], bytearray]

_NUMBERS = (
    b"0", b"-1", b"1e308", b"1e-308", b"-1e400", b"nan", b"inf", b"-inf", b"1_0", b"0,5", b"99999999999999999999", b"",
    b"0\\0", b"1\\2\\3", b"\\\\\\\\", b"+", b"0x10",
)  # fmt: skip
_TEXTS = (
    b"\x1b[31m", b"\xe2\x80\xae", b"<img src=x>", b"../../etc/passwd", b"\0\0\0\0", b"=1+1", b"\r\n", b"%n%s",
    b"1.2.840.10008.1.2.4.80", b"1.2.840.10008.1.2.1", b"1.2.840.10008.1.2.1.99", b"1.2.840.10008.1.2.2",
    b"1.2.840.10008.1.2.5", b"1.2.840.10008.5.1.4.1.1.4.1", b"ISO_IR 192", b"\\ISO 2022 IR 87", b"RGB", b"YBR_FULL_422",
    b"PALETTE COLOR", b"MONOCHROME1",
)  # fmt: skip
_ITEMS = (
    b"\xfe\xff\x00\xe0\xff\xff\xff\xff", b"\xfe\xff\x0d\xe0\0\0\0\0", b"\xfe\xff\xdd\xe0\0\0\0\0",
    b"\x08\x00\x40\x11SQ\0\0\xff\xff\xff\xff", b"\xe0\x7f\x10\x00OW\0\0", b"\xe0\x7f\x08\x00OF\0\0", b"PK\x03\x04",
    b"\x1f\x8b\x08\0", b"\xff\xd8\xff", b"\xff\x4f\xff\x51", b"IDAT", b"IEND", b"n+1\0", b"II*\0",
)  # fmt: skip
_EXTREMES = (
    0,
    1,
    2,
    7,
    0x7F,
    0x80,
    0xFF,
    0x7FFF,
    0x8000,
    0xFFFE,
    0xFFFF,
    0x7FFFFFFF,
    0x80000000,
    0xFFFFFFFE,
    0xFFFFFFFF,
)
_VRS = (b"AE AS AT CS DA DS DT FD FL IS LO LT OB OD OF OL OW PN SH SL SQ SS ST TM UC UI UL UN UR US UT XX").split()
_TAGS = (0x00080005, 0x00080016, 0x00080018, 0x00200032, 0x00200037, 0x00280002, 0x00280004, 0x00280008, 0x00280010,
         0x00280011, 0x00280030, 0x00280100, 0x00280101, 0x00280102, 0x00280103, 0x00281052, 0x00281053, 0x00283000,
         0x52009229, 0x52009230, 0x7FE00010)  # fmt: skip


def _place(rng: random.Random, data: bytearray) -> int:
    """Offset of a change: many of them in the first part, where headers are."""
    if not data:
        return 0
    return rng.randrange(min(len(data), rng.choice((64, 400, 1200, len(data)))))


def flip_bits(rng: random.Random, data: bytearray, others: Sequence[bytes]) -> bytearray:
    """Flip one to eight single bits."""
    for _ in range(rng.choice((1, 1, 2, 8))):
        if data:
            data[_place(rng, data)] ^= 1 << rng.randrange(8)
    return data


def change_bytes(rng: random.Random, data: bytearray, others: Sequence[bytes]) -> bytearray:
    """Put other bytes over a short run."""
    at = _place(rng, data)
    run = rng.choice((1, 2, 4, 16, 64))
    data[at : at + run] = rng.randbytes(run) if rng.random() < 0.6 else bytes([rng.choice((0, 255, 127, 32))]) * run
    return data


def drop_or_double(rng: random.Random, data: bytearray, others: Sequence[bytes]) -> bytearray:
    """Cut a run out, or write it twice."""
    at = _place(rng, data)
    run = rng.choice((1, 2, 3, 8, 32, 200))
    if rng.random() < 0.5:
        del data[at : at + run]
    else:
        data[at:at] = data[at : at + run]
    return data


def cut_short(rng: random.Random, data: bytearray, others: Sequence[bytes]) -> bytearray:
    """Cut the end off, or all but the first bytes."""
    return data[: rng.randrange(len(data) + 1)]


def lie_about_length(rng: random.Random, data: bytearray, others: Sequence[bytes]) -> bytearray:
    """Put an extreme number into two, four or eight bytes of either order."""
    if len(data) < 16:
        return data
    form = rng.choice(("<H", ">H", "<I", ">I", "<I", "<Q", ">Q"))
    size = struct.calcsize(form)
    at = min(_place(rng, data), len(data) - size)
    at -= at % rng.choice((1, 2, 2))
    struct.pack_into(form, data, at, rng.choice(_EXTREMES) & ((1 << 8 * size) - 1))
    return data


def splice(rng: random.Random, data: bytearray, others: Sequence[bytes]) -> bytearray:
    """Start of one file, end of another, or a piece of it in between."""
    other = rng.choice(others)
    start = _place(rng, bytearray(other))
    piece = other[start : start + rng.choice((8, 64, 400, len(other)))]
    at = _place(rng, data)
    return data[:at] + piece + (data[at:] if rng.random() < 0.6 else b"")


def swap_pieces(rng: random.Random, data: bytearray, others: Sequence[bytes]) -> bytearray:
    """Exchange two runs of bytes: elements out of order, chunks out of order."""
    run = rng.choice((8, 12, 20, 40))
    one, two = sorted((_place(rng, data), _place(rng, data)))
    if two - one < run:
        return data
    data[one : one + run], data[two : two + run] = data[two : two + run], data[one : one + run]
    return data


def change_type(rng: random.Random, data: bytearray, others: Sequence[bytes]) -> bytearray:
    """Give a DICOM element another value representation, or another tag."""
    places = [at for at in (_place(rng, data) for _ in range(24)) if bytes(data[at + 4 : at + 6]) in _VRS]
    if not places:
        return lie_about_length(rng, data, others)
    at = rng.choice(places)
    if rng.random() < 0.6:
        data[at + 4 : at + 6] = rng.choice(_VRS)
    else:
        tag = rng.choice(_TAGS)
        data[at : at + 4] = struct.pack("<HH", tag >> 16, tag & 0xFFFF)
    return data


def put_in(rng: random.Random, data: bytearray, others: Sequence[bytes]) -> bytearray:
    """Write a dictionary value over what is there, or between."""
    value = rng.choice(rng.choice((_NUMBERS, _TEXTS, _ITEMS)))
    at = _place(rng, data)
    data[at : at + (len(value) if rng.random() < 0.7 else 0)] = value
    return data


def change_number(rng: random.Random, data: bytearray, others: Sequence[bytes]) -> bytearray:
    """Replace a run of digits by a number no image has, of the same length where it can be."""
    for _ in range(40):
        at = _place(rng, data)
        if at < len(data) and 48 <= data[at] <= 57:
            end = at
            while end < len(data) and (48 <= data[end] <= 57 or data[end] in b".\\-+e"):
                end += 1
            value = rng.choice(_NUMBERS)
            data[at:end] = value.ljust(end - at)[: end - at] if rng.random() < 0.8 else value
            return data
    return put_in(rng, data, others)


MUTATORS: tuple[Mutator, ...] = (
    flip_bits,
    change_bytes,
    drop_or_double,
    cut_short,
    lie_about_length,
    splice,
    swap_pieces,
    change_type,
    put_in,
    change_number,
)


def mutated(rng: random.Random, data: bytes, others: Sequence[bytes]) -> tuple[bytes, str]:
    """Damage a file in one to four ways.

    Returns
    -------
    tuple
        The damaged bytes, and the names of what was done, for the report of a finding.
    """
    found, done = bytearray(data), []
    for _ in range(rng.choice((1, 1, 1, 2, 2, 4))):
        mutate = rng.choice(MUTATORS)
        found = mutate(rng, found, others)
        done.append(mutate.__name__)
    return bytes(found), ", ".join(done)
