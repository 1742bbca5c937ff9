"""What the tests of the command line share."""

from pathlib import Path

import pytest

from tests.lumbar import write_study


@pytest.fixture(scope="session")
def study(tmp_path_factory) -> Path:
    return write_study(tmp_path_factory.mktemp("lumbar") / "study")
