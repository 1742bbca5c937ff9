"""What a named malformed input is: its maker, and what the command line must make of it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Maker = Callable[[Path], Path]
"""Writes into an empty folder and returns what is to be opened."""

Outcome = Literal["unreadable", "refused", "opens", "rest opens", "wrong use", "either"]
"""Exit status 3; 4; 0 with nothing skipped; 0 with something skipped; 2; 0 or 3, as the machine is fast or slow."""

STATUS: dict[Outcome, tuple[int, ...]] = {
    "unreadable": (3,),
    "refused": (4,),
    "opens": (0,),
    "rest opens": (0,),
    "wrong use": (2,),
    "either": (0, 3),
}


@dataclass(frozen=True, slots=True)
class Case:
    """A named malformed input.

    Parameters
    ----------
    name
        Unique.
    make
        Writes it.
    outcome
        What `multifidus info` makes of it; of an outline, what `multifidus measure` makes of it.
    measured
        What `multifidus measure` must make of an image that opens; None for anything but a crash.
    option
        For outlines, how they are given: '--mask' or '--roi'.
    is_slow
        Whether making or answering it takes long.
    """

    name: str
    make: Maker
    outcome: Outcome
    measured: Outcome | None = None
    option: str = ""
    is_slow: bool = False


def put(folder: Path, name: str, data: bytes) -> Path:
    """Write one file."""
    (folder / name).write_bytes(data)
    return folder / name


class Table:
    """Cases in the order in which they are entered."""

    def __init__(self) -> None:
        self.cases: list[Case] = []

    def file(
        self,
        name: str,
        file: str,
        data: Callable[[], bytes],
        outcome: Outcome = "unreadable",
        measured: Outcome | None = None,
        *,
        option: str = "",
        is_slow: bool = False,
    ) -> None:
        """Enter a case of one file."""
        self.cases.append(
            Case(name, lambda folder: put(folder, file, data()), outcome, measured, option=option, is_slow=is_slow)
        )

    def entry(
        self,
        name: str,
        outcome: Outcome = "unreadable",
        measured: Outcome | None = None,
        *,
        option: str = "",
        is_slow: bool = False,
    ) -> Callable[[Maker], Maker]:
        """Enter the decorated maker as a case."""

        def enter(make: Maker) -> Maker:
            self.cases.append(Case(name, make, outcome, measured, option=option, is_slow=is_slow))
            return make

        return enter
