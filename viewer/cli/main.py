"""From the arguments to an exit status: a window, or a command. Imports neither before it is asked for."""

import errno
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from viewer.errors import ViewerError

COMMANDS = {
    "agreement": "viewer.cli.agreement:agreement",
    "demo": "viewer.cli.demo:demo",
    "export": "viewer.cli.export:export",
    "exporters": "viewer.cli.listings:exporters",
    "figure": "viewer.cli.figures.command:figure",
    "info": "viewer.cli.info:info",
    "measure": "viewer.cli.measure:measure",
    "methods": "viewer.cli.listings:methods",
    "phantom": "viewer.cli.phantom:phantom",
    "presets": "viewer.cli.listings:presets",
    "validate": "viewer.cli.validate:validate",
}
"""Name of every command → where it lives."""

_UNWRITABLE = {errno.ENOSPC, errno.EIO, errno.EPIPE}
"""Errors of the system that mean: standard output takes nothing more."""


def run(arguments: Sequence[str]) -> int:
    """Exit status of the command line with these arguments.

    Every foreseen failure ends as one sentence on standard error.

    Parameters
    ----------
    arguments
        Without the program's name.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A redirected stream may not know every sign we print; a lost sign is better than a lost result.
            stream.reconfigure(errors="replace")
    try:
        status: object = _window(arguments)
        if status is None:
            from viewer.cli.commands.group import run_command

            status = run_command(arguments)
        sys.stdout.flush()
    except ViewerError as error:
        return _fail(str(error), error.exit_status)
    except KeyboardInterrupt:
        return _fail("Stopped; nothing was written.", 1)
    except Exception as error:  # noqa: BLE001 - the top hook, which turns anything unforeseen into one sentence
        return _unforeseen(error)
    return status if isinstance(status, int) else 0


def _window(arguments: Sequence[str]) -> int | None:
    """Exit status of the window, None when the arguments ask for a command or for help.

    Without arguments the window opens where there is a display; elsewhere help is more use than a complaint.
    """
    words = list(arguments[1:] if arguments[:1] == ["--"] else arguments)
    if words and len(words) == len(arguments) and (words[0] in COMMANDS or words[0].startswith("-")):
        return None
    from viewer.cli.window import has_display, open_window

    if not words and not has_display():
        return None
    return open_window([Path(word) for word in words])


def _unforeseen(error: Exception) -> int:
    """Exit status of an error that no part of the program raises on purpose."""
    if isinstance(error, OSError) and error.errno in _UNWRITABLE:
        # Python would try once more to write what is left, and complain, when the process ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if error.errno == errno.EPIPE:  # whoever read our output has seen enough
            return 0
        return _fail(f"The output cannot be written ({error.strerror}); make room or write elsewhere.", 5)
    if os.environ.get("MULTIFIDUS_TRACEBACK"):
        raise error
    from viewer.app.faults.keeping import report_fault

    return _fail(f"Something unexpected went wrong ({type(error).__name__}); {report_fault(error).where}.", 1)


def _fail(sentence: str, status: int) -> int:
    sys.stderr.write(f"multifidus: {sentence}\n")
    return status
