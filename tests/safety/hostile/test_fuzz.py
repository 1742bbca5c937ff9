"""The fuzzer: a slice every day, more with `-m slow`, and everything it has found, by name."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.safety.hostile.fuzz import HangError, run_fuzz
from tests.safety.hostile.mutating import MUTATORS, mutated
from tests.safety.hostile.seeds import Seed, seeds
from tests.safety.hostile.trying import Bench, Outcome


def assert_nothing_found(mutations: int, seed: int, keep: Path) -> None:
    figures = run_fuzz(mutations, seed, keep)
    print("\n".join(figures.lines()))
    assert [f"{finding.label}: {finding.problem}" for finding in figures.findings] == []
    assert figures.mutations == mutations
    assert figures.opened > mutations * 0.15 and sum(figures.refused.values()) > mutations * 0.4


def test_three_hundred_damaged_files(tmp_path: Path) -> None:
    assert_nothing_found(300, 100, tmp_path)


@pytest.mark.slow
def test_five_thousand_damaged_files(tmp_path: Path) -> None:
    assert_nothing_found(5000, 101, tmp_path)


@pytest.mark.exhaustive
def test_three_hundred_thousand_damaged_files(tmp_path: Path) -> None:
    assert_nothing_found(300_000, 7, tmp_path)


def test_chance_is_seeded() -> None:
    everything = [seed.data for seed in seeds()]
    assert everything == [seed.data for seed in seeds()]
    runs = [[mutated(random.Random(f"1/{n}"), everything[n], everything) for n in range(30)] for _ in range(2)]
    assert runs[0] == runs[1]
    for mutate in MUTATORS:
        data = bytearray(everything[0])
        assert isinstance(mutate(random.Random(3), data, everything), bytearray)
        assert isinstance(mutate(random.Random(3), bytearray(), everything), bytearray)


# ---------------------------------------------------------------- the harness itself


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with Bench(tmp_path_factory.mktemp("bench") / "in") as made:
        yield made


def attempt(bench: Bench, seed: Seed, data: bytes | None = None) -> Outcome:
    return bench.attempt(seed.kind, seed.file, seed.data if data is None else data, hang=HangError)


@pytest.mark.parametrize("seed", seeds(), ids=lambda seed: seed.name)
def test_every_seed_is_sound(bench: Bench, seed: Seed) -> None:
    outcome = attempt(bench, seed)
    assert (outcome.sentence, outcome.problems) == (None, ())


def test_a_fault_of_the_program_would_be_found(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.safety.hostile import trying
    from viewer.errors import UnreadableError

    seed = seeds()[0]

    def fails_with(error: Exception) -> tuple[str, ...]:
        def fail(*words: object, **options: object) -> None:
            raise error

        with monkeypatch.context() as patch:
            patch.setattr(trying, "open_study", fail)
            return attempt(bench, seed).problems

    assert any("KeyError left the program" in problem for problem in fails_with(KeyError("x")))
    assert any("does not name the file" in problem for problem in fails_with(UnreadableError("It is damaged.")))
    assert any("no plain sentence" in problem for problem in fails_with(UnreadableError("image.dcm is damaged")))
    assert fails_with(HangError()) == ("did not come back",)
    assert any("Traceback" in problem for problem in fails_with(UnreadableError("image.dcm: Traceback.")))


def test_a_file_written_beside_would_be_found(bench: Bench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from tests.safety.hostile import trying

    def writes(*words: object, **options: object) -> None:
        (tmp_path / "taken.txt").write_text("over")
        raise HangError

    monkeypatch.setattr(trying, "open_study", writes)
    assert f"write {tmp_path / 'taken.txt'}" in attempt(bench, seeds()[0]).problems


# ---------------------------------------------------------------- what it has found


def by_name(name: str) -> Seed:
    return next(seed for seed in seeds() if seed.name == name)


def with_directory(data: bytes, offset: int, value: bytes) -> bytes:
    at = data.index(b"PK\x01\x02") + offset
    return data[:at] + value + data[at + len(value) :]


def in_header(name: str, offset: int, value: bytes) -> bytes:
    data = by_name(name).data
    return data[:offset] + value + data[offset + len(value) :]


FOUND = {
    "zip of a version nobody knows": ("ImageJ selections", lambda d: with_directory(d, 6, b"\x46\x00")),
    "zip member without a name": ("zip", lambda d: with_directory(d, 28, b"\0\0")),
    "selection whose name lies beyond it": ("ImageJ selection", lambda d: d[:-20]),
    "selection of an unknown kind": ("ImageJ selection", lambda d: d[:6] + b"\x6c" + d[7:]),
    "rows of one byte": ("DICOM multi-frame", lambda d: d.replace(b"\x28\0\x10\0US\x02\0", b"\x28\0\x10\0US\x01\0")),
    "grey kind of control characters": (
        "DICOM explicit",
        lambda d: d.replace(b"MONOCHROME2", b"MO\0\x1b[31m\x7f\0\x84"),
    ),
    "grey kind with a space that does not break": (
        "DICOM RLE",
        lambda d: d.replace(b"MONOCHROME2 ", b"MONOCHROME2\xa0"),
    ),
    "disc that names control characters": ("DICOMDIR", lambda d: d.replace(b"\\IM1", b"\\I\0\x1b")),
    "volume of one column": (
        "NIfTI-2",
        lambda d: d[:16] + (3).to_bytes(8, "little") + (1).to_bytes(8, "little") + d[32:],
    ),
    "volume of the largest numbers": (
        "NIfTI-2",
        lambda d: d[:12] + (64).to_bytes(2, "little") + (64).to_bytes(2, "little") + d[16:576] + b"\xef\x7f" * 3072,
    ),
}
"""Each was a fault once: name → seed, and what was done to it."""


@pytest.mark.parametrize("name", FOUND)
def test_what_was_found_is_mended(bench: Bench, name: str) -> None:
    seed_name, damage = FOUND[name]
    seed = by_name(seed_name)
    data = damage(seed.data)
    assert data != seed.data
    for _ in range(3):  # numbers are measured at every third
        assert attempt(bench, seed, data).problems == ()
