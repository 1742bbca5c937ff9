"""A project knows the bytes that it was read from or last written as."""

import hashlib
from dataclasses import replace
from pathlib import Path

from tests.io.project.saving_child import project_number
from viewer.io.project import decode_project, encode_project, read_project, write_project


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_digest_is_that_of_the_bytes_read_or_written(tmp_path: Path) -> None:
    path = tmp_path / "a.mfv"
    assert project_number(0).stored_digest == ""
    written = write_project(path, project_number(0))
    assert written.stored_digest == digest(path) == read_project(path).stored_digest
    assert write_project(path, project_number(1)).stored_digest == digest(path) != written.stored_digest


def test_of_a_damaged_file_it_is_that_of_the_backup_which_was_read(tmp_path: Path) -> None:
    path = tmp_path / "a.mfv"
    older = write_project(path, project_number(0))
    write_project(path, project_number(1))
    path.write_bytes(b"damaged")
    assert read_project(path).stored_digest == older.stored_digest


def test_it_is_neither_written_nor_compared() -> None:
    project = project_number(3)
    marked = replace(project, stored_digest="5eed" * 16)
    assert marked == project
    assert b"5eed" not in encode_project(marked)
    assert decode_project(encode_project(marked)).stored_digest == ""
