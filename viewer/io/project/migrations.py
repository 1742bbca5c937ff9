"""From the payload of an older schema to that of the present one: one function per step."""

from collections.abc import Callable, Mapping
from typing import Any

from viewer.errors import ProjectError

Payload = dict[str, Any]
Step = Callable[[Payload], Payload]

SCHEMA_VERSION = 5
"""Schema that this program writes."""

FIRST_DEFAULT = ("otsu-shared", "1")
"""Name and version of the method that was the default of every program that wrote schema 1."""


def _with_pinned_method(payload: Payload) -> Payload:
    """Schema 1 → 2: the method has a name and a version also where it was the default then.

    They are those of the stored numbers; all methods of that time had the version 1. What is not as it must be is
    left for the decoding to refuse.
    """
    method, measurement = payload.get("method"), payload.get("measurement")
    if not isinstance(method, dict) or "name" not in method:
        return payload
    used = measurement.get("method") if isinstance(measurement, dict) else None
    stored = used if isinstance(used, dict) else {}
    name, version = method["name"], FIRST_DEFAULT[1]
    is_default = name is None
    if is_default:
        name = stored.get("name", FIRST_DEFAULT[0])
    if name == stored.get("name"):
        version = stored.get("version", version)
    return {**payload, "method": {**method, "name": name, "version": version, "is_default": is_default}}


def _with_readings(payload: Payload) -> Payload:
    """Schema 2 → 3: one reading without a name, no level, and nobody said which border the outlines follow."""
    outlines = payload.get("outlines")
    if isinstance(outlines, list):
        said: Payload = {"rule": "not stated", "is_proposed": False}
        payload = {**payload, "outlines": [{**o, **said} if isinstance(o, dict) else o for o in outlines]}
    return {
        **payload,
        "layer": "",
        "layers": [],
        "levels": [],
        "vertebrae": [],
        "outline_rule": "fascial border",
    }


def _with_comparison(payload: Payload) -> Payload:
    """Schema 3 → 4: nothing is paired as before and after, and no figure was made."""
    return {**payload, "pairing": None, "figures": []}


def _with_images(payload: Payload) -> Payload:
    """Schema 4 → 5: nothing is known of the pixels that the outlines were drawn on."""
    return {**payload, "slices": []}


MIGRATIONS: Mapping[int, Step] = {
    1: _with_pinned_method,
    2: _with_readings,
    3: _with_comparison,
    4: _with_images,
}
"""Schema n → what turns its payload into that of schema n + 1."""


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
