"""The sample study that comes with the program, and its known truth."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from viewer.core.outline import Outline, Side, Structure
from viewer.core.records.reading import parsed
from viewer.core.series import SliceKey
from viewer.errors import RefusedError, UnreadableError
from viewer.io.sources import local_file

MAX_BYTES = 16 << 20
"""Largest truth file, bytes; that of the sample has a third of a megabyte."""

MAX_VALUES = 1_000_000
"""Most lists, objects and commas of it."""

_PACKAGE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class TrueOutline:
    """An outline of a synthetic study with the fat fraction it really holds, %."""

    outline: Outline
    fat_fraction_percent: float


def sample_folder() -> Path:
    """Folder of the sample study: inside an installed program, or beside the package in a checkout.

    Raises
    ------
    UnreadableError
        If it is missing.
    """
    for folder in (_PACKAGE / "_sample_data", _PACKAGE.parent / "sample_data"):
        if (folder / "truth.json").is_file():
            return folder
    raise UnreadableError(
        "The sample study is missing from this installation; install the program again, or write one with "
        "multifidus phantom OUT."
    )


def read_truth(folder: Path) -> tuple[TrueOutline, ...]:
    """Outlines and true fat fractions of a study written by `multifidus phantom`.

    Parameters
    ----------
    folder
        Holds `truth.json`.

    Raises
    ------
    UnreadableError
        If the file is missing or not of that form.
    """
    path = folder / "truth.json"
    try:
        data = local_file(path).read(0, MAX_BYTES + 1)
        truth: Any = parsed(data, kind="truth file", most_bytes=MAX_BYTES, most_values=MAX_VALUES)
        return tuple(
            TrueOutline(
                outline=Outline.from_points(
                    [[_number(x), _number(y)] for x, y in entry["outline_px"]],
                    slice_key=SliceKey(entry["sop_instance_uid"]),
                    side=Side(entry["side"]),
                    structure=Structure(entry["structure"]),
                ),
                fat_fraction_percent=_number(entry["fat_fraction_percent"]),
            )
            for entry in truth["slices"]
        )
    except (UnreadableError, RefusedError, ValueError, KeyError, TypeError, AttributeError) as e:
        raise UnreadableError(
            f"{path} is not a truth file of a synthetic study; write it with multifidus phantom."
        ) from e


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("no number")  # a text would be taken for one
    return float(value)
