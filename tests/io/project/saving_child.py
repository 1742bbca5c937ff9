"""Saves projects of growing length to one file until it is killed; run as a process by the kill test."""

import sys
from itertools import count
from pathlib import Path

from viewer.core.document import Document
from viewer.core.fingerprints import fingerprint
from viewer.core.outline import Outline
from viewer.core.series import SliceKey
from viewer.io.project import ProjectFile, write_project


def project_number(number: int) -> ProjectFile:
    """Project whose outline tells its number, of a length that changes from one to the next."""
    ring = ((float(number), 0.0), (1.0, 1.0), (2.0, 5.0))
    more = (number * 7919) % 400
    outline = Outline(SliceKey(fingerprint("image")), (ring,))
    return ProjectFile(document=Document(outlines=(outline,) * (1 + more)))


if __name__ == "__main__":
    path = Path(sys.argv[1])
    for number in count(int(sys.argv[2])):
        write_project(path, project_number(number))
        print(number, flush=True)
