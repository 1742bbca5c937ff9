"""No identifier, name, folder or file of the input stands in a journal, not even in its compressed pieces."""

import random
import sqlite3
import zlib
from dataclasses import replace
from pathlib import Path

from tests.app.journalling.scenes import left_behind, only_name, opened, step, study
from viewer.core.series import Identity, Study
from viewer.io.journal.store import HELD, path_of

UID = "1.2.840.99999.4711."


def named_study() -> Study:
    """Slices of a patient, under identifiers and file names that are easily found."""
    [series] = study().series
    slices = tuple(
        replace(image, key=replace(image.key, uid=f"{UID}{n}"), file=f"/home/Quintessa/Zyx_{n}.dcm")
        for n, image in enumerate(series.slices)
    )
    identity = Identity(patient_name="Quintessa^Zyx", patient_id="PX-77")
    return Study((replace(series, slices=slices, series_uid=f"{UID}9", description="Zyx spine", identity=identity),))


def everything_in(path: Path) -> bytes:
    """Bytes of a database with its log, and of everything compressed in it."""
    whole = b"".join(file.read_bytes() for file in path.parent.iterdir())
    database = sqlite3.connect(path)
    pieces = [zlib.decompress(data) for (data,) in database.execute("SELECT data FROM contents")]
    database.close()
    return whole + b"\n".join(pieces)


def test_nothing_of_the_input_stands_in_a_journal(tmp_path):
    session, journalling, told = opened(
        tmp_path / "home", where=named_study(), project=lambda: (Path("/home/Quintessa/Zyx.mfv"), "")
    )
    rng = random.Random(1)
    for number in range(12):
        step(session, number, rng)
    assert journalling.settle() and not told
    left_behind(tmp_path / "home", tmp_path / "killed")
    HELD.clear()
    found = everything_in(path_of(only_name(tmp_path / "killed"), tmp_path / "killed"))
    journalling.close()
    assert b'"rings"' in found and b"sha256:" in found  # the search does see what is there
    for needle in (UID, "Quintessa", "Zyx", "PX-77", "/home", ".dcm", ".mfv"):
        for encoding in ("utf-8", "utf-16-le"):
            assert needle.encode(encoding) not in found, needle
