"""Dialogs are tested without a screen, in the program's own colours."""

import os

import pytest

from tests.ui.theming import in_own_colours

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture
def themed(qapp):
    """Give the program's colours, and what was there before back."""
    with in_own_colours(qapp):
        yield qapp
