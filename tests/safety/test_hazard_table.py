"""The table of hazards in docs/SECURITY.md names what there is: every control and every test in it exists."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "SECURITY.md").read_text("utf-8")
HAZARDS = (
    *("wrong side", "wrong patient", "wrong mm", "wrong number", "patient data out", "work lost", "hostile file"),
)


def rows() -> dict[str, tuple[str, str, str]]:
    """Hazard → how it comes about, control, test; of the table under 'Hazards'."""
    table = PAGE.partition("## Hazards\n")[2].partition("\n## ")[0]
    cells = [[cell.strip() for cell in line.strip().strip("|").split(" | ")] for line in table.splitlines()]
    found = [row for row in cells if len(row) == 4 and not set(row[0]) <= set("-: ")]
    return {f"{row[0]} – {row[1]}": (row[1], row[2], row[3]) for row in found[1:]}


def named(cell: str) -> list[str]:
    return re.findall(r"`((?:viewer|tests)/[^`]+)`", cell)


def test_every_hazard_stands_in_it():
    hazards = {name.partition(" – ")[0] for name in rows()}
    assert hazards == set(HAZARDS)


@pytest.mark.parametrize("name", rows())
def test_its_control_and_its_test_exist(name):
    _, control, proof = rows()[name]
    assert named(control), "no control is named"
    assert named(proof), "no test is named"
    for path in (*named(control), *named(proof)):
        assert (ROOT / path).exists(), path
    for path in named(proof):
        files = [ROOT / path] if (ROOT / path).is_file() else sorted((ROOT / path).rglob("test_*.py"))
        assert any(has_a_test(file) for file in files), f"{path} holds no test"


def has_a_test(path: Path) -> bool:
    tree = ast.parse(path.read_text("utf-8"))
    return any(isinstance(node, ast.FunctionDef) and node.name.startswith("test") for node in ast.walk(tree))


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:viewer|tests|docs)/[^`\s]+)`", PAGE))))
def test_what_the_page_names_exists(path):
    assert (ROOT / path).exists()


def test_commands_of_the_page_can_be_run():
    """Every `python -m tests.…` in the page is a module."""
    modules = set(re.findall(r"python -m (tests\.[\w.]+)", PAGE))
    assert modules
    for name in modules:
        path = ROOT / name.replace(".", "/")
        assert path.with_suffix(".py").exists() or (path / "__main__.py").exists(), name
