"""Every call of the file system on the way of a save fails in every way: a whole project is there afterwards."""

import os
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from tests.io.project.saving_child import project_number as long_project
from tests.safety.saving.faults import CALLS, FAULTS, Fault, failing, number_of_calls
from viewer.app.settings import Settings, load_settings, save_settings
from viewer.errors import OutputError
from viewer.io.atomic import write_atomically, write_folder
from viewer.io.project import ProjectFile, decode_project, encode_project, read_project, write_project

BEFORE = (6, 5, 4, 3)
"""Numbers of the projects in the file and its backups."""

FILES = ("a.mfv", "a.mfv.bak", "a.mfv.bak2", "a.mfv.bak3")


def project_number(number: int) -> ProjectFile:
    """Project that tells its number; short, as thousands of them are read."""
    project = long_project(number)
    return replace(project, document=replace(project.document, outlines=project.document.outlines[: 1 + number % 3]))


def number_in(path: Path) -> int:
    """Number of the project in a file that is sound by itself, -1 where there is none."""
    if not path.exists():
        return -1
    document = decode_project(path.read_bytes()).document
    number = int(document.outlines[0].rings[0][0][0])
    assert document == project_number(number).document
    return number


BYTES = {name: encode_project(project_number(number)) for name, number in zip(FILES, BEFORE, strict=True)}


def fresh(folder: Path) -> Path:
    """A folder with a project and three backups."""
    for path in folder.iterdir():
        path.unlink()
    for name, data in BYTES.items():
        (folder / name).write_bytes(data)
    return folder / "a.mfv"


def parts(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.endswith(".part")]


def check_save(folder: Path, at: int, fault: Fault) -> str:
    """Save while a call fails, check what is there, and return what came of it."""
    path = fresh(folder)
    said = ""
    with failing(at, fault) as calls:
        try:
            write_project(path, project_number(7))
        except OutputError as e:
            said = str(e)
    there = [number_in(folder / name) for name in FILES]
    saved = there[0] == 7
    assert there[0] in {6, 7}, (calls.failed, fault)
    assert read_project(path).document == project_number(there[0]).document
    # Whatever was there last is there still: in the file or as a backup, in the order of the saves.
    kept = [number for number in there if number >= 0]
    assert 6 in kept and 5 in kept and 4 in kept, (calls.failed, fault, there)
    assert kept == sorted(kept, reverse=True), (calls.failed, fault, there)
    if calls.is_dead:
        assert len(parts(folder)) <= 2  # the file on its way, and the backup on its way
        return "new" if saved else "old"
    assert saved or said, "a save that failed is told"
    assert parts(folder) == [] or calls.failed == "unlink"
    if said:
        assert said.startswith(str(path)) and said.endswith(".") and said.count("\n") == 0
        assert "choose another place or name" in said
    write_project(path, project_number(8))  # and it goes on as if nothing had been
    assert number_in(path) == 8
    return "new" if saved else "old"


QUICK: tuple[Fault, ...] = ("kill before", "ENOSPC", "lying write")
"""What fails every day; the rest fails in the slow tests."""

FEW_AND_ALL = pytest.mark.parametrize(
    "faults", [pytest.param(QUICK, id="quick"), pytest.param(FAULTS, id="all", marks=pytest.mark.slow)]
)


@FEW_AND_ALL
def test_every_call_of_a_save_fails_in_every_way(folder: Path, faults: tuple[Fault, ...]) -> None:
    path = fresh(folder)
    names = number_of_calls(lambda: write_project(path, project_number(7)) and None)
    assert {"open", "write", "read", "fsync", "replace", "chmod", "stat", "scandir"} <= set(names)
    came = Counter(
        (fault, check_save(folder, at, fault))
        for fault in faults
        for at in range(1, len(names) + 1)
        if fault not in {"short write", "lying write"} or names[at - 1] == "write"
    )
    print(f"\n{sum(came.values())} failing calls of {len(names)} per save, {dict(came)}")
    assert came["lying write", "old"] == names.count("write")
    assert came["kill before", "old"] > 20 and came["kill before", "new"] >= 1
    assert came["ENOSPC", "old"] > 10
    if faults is FAULTS:
        assert came["short write", "new"] == names.count("write")


@FEW_AND_ALL
def test_every_call_of_another_writer_fails_in_every_way(folder: Path, faults: tuple[Fault, ...]) -> None:
    path = folder / "table.csv"

    def write(data: bytes) -> None:
        write_atomically(path, data)

    path.write_bytes(b"old")
    names = number_of_calls(lambda: write(b"new and longer"))
    for fault in faults:
        for at in range(1, len(names) + 1):
            for left in folder.iterdir():
                left.unlink()
            path.write_bytes(b"old")
            with failing(at, fault) as calls:
                try:
                    write(b"new and longer")
                except OutputError as e:
                    assert str(e).startswith(str(path)) and str(e).count("\n") == 0
            assert path.read_bytes() in {b"old", b"new and longer"}
            others = [left.name for left in folder.iterdir() if left != path]
            assert len(others) <= (1 if calls.is_dead or calls.failed == "unlink" else 0), (calls.failed, fault)


@FEW_AND_ALL
def test_every_call_of_a_folder_fails_in_every_way(folder: Path, faults: tuple[Fault, ...]) -> None:
    files = {"a.txt": b"one", "b.txt": b"two"}
    names = number_of_calls(lambda: write_folder(folder / "clean", files, what="bundle"))
    for fault in faults:
        for at in range(1, len(names) + 1):
            folder = folder / f"{fault} {at}"
            folder.mkdir()
            with failing(at, fault) as calls:
                try:
                    write_folder(folder / "new", files, what="bundle")
                except OutputError as e:
                    assert str(folder) in str(e) and str(e).count("\n") == 0
            if (folder / "new").exists():
                assert {path.name: path.read_bytes() for path in (folder / "new").iterdir()} == files
            left = [path.name for path in folder.iterdir() if path.name != "new"]
            is_clearing = calls.failed in {"unlink", "rmdir", "scandir", "open", "stat", "lstat"}
            assert left == [] or calls.is_dead or is_clearing, (calls.failed, fault, left)


@FEW_AND_ALL
def test_every_call_of_keeping_settings_fails_in_every_way(folder: Path, faults: tuple[Fault, ...]) -> None:
    old, new = Settings(reader="AB"), Settings(reader="CD")
    save_settings(old, folder)
    names = number_of_calls(lambda: save_settings(new, folder) and None)
    for fault in faults:
        for at in range(1, len(names) + 1):
            save_settings(old, folder)
            with failing(at, fault):
                save_settings(new, folder)
            assert load_settings(folder).reader in {"AB", "CD"}, (fault, at)


def test_what_is_wrapped_is_what_the_writers_call() -> None:
    """A writer that used something else of `os`, or wrote in another way, would not be proven by the tests above."""
    import ast
    import inspect

    from viewer.io import atomic
    from viewer.io.locks import turns

    allowed = {*CALLS, "close", "urandom", "getpid", "stat_result", "strerror"}
    for module in (atomic, turns):
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "os":
                assert node.attr in allowed or node.attr.startswith(("O_", "W_", "SEEK_")), node.attr
            assert not (isinstance(node, ast.Name) and node.id == "open")
            assert not (isinstance(node, ast.Attribute) and node.attr in {"write_bytes", "write_text", "fdopen"})
    assert os.replace.__module__ == "posix" or os.name == "nt"


@pytest.mark.parametrize("fault", ["ENOSPC", "EIO"])
def test_a_failed_call_can_make_the_sweep_fail(folder: Path, fault: Fault) -> None:
    """The sweep sees a writer that writes in place."""
    path = folder / "a"
    path.write_bytes(b"old")
    with failing(2, fault), pytest.raises(OSError):
        handle = os.open(path, os.O_WRONLY | os.O_TRUNC)
        try:
            os.write(handle, b"new")
        finally:
            os.close(handle)
    assert path.read_bytes() not in {b"old", b"new"}
