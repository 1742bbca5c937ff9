"""The sample study that comes with the program, and its known truth."""

import json
from dataclasses import dataclass
from pathlib import Path

from viewer.core.outline import Outline, Side, Structure
from viewer.core.series import SliceKey
from viewer.errors import UnreadableError

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
        slices = json.loads(path.read_text("utf-8"))["slices"]
        return tuple(
            TrueOutline(
                outline=Outline.from_points(
                    entry["outline_px"],
                    slice_key=SliceKey(entry["sop_instance_uid"]),
                    side=Side(entry["side"]),
                    structure=Structure(entry["structure"]),
                ),
                fat_fraction_percent=float(entry["fat_fraction_percent"]),
            )
            for entry in slices
        )
    except (OSError, ValueError, KeyError, TypeError) as e:
        raise UnreadableError(
            f"{path} is not a truth file of a synthetic study; write it with multifidus phantom."
        ) from e
