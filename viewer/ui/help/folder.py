"""Where the pictures of the how-to lie."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[2]


def picture_folder() -> Path | None:
    """Folder of the pictures: inside an installed program, or in the guide's folder of a checkout; None without any."""
    for folder in (_PACKAGE / "_how_to", _PACKAGE.parent / "docs" / "how-to"):
        if folder.is_dir():
            return folder
    return None
