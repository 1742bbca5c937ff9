"""What the tests of journals share."""

from tests.app.journalling.scenes import let_go

__all__ = ["let_go"]
