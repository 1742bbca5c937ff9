"""The command `multifidus`: a group whose commands are imported only when asked for."""

import errno
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from viewer import __version__
from viewer.errors import UsageError, ViewerError

COMMANDS = {
    "demo": "viewer.cli.demo:demo",
    "figure": "viewer.cli.figure:figure",
    "info": "viewer.cli.info:info",
    "measure": "viewer.cli.measure:measure",
    "methods": "viewer.cli.listings:methods",
    "phantom": "viewer.cli.phantom:phantom",
    "presets": "viewer.cli.listings:presets",
}
"""Name of every command → where it lives."""

SUMMARIES = {
    "demo": "Measure the sample study and draw its figure.",
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

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS:
            raise UsageError(
                f"There is no command {args[0]}, and this version opens no window; run multifidus info PATH, or "
                "multifidus --help for all commands."
            )
        return super().resolve_command(ctx, args)


@click.group(
    cls=_LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="For research and teaching, not for diagnosis.",
)
@click.version_option(__version__, prog_name="multifidus")
def multifidus() -> None:
    """Fat-to-muscle ratio of the right and left multifidus on axial lumbar MRI, and the article figure."""


def run(arguments: Sequence[str]) -> int:
    """Exit status of the command line with these arguments.

    Every foreseen failure ends as one sentence on standard error.

    Parameters
    ----------
    arguments
        Without the program's name.
    """
    if not arguments:
        arguments = ["--help"]
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A redirected stream may not know every sign we print; a lost sign is better than a lost result.
            stream.reconfigure(errors="replace")
    try:
        status = multifidus.main(args=list(arguments), prog_name="multifidus", standalone_mode=False)
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
