"""Bland–Altman: difference of two readings against their mean, with bias, limits and their intervals."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from viewer.core.outline import Structure
from viewer.figure.plots.drawing import Plot, drawn, say_nothing_there, style, tidy
from viewer.measure.agreement import Agreement, PairAgreement, Quantity, QuantityAgreement
from viewer.measure.agreement.bland_altman import BlandAltman

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLUMNS_MAXIMUM = 3
"""Most pairs of readings beside each other; more go below."""

PAIRS_MAXIMUM = 12
"""Most pairs of readings in one picture; the rest is in the tables, and the description says so."""

_LIMIT, _BIAS = style(1).colour, style(0).colour


def bland_altman_plots(agreement: Agreement) -> tuple[Plot, ...]:
    """A picture per structure and quantity, with a panel per pair of readings.

    Parameters
    ----------
    agreement
        What was compared; quantities without limits of agreement have no picture.
    """
    labels = [reading.label for reading in agreement.readings]
    structures = list(dict.fromkeys(of.structure for of in agreement.quantities))
    return tuple(
        _plot(of, labels, is_only=len(structures) == 1)
        for of in agreement.quantities
        if any(pair.limits is not None for pair in of.pairs)
    )


def _plot(of: QuantityAgreement, labels: Sequence[str], *, is_only: bool) -> Plot:
    shown = of.pairs[:PAIRS_MAXIMUM]
    columns = min(len(shown), COLUMNS_MAXIMUM)
    rows = -(-len(shown) // columns)

    def paint(figure: "Figure") -> None:
        grid = figure.subplots(rows, columns, squeeze=False, sharey=True)
        for place, axes in enumerate(grid.flat):
            if place < len(shown):
                _panel(axes, shown[place], of.quantity, labels, is_first=place % columns == 0)
            else:
                axes.set_visible(False)

    width, height = max(100.0, 60.0 * columns), 70.0 * rows
    name = of.quantity.name.removesuffix("_mm2").removesuffix("_percent").replace("_", "-")
    return Plot(
        name=f"bland-altman-{name}" if is_only else f"bland-altman-{_word(of.structure)}-{name}",
        title=f"{of.quantity.title} of {of.structure}: difference against mean",
        alt=_words(of, shown, labels),
        png=drawn(paint, width_mm=width, height_mm=height),
        svg=drawn(paint, width_mm=width, height_mm=height, kind="svg"),
    )


def _word(structure: Structure) -> str:
    return structure.value.replace(" ", "-")


def _panel(axes: "Axes", pair: PairAgreement, quantity: Quantity, labels: Sequence[str], *, is_first: bool) -> None:
    unit, apart = (f" ({name})" if name else "" for name in (quantity.unit, quantity.difference_unit))
    one, other = labels[pair.first], labels[pair.second]
    tidy(axes, title=f"{one} − {other}", x=f"Mean of both{unit}", y=f"Difference{apart}" if is_first else "")
    if pair.limits is None:
        say_nothing_there(axes, "fewer than two patients")
        return
    limits = pair.limits
    axes.axhline(0.0, color="#9a9a9a", linewidth=0.6)
    for value, interval, colour, dashes in (
        (limits.bias, limits.bias_interval, _BIAS, "-"),
        (limits.lower, limits.lower_interval, _LIMIT, "--"),
        (limits.upper, limits.upper_interval, _LIMIT, "--"),
    ):
        axes.axhspan(*interval, color=colour, alpha=0.12, linewidth=0.0)
        axes.axhline(value, color=colour, linestyle=dashes, linewidth=1.1)
        axes.annotate(
            f"{value:+.{quantity.decimals}f}".replace("-", "−"),
            xy=(1.0, value),
            xycoords=("axes fraction", "data"),
            xytext=(3, 0),
            textcoords="offset points",
            ha="left",
            va="center",
            color=colour,
        )
    x, y = zip(*limits.points, strict=True)
    axes.plot(x, y, linestyle="none", marker="o", markersize=3.5, color=style(2).colour, alpha=0.7)


def _words(of: QuantityAgreement, shown: Sequence[PairAgreement], labels: Sequence[str]) -> str:
    """The picture in words."""
    said = [f"{labels[pair.first]} − {labels[pair.second]}: {_limits(pair.limits, of.quantity)}" for pair in shown]
    rest = len(of.pairs) - len(shown)
    more = f" {rest} further pairs of readings are in the tables only." if rest else ""
    return (
        f"Differences of {of.quantity.title.lower()} between readings against their mean, with bias and limits of "
        f"agreement (shaded: 95 % intervals). {'; '.join(said)}.{more}"
    )


def _limits(limits: BlandAltman | None, quantity: Quantity) -> str:
    if limits is None:
        return "fewer than two patients"
    unit = f" {quantity.difference_unit}" if quantity.difference_unit else ""
    bias, low, high = (f"{v:.{quantity.decimals}f}" for v in (limits.bias, limits.lower, limits.upper))
    return (
        f"bias {bias}{unit}, limits {low} to {high}{unit}, {len(limits.points)} measurements of {limits.patients} "
        "patients"
    )
