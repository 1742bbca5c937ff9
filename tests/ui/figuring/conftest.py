"""The editor is tested without a screen, in the program's own colours: put on once per module, for it takes long."""

import os

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(scope="module")
def themed(qapp):
    """Give the program's colours, and what was there before back."""
    from viewer.ui.theme import apply_theme

    before = (qapp.style().objectName(), qapp.palette(), qapp.styleSheet())
    qapp.setStyle("Fusion")
    apply_theme(qapp)
    yield qapp
    qapp.setStyleSheet(before[2])
    qapp.setStyle(before[0])
    qapp.setPalette(before[1])
