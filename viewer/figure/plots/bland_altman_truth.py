"""Bland–Altman plot of a method against the truth of the phantoms."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from viewer.figure.plots.drawing import TARGET_COLOUR, Plot, drawn, say_nothing_there, tidy
from viewer.measure.validation.results import Given, SideResult

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def against_truth(sides: Sequence[SideResult], *, method: str) -> Plot:
    """Measured minus true fat fraction against the mean of both, with bias and 95 % limits of agreement.

    Parameters
    ----------
    sides
        Of one set.
    method
        Which method's.

    References
    ----------
    J. M. Bland, D. G. Altman, Lancet 327 (1986) 307–310, doi 10.1016/S0140-6736(86)90837-8.
    """
    own = [side for side in sides if side.method == method]
    limits = {given: _limits([side for side in own if side.given is given]) for given in Given}

    def paint(figure: "Figure") -> None:
        axes = figure.subplots(1, len(Given), sharey=True, squeeze=False)[0]
        for column, given in enumerate(Given):
            _paint(axes[column], [side for side in own if side.given is given], limits[given])
            tidy(
                axes[column],
                title=given.capitalize(),
                x="Mean of measured and true fat fraction (%)",
                y="" if column else "Measured minus true (points)",
            )

    words = "; ".join(
        f"bias {found[0]:+.1f} points, limits of agreement {found[1]:+.1f} to {found[2]:+.1f} ({given})"
        for given, found in limits.items()
        if found is not None
    )
    return Plot(
        name="bland-altman",
        title=f"Bland–Altman: {method} against the truth",
        alt=f"Measured minus true fat fraction against their mean, a point per side: {words or 'no values'}.",
        png=drawn(paint, width_mm=180.0, height_mm=85.0),
    )


def _limits(sides: Sequence[SideResult]) -> tuple[float, float, float] | None:
    """Bias and 95 % limits of agreement; None for fewer than two values."""
    errors = np.array([side.error_points for side in sides if side.error_points is not None])
    if errors.size < 2:
        return None
    bias, sd = float(errors.mean()), float(errors.std(ddof=1))
    return bias, bias - 1.96 * sd, bias + 1.96 * sd


def _paint(axes: "Axes", sides: Sequence[SideResult], limits: tuple[float, float, float] | None) -> None:
    found = [(s.fat_percent, s.true_fat_percent) for s in sides if s.fat_percent is not None]
    if not found or limits is None:
        say_nothing_there(axes, "No values")
        return
    measured, true = np.array(found).T
    axes.plot(
        (measured + true) / 2.0,
        measured - true,
        linestyle="none",
        marker="o",
        markersize=2.5,
        alpha=0.5,
        color="#0072b2",
    )
    axes.axhline(0.0, color="black", linewidth=0.8)
    for value, word, dashes in zip(limits, ("bias", "−1.96 SD", "+1.96 SD"), ("-", "--", "--"), strict=True):
        axes.axhline(value, color=TARGET_COLOUR, linestyle=dashes, linewidth=1.0)
        axes.annotate(
            f"{word} {value:+.1f}".replace("-", "−"),
            (1.0, value),
            xycoords=("axes fraction", "data"),
            ha="right",
            va="bottom",
            color="#303030",
            fontsize=7.0,
            bbox={"facecolor": "white", "alpha": 0.8, "edgecolor": "none", "pad": 1.0},
        )
