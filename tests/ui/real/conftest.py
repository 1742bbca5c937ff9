"""A screen for all tests of this folder, and for each a home of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ui.real.desktop import Desktop, screen


@pytest.fixture(scope="session")
def display() -> Iterator[str]:
    with screen() as name:
        yield name


@pytest.fixture
def desktop(display: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desktop]:
    home = tmp_path / "home"
    home.mkdir()
    # Sockets have short names only.
    found = Desktop(display, home, tmp_path_factory.mktemp("s"))
    yield found
    for program in found.programs:
        program.close()
