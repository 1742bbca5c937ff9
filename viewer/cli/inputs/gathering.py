"""Options that several commands share, gathered into one value."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

Command = TypeVar("Command", bound=Callable[..., Any])


def with_options(
    command: Command,
    options: Sequence[Callable[[Any], Any]],
    gather: Callable[[dict[str, Any]], Any],
    *,
    name: str,
) -> Command:
    """Return a command with options added, which it receives as one argument.

    Parameters
    ----------
    command
        The command's function.
    options
        Decorators made by `click.option`, in the order of the help.
    gather
        Takes its values out of those that were given, and returns the argument.
    name
        Name of the argument.
    """

    def gathering(**values: Any) -> Any:
        found = gather(values)
        return command(**{name: found}, **values)

    gathering.__name__, gathering.__doc__ = command.__name__, command.__doc__
    gathering.__click_params__ = list(getattr(command, "__click_params__", []))  # type: ignore[attr-defined]  # click's own hook
    wrapped: Any = gathering
    for option in reversed(options):
        wrapped = option(wrapped)
    return wrapped  # type: ignore[no-any-return]  # click's decorators are untyped in their result


def taken(kind: Any, values: dict[str, Any]) -> Any:
    """Make a dataclass from the values that have the names of its fields, and take them out."""
    return kind(**{field: values.pop(field) for field in kind.__dataclass_fields__})
