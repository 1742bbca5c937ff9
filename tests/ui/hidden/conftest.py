"""A window with the study that names its patient everywhere."""

from pathlib import Path

import pytest

from tests.ui.hidden.canary_study import canary_project, canary_study
from tests.ui.running_window import until
from viewer.core.history import Place


@pytest.fixture(scope="session")
def canary_files(tmp_path_factory) -> Path:
    """Project of the study."""
    return canary_project(canary_study(tmp_path_factory.mktemp("hidden")))


@pytest.fixture
def canary(window, qtbot, canary_files):
    """The window with that project, on an outlined slice."""
    window.opening.open([canary_files])
    until(qtbot, lambda: window.session.now.is_loaded and window.panels.is_made)
    block = next(series for series in window.session.now.study.series if series.plane == "axial")
    window.session.show(Place(block.number, 2))
    until(qtbot, lambda: window.session.now.is_loaded and not window.opening.thumbnails_due)
    return window
