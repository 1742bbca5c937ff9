"""The window is tested without a screen, in the program's own colours."""

import pytest

from tests.ui.theming import in_own_colours


@pytest.fixture
def window(qapp, qtbot):
    """The program's window, empty; nothing of it is left afterwards."""
    from tests.ui.running_window import end, made_window

    with in_own_colours(qapp):
        made = made_window(qtbot)
        yield made
        end(made)
