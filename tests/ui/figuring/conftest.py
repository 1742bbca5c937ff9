"""The editor is tested without a screen, in the program's own colours: put on once per module, for it takes long."""

import os

import pytest

from tests.ui.theming import in_own_colours

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(scope="module")
def themed(qapp):
    """Give the program's colours, and what was there before back."""
    with in_own_colours(qapp):
        yield qapp
