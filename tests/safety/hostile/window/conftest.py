"""The window for these proofs."""

from tests.ui.conftest import window

__all__ = ["window"]
