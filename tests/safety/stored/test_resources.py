"""The worst stored files cost little: a second of a free core, and less than 200 MiB."""

import json
import sys

import pytest

from tests.safety.stored.resources import cases, cost
from viewer.core.figures.spec import MAX_JSON_CHARACTERS, FigureSpec
from viewer.core.records.reading import parsed
from viewer.errors import UnreadableError, UsageError
from viewer.io.project.canonical import MAX_BYTES, MAX_VALUES, parse

MOST_MIB, MOST_S = 200, 10
"""Memory beyond the file itself, and a bound of time that no busy machine reaches; alone it is about one second."""


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the peak of a process is told by Linux")
@pytest.mark.parametrize("case", ["project of objects", "foreign project of objects", "truth of objects"])
def test_the_worst_files_are_refused_within_bounds(case):
    seconds, mebibytes, what = cost(case)
    assert mebibytes < MOST_MIB
    assert seconds < MOST_S
    assert what.endswith("Error")


@pytest.mark.exhaustive
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the peak of a process is told by Linux")
@pytest.mark.parametrize("case", list(cases()))
def test_every_file_is_read_or_refused_within_bounds(case):
    seconds, mebibytes, what = cost(case)
    print(f"{case}: {what}, {seconds:.2f} s, {mebibytes:.0f} MiB")
    assert mebibytes < MOST_MIB
    assert seconds < MOST_S


def test_what_is_too_large_is_never_parsed(monkeypatch):
    monkeypatch.setattr(json, "loads", lambda *_, **__: pytest.fail("it was parsed"))
    for data in (b" " * (MAX_BYTES + 1), b"[" + b"," * (MAX_VALUES + 1), b"[" * 33, b'{"a":' * 33):
        with pytest.raises(UnreadableError, match="which no project"):
            parse(data)
    with pytest.raises(UsageError, match="longer than"):
        FigureSpec.from_json(" " * (MAX_JSON_CHARACTERS + 1))
    with pytest.raises(UnreadableError, match="larger than 5 bytes, which no preset is"):
        parsed(b"123456", kind="preset", most_bytes=5)


def test_brackets_in_texts_are_no_nesting():
    text = '"' + "[" * 1000 + '\\"' + "{" * 1000 + '"'
    assert parsed(text.encode(), kind="preset", most_bytes=10_000) == "[" * 1000 + '"' + "{" * 1000
