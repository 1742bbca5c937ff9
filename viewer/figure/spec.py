"""The figure's recipe; see `viewer.core.figures`."""

from viewer.core.figures.panels import WHOLE_SLICE, Panel
from viewer.core.figures.spec import MAX_JSON_CHARACTERS, SCHEMA_VERSION, FigureSpec, Placed
from viewer.core.figures.style import Style

__all__ = ["MAX_JSON_CHARACTERS", "SCHEMA_VERSION", "WHOLE_SLICE", "FigureSpec", "Panel", "Placed", "Style"]
