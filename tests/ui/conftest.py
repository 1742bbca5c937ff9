"""The window is tested without a screen, in the program's own colours."""

import pytest


@pytest.fixture
def window(qapp, qtbot):
    """The program's window, empty; nothing of it is left afterwards."""
    from tests.ui.running_window import end, made_window
    from viewer.ui.theme import apply_theme

    before = (qapp.style().objectName(), qapp.palette(), qapp.styleSheet())
    qapp.setStyle("Fusion")
    apply_theme(qapp)
    made = made_window(qtbot)
    yield made
    end(made)
    qapp.setStyleSheet(before[2])
    qapp.setStyle(before[0])
    qapp.setPalette(before[1])
