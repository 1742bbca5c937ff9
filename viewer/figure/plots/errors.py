"""Error against fat fraction: how far every method is off, and to which side."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from viewer.figure.plots.drawing import Plot, drawn, style, tidy
from viewer.measure.validation.results import Given
from viewer.measure.validation.statistics import Errors, Score

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LONGEST_AXIS = 30.0
"""Largest error that the axes show, percentage points: what lies beyond is in the tables."""


def error_by_fat(scores: Sequence[Score], *, methods: Sequence[str]) -> Plot:
    """Mean absolute error and bias of every method by true fat fraction, with a muscle reference and without.

    Parameters
    ----------
    scores
        Of one set.
    methods
        Names in the order of their styles, the default first.
    """

    def paint(figure: "Figure") -> None:
        rows = figure.subplots(2, len(Given), sharex=True, sharey="row", squeeze=False)
        for column, given in enumerate(Given):
            here = [score for score in scores if score.given is given]
            _lines(rows[0, column], here, methods, "mean_absolute")
            _lines(rows[1, column], here, methods, "bias")
            rows[1, column].axhline(0.0, color="black", linewidth=0.8)
            tidy(rows[0, column], title=given.capitalize(), x="", y="" if column else "Mean absolute error (points)")
            tidy(rows[1, column], title="", x="Fat fraction of the muscle (%)", y="" if column else "Bias (points)")
        end = _axis_end(scores)
        rows[0, 0].set_ylim(0.0, end)
        rows[1, 0].set_ylim(-end, end)
        handles, labels = rows[0, 0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=5)

    return Plot(
        name="error-by-fat",
        title="Error against fat fraction",
        alt=_words(scores, methods),
        png=drawn(paint, width_mm=180.0, height_mm=140.0),
    )


def _axis_end(scores: Sequence[Score]) -> float:
    """End of the axes: a little beyond the largest error, but no farther than `LONGEST_AXIS`."""
    errors = [e.mean_absolute for score in scores for _, e in score.by_fat if e.mean_absolute is not None]
    return min(1.05 * max(errors, default=1.0), LONGEST_AXIS)


def _lines(axes: "Axes", scores: Sequence[Score], methods: Sequence[str], value: str) -> None:
    for place, method in enumerate(methods):
        look = style(place)
        points = [
            (fat, found)
            for score in scores
            if score.method == method
            for fat, found in ((fat, getattr(errors, value)) for fat, errors in score.by_fat)
            if found is not None
        ]
        options: dict[str, Any] = {"color": look.colour, "marker": look.marker, "linestyle": look.dashes}
        x, y = zip(*points, strict=True) if points else ((), ())
        axes.plot(x, y, linewidth=look.width_pt, label=method, zorder=3.0 - 0.1 * place, **options)


def _words(scores: Sequence[Score], methods: Sequence[str]) -> str:
    """The picture in words."""
    said = [
        f"{score.method} {_mean(score.errors)} ({score.given})"
        for method in methods
        for score in scores
        if score.method == method
    ]
    return (
        "Lines of mean absolute error and of bias against the fat fraction of the muscle, one per method. Mean "
        f"absolute error over all: {'; '.join(said)}. Values beyond {LONGEST_AXIS:g} points leave the picture and "
        "are in the tables."
    )


def _mean(errors: Errors) -> str:
    return "no number" if errors.mean_absolute is None else f"{errors.mean_absolute:.1f} points"
