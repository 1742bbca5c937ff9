"""Imports what proposals compute with before they are asked for, so that the first click of a tool does not wait.

Left to that click, the imports would hold the window for half a second.
"""

from importlib import import_module

import numpy as np

from viewer.importing import one_importer

MODULES = (
    "scipy.ndimage",
    "scipy.sparse.csgraph",
    "skimage.measure",
    "skimage.registration",
)
"""What is imported, what a click on the image needs first. Nothing of it is there when the window comes up."""


def warm_up() -> None:
    """Import what proposals compute with; for a thread of its own, when the image and the panels are there."""
    for name in MODULES:
        with one_importer():
            import_module(name)
    # scikit-image imports what lies behind a name when the name is asked for.
    with one_importer():
        from skimage.measure import find_contours  # noqa: F401
        from skimage.registration import optical_flow_tvl1  # noqa: F401

    _search_once()


def _search_once() -> None:
    """Search paths in an empty slice: what the first search makes, later ones of its size use again."""
    from viewer.proposals.livewire.lattice import NEAR
    from viewer.proposals.livewire.wire import wire_from

    side = 2 * NEAR + 1
    wire_from(np.zeros((side, side)), (float(NEAR), float(NEAR))).path_to((0.0, 0.0))
