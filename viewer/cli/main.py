"""The command `multifidus`: a group whose commands are imported only when asked for."""

import errno
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import click

from viewer import __version__
from viewer.errors import UsageError, ViewerError

COMMANDS = {
    "demo": "viewer.cli.demo:demo",
    "export": "viewer.cli.export:export",
    "exporters": "viewer.cli.listings:exporters",
    "figure": "viewer.cli.figure:figure",
    "info": "viewer.cli.info:info",
    "measure": "viewer.cli.measure:measure",
    "methods": "viewer.cli.listings:methods",
    "phantom": "viewer.cli.phantom:phantom",
    "presets": "viewer.cli.listings:presets",
}
"""Name of every command → where it lives."""

SUMMARIES = {
    "demo": "Open the sample study with both outlines (without a display: its numbers and figure).",
    "export": "Write outlines and numbers as a project or another file.",
    "exporters": "List the kinds of files that export writes.",
    "figure": "Write the article figure of an outlined slice.",
    "info": "List series, slices, geometry and what was skipped.",
    "measure": "Fat-to-muscle ratio of each outlined side.",
    "methods": "List the measuring methods.",
    "phantom": "Write a synthetic DICOM study with known truth.",
    "presets": "List the figure presets.",
}
"""One line for --help, kept here so that help imports no command."""

_UNWRITABLE = {errno.ENOSPC, errno.EIO, errno.EPIPE}
"""Errors of the system that mean: standard output takes nothing more."""


class _LazyGroup(click.Group):
    """A group that imports a command when it is run, so that every command starts fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command = getattr(import_module(module), name)
        if not isinstance(command, click.Command):
            raise TypeError(f"{COMMANDS[cmd_name]} is not a command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, SUMMARIES[name]) for name in sorted(COMMANDS)])


@click.group(
    cls=_LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="For research and teaching, not for diagnosis.",
)
@click.version_option(__version__, prog_name="multifidus")
def multifidus() -> None:
    """Fat-to-muscle ratio of the right and left multifidus on axial lumbar MRI, and the article figure.

    multifidus [PATH...] opens the window with folders, files, zip archives, pictures or a project in it.
    """


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
        status = _window(arguments)
        if status is None:
            status = multifidus.main(args=list(arguments) or ["--help"], prog_name="multifidus", standalone_mode=False)
        sys.stdout.flush()
    except ViewerError as error:
        return _fail(str(error), error.exit_status)
    except click.ClickException as error:
        return _fail(" ".join(error.format_message().split()), UsageError.exit_status)
    except (click.Abort, KeyboardInterrupt):
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
    return _fail(
        f"Something unexpected went wrong ({type(error).__name__}); set MULTIFIDUS_TRACEBACK=1 and run again "
        "to see where, and please report it.",
        1,
    )


def _fail(sentence: str, status: int) -> int:
    click.echo(f"multifidus: {sentence}", err=True)
    return status
