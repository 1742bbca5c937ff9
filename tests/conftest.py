"""Settings for every test: no unseeded random, no deadline that a busy machine could miss, no screen."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("project", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("project")

# The window is painted into memory; tests that want a screen start one of their own.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

try:
    import PySide6.QtGui  # noqa: F401 - whether it can be imported is the question

    MISSING = ""
except ImportError as e:
    MISSING = str(e).partition(":")[0]


def pytest_addoption(pluginmanager: pytest.PytestPluginManager) -> None:
    """Leave pytest-qt out where Qt lacks a library of the system: it would end the whole run."""
    if MISSING:
        pluginmanager.set_blocked("pytest-qt")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Let a worker that has done its part take from the others': the long tests of the window lie beside each other."""
    from xdist.scheduler import WorkStealingScheduling

    return WorkStealingScheduling(config, log)


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave the tests of the window out where Qt cannot be imported; the head of the run says so."""
    return True if MISSING and collection_path.is_relative_to(Path(__file__).parent / "ui") else None


def pytest_report_header() -> list[str]:
    """Say what is left out, and why."""
    if not MISSING:
        return []
    return [
        f"The tests of the window (tests/ui) are left out: Qt lacks {MISSING}; on Debian and Ubuntu install libegl1, "
        "libgl1, libxkbcommon-x11-0, libxcb-cursor0 and libdbus-1-3."
    ]


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings and index of this test alone."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("MULTIFIDUS_HOME", str(home))
    return home
