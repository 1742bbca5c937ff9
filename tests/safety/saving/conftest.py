"""A folder in memory where the system has one: thousands of saves need not wait for a disk."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

IN_MEMORY = Path("/dev/shm")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    if not IN_MEMORY.is_dir():
        yield tmp_path
        return
    made = Path(tempfile.mkdtemp(prefix="multifidus-saving-", dir=IN_MEMORY))
    yield made
    shutil.rmtree(made)
