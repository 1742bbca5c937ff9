"""Logs, warnings and complaints tell nothing of the input but where the file lies."""

import logging
import struct
import warnings
from collections.abc import Iterator

import pytest

from tests.cli_runs import on_slice
from tests.safety.privacy.canary_dicom import canary_document, canary_enhanced, canary_mr
from tests.safety.privacy.canary_files import KINDS, canary_file
from tests.safety.privacy.places import Place, laid_down, name_computer, write_files
from viewer.cli.main import run


def damaged(data: bytes) -> Iterator[bytes]:
    """Variants of a file: cut off, with values, lengths and representations that cannot be."""
    for share in (0.01, 0.2, 0.5, 0.9, 0.999):
        yield data[: int(len(data) * share)]
    for place in (b"\x28\x00\x10\x00US", b"\x10\x00\x10\x00PN", b"\x20\x00\x32\x00DS", b"\x08\x00\x18\x00UI"):
        at = data.find(place)
        if at > 0:
            yield data[: at + 4] + b"??" + data[at + 6 :]
            yield data[: at + 6] + struct.pack("<H", 0xFFF1) + data[at + 8 :]
            yield data[: at + 8] + b"CNRYbad\\" + data[at + 16 :]
    yield data.replace(b"-49\\-40\\", b"nan\\inf\\")
    yield data.replace(b"1.2.840.10008.1.2.1\0", b"1.2.840.10008.1.2.9\0")
    yield data.replace(b"MONOCHROME2 ", b"CNRYCOLOURS ")
    yield data[:200] + data[210:]


def noise_of(place: Place, capfd, words: list[object]) -> bytes:
    """All that a command says beside its results: standard error, log and warnings."""
    said: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(self.format(record))

    handler = Kept(logging.DEBUG)
    handler.setFormatter(logging.Formatter("%(name)s %(pathname)s %(message)s"))
    root, before = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            run([str(word) for word in words])
    finally:
        root.removeHandler(handler)
        root.setLevel(before)
    said += [str(one.message) for one in warned]
    return "\n".join([*said, capfd.readouterr().err]).encode("utf-8", "replace")


@pytest.mark.slow
def test_nothing_of_a_sound_study_is_logged(tmp_path, monkeypatch, capfd):
    place = laid_down(name_computer(monkeypatch, tmp_path), canary_mr())
    scanner = place.scanner()
    for words in (
        ["info", place.study, "--json"],
        ["measure", place.study, *on_slice(), "--json"],
        ["export", place.study, *on_slice(), "--to", "case", "--reviewed", "-o", place.out / "a.zip"],
        ["figure", place.study, *on_slice(), "--reviewed", "--dpi", "40", "-o", place.out / "a.pdf"],
        ["measure", place.study, "--right", "1,1 2,2", "--slice", "1"],
        ["export", place.study, *on_slice(), "--to", "project", "-o", place.out / "nowhere" / "a.mfv"],
        ["measure", place.study, *on_slice(99)],
    ):
        found = scanner.found(noise_of(place, capfd, words))
        assert found <= place.names, words[0]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["mr", "enhanced", "document", *KINDS])
def test_nothing_of_a_damaged_file_is_logged(kind, tmp_path, monkeypatch, capfd):
    makers = {"mr": canary_mr, "enhanced": canary_enhanced, "document": canary_document}
    study = makers[kind]() if kind in makers else canary_file(KINDS[kind], kind)
    place = laid_down(name_computer(monkeypatch, tmp_path), study)
    name, data = next(iter(study.files.items()))
    folders = []
    for number, bad in enumerate(damaged(data)):
        folder = place.home / f"bad{number}"
        folder.mkdir()
        write_files(folder, {name: bad})
        folders.append(folder)
    scanner = place.scanner()
    for folder in folders:
        for words in (["info", folder], ["measure", folder, *on_slice(1)]):
            noise = noise_of(place, capfd, words)
            assert scanner.found(noise) <= place.names, (folder.name, noise[-300:])
            assert b"CNRYbad" not in noise and b"CNRYCOLOURS" not in noise, (folder.name, noise[-300:])
