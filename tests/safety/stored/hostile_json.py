"""Hostile JSON: values to put in every place of a record, and whole texts."""

import json
import random
from collections.abc import Iterator
from typing import Any

TEXTS: tuple[str, ...] = (
    *("", " ", "\0", "a\0b", "\ud800", "\udfff\ud800", "\u202egnp.a", "\ufeff", "a\r\nb", "\x1b[31m", "\x7f", "é" * 9),
    *("../../etc/passwd", "..\\..\\windows\\win.ini", "/etc/passwd", "/dev/zero", "/dev/stdin", "/proc/self/mem"),
    *("C:\\Windows", "C:x", "\\\\host\\share\\x", "//host/share", "\\\\?\\C:\\x", "file:///etc/passwd", "~root", "~"),
    *("http://127.0.0.1:9/x", "https://example.org", "javascript:alert(1)", "data:text/html,x", "smb://host/x"),
    *("CON", "nul", "aux.txt", "COM1", "a.", "a ", ".", "..", "a" * 300, "x" * 40_000, "a/b", "a\\b", "a:b", "$(id)"),
    *("=cmd|' /C calc'!A0", "+1+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "`id`", "; rm -rf ~", "| sh", "%n%s"),
    *("{0.__class__}", "{right.__class__.__mro__}", "{0[0]}", "{" * 500, "%(x)s", "__import__('os')", "${jndi:x}"),
    *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<a href='file:///etc'>", "&lt;", "]]>", "<!--"),
    *("1.2.840.113619.2", "sha256:" + 32 * "0", "sha256:" + 31 * "0" + "g", "NaN", "Infinity", "true", "null", "1e5"),
    *("\u0661\u0662", "\u2212", "１２", "c\u0301", "\U0001f600"),
)

VALUES: tuple[Any, ...] = (
    *TEXTS,
    *(None, True, False, 0, 1, -1, -0.0, 0.5, 2, 9, 255, 2**31, 2**53 + 1, 10**17, -(10**17), 1e300, -1e300),
    *(5e-324, 1e-320, 1.7976931348623157e308, 3.0000000000000004),
    *([], {}, [[]], [{}], [None], [0, 0], [0, 0, 0], [[0, 0]] * 3, [[[0, 0], [1, 0], [0, 1]]], list(range(2000))),
    *({"": 0}, {"__class__": "x"}, {"id": 1}, {"py/object": "os.system"}, {"$ref": "file:///etc/passwd"}),
)
"""What JSON can hold and no program writes in most places."""

_N = 100_000


def texts(whole: bytes) -> dict[str, bytes]:
    """Whole files: what a parser of JSON stumbles over.

    Parameters
    ----------
    whole
        A sound file.
    """
    text = whole.decode("utf-8")
    first = text.index("{") + 1
    return {
        "nothing": b"",
        "blank": b" \n",
        "zeros": b"\0" * 100,
        "another type": b"3",
        "a text": b'"a"',
        "null": b"null",
        "a list of it": b"[" + whole + b"]",
        "UTF-16": text.encode("utf-16"),
        "UTF-32": text.encode("utf-32-le"),
        "Latin-1": b"\xe4" + whole,
        "broken UTF-8": whole[:first] + b'"\xff\xfe":1,' + whole[first:],
        "overlong UTF-8": whole[:first] + b'"\xc0\xaf":1,' + whole[first:],
        "UTF-8 surrogate": whole[:first] + b'"\xed\xa0\x80":1,' + whole[first:],
        "NaN": (text[:first] + '"zz":NaN,' + text[first:]).encode(),
        "Infinity": (text[:first] + '"zz":-Infinity,' + text[first:]).encode(),
        "1e999": (text[:first] + '"zz":1e999,' + text[first:]).encode(),
        "10**400": (text[:first] + f'"zz":{10**400},' + text[first:]).encode(),
        "10**5000": (text[:first] + '"zz":1' + "0" * 5000 + "," + text[first:]).encode(),
        "hexadecimal": (text[:first] + '"zz":0x10,' + text[first:]).encode(),
        "leading zero": (text[:first] + '"zz":010,' + text[first:]).encode(),
        "plus": (text[:first] + '"zz":+1,' + text[first:]).encode(),
        "underscore": (text[:first] + '"zz":1_0,' + text[first:]).encode(),
        "digits of another script": (text[:first] + '"zz":\u0661,' + text[first:]).encode(),
        "twice": (text[:first] + '"schema_version":1,"schema_version":2,' + text[first:]).encode(),
        "comment": (text[:first] + "/* x */" + text[first:]).encode(),
        "comma at the end": whole.rstrip()[:-1] + b",}",
        "two of them": whole + whole,
        "tail": whole + b"\x80\x04cos\nsystem\n(S'id'\ntR.",
        "pickle": b"\x80\x04\x95\x05\x00\x00\x00\x00\x00\x00\x00\x8c\x01a\x94.",
        "YAML": b"!!python/object/apply:os.system ['id']",
        "XML": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        "raw control sign": (text[:first] + '"a\nb":1,' + text[first:]).encode(),
        "deep lists": b"[" * _N + b"]" * _N,
        "deep objects": b'{"a":' * _N + b"1" + b"}" * _N,
        "deep inside": (text[:first] + '"zz":' + "[" * _N + "]" * _N + "," + text[first:]).encode(),
        "open quotes": b'"' + b'\\"' * _N,
    }


def places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Ways to every value inside a value, itself first."""
    yield way
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, item in inside:
        yield from places(item, (*way, name))


def put(record: Any, way: tuple[Any, ...], value: Any) -> Any:
    """Copy of a record with a value in one place."""
    if not way:
        return value
    copy = json.loads(json.dumps(record))
    place = copy
    for part in way[:-1]:
        place = place[part]
    place[way[-1]] = value
    return copy


def changed(record: Any, count: int | None, seed: int) -> Iterator[Any]:
    """Copies of a record with a hostile value in one place, or a part left out or said twice.

    Parameters
    ----------
    record
        Sound.
    count
        How many, at random; None for every value in every place.
    """
    rng, ways = random.Random(seed), list(places(record))
    if count is None:
        pairs: Iterator[tuple[Any, Any]] = ((way, value) for way in ways for value in VALUES)
    else:
        pairs = ((rng.choice(ways), rng.choice(VALUES)) for _ in range(count))
    for way, value in pairs:
        yield put(record, way, value)
    for way in ways if count is None else rng.sample(ways, min(len(ways), count // 4)):
        if way:
            copy = json.loads(json.dumps(record))
            place = copy
            for part in way[:-1]:
                place = place[part]
            del place[way[-1]]
            yield copy
