"""Commands over a study of canaries, and the judgement over all that they wrote."""

import pytest

from tests.safety.privacy.places import Place
from tests.safety.privacy.watching import Written
from viewer.cli.main import run
from viewer.io.exporters import EXPORTERS


def commanded(capsys: pytest.CaptureFixture[str], *words: object, status: int = 0) -> str:
    """Standard error of a command that must end with this status."""
    found = run([str(word) for word in words])
    out, err = capsys.readouterr()
    assert found == status, out + err
    return err


def assert_clean(place: Place, *written: Written) -> int:
    """Nothing is found in any file that was written, and count them; own files of the user may hold paths."""
    scanner = place.scanner()
    count = 0
    for one in written:
        for path in sorted(one.paths):
            if path.is_file():
                count += 1
                found = scanner.found_in_file(path)
                is_own = path.is_relative_to(place.home / "own")
                assert found - (place.names if is_own else set()) == set(), path.name
        for name, data in one.gone.items():
            count += 1
            assert scanner.found(data) - place.names == set(), name
            assert scanner.found(name.encode()) - place.names == set()
    return count


def every_export(capsys, place: Place, words: list[object], *, is_reviewed: bool = False) -> None:
    """Write everything that `export` can, twice over the same file where that leaves a copy of the first."""
    for exporter in EXPORTERS:
        more = ["--reviewed"] if exporter.name == "case" and is_reviewed else []
        for suffix in exporter.suffixes:
            path = place.out / f"{exporter.name}{suffix}"
            for reader in ("R1", "R2") if exporter.name == "project" else ("R1",):
                coded = [*more, "--reader-code", reader, "-o", path]
                commanded(capsys, "export", place.study, *words, "--to", exporter.name, *coded)


def every_table(capsys, place: Place, words: list[object]) -> None:
    for suffix in ("json", "csv", "xlsx"):
        texts = ["--methods-text", place.out / f"{suffix}.txt", "--norms"]
        commanded(capsys, "measure", place.study, *words, *texts, "-o", place.out / f"table.{suffix}")
