"""How a figure came about, as one line of JSON that every format carries in its metadata.

Built from an allow-list: versions, method, thresholds, side state, a fingerprint of the image. No date, no path,
no identifier, no text of the input.
"""

import json
import math
import re
from collections.abc import Sequence
from typing import Literal

from viewer import PROGRAM, __version__
from viewer.core.fingerprints import fingerprint
from viewer.core.grey import Window
from viewer.core.outline import Side
from viewer.figure.content import FigureContent, Sides
from viewer.figure.words.phrases import level_of
from viewer.figure.words.shown import ShownPanel
from viewer.measure.flags import FLAGS
from viewer.measure.measurement import MeasurementRow, ParameterValue
from viewer.measure.reporting.outline_rule import borders_of

RECORD_FORMAT = "multifidus-figure-record"
"""What the record calls itself; the key or tag that holds it has this name where it can have one."""

RECORD_VERSION = 1
"""Version of the record's keys."""

_NAME = re.compile(r"[a-z0-9_-]{1,40}")
_VERSION = re.compile(r"[0-9.]{1,12}")
_WORDS = re.compile(r"[a-z0-9 -]{1,40}")
_KNOWN_FLAGS = frozenset(kind.identifier for kind in FLAGS)


def record_json(
    content: FigureContent,
    sides: Sides,
    window: Window,
    *,
    panels: Sequence[ShownPanel] = (),
    pixels: Literal["reviewed by the user", "not reviewed"] = "not reviewed",
) -> str:
    """Provenance of a figure as one line of ASCII JSON; same figure, same text.

    Parameters
    ----------
    content
        What the figure shows.
    sides
        What may be said about its sides; a figure without sides has a record without sides.
    window
        Display window that was used, values after rescale.
    panels
        All panels of a figure that has several; `content`, `sides` and `window` are then those of the first.
    pixels
        Whether a person has looked for burned-in text, where there was reason to.

    Notes
    -----
    `image` is `viewer.core.fingerprints.fingerprint` of the SOP Instance UID (of the content hash where the source is
    not DICOM), as in the tables. `sides` is 'geometry', 'stated', 'hidden', 'unknown' or 'off-plane'. `outline_rule`
    lists the borders that its outlines follow. What does not exist is null. Only a figure of several panels has
    `panels`; the rows of a slice stand with the first panel that shows it.
    """
    key = content.image.key
    record: dict[str, object] = {
        "format": RECORD_FORMAT,
        "record_version": RECORD_VERSION,
        "program": PROGRAM,
        "version": __version__,
        "image": fingerprint(key.uid),
        "frame": key.frame,
        "level": level_of(content),
        "sides": sides.state,
        "spacing": "stated" if content.statement.spacing else "header" if content.geometry.spacing else None,
        "window": {"center": window.center, "width": window.width},
        "pixels": pixels,
        "outline_rule": [rule.value for rule in borders_of(content.outlines)],
        "method": _method(content),
        "rows": [_row(row, sides) for row in content.rows],
    }
    if len(panels) > 1:
        record["panels"] = _panels(panels)
    return json.dumps(record, separators=(",", ":"), allow_nan=False)


def _panels(panels: Sequence[ShownPanel]) -> list[dict[str, object]]:
    """What each panel shows, and how; no title and no text of the user."""
    seen: set[object] = set()
    records = []
    for one in panels:
        key = one.content.image.key
        rows = [] if key in seen else [_row(row, one.sides) for row in one.content.rows]
        seen.add(key)
        records.append(
            {
                "image": fingerprint(key.uid),
                "frame": key.frame,
                "level": level_of(one.content),
                "sides": one.sides.state,
                "part": one.panel.part if one.sides.is_shown or one.panel.part == "whole" else None,
                "mirrored": one.panel.is_mirrored,
                "turns": one.panel.turns,
                "window": {"center": one.window.center, "width": one.window.width},
                "rows": rows,
            }
        )
    return records


def _method(content: FigureContent) -> dict[str, object] | None:
    if content.measurement is None:
        return None
    method = content.measurement.method
    return {
        "name": method.name if _NAME.fullmatch(method.name) else None,
        "version": method.version if _VERSION.fullmatch(method.version) else None,
        # Thresholds stand with their rows: the names of their parameters may tell sides that are hidden here.
        "parameters": {
            name: _value(value)
            for name, value in method.parameters
            if _NAME.fullmatch(name) and not name.startswith("threshold")
        },
    }


def _value(value: ParameterValue) -> ParameterValue:
    """A parameter's value; None for a number that is not finite and for any but plain words."""
    if isinstance(value, str):
        return value if _WORDS.fullmatch(value) else None
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _row(row: MeasurementRow, sides: Sides) -> dict[str, object]:
    return {
        "structure": row.structure.value,
        "outline": row.outline,
        "side": row.side.value if sides.is_shown and row.side is not Side.UNKNOWN else None,
        "threshold": None if row.threshold is None else _value(float(row.threshold)),
        "flags": [flag for flag in row.flags if flag in _KNOWN_FLAGS],
    }
