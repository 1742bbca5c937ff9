"""What the window does for actions that need dialogs, files or panels: action name → what does it.

Each is looked up when it is called, since most parts of the window are made later than its menus.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from viewer.ui.main_window import MainWindow

Handlers = dict[str, Callable[[], object]]


def handlers_of(window: "MainWindow") -> Handlers:
    """What a window does under the names of `viewer.app.actions.ACTIONS` that have no `perform`."""
    return {
        **_files(window),
        **_results(window),
        **_levels(window),
        **_readings(window),
        **_publishing(window),
        **_help(window),
    }


def _files(window: "MainWindow") -> Handlers:
    return {
        "open-folder": window.opening.ask_folder,
        "open-files": window.opening.ask_files,
        "add-folder": lambda: window.windows.dates.adding.ask_folder(),  # noqa: PLW0108 - made when it is asked for
        "add-files": lambda: window.windows.dates.adding.ask_files(),  # noqa: PLW0108
        "compare-dates": lambda: window.windows.dates.show(),  # noqa: PLW0108
        "pair-dates": lambda: window.windows.dates.ask(),  # noqa: PLW0108
        "open-recent": lambda: None,
        "paste": window.opening.paste,
        "open-sample": window.opening.open_sample,
        "save": window.saving.save,
        "save-as": window.saving.save_as,
        "codes": window.windows.ask_codes,
        "unsaved": lambda: window.recovery.look(is_asked_for=True),
        "skipped": window.windows.show_skipped,
        "quit": window.close,
        "full-screen": lambda: window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen),
    }


def _results(window: "MainWindow") -> Handlers:
    return {
        "copy-numbers": lambda: window.feed.copy(),  # noqa: PLW0108 - the feed is made when it is asked for
        "save-numbers": window.tables.save,
        "copy-methods": lambda: window.feed.methods.start(),  # noqa: PLW0108
        "propagate": window.windows.ask_range,
        "adjust-references": lambda: window.feed.adjust_references(),  # noqa: PLW0108
        "figure": window.windows.show_figure,
    }


def _levels(window: "MainWindow") -> Handlers:
    return {
        "name-levels": lambda: window.panels.locator().name_levels(),
        "type-level": lambda: window.panels.locator().type_level(),
    }


def _readings(window: "MainWindow") -> Handlers:
    return {
        "new-reading": lambda: window.windows.readings.new(),  # noqa: PLW0108 - the desk is made when it is asked for
        "copy-reading": lambda: window.windows.readings.copy(),  # noqa: PLW0108
        "rename-reading": lambda: window.windows.readings.rename(),  # noqa: PLW0108
        "delete-reading": lambda: window.windows.readings.delete(),  # noqa: PLW0108
        "save-answer": lambda: window.windows.readings.save_answer(),  # noqa: PLW0108
        "reveal-answer": lambda: window.windows.readings.reveal(),  # noqa: PLW0108
        "compare-readings": lambda: window.windows.readings.compare(),  # noqa: PLW0108
    }


def _publishing(window: "MainWindow") -> Handlers:
    return {
        "copy-finding": lambda: window.windows.publishing.copy_finding(),  # noqa: PLW0108 - made when it is asked for
        "print-figure": lambda: window.windows.publishing.print_figure(),  # noqa: PLW0108
        "save-report": lambda: window.windows.publishing.save_report(),  # noqa: PLW0108
        "save-bundle": lambda: window.windows.publishing.save_bundle(),  # noqa: PLW0108
        "export-case": lambda: window.windows.publishing.export_case(),  # noqa: PLW0108
    }


def _help(window: "MainWindow") -> Handlers:
    return {
        "help": window.windows.show_help,
        "which-border": lambda: window.windows.show_help("which-border"),
        "card": window.windows.show_card,
        "about": window.windows.show_about,
    }
