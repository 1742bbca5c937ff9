"""Makes every method that Qt calls breakable in this process: import it before any class of the window is made."""

from collections.abc import Callable
from typing import Any

from viewer.ui.faults import guards

BROKEN: set[str] = set()
"""Methods that fail now, as 'Class.name'."""

CALLED: set[str] = set()
"""Methods that have failed."""

KNOWN: list[str] = []
"""Every method that can be broken."""

_guarded = guards.guarded


def _breakable(kind: type, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
    key = f"{kind.__name__}.{name}"
    KNOWN.append(key)

    def call(*arguments: Any, **named: Any) -> Any:
        if key in BROKEN:
            CALLED.add(key)
            raise RuntimeError("Jane Doe 19700101")
        return method(*arguments, **named)

    return _guarded(kind, name, call)


guards.guarded = _breakable
