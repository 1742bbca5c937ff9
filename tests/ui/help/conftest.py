"""Help is tested without a screen, in the program's own colours."""

from tests.ui.dialogs.conftest import themed

__all__ = ["themed"]
