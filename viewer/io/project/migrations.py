"""From the payload of an older schema to that of the present one: one function per step."""

from collections.abc import Callable, Mapping
from typing import Any

from viewer.errors import ProjectError

Payload = dict[str, Any]
Step = Callable[[Payload], Payload]

SCHEMA_VERSION = 1
"""Schema that this program writes."""

MIGRATIONS: Mapping[int, Step] = {}
"""Schema n → what turns its payload into that of schema n + 1; there is no older schema yet."""


def migrated(
    payload: Payload, version: int, *, present: int = SCHEMA_VERSION, steps: Mapping[int, Step] = MIGRATIONS
) -> Payload:
    """Payload of the present schema.

    Parameters
    ----------
    payload
        As the file holds it; not changed.
    version
        Its schema; that of a newer program is given back as it is.
    present
        Schema to reach.
    steps
        One function per step.

    Raises
    ------
    ProjectError
        If there was never such a schema.
    """
    for step in range(version, present):
        if step not in steps:
            raise ProjectError(f"it claims the schema {version}, which no program has written.")
        payload = steps[step](payload)
    return payload
