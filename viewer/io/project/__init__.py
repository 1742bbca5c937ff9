"""The project file `.mfv`: outlines, statements, codes and numbers of one study, in one canonical JSON document.

It is built from an allow-list. It never holds an identifier of the input (only its fingerprint), a name, a
date, a description, a folder, a file name or a pixel, and nothing of it is ever executed.
"""

from viewer.io.project.binding import BoundProject, bind, project_of
from viewer.io.project.contents import ImagePrint, PlaceHint, ProjectFile, ProjectView, StoredMeasurement, StoredRow
from viewer.io.project.decoding import decode_project
from viewer.io.project.encoding import encode_project
from viewer.io.project.files import (
    PROJECT_ENDING,
    PROJECT_IN_CASE,
    backups_of,
    is_case,
    is_project,
    is_zip,
    read_project,
    write_project,
)
from viewer.io.project.pinning import is_gone
from viewer.io.project.place import place_of
from viewer.io.project.prints import image_prints

__all__ = [
    "PROJECT_ENDING",
    "PROJECT_IN_CASE",
    "BoundProject",
    "ImagePrint",
    "PlaceHint",
    "ProjectFile",
    "ProjectView",
    "StoredMeasurement",
    "StoredRow",
    "backups_of",
    "bind",
    "decode_project",
    "encode_project",
    "image_prints",
    "is_case",
    "is_gone",
    "is_project",
    "is_zip",
    "place_of",
    "project_of",
    "read_project",
    "write_project",
]
