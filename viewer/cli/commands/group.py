"""The command `multifidus`: a group whose commands are imported only when asked for."""

from collections.abc import Sequence
from importlib import import_module

import click

from viewer import __version__
from viewer.cli.main import COMMANDS
from viewer.errors import UsageError

SUMMARIES = {
    "agreement": "Compare readings: ICC, limits of agreement, overlap of outlines.",
    "demo": "Open the sample study with both outlines (without a display: its numbers and figure).",
    "export": "Write outlines and numbers as a project or another file.",
    "exporters": "List the kinds of files that export writes.",
    "figure": "Write the article figure of an outlined slice.",
    "info": "List series, slices, geometry and what was skipped.",
    "measure": "Fat-to-muscle ratio of each outlined side.",
    "methods": "List the measuring methods.",
    "phantom": "Write a synthetic DICOM study with known truth.",
    "presets": "List the figure presets.",
    "validate": "Measure phantoms of known truth with every method and report the errors.",
}
"""One line for --help, kept here so that help imports no command."""


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


def run_command(arguments: Sequence[str]) -> object:
    """Run a command, or help, and return what it returns.

    Parameters
    ----------
    arguments
        Without the program's name.

    Raises
    ------
    UsageError
        If there is no such command or option.
    KeyboardInterrupt
        If it is stopped.
    """
    try:
        return multifidus.main(args=list(arguments) or ["--help"], prog_name="multifidus", standalone_mode=False)
    except click.ClickException as error:
        raise UsageError(" ".join(error.format_message().split())) from error
    except click.Abort as error:
        raise KeyboardInterrupt from error
