"""What stays on this computer: where the user's own files lie, and where images were last seen.

Paths live here and nowhere else; nothing of it is ever written into a file that is meant to be passed on.
"""

from typing import TYPE_CHECKING

from viewer.io.local.folders import user_folder

if TYPE_CHECKING:
    from viewer.io.local.finding import find_images
    from viewer.io.local.index import known_paths, remember

__all__ = ["find_images", "known_paths", "remember", "user_folder"]


def __getattr__(name: str) -> object:
    """Import what finds images when it is first asked for: the settings, which every start reads, need none of it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    from viewer.io.local import finding, index

    return getattr(finding if name == "find_images" else index, name)
