"""The worker under test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.io.decode_worker.unruly_worker import UNRULY
from viewer.io.decode_worker.client import DecodeWorker


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Iterator[DecodeWorker]:
    """Not started yet; its further jobs are those of `unruly_jobs`."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    with DecodeWorker(UNRULY) as made:
        yield made
