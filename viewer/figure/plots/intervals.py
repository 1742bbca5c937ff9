"""Coverage: how often the 95 % intervals hold the truth, and how wide they are."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from viewer.figure.plots.drawing import TARGET_COLOUR, Plot, drawn, say_nothing_there, style, tidy
from viewer.measure.validation.statistics import Score
from viewer.measure.validation.targets import COVERAGE_PERCENT, HALF_WIDTH_POINTS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_LAST_FAT = 85.0
"""End of the axis of fat fractions, %."""


def coverage(scores: Sequence[Score], *, method: str) -> Plot:
    """Coverage and mean half-width of one method's intervals by fat fraction.

    Parameters
    ----------
    scores
        Of one set.
    method
        Whose intervals.
    """
    own = [score for score in scores if score.method == method]

    def paint(figure: "Figure") -> None:
        left, right = figure.subplots(1, 2)
        _coverage_lines(left, own)
        _width_lines(right, own)

    words = "; ".join(
        f"{score.intervals.coverage_percent:.0f} % of {score.intervals.count}, mean half-width "
        f"{score.intervals.half_width_points:.1f} points ({score.given})"
        for score in own
        if score.intervals.coverage_percent is not None and score.intervals.half_width_points is not None
    )
    return Plot(
        name="coverage",
        title=f"95 % intervals of {method}",
        alt=f"Share of intervals of {method} that hold the truth, and their half-width, by fat fraction. "
        + (f"Over all: {words}." if words else "The method gives no intervals."),
        png=drawn(paint, width_mm=180.0, height_mm=75.0),
    )


def _coverage_lines(axes: "Axes", scores: Sequence[Score]) -> None:
    axes.axhspan(*COVERAGE_PERCENT, color=TARGET_COLOUR, alpha=0.18, linewidth=0.0, label="target")
    is_empty = True
    for place, score in enumerate(scores):
        points = [(fat, i.coverage_percent) for fat, i in score.intervals_by_fat if i.coverage_percent is not None]
        if points:
            is_empty = False
            x, y = zip(*points, strict=True)
            axes.plot(x, y, color=style(place).colour, marker=style(place).marker, label=score.given)
    tidy(axes, title="Intervals that hold the truth", x="Fat fraction of the muscle (%)", y="Coverage (%)")
    axes.set_ylim(50.0, 101.0)
    axes.set_xlim(0.0, _LAST_FAT)
    if is_empty:
        say_nothing_there(axes, "This method gives no intervals")
    axes.legend(loc="lower right")


def _width_lines(axes: "Axes", scores: Sequence[Score]) -> None:
    axes.axhline(HALF_WIDTH_POINTS, color=TARGET_COLOUR, linestyle="--", linewidth=1.0, label="target (mean)")
    widths: list[float] = []
    for place, score in enumerate(scores):
        points = [(fat, i.half_width_points) for fat, i in score.intervals_by_fat if i.half_width_points is not None]
        if points:
            x, y = zip(*points, strict=True)
            widths += y
            axes.plot(x, y, color=style(place).colour, marker=style(place).marker, label=score.given)
    tidy(axes, title="Half of the intervals' width", x="Fat fraction of the muscle (%)", y="Mean half-width (points)")
    axes.set_ylim(0.0, 1.3 * max([HALF_WIDTH_POINTS, *widths]))
    axes.set_xlim(0.0, _LAST_FAT)
    axes.legend(loc="upper left")
