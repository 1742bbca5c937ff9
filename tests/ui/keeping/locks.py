"""What others leave beside a project: locks, and files of newer programs."""

import json
from dataclasses import replace
from pathlib import Path

from tests.io.project.test_project_round_trip import resealed
from viewer.io.locks.lock_file import lock_path
from viewer.io.locks.owner import this_process
from viewer.io.project.migrations import SCHEMA_VERSION


def left_by_computer(project: Path, host: str) -> None:
    """Put the lock of another computer beside a project."""
    owner = replace(this_process(), host=host)
    record = {"format": "multifidus-lock", "owner": owner.to_record(), "token": "theirs"}
    lock_path(project).write_text(json.dumps(record))


def newer(data: bytes) -> bytes:
    """The same project as a newer program would write it."""
    document = json.loads(data)
    payload = document["payload"] | {"of_tomorrow": 1}
    return resealed({**document, "schema_version": SCHEMA_VERSION + 1, "payload": payload})
