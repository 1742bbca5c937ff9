"""Saves a project that others save too, as a window does: never over what somebody else saved; run as a process.

Arguments: project, code, number of saves. Prints every number that it saved; where somebody else was first it reads
their project and goes on from there, as a user who is asked would.
"""

import sys
from dataclasses import replace
from pathlib import Path

from viewer.core.document import ReadingCodes
from viewer.errors import ChangedOnDiskError
from viewer.io.project import ProjectFile, read_project, write_project


def counted(project: ProjectFile, code: str) -> tuple[ProjectFile, int]:
    """The project with the next number, by this process."""
    number = (project.document.codes.reading or 0) + 1
    codes = ReadingCodes(study="ST", reader=code, reading=number)
    return replace(project, document=replace(project.document, codes=codes)), number


if __name__ == "__main__":
    path, code = Path(sys.argv[1]), sys.argv[2]
    project, conflicts, saved = read_project(path), 0, 0
    while saved < int(sys.argv[3]):
        mine, number = counted(project, code)
        try:
            project = write_project(path, mine, replaces=project.stored_digest)
        except ChangedOnDiskError:
            conflicts += 1
            project = read_project(path)
            continue
        saved += 1
        print(number, flush=True)
    print(f"conflicts {conflicts}", flush=True)
