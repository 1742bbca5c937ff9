"""Hostile texts of a project in every table, page and name that is written from it: text, and inside its folder."""

import csv
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest

from tests.safety.stored.hostile_projects import TEXTS, Opened, write_hostile
from viewer.cli.main import run
from viewer.core.records.names import is_plain_name
from viewer.errors import OutputError
from viewer.io.atomic import write_folder
from viewer.io.tables.text_cells import FORMULA_STARTS

EVERYDAY = ("=cmd|<img src='file:///etc/passwd'>../../x",)


OFTEN_AND_RARELY = [
    pytest.param(text, marks=pytest.mark.slow if place % 12 == 4 else pytest.mark.exhaustive)
    for place, text in enumerate(TEXTS)
]
"""Three texts for the slow proof, all others for the one by hand: each takes seconds."""


@pytest.fixture(scope="module")
def opened(tmp_path_factory) -> Opened:
    return Opened.at(tmp_path_factory.mktemp("lumbar") / "study")


def ran(capsys, *words: object) -> tuple[int, str]:
    """Status and standard output of a command, which never fails but in one sentence."""
    status = run([str(word) for word in words])
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    assert "unexpected" not in err, err
    return status, out


def check_cells(text: str) -> None:
    """No cell of a table is what a spreadsheet takes for a formula, or holds what ends a line of a terminal."""
    for row in csv.reader(io.StringIO(text)):
        for cell in row:
            is_number = re.fullmatch(r"-?[0-9.]+(?:e[+-]?[0-9]+)?", cell)
            assert is_number or not cell.lstrip(" ").startswith(FORMULA_STARTS), cell
            assert cell.isprintable(), cell


def check_workbook(data: bytes) -> None:
    for sheet in openpyxl.load_workbook(io.BytesIO(data)):
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" and cell.hyperlink is None for cell in row)


class Page(HTMLParser):
    """Tags and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attributes:
            assert not name.startswith("on"), name
            if name in {"src", "href"}:
                self.addresses.append(value or "")


def check_page(text: str) -> None:
    page = Page()
    page.feed(text)
    assert not page.tags & {"script", "iframe", "object", "embed", "form", "base", "link"}
    for address in page.addresses:
        assert address.startswith(("#", "data:image/", "https://doi.org/")) or is_plain_name(address), address


def check_written(path: Path) -> None:
    match path.suffix:
        case ".csv":
            check_cells(path.read_text("utf-8-sig"))
        case ".xlsx":
            check_workbook(path.read_bytes())
        case ".html":
            check_page(path.read_text("utf-8"))
        case ".json":
            json.loads(path.read_text("utf-8"))


def files_in(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


def check_tables_of(project: Path, folder: Path, capsys) -> int:
    """Every table of a project that the command line writes or prints; return how many there were."""
    written = 0
    for words in (["--csv", "--totals"], ["--categories", "storheim-2017", "--csv"], []):
        status, out = ran(capsys, "measure", project, *words)
        if status == 0 and "--csv" in words:
            check_cells(out)
            written += 1
        if not words:
            assert all(line.isprintable() for line in out.splitlines()), out
    for ending in ("csv", "json", "xlsx"):
        out_file = folder / f"numbers.{ending}"
        if ran(capsys, "measure", project, "-o", out_file)[0] == 0:
            check_written(out_file)
            written += 1
    return written


def check_all(text: str, opened: Opened, tmp_path: Path, capsys, *, has_agreement: bool = True) -> None:
    """Write all that can be written of two readers' projects, and look at every cell and every name."""
    for place in range(6):
        path = tmp_path / "in" / ("r1", "r2")[place % 2] / f"{place}.mfv"
        write_hostile(path, text, opened, has_images=False, patient=place // 2)
    out = tmp_path / "deep" / "down" / "out"
    out.mkdir(parents=True)
    before = files_in(tmp_path)
    assert check_tables_of(tmp_path / "in", out, capsys) >= 3
    wanted = {"numbers.csv", "numbers.json", "numbers.xlsx"}
    readers = (tmp_path / "in" / "r1", tmp_path / "in" / "r2")
    if has_agreement:
        assert ran(capsys, "agreement", *readers, "-o", out / "agreement")[0] == 0
        wanted |= {"agreement.html", "agreement.csv", "outlines.csv"}
    assert ran(capsys, "agreement", *readers, "--json")[0] == 0
    written = files_in(tmp_path) - before
    assert {path.name for path in written} >= wanted
    for path in written:
        assert path.is_relative_to(out), "it left the chosen folder"
        assert is_plain_name(path.name)
        check_written(path)


@pytest.mark.parametrize("text", EVERYDAY)
def test_tables_and_pages_of_stored_numbers(text, opened, tmp_path, capsys):
    check_all(text, opened, tmp_path, capsys, has_agreement=False)  # its plots take seconds


@pytest.mark.parametrize("text", OFTEN_AND_RARELY)
def test_tables_and_pages_of_stored_numbers_for_every_text(text, opened, tmp_path, capsys):
    check_all(text, opened, tmp_path, capsys)


def check_with_images(text: str, opened: Opened, tmp_path: Path, capsys) -> set[Path]:
    """Numbers, figure, bundle, report, case and map of a hostile project with its images."""
    images = Path(opened.study.series[0].slices[0].file).parents[1]
    project = write_hostile(images.parent / "hostile.mfv", text, opened, has_images=True)
    out = tmp_path / "deep" / "down" / "out"
    out.mkdir(parents=True)
    before = files_in(tmp_path) | files_in(images.parent)
    check_tables_of(project, out, capsys)
    for words in (
        ["figure", project, "--figure", "1", "--dpi", "40", "--bundle", out / "bundle", "--report", out / "r.pdf"],
        ["figure", project, "--dpi", "40", "-o", out / "figure.svg"],
        ["export", project, "--to", "case", out / "case.zip"],
        ["export", project, "--to", "fat-map", out / "map.nii"],
        ["measure", project, "--methods-text", out / "methods.txt"],
    ):
        status, _ = ran(capsys, *words)
        assert status in {0, 2, 4}, words
    written = (files_in(tmp_path) | files_in(images.parent)) - before
    for path in written:
        assert path.is_relative_to(out), "it left the chosen folder"
        assert is_plain_name(path.name)
        check_written(path)
    return written


@pytest.mark.slow
def test_files_of_a_hostile_project_with_its_images(opened, tmp_path, capsys):
    written = check_with_images("=1+1", opened, tmp_path, capsys)
    assert {"spec.json", "numbers.csv", "numbers.xlsx", "figure.svg"} <= {path.name for path in written}


@pytest.mark.parametrize("text", OFTEN_AND_RARELY)
def test_files_of_hostile_projects_with_images_for_every_text(text, opened, tmp_path, capsys):
    check_with_images(text, opened, tmp_path, capsys)


NAMES_THAT_LEAVE = (
    *("../a.csv", "..\\a.csv", "/tmp/a.csv", "C:a.csv", "C:\\a.csv", "\\\\host\\share\\a", "a/b.csv", "..", ".", ""),
    *("CON", "nul.csv", "aux.txt", "COM1.csv", "LPT9", "con .txt", "a.", "a ", " a", "a" * 201, "é" * 101, "a\nb"),
    *("a\0b", "a\u202eb", "\ud800", "a:b", "a|b", "a?b", 'a"b', "a*b", "<b>", "COM¹"),
)


@pytest.mark.parametrize("name", NAMES_THAT_LEAVE, ids=ascii)
def test_a_folder_holds_only_plain_names(name, tmp_path):
    with pytest.raises(OutputError, match="a name that is none on every system"):
        write_folder(tmp_path / "out", {"sound.csv": b"", name: b"x"}, what="bundle")
    assert list(tmp_path.iterdir()) == []


def test_names_that_the_program_gives_are_plain():
    from viewer.app.levels.file_names import stem_with_levels
    from viewer.core.annotations.levels import DISCS, VERTEBRAE
    from viewer.figure.presets import PRESETS

    for text in TEXTS:
        assert stem_with_levels("multifidus-figure", [text]) == "multifidus-figure"
    for level in (*VERTEBRAE, *DISCS):
        assert is_plain_name(f"{stem_with_levels('multifidus-figure', [level])}.png")
    assert all(is_plain_name(preset.name) for preset in PRESETS)


def test_the_checks_see_a_formula_a_script_and_a_link():
    """Control: what is looked for is found where it stands."""
    for text in ("a,=1+1\n", "a,  =1+1\n", "a,@x\n", 'a,"\t=1"\n'):
        with pytest.raises(AssertionError):
            check_cells(text)
    check_cells("a,'=1+1,-1.5,1e-05\n")
    for text in ("<script>x</script>", "<b onclick='x'>", "<img src='file:///etc/passwd'>", "<a href='http://x'>"):
        with pytest.raises(AssertionError):
            check_page(text)
    book = openpyxl.Workbook()
    book.active["A1"] = "=1+1"
    stream = io.BytesIO()
    book.save(stream)
    with pytest.raises(AssertionError):
        check_workbook(stream.getvalue())
