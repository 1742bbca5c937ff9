"""Nothing that is read is ever run: no pickle, no eval, no shell, no network, in any module of the program.

Read from the source by its syntax tree; what is allowed is listed below with its reason, place by place.
"""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
MODULES = sorted((ROOT / "viewer").rglob("*.py"))

FORBIDDEN_IMPORTS = {
    "data that runs when it is read": {
        "pickle",
        "cPickle",
        "_pickle",
        "marshal",
        "shelve",
        "dill",
        "joblib",
        "copyreg",
    },
    "code from text": {"code", "codeop", "runpy", "imp", "yaml", "ruamel", "jinja2", "pty"},
    "network": {
        *(
            "socket",
            "ssl",
            "urllib",
            "urllib3",
            "http",
            "requests",
            "httpx",
            "aiohttp",
            "ftplib",
            "smtplib",
            "telnetlib",
        ),
        *("socketserver", "xmlrpc", "webbrowser", "poplib", "imaplib", "nntplib", "asyncio"),
        *("PySide6.QtNetwork", "PySide6.QtWebEngineWidgets", "PySide6.QtWebEngineCore", "PySide6.QtDBus"),
    },
    "parsers that follow what a text names": {
        "xml.etree",
        "xml.dom",
        "xml.parsers",
        "lxml",
        "PySide6.QtXml",
        "html5lib",
    },
    "machine code": {"ctypes", "cffi"},
    "other programs": {"subprocess", "multiprocessing"},
    "what is forbidden, under another name": {"builtins"},
}
"""Why → libraries that a module may import only if `ALLOWED_IMPORTS` says so."""

ALLOWED_IMPORTS = {
    ("viewer/io/decode_worker/bounds/windows_job.py", "ctypes"): "asks Windows to limit the worker; constants only",
    ("viewer/measure/validation/running.py", "multiprocessing"): "how processes are started that measure phantoms",
    (
        "viewer/io/decode_worker/handle.py",
        "subprocess",
    ): "starts this program's own decode worker, from a list of words",
}
"""(Module, library) → why it may."""

OF_VALIDATION = {
    "viewer/measure/validation/running.py": "processes of this program measure phantoms that it made itself"
}
"""Modules with `concurrent.futures` processes, which pickle between processes of one run; nothing of a file gets in."""

FORBIDDEN_CALLS = {
    *("eval", "exec", "compile", "__import__", "execfile", "breakpoint"),
    *("os.system", "os.popen", "os.startfile", "os.fork", "os.forkpty", "pty.spawn"),
    *(f"os.exec{end}" for end in ("l", "le", "lp", "lpe", "v", "ve", "vp", "vpe")),
    *(f"os.spawn{end}" for end in ("l", "le", "lp", "lpe", "v", "ve", "vp", "vpe")),
    *("os.posix_spawn", "os.posix_spawnp", "subprocess.call", "subprocess.run", "subprocess.getoutput"),
    *("subprocess.check_output", "subprocess.check_call", "subprocess.getstatusoutput"),
    *("np.load", "numpy.load", "np.fromregex", "np.frompyfunc", "numpy.load", "pd.read_pickle", "np.memmap"),
    *("import_module", "importlib.import_module", "importlib.reload", "importlib.util.spec_from_file_location"),
    *("subprocess.Popen", "QDesktopServices.openUrl", "QtGui.QDesktopServices.openUrl"),
    *("QProcess", "QtCore.QProcess", "QProcess.startDetached", "QtCore.QProcess.startDetached", "QPluginLoader"),
    *("QLibrary", "QUiLoader", "QNetworkAccessManager", "QLocalServer", "QLocalSocket", "QTcpSocket", "QWebEngineView"),
    *("sqlite3.enable_load_extension", "connection.load_extension"),
}
"""Calls that are allowed only where `ALLOWED_CALLS` says so."""

ALLOWED_CALLS = {
    (
        "viewer/io/decode_worker/handle.py",
        "subprocess.Popen",
    ): "the decode worker: a list of words, none of them of a file",
    ("viewer/io/decode_worker/jobs.py", "import_module"): "jobs by name, of a table of this program",
    ("viewer/cli/commands/group.py", "import_module"): "commands by name, of a table of this program",
    ("viewer/cli/window.py", "import_module"): "the window, by a constant name",
    ("viewer/ui/starting/importing_ahead.py", "import_module"): "what clicks need, by constant names",
    ("viewer/proposals/warming.py", "import_module"): "what clicks need, by constant names",
    ("viewer/app/journalling/writing.py", "import_module"): "what the first action needs, by constant names",
    ("viewer/app/numbers/__init__.py", "import_module"): "its own parts, by a table of this program",
    ("viewer/ui/figuring/foot.py", "QDesktopServices.openUrl"): "the folder of the figure that was just written there",
}
"""(Module, call) → why it may."""

FORBIDDEN_ATTRIBUTES = {"load_extension", "enable_load_extension", "setOpenExternalLinks", "allow_pickle"}
FORBIDDEN_WORDS = {"shell": True, "allow_pickle": True, "trusted": True}
"""Arguments by name → value that is forbidden whatever is called."""


_LIBRARIES = "|".join(re.escape(name) for names in FORBIDDEN_IMPORTS.values() for name in sorted(names))
_CALLS = "|".join(re.escape(name) for name in sorted(FORBIDDEN_CALLS))
_OTHERS = "|".join(sorted({*FORBIDDEN_ATTRIBUTES, *(f"{word}=" for word in FORBIDDEN_WORDS)}))
WORDS = re.compile(
    rf"^\s*(?:from|import)\b.*(?:\b(?:{_LIBRARIES}|xml|builtins)\b|QtNetwork|QtXml|QtDBus|QtWeb)"
    r"|^\s*(?:from (?:os|numpy|subprocess) import|import (?:os|sys|importlib) as)\b"
    rf"|(?<![.\w])(?:{_CALLS})\s*\(|(?:{_OTHERS})",
    re.MULTILINE,
)
"""One of these stands in every module that does anything forbidden."""


def is_suspect(text: str) -> bool:
    """Whether any forbidden word stands in a module; imports in brackets are read as one line."""
    joined = re.sub(r"import \(([^)]*)\)", lambda found: f"import {' '.join(found[1].split())}", text)
    return WORDS.search(joined) is not None


def place_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports_of(tree: ast.AST) -> set[str]:
    """Every module that is imported, and every name taken from one, wherever in the file."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def dotted(node: ast.expr) -> str:
    """Name of what is called: 'os.system'; '?.exec' where it is called on a value."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return "?"


def calls_of(tree: ast.AST) -> list[ast.Call]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def faults_in(path: Path, text: str) -> list[str]:
    """What a module does that it must not, as sentences."""
    tree, place = ast.parse(text), place_of(path)
    faults = []
    for why, libraries in FORBIDDEN_IMPORTS.items():
        for name in imports_of(tree):
            taken = [one for one in libraries if name == one or name.startswith(f"{one}.")]
            faults += [f"{place} imports {name}: {why}" for one in taken if (place, one) not in ALLOWED_IMPORTS]
    renamed = [
        alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names if alias.asname
    ]
    faults += [f"{place} renames {name}" for name in renamed if name in {"os", "importlib", "sys", "builtins"}]
    taken_calls = imports_of(tree) & (FORBIDDEN_CALLS - {"importlib.import_module"})
    faults += [f"{place} imports {name}" for name in taken_calls]
    for call in calls_of(tree):
        name = dotted(call.func)
        if name in FORBIDDEN_CALLS and (place, name) not in ALLOWED_CALLS:
            faults.append(f"{place}:{call.lineno} calls {name}")
        for word in call.keywords:
            value = word.value.value if isinstance(word.value, ast.Constant) else "no constant"
            if word.arg in FORBIDDEN_WORDS and value not in (False, None):
                faults.append(f"{place}:{call.lineno} passes {word.arg}={value}")
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in FORBIDDEN_ATTRIBUTES - {"setOpenExternalLinks"}:
            faults.append(f"{place}:{node.lineno} uses {node.attr}")
    return faults


@pytest.fixture(scope="module")
def suspects() -> dict[str, str]:
    """Text of the modules in which any forbidden word stands at all; the syntax tree then tells how it is meant."""
    texts = {place_of(path): path.read_text("utf-8") for path in MODULES}
    return {place: text for place, text in texts.items() if is_suspect(text)}


def test_no_module_runs_what_it_reads_or_talks_to_a_network(suspects):
    assert len(MODULES) > 400
    assert len(suspects) < len(MODULES) / 2
    assert [fault for place, text in suspects.items() for fault in faults_in(ROOT / place, text)] == []


@pytest.mark.parametrize(
    "line",
    [
        *("import pickle", "from pickle import loads", "import urllib.request", "from urllib.request import urlopen"),
        *("import socket", "def f():\n    import socket", "from PySide6 import QtNetwork", "from xml import etree"),
        *("import subprocess", "import ctypes", "import yaml", "from PySide6.QtNetwork import QTcpSocket"),
        *("eval('1')", "exec(text)", "compile(t, 'x', 'exec')", "__import__(name)", "import os\nos.system('id')"),
        *("os.popen(x)", "np.load(path)", "f(x, allow_pickle=True)", "f(x, shell=True)", "f(x, shell=wanted)"),
        *("from os import system", "import os as o", "from numpy import load", "import builtins"),
        *("from PySide6 import (\n    QtCore,\n    QtNetwork,\n)", "from urllib import (\n    request,\n)"),
        *(
            "import_module(name)",
            "QDesktopServices.openUrl(QUrl(text))",
            "QProcess.startDetached(x)",
            "a.load_extension(b)",
        ),
    ],
)
def test_the_reader_sees_each_of_them(line):
    assert is_suspect(line)
    assert faults_in(ROOT / "viewer" / "app" / "wrong.py", line)


def test_what_is_allowed_is_still_there():
    """An exception that nobody needs any more is taken out of the lists."""
    for place, name in ALLOWED_IMPORTS:
        assert name in imports_of(ast.parse((ROOT / place).read_text("utf-8")))
    for place, name in ALLOWED_CALLS:
        assert name in {dotted(call.func) for call in calls_of(ast.parse((ROOT / place).read_text("utf-8")))}


def test_the_worker_is_started_from_a_list_of_words():
    tree = ast.parse((ROOT / "viewer/io/decode_worker/handle.py").read_text("utf-8"))
    [start] = [call for call in calls_of(tree) if dotted(call.func) == "subprocess.Popen"]
    assert isinstance(start.args[0], ast.List | ast.Name | ast.Tuple)
    assert {word.arg for word in start.keywords}.isdisjoint({"shell", "executable", "preexec_fn"})


@pytest.mark.parametrize(("place", "name"), [one for one in ALLOWED_CALLS if one[1] == "import_module"])
def test_modules_are_imported_by_names_of_this_program(place, name):
    """The name is a constant, or comes from a table of constants in this program, never from a file or an argument."""
    tree = ast.parse((ROOT / place).read_text("utf-8"))
    for call in calls_of(tree):
        if dotted(call.func) == name:
            [argument] = call.args
            if isinstance(argument, ast.Constant):
                assert argument.value.startswith("viewer.")
            else:
                assert ast.unparse(argument) in {"module", "name", "f'{__name__}.{module}'"}


def test_tables_of_module_names_are_constants():
    from viewer.cli.main import COMMANDS
    from viewer.io.decode_worker.jobs import JOBS

    for target in (*COMMANDS.values(), *JOBS.values()):
        module, _, attribute = target.partition(":")
        assert module.startswith("viewer.") and module.replace(".", "").replace("_", "").isalnum()
        assert attribute.isidentifier()


def test_only_folders_are_opened_with_other_programs():
    """The window hands the desktop one kind of address: a local folder, made from a path and never from a text."""
    tree = ast.parse((ROOT / "viewer/ui/figuring/foot.py").read_text("utf-8"))
    [call] = [call for call in calls_of(tree) if dotted(call.func) == "QDesktopServices.openUrl"]
    [address] = call.args
    assert isinstance(address, ast.Call)
    assert dotted(address.func) == "QUrl.fromLocalFile"


def test_processes_that_pickle_measure_only_what_this_program_made():
    found = {place_of(path) for path in MODULES if "ProcessPoolExecutor" in path.read_text("utf-8")}
    assert found == set(OF_VALIDATION)


def test_texts_with_links_open_none():
    """Help is the only page with links, and follows none outside itself; no label opens one either."""
    texts = {place_of(path): path.read_text("utf-8") for path in MODULES}
    opening = re.compile(r"setOpen(?:External)?Links\((?:on=)?(\w+)\)")
    found = {place: opening.findall(text) for place, text in texts.items() if "Links(" in text}
    assert set(found) == {"viewer/ui/help/text.py"}
    assert {value for values in found.values() for value in values} == {"False"}
