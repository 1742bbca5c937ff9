"""Projects as the window and the command line use them: saved, opened with their images, measured again.

Runs without a window, in any thread. It never asks anything and never replaces a number that was saved: what is
another number now is said, and saving is the user's.
"""

from viewer.app.projects.changed_images import changed_image_sentences
from viewer.app.projects.differences import differences
from viewer.app.projects.files import OpenedProject, missing_sentences, open_project, remeasured, save
from viewer.app.projects.offering import MethodOffer, kept_sentence
from viewer.app.reading_codes import check_codes
from viewer.io.local import find_images
from viewer.io.local import remember as remember_images
from viewer.io.project import PROJECT_ENDING, BoundProject, ProjectFile, bind, is_project, read_project

__all__ = [
    "PROJECT_ENDING",
    "BoundProject",
    "MethodOffer",
    "OpenedProject",
    "ProjectFile",
    "bind",
    "changed_image_sentences",
    "check_codes",
    "differences",
    "find_images",
    "is_project",
    "kept_sentence",
    "missing_sentences",
    "open_project",
    "read_project",
    "remeasured",
    "remember_images",
    "save",
]
