"""A computer whose user, home, name and folders are texts that may be in no file, and studies laid down there."""

import getpass
import os
import platform
import socket
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import pytest

from tests.safety.privacy.canary_dicom import CanaryStudy
from tests.safety.privacy.scanner import Scanner

USER, HOST, HOME, FOLDER = "canaryuser", "canaryhost", "CanaryHome", "Cänary_Folder"
"""Texts of the computer; the last is the folder of the images."""

OF_COMPUTER = (USER, HOST, HOME)


def name_computer(patch: pytest.MonkeyPatch, folder: Path) -> Path:
    """Let everything by which a program learns where it runs answer with canaries; return the home folder."""
    # Where matplotlib keeps what it knows of fonts, or every test would wait until it has found them again.
    patch.setenv("MPLCONFIGDIR", os.environ.get("MPLCONFIGDIR") or str(Path.home() / ".cache" / "matplotlib"))
    home = folder / HOME
    (home / "tmp").mkdir(parents=True)
    for name in ("USER", "LOGNAME", "USERNAME", "LNAME"):
        patch.setenv(name, USER)
    for name in ("HOSTNAME", "COMPUTERNAME"):
        patch.setenv(name, HOST)
    patch.setenv("HOME", str(home))
    patch.setenv("USERPROFILE", str(home))
    patch.setenv("TMPDIR", str(home / "tmp"))
    patch.setenv("MULTIFIDUS_HOME", str(home / "own"))
    patch.setattr(tempfile, "tempdir", str(home / "tmp"))
    patch.setattr(getpass, "getuser", lambda: USER)
    patch.setattr(socket, "gethostname", lambda: HOST)
    patch.setattr(socket, "getfqdn", lambda _="": HOST)
    patch.setattr(platform, "node", lambda: HOST)
    system = os.uname()
    patch.setattr(os, "uname", lambda: os.uname_result((system[0], HOST, *system[2:])))
    return home


@lru_cache(maxsize=4)
def _scanner_for(texts: frozenset[str]) -> Scanner:
    return Scanner(texts)


@dataclass(frozen=True, slots=True)
class Place:
    """A study laid down on that computer.

    Parameters
    ----------
    home
        Home folder of the user.
    study
        Folder of the images.
    texts
        Everything that no written file may hold.
    names
        Those of them that are parts of paths, which the local index and settings may hold.
    """

    home: Path
    study: Path
    texts: frozenset[str]
    names: frozenset[str] = field(default=frozenset())

    @property
    def out(self) -> Path:
        """A folder to write to, whose name says nothing."""
        folder = self.home.parent / "out"
        folder.mkdir(exist_ok=True)
        return folder

    def scanner(self) -> Scanner:
        """The scanner for all texts."""
        return _scanner_for(self.texts)


def laid_down(home: Path, study: CanaryStudy, *others: CanaryStudy) -> Place:
    """Write the files of a study into a folder of the home folder, those of others beside that folder."""
    folder = home / FOLDER
    folder.mkdir(exist_ok=True)
    texts: set[str] = {*OF_COMPUTER, FOLDER, *study.planted}
    for one, where in ((study, folder), *((other, home) for other in others)):
        texts |= set(one.planted)
        write_files(where, one.files)
    names = {FOLDER, HOME, *(Path(name).stem for one in (study, *others) for name in one.files)}
    return Place(home, folder, frozenset(texts), frozenset(names))


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder."""
    for name, data in files.items():
        (folder / name).write_bytes(data)
