"""Totals over several slices as lines for the terminal."""

from collections import Counter

from viewer.core.outline import Side
from viewer.measure.flags import flag
from viewer.measure.measurement import Measurement
from viewer.measure.volumes.saying import OF_INTERVALS
from viewer.measure.volumes.total import Scope, Total


def total_lines(measurement: Measurement) -> list[str]:
    """One line per total, then what is to be known of them, each once; nothing where there is no total.

    Parameters
    ----------
    measurement
        With its totals.
    """
    totals = measurement.totals
    if not totals:
        return []
    told = Counter(sentence for total in totals for sentence in total.said)
    lines = ["Totals over slices (area × distance along the normal, from the slices' positions)"]
    lines += [f"  {_line(total)}" for total in totals]
    lines += [f"  {_of_all(sentence, totals, count)}" for sentence, count in told.items()]
    if any(total.fat_fraction_interval_percent is not None for total in totals):
        lines.append(f"  {OF_INTERVALS}")
    return [*lines, ""]


def total_name(total: Total) -> str:
    """How people call a total: 'L4/5, patient's right multifidus'."""
    side = total.structure.value if total.side is Side.UNKNOWN else f"patient's {total.side} {total.structure}"
    blocks = " + ".join(map(str, total.series))
    where = {Scope.LEVEL: total.level or "", Scope.BLOCK: f"series {blocks}", Scope.MUSCLE: f"all of series {blocks}"}
    return f"{where[total.scope]}, {side}"


def _line(total: Total) -> str:
    slices = f"{total.slices} of {total.slices + total.missing} slices"
    if total.volume_cm3 is None:
        return f"{total_name(total)}: {slices}, no volume"
    parts = [slices, f"volume {total.volume_cm3:.2f} cm³"]
    if total.fat_volume_cm3 is not None and total.muscle_volume_cm3 is not None:
        parts.append(f"fat {total.fat_volume_cm3:.2f} cm³, muscle {total.muscle_volume_cm3:.2f} cm³")
    if total.fat_fraction_percent is not None:
        ends = total.fat_fraction_interval_percent
        interval = "" if ends is None else f" ({ends[0]:.1f} to {ends[1]:.1f})"
        parts.append(f"fat fraction {total.fat_fraction_percent:.1f} %{interval}")
    worst = max((flag(identifier).level for identifier in total.flags), default=None)
    parts += [] if worst is None else [f"{worst.name.lower().replace('_', ' ')}: {', '.join(total.flags)}"]
    return f"{total_name(total)}: {'; '.join(parts)}"


def _of_all(sentence: str, totals: tuple[Total, ...], count: int) -> str:
    """A sentence, with the totals it is about where those are not all."""
    if count == len(totals):
        return sentence
    names = [total_name(total) for total in totals if sentence in total.said]
    return f"{'; '.join(names)}: {sentence}"
