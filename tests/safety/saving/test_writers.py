"""Every file that the program writes comes about beside its target, is forced to the disk, and then takes its place."""

import ast
import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

import viewer
from tests.cli_runs import on_slice
from tests.lumbar import write_study
from viewer.cli.main import run
from viewer.figure.encoding import ENCODERS
from viewer.io.exporters import EXPORTERS

PROGRAM = Path(viewer.__file__).parent

WRITERS: dict[str, Callable[[Path], tuple[list[object], Path]]] = {
    **{
        f"export {exporter.name} {suffix}": lambda out, exporter=exporter, suffix=suffix: (  # type: ignore[misc]
            ["export", *on_slice(), "--to", exporter.name, "-o", out / f"a{suffix}"],
            out / f"a{suffix}",
        )
        for exporter in EXPORTERS
        for suffix in exporter.suffixes
    },
    **{
        f"table .{kind}": lambda out, kind=kind: (  # type: ignore[misc]
            ["measure", *on_slice(), "-o", out / f"a.{kind}"],
            out / f"a.{kind}",
        )
        for kind in ("csv", "json", "xlsx")
    },
    **{
        f"figure {suffix}": lambda out, suffix=suffix: (  # type: ignore[misc]
            ["figure", *on_slice(), "--dpi", "60", "-o", out / f"a{suffix}"],
            out / f"a{suffix}",
        )
        for suffix in ENCODERS
    },
    "figure --bundle": lambda out: (
        ["figure", *on_slice(), "--dpi", "60", "-o", out / "a.png", "--bundle", out / "bundle"],
        out / "bundle",
    ),
    "figure --report": lambda out: (
        ["figure", *on_slice(), "--dpi", "60", "--report", out / "a.pdf"],
        out / "a.pdf",
    ),
    "measure --methods-text": lambda out: (
        ["measure", *on_slice(), "--json", "--methods-text", out / "a.txt"],
        out / "a.txt",
    ),
}
"""Words of the command line for every writer, and the file or folder that it writes."""

EVERY_DAY = {"export project .mfv", "table .csv"}


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_study(tmp_path_factory.mktemp("study"))


@pytest.mark.parametrize(
    "name", [name if name in EVERY_DAY else pytest.param(name, marks=pytest.mark.slow) for name in WRITERS]
)
def test_a_disk_that_fails_leaves_what_was_there(
    tmp_path: Path, study: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    words, target = WRITERS[name](tmp_path)
    is_folder = target.suffix == ""
    if not is_folder:
        target.write_bytes(b"before")
    synced: list[int] = []

    def full(handle: int) -> None:
        synced.append(handle)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    status = run([str(word) for word in (words[0], study, *words[1:])])
    said = capsys.readouterr().err
    monkeypatch.undo()
    assert synced, "it was never forced to the disk"
    assert status == 5 and said.count("\n") == 1 and "No space left" in said, said
    assert [path.name for path in tmp_path.iterdir()] == ([] if is_folder else [target.name])
    assert is_folder or target.read_bytes() == b"before"


ALLOWED = {
    "io/locks/lock_file.py": "a lock is made by one call that fails where it exists",
    "io/phantom_study.py": "a new folder beside its name, which it takes when all is in it",
    "io/journal": "a data base of its own, with its own proof",
    "app/faults": "reports of faults, written while the program ends: a part of one is better than none",
}
"""Where something of the system's is called that can write, and why it may be."""

WRITING_CALLS = {
    "write_bytes", "write_text", "open", "fdopen", "touch", "savefig", "mkstemp", "NamedTemporaryFile", "copyfile",
    "copy2", "copytree", "imwrite", "imsave", "to_csv", "tofile",
}  # fmt: skip


def _may_write(call: ast.Call) -> bool:
    """Whether a call can make a file: by its name and, of `open`, its mode."""
    function = call.func
    name = getattr(function, "attr", None) or getattr(function, "id", "")
    if name not in WRITING_CALLS:
        return False
    words = [*call.args, *(word.value for word in call.keywords)]
    if name == "savefig":
        return not (call.args and getattr(call.args[0], "id", "") == "buffer")
    if name in {"open", "fdopen"}:
        modes = [word.value for word in words if isinstance(word, ast.Constant) and isinstance(word.value, str)]
        if any(mode and set(mode) <= set("wxa+bt") and set(mode) & set("wxa+") for mode in modes):
            return True
        said = ast.dump(call)
        return "devnull" not in said and any(flag in said for flag in ("O_CREAT", "O_WRONLY", "O_RDWR"))
    return True


def test_nothing_writes_in_another_way() -> None:
    """A new writer that goes round `io/atomic.py` is found here, and an exception that is not needed any more."""
    found: dict[str, list[str]] = {}
    for path in sorted(PROGRAM.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if not any(f"{call}(" in text for call in WRITING_CALLS):
            continue
        calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call) and _may_write(node)]
        if calls:
            name = path.relative_to(PROGRAM).as_posix()
            found[name] = [f"line {call.lineno}" for call in calls]
    assert {name: lines for name, lines in found.items() if not name.startswith(tuple(ALLOWED))} == {}
    assert [name for name in ALLOWED if not any(path.startswith(name) for path in found)] == []


@pytest.mark.parametrize(
    ("source", "is_found"),
    [
        ("path.write_bytes(b'')", True),
        ("open(path, 'w')", True),
        ("path.open(mode='xb')", True),
        ("os.open(path, os.O_WRONLY | os.O_CREAT)", True),
        ("figure.savefig(path)", True),
        ("open(path, 'rb')", False),
        ("path.open()", False),
        ("figure.savefig(buffer, format='png')", False),
    ],
)
def test_what_counts_as_writing(source: str, is_found: bool) -> None:
    [call] = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    assert _may_write(call) is is_found
