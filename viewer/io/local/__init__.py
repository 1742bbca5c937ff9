"""What stays on this computer: where the user's own files lie, and where images were last seen.

Paths live here and nowhere else; nothing of it is ever written into a file that is meant to be passed on.
"""

from viewer.io.local.finding import find_images
from viewer.io.local.folders import user_folder
from viewer.io.local.index import known_paths, remember

__all__ = ["find_images", "known_paths", "remember", "user_folder"]
