"""A comparison of readings as tables of words: the terminal and the page show the same ones."""

from collections.abc import Sequence

from viewer import NOTICE
from viewer.io.pages import EMPTY, Table
from viewer.measure.agreement import Agreement, PairAgreement, QuantityAgreement
from viewer.measure.agreement.icc import Icc


def tables(agreement: Agreement) -> list[Table]:
    """Every table of the page, in its order."""
    labels = [reading.label for reading in agreement.readings]
    return [
        Table(
            "Agreement of all readings (95 % intervals)",
            ("", "patients", "measurements", "ICC(2,1)", "ICC(3,1)", "SEM", "MDC95"),
            tuple(_quantity(of) for of in agreement.quantities),
        ),
        Table(
            "Bland–Altman: first − second reading (95 % intervals)",
            ("", "readings", "patients", "measurements", "bias", "lower limit", "upper limit"),
            tuple(_limits(of, pair, labels) for of in agreement.quantities for pair in of.pairs),
        ),
        Table(
            "Outlines on the same slice",
            ("", "readings", "outlines", "Dice, mean", "Dice, least", "mean distance, mm", "95 % Hausdorff, mm"),
            tuple(
                (
                    of.structure.value,
                    f"{labels[of.first]} and {labels[of.second]}",
                    str(of.count),
                    number(of.dice_mean, 3),
                    number(of.dice_least, 3),
                    number(of.mean_distance_mm, 2),
                    number(of.hausdorff95_mm, 2),
                )
                for of in agreement.overlaps
            ),
        ),
        Table(
            "Without a partner",
            ("outline", "reason"),
            tuple((left.target.name, left.reason) for left in agreement.paired.left_out),
        ),
    ]


def agreement_text(agreement: Agreement) -> str:
    """The tables for the terminal, with warnings."""
    lines = []
    for table in tables(agreement):
        if table.rows:
            lines += [table.title, *_aligned(table), ""]
    lines += [f"Warning: {warning}" for warning in agreement.warnings]
    return "\n".join([*lines, NOTICE])


def _aligned(table: Table) -> list[str]:
    cells = [table.heads, *table.rows]
    widths = [max(len(line[i]) for line in cells) for i in range(len(table.heads))]
    return [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in cells
    ]


def _quantity(of: QuantityAgreement) -> tuple[str, ...]:
    return (
        _name(of),
        str(of.patients),
        str(of.measurements),
        _icc(of.icc_agreement),
        _icc(of.icc_consistency),
        _error(of.sem_agreement, of),
        _error(of.mdc95, of),
    )


def _name(of: QuantityAgreement) -> str:
    return f"{of.structure}, {of.quantity.title.lower()}"


def _icc(icc: Icc | None) -> str:
    if icc is None:
        return EMPTY
    return number(icc.value, 3) + _interval(icc.interval, 3)


def _limits(of: QuantityAgreement, pair: PairAgreement, labels: Sequence[str]) -> tuple[str, ...]:
    names = (_name(of), f"{labels[pair.first]} − {labels[pair.second]}")
    found, decimals = pair.limits, of.quantity.decimals
    if found is None:
        return (*names, *[EMPTY] * 5)
    values = (
        (found.bias, found.bias_interval),
        (found.lower, found.lower_interval),
        (found.upper, found.upper_interval),
    )
    return (
        *names,
        str(found.patients),
        str(len(found.points)),
        *(_with_unit(value, of) + _interval(interval, decimals) for value, interval in values),
    )


def _error(value: float | None, of: QuantityAgreement) -> str:
    """An error of measurement, with one digit more where it would look like none."""
    decimals = of.quantity.decimals
    is_hidden = bool(value) and value is not None and round(value, decimals) == 0.0
    return _with_unit(value, of, decimals + 1 if is_hidden else decimals)


def _with_unit(value: float | None, of: QuantityAgreement, decimals: int | None = None) -> str:
    decimals = of.quantity.decimals if decimals is None else decimals
    return EMPTY if value is None else f"{number(value, decimals)} {of.quantity.difference_unit}".rstrip()


def _interval(interval: tuple[float, float] | None, decimals: int) -> str:
    if interval is None:
        return " (no interval)"
    return f" ({number(interval[0], decimals)} to {number(interval[1], decimals)})"


def number(value: float | None, decimals: int) -> str:
    """Number with a true minus sign, or what stands for none."""
    if value is None:
        return EMPTY
    return f"{round(value, decimals) + 0.0:.{decimals}f}".replace("-", "−")  # + 0.0: no minus before zero
