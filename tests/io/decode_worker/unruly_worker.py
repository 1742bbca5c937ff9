"""A worker with jobs that misbehave, and what is asked of it again and again."""

import os

import pytest

from tests.io.decode_worker.generated_dicom import Memory
from viewer.errors import ViewerError
from viewer.io.decode_worker.client import DecodeWorker

UNRULY = {
    name: f"unruly_jobs:{name}"
    for name in ("echo", "arrays", "loiter", "spin", "chat", "vanish", "gorge", "hoard", "fail", "unsendable")
}
SOURCE = Memory(b"0123456789")


def sentence_of(error: pytest.ExceptionInfo[ViewerError], *words: str) -> str:
    text = str(error.value)
    assert text.endswith(".") and text.isprintable() and "; " in text
    for word in words:
        assert word in text
    return text


def assert_works(worker: DecodeWorker) -> None:
    result, (array,) = worker.run("echo", SOURCE, {"a": 1})
    assert result == {"kind": "bytes", "arguments": {"a": 1}, "length": 10}
    assert array.tobytes() == SOURCE.data


def is_gone(pid: int) -> bool:
    """Whether a process has ended and was reaped."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False
