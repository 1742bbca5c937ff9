"""Words for the terminal: lines of text, never what moves its cursor, clears it or names its window."""

import click

from viewer.errors import plain


def tell(text: str, *, err: bool = False, nl: bool = True) -> None:
    """Print a text; what came from a file, such as a code or a name, works on no terminal.

    Parameters
    ----------
    text
        Lines for people, or a table.
    err
        Whether it goes to standard error.
    nl
        Whether a line ends after it.
    """
    click.echo("\n".join(map(plain, text.split("\n"))), err=err, nl=nl)
