"""What the histogram draws, as values: one distribution per outline on one scale, and the thresholds on it."""

from collections.abc import Sequence
from dataclasses import dataclass

from viewer.app.numbers.model import Column, NumbersModel
from viewer.core.outline import Side
from viewer.ui.panels.numbers.notes import head_of


@dataclass(frozen=True, slots=True)
class Distribution:
    """Part of an outline's area per bin (0…1), with its side and how it is called."""

    name: str
    side: Side
    densities: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A threshold, values after rescale, with the side it is for; None where it is for all."""

    value: float
    side: Side | None = None


@dataclass(frozen=True, slots=True)
class Distributions:
    """All that the histogram draws.

    Parameters
    ----------
    low, high
        Ends of the scale, values after rescale.
    parts
        One per outline.
    marks
        Thresholds, ascending.
    is_draggable
        Whether a threshold can be moved.
    is_found
        Whether the method found it, so that moving it chooses another method.
    is_proposed
        Whether the threshold is only where it may start.
    is_inverted
        Whether low values are bright and fat.
    title
        What the outlines enclose, where others on the slice enclose something else.
    muscle, fat
        Levels of lean muscle and of pure fat, values after rescale, or None.
    """

    low: float = 0.0
    high: float = 1.0
    parts: tuple[Distribution, ...] = ()
    marks: tuple[Mark, ...] = ()
    is_draggable: bool = False
    is_found: bool = False
    is_proposed: bool = False
    is_inverted: bool = False
    title: str = ""
    muscle: float | None = None
    fat: float | None = None

    @property
    def digits(self) -> int:
        """Digits after the decimal sign that tell values on this scale apart."""
        span = self.high - self.low
        return next((digits for digits, least in enumerate((200.0, 20.0, 2.0, 0.2)) if span >= least), 5)

    @property
    def ends(self) -> tuple[str, str]:
        """Words at the low and at the high end."""
        words = ("dark: muscle", "bright: fat")
        return (words[1], words[0]) if self.is_inverted else words


def distributions_of(model: NumbersModel, *, is_inverted: bool) -> Distributions | None:
    """What the histogram of a slice draws, None without values.

    Parameters
    ----------
    model
        What the panel shows.
    is_inverted
        Whether low values of the image are shown bright.
    """
    histogram = model.histogram
    if histogram is None:
        return None
    # One structure at a time: more than two distributions over each other cannot be told apart.
    filled = [column for column in model.columns if column.densities]
    filled = [column for column in filled if column.structure is filled[0].structure]
    marks = _marks(filled)
    is_proposed = model.is_manual and not marks and histogram.start is not None
    if is_proposed and histogram.start is not None:
        marks = (Mark(histogram.start),)
    low, high = histogram.range
    return Distributions(
        low=low,
        high=high,
        parts=tuple(Distribution(_name(column), column.side, column.densities) for column in filled),
        marks=marks,
        is_draggable=model.is_threshold and bool(marks),
        is_found=not model.is_manual,
        is_proposed=is_proposed,
        is_inverted=is_inverted,
        title=str(filled[0].structure) if len({column.structure for column in model.columns}) > 1 and filled else "",
        muscle=histogram.muscle,
        fat=histogram.fat,
    )


def _name(column: Column) -> str:
    return f"{head_of(column)} {column.structure}" if column.side is not Side.UNKNOWN else column.name


def _marks(columns: Sequence[Column]) -> tuple[Mark, ...]:
    """Thresholds with the side they are for, where they are for one outline and others have another."""
    holders: dict[float, list[Column]] = {}
    for column in columns:
        if column.row is not None and column.row.threshold is not None:
            holders.setdefault(column.row.threshold, []).append(column)
    return tuple(
        Mark(value, held[0].side if len(held) == 1 and len(holders) > 1 else None)
        for value, held in sorted(holders.items())
    )
