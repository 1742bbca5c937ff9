"""The house rules, held by reading imports: arrows, who may import what, sizes, and what runs without Qt."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from viewer.importing import GUARDED

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "viewer"
MODULES = sorted(PACKAGE.rglob("*.py"))

MAY_IMPORT = {
    "errors": set(),
    "importing": set(),
    "core": {"errors"},
    "measure": {"errors", "core"},
    "proposals": {"errors", "core", "measure"},
    "tools": {"errors", "core", "measure", "proposals"},
    "io": {"errors", "core", "measure", "proposals"},
    "figure": {"errors", "core", "measure", "proposals"},
    "app": {"errors", "core", "measure", "proposals", "tools", "io", "figure"},
    "ui": {"errors", "core", "measure", "proposals", "tools", "figure", "app"},
    "cli": {"errors", "core", "measure", "proposals", "tools", "io", "figure", "app", "ui"},
    "__main__": {"cli"},
    "__init__": set(),
}
"""Parts of the program → parts they may import (besides themselves)."""

ONLY_IN = {
    "PySide6": {"ui"},
    "pydicom": {"io"},
    "highdicom": {"io"},
    "nibabel": {"io"},
    "matplotlib": {"figure"},
    "click": {"cli"},
}
"""Libraries → parts that may import them."""

CORE_LIBRARIES = {"numpy"}
LINES_MAX, MODULES_MAX = 400, 12


def part_of(path: Path) -> str:
    relative = path.relative_to(PACKAGE)
    return relative.parts[0] if len(relative.parts) > 1 else relative.stem


def imports_of(path: Path) -> set[str]:
    """Every module a file imports, wherever in the file."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            names.add(node.module)
    return names


def modules_of(part: str) -> list[Path]:
    return [path for path in MODULES if part_of(path) == part]


def is_part(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("part", MAY_IMPORT)
def test_arrows(part):
    paths = modules_of(part)
    assert paths
    for path in paths:
        for name in imports_of(path):
            if name in ("viewer", "viewer.importing") or not name.startswith("viewer."):
                continue
            other = name.split(".")[1]
            assert other == part or other in MAY_IMPORT[part], f"{is_part(path)} must not import {name}"


def test_every_module_is_of_a_part_with_arrows():
    assert {part_of(path) for path in MODULES} == set(MAY_IMPORT)


@pytest.mark.parametrize("part", MAY_IMPORT)
def test_libraries_stay_where_they_belong(part):
    for path in modules_of(part):
        for name in imports_of(path):
            top = name.split(".")[0]
            assert part in ONLY_IN.get(top, {part}), f"{is_part(path)} must not import {name}"
            if part in {"core", "errors"} and top != "viewer":
                allowed = sys.stdlib_module_names | CORE_LIBRARIES
                assert top in allowed, f"{is_part(path)} must not import {name}"


def late_imports_without_the_lock(text: str) -> list[int]:
    """Lines that import a guarded library when a function is called, without letting one thread alone do it."""
    found: list[int] = []

    def look(node: ast.AST, *, is_late: bool, is_alone: bool) -> None:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            is_late = True
        elif isinstance(node, ast.With):
            is_alone = is_alone or any(ast.unparse(item.context_expr) == "one_importer()" for item in node.items)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
            if is_late and not is_alone and any(name.split(".")[0] in GUARDED for name in names):
                found.append(node.lineno)
        for child in ast.iter_child_nodes(node):
            look(child, is_late=is_late, is_alone=is_alone)

    look(ast.parse(text), is_late=False, is_alone=False)
    return found


def test_one_thread_at_a_time_imports_libraries_late():
    found = {is_part(path): late_imports_without_the_lock(path.read_text("utf-8")) for path in MODULES}
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_a_late_import_without_the_lock_is_seen():
    alone = "def f():\n    with one_importer():\n        from scipy import ndimage\n"
    assert late_imports_without_the_lock(alone) == []
    assert late_imports_without_the_lock(alone.replace("one_importer", "suppress")) == [3]
    assert late_imports_without_the_lock("def f():\n    import matplotlib.figure\n") == [2]


def test_the_arrow_test_sees_a_wrong_arrow(tmp_path):
    """The reader of imports finds them inside functions too."""
    module = tmp_path / "wrong.py"
    module.write_text("def f():\n    from viewer.io.nifti import x\n    import pydicom.dataset\n")
    assert imports_of(module) == {"viewer.io.nifti", "pydicom.dataset"}


def test_files_stay_small():
    lines = {path: len(path.read_text("utf-8").splitlines()) for path in (*MODULES, *(ROOT / "tests").rglob("*.py"))}
    assert {is_part(path): count for path, count in lines.items() if count > LINES_MAX} == {}


@pytest.mark.parametrize("folder", sorted({path.parent for path in MODULES}), ids=is_part)
def test_folders_stay_small_and_say_what_they_are_for(folder):
    modules = [path for path in folder.glob("*.py") if path.name not in {"__init__.py", "__main__.py"}]
    assert len(modules) <= MODULES_MAX
    docstring = ast.get_docstring(ast.parse((folder / "__init__.py").read_text("utf-8")))
    assert docstring
    assert {"never", "nothing"} & set(re.findall(r"[a-z]+", docstring.lower())), "say what the folder never does"


def test_every_module_says_what_it_is_for():
    assert [is_part(path) for path in MODULES if not ast.get_docstring(ast.parse(path.read_text("utf-8")))] == []


def run_python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_app_runs_without_qt(tmp_path):
    """Every module of `viewer.app` is imported, and used, with PySide6 impossible to import."""
    names = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in MODULES
        if part_of(path) == "app" and path.name != "__init__.py"
    ]
    assert names
    out = run_python(
        "import sys; sys.modules['PySide6'] = None\n"
        "from importlib import import_module\nfrom pathlib import Path\n"
        f"for name in {names}: import_module(name)\n"
        "from viewer.io.opening import open_study\nfrom viewer.app.choosing import choose_first\n"
        "print(choose_first(open_study([Path('sample_data')])).reason)\n"
    )
    assert "axial T2" in out


def test_help_imports_no_heavy_library():
    heavy = ["numpy", "scipy", "skimage", "matplotlib", "pydicom", "highdicom", "nibabel", "PySide6", "openpyxl"]
    out = run_python(
        "import sys\nfrom viewer.cli.main import run\nassert run(['--help']) == 0\n"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    assert out.strip().endswith("[]")


def test_core_and_measure_start_without_scipy():
    out = run_python(
        "import sys\nimport viewer.measure.measuring, viewer.app.choosing, viewer.cli.inputs.outlined\n"
        "print([name for name in ('scipy', 'skimage', 'matplotlib', 'pydicom', 'openpyxl') if name in sys.modules])"
    )
    assert out.strip() == "[]"


def test_no_forbidden_decoder_is_depended_on():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    every = [*project["dependencies"], *(d for extra in project["optional-dependencies"].values() for d in extra)]
    names = {re.split(r"[<>=!~\[ ;]", d, maxsplit=1)[0].lower() for d in every}
    assert not names & {"python-gdcm", "gdcm", "pylibjpeg-libjpeg", "pylibjpeg"}


def run_tool(*arguments: str) -> None:
    done = subprocess.run([sys.executable, "-m", *arguments], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_ruff_check():
    run_tool("ruff", "check", "--no-cache", ".")


def test_ruff_format():
    run_tool("ruff", "format", "--no-cache", "--check", ".")


def test_mypy_strict():
    run_tool("mypy", "--strict", "-p", "viewer")


def test_ci_runs_exactly_the_readme_test_line():
    readme = (ROOT / "README.md").read_text("utf-8")
    blocks = readme.split("```sh\n")[1:]
    lines = [line for block in blocks for line in block.split("```")[0].splitlines() if line.strip()]
    [test_line] = [line for line in lines if "pytest" in line]
    [demo_line] = [line for line in lines if "multifidus demo" in line and "venv" in line]
    assert test_line in (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
    assert demo_line.startswith("python3 -m venv")
