"""Remembers what was made of an array as long as the array is in use: pages are laid out at every move of the mouse.

Only what follows from the array and a named choice is kept, so no page depends on what was laid out before it.
"""

import weakref
from collections.abc import Callable, Hashable
from typing import TypeVar, cast

import numpy as np
from numpy.typing import NDArray

MOST_KEPT = 48
"""Most results that are kept; a full figure has 24 panels with a grey picture and a map each."""

_Made = TypeVar("_Made")
_KEPT: dict[tuple[int, str], tuple["weakref.ref[NDArray[np.generic]]", Hashable, object]] = {}


def kept(source: NDArray[np.generic], what: str, choice: Hashable, make: Callable[[], _Made]) -> _Made:
    """What `make` gives, or gave the last time for the same array and the same choice.

    Parameters
    ----------
    source
        Array that nobody changes.
    what
        Name of the result; one result is kept per array and name.
    choice
        What else the result follows from.
    make
        Makes it.
    """
    found = _KEPT.get((id(source), what))
    if found is not None and found[0]() is source and found[1] == choice:
        return cast(_Made, found[2])
    made = make()
    gone = [key for key, (owner, _, _) in list(_KEPT.items()) if owner() is None]
    for key in gone or list(_KEPT)[: max(len(_KEPT) - MOST_KEPT + 1, 0)]:
        _KEPT.pop(key, None)
    _KEPT[(id(source), what)] = (weakref.ref(source), choice, made)
    return made
