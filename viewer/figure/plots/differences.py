"""What matters when numbers are compared: repeatability, and right minus left."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from viewer.figure.plots.drawing import TARGET_COLOUR, Plot, drawn, style, tidy
from viewer.measure.validation.results import Given, PairResult
from viewer.measure.validation.statistics import Score
from viewer.measure.validation.targets import DIFFERENCE_SD_POINTS, REPEATABILITY_POINTS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_GIVEN_MARKERS = {Given.REFERENCES: "o", Given.OUTLINES: "D"}


def repeatability(scores: Sequence[Score], *, methods: Sequence[str]) -> Plot:
    """Repeatability coefficient of every method.

    Parameters
    ----------
    scores
        Of the set of repeated images.
    methods
        Names in the order of their styles, the default first.
    """

    def value(score: Score) -> float | None:
        return score.repeatability_points

    def paint(figure: "Figure") -> None:
        axes = figure.subplots()
        _dots(axes, scores, methods, value, REPEATABILITY_POINTS)
        figure.legend(*axes.get_legend_handles_labels(), loc="outside lower center", ncols=3)
        tidy(
            axes,
            title="Same muscle, new noise, outline moved by ±0.5 px",
            x="Repeatability coefficient (points)",
            y="",
        )

    return Plot(
        name="repeatability",
        title="Repeatability",
        alt="Repeatability coefficient of the fat fraction per method: " + _words(scores, methods, value),
        png=drawn(paint, width_mm=180.0, height_mm=30.0 + 8.0 * len(methods)),
    )


def left_right(scores: Sequence[Score], pairs: Sequence[PairResult], *, methods: Sequence[str]) -> Plot:
    """Error of right minus left: its spread per method, and measured against true differences of the default.

    Parameters
    ----------
    scores, pairs
        Of one set.
    methods
        Names in the order of their styles, the default first.
    """

    def value(score: Score) -> float | None:
        return score.difference_sd_points

    def paint(figure: "Figure") -> None:
        left, right = figure.subplots(1, 2)
        _dots(left, scores, methods, value, DIFFERENCE_SD_POINTS)
        figure.legend(*left.get_legend_handles_labels(), loc="outside lower center", ncols=3)
        tidy(left, title="Spread per method", x="SD of the error of right minus left (points)", y="")
        _measured_against_true(right, [pair for pair in pairs if pair.method == methods[0]])
        tidy(
            right,
            title=f"Right minus left by {methods[0]}",
            x="True difference (points)",
            y="Measured difference (points)",
        )

    return Plot(
        name="left-right",
        title="Right minus left",
        alt="Standard deviation of the error of right minus left per method: " + _words(scores, methods, value),
        png=drawn(paint, width_mm=180.0, height_mm=90.0),
    )


def _dots(
    axes: "Axes",
    scores: Sequence[Score],
    methods: Sequence[str],
    value: Callable[[Score], float | None],
    wanted: float,
) -> None:
    """A row per method, a dot per what it was given."""
    for given, marker in _GIVEN_MARKERS.items():
        found = {score.method: value(score) for score in scores if score.given is given}
        points = [(v, place) for place, m in enumerate(methods) if (v := found.get(m)) is not None]
        x, y = zip(*points, strict=True) if points else ((), ())
        is_filled = given is Given.REFERENCES
        axes.plot(
            x,
            y,
            linestyle="none",
            marker=marker,
            color="#0072b2" if is_filled else "#d55e00",
            fillstyle="full" if is_filled else "none",
            markersize=6.0,
            label=given,
        )
    axes.axvline(wanted, color=TARGET_COLOUR, linestyle="--", linewidth=1.0, label=f"target {wanted:g}")
    axes.set_yticks(range(len(methods)), methods)
    axes.set_ylim(len(methods) - 0.5, -0.5)
    axes.set_xlim(0.0, 1.1 * max([wanted, *(x for line in axes.get_lines() for x in np.asarray(line.get_xdata()))]))


def _measured_against_true(axes: "Axes", pairs: Sequence[PairResult]) -> None:
    for place, (given, marker) in enumerate(_GIVEN_MARKERS.items()):
        points = [(p.true_points, p.points) for p in pairs if p.given is given and p.points is not None]
        x, y = zip(*points, strict=True) if points else ((), ())
        axes.plot(
            x, y, linestyle="none", marker=marker, markersize=2.5, alpha=0.5, color=style(2 - place).colour, label=given
        )
    axes.axline((0.0, 0.0), slope=1.0, color="black", linewidth=0.8)
    axes.set_aspect("equal", adjustable="datalim")


def _words(scores: Sequence[Score], methods: Sequence[str], value: Callable[[Score], float | None]) -> str:
    said = [
        f"{score.method} {found:.1f} points ({score.given})"
        for method in methods
        for score in scores
        if score.method == method and (found := value(score)) is not None
    ]
    return "; ".join(said) + "." if said else "none could be computed."
