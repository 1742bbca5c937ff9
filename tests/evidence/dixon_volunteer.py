"""Every method on the in-phase images of a real volunteer, against the fat fraction of the Dixon pair beside them.

    VIEWER_REAL_DATA=… python -m tests.evidence.dixon_volunteer OUT

measures both multifidi on all 29 slices of `tum01-dixon/in-phase` within the outlines drawn by hand, with each method,
given nothing else and given the outlines of erector spinae, too. It prints mean absolute error and bias in percentage
points of fat fraction over the 58 sides, and writes `dixon-volunteer.csv` (one row per side), `.md` (the table) and
`.png` (measured and true fraction slice by slice) to OUT. One healthy volunteer, so: evidence, not a validation.
"""

import csv
import json
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from viewer.core.document import Document
from viewer.core.outline import Outline, Side, Structure
from viewer.core.series import Series, Slice
from viewer.errors import ViewerError
from viewer.figure.plots.drawing import drawn, style, tidy
from viewer.io.masks.rings import rings_of_mask
from viewer.io.opening import open_study
from viewer.measure.measuring import MeasureSettings, measure
from viewer.measure.methods import METHODS

MULTIFIDUS = {Side.RIGHT: 2, Side.LEFT: 3}
ERECTOR_SPINAE = {Side.RIGHT: 1, Side.LEFT: 4}
"""Labels of the masks."""

ALONE, WITH_ERECTOR = "two outlines only", "erector spinae outlined, too"
SHOWN = ("anchored", "otsu-shared", "gmm2", "soft-references")
"""Methods in the picture, where there are any of these names."""


@dataclass(frozen=True)
class Found:
    """One method on one side of one slice; fractions in %, None where there is no number."""

    slice_number: int
    side: str
    given: str
    method: str
    true_percent: float
    percent: float | None
    low_percent: float | None
    high_percent: float | None
    flags: str
    refusal: str = ""


def outlines_of(mask: np.ndarray, image: Slice, labels: dict[Side, int], structure: Structure) -> list[Outline]:
    return [
        Outline(slice_key=image.key, rings=rings_of_mask(mask == label), side=side, structure=structure)
        for side, label in labels.items()
        if (mask == label).any()
    ]


def truth_of(folder: Path) -> dict[tuple[int, str], float]:
    """Dixon fat fraction of both sides, ratio of sums, %, by slice number from 1 and side."""
    entries = json.loads((folder / "truth.json").read_text())
    return {(e["slice_index"] + 1, e["side"]): 100.0 * e["dixon_fat_fraction_pooled"] for e in entries}


def measured(folder: Path) -> list[Found]:
    """Every method on every slice."""
    masks = np.load(folder / "masks.npz")["mask"]
    series = open_study([folder]).series
    [in_phase] = [block for block in series if Path(block.slices[0].file).parent.name == "in-phase"]
    truth = truth_of(folder)
    found: list[Found] = []
    for number, (image, mask) in enumerate(zip(in_phase.slices, masks, strict=True), start=1):
        own = outlines_of(mask, image, MULTIFIDUS, Structure.MULTIFIDUS)
        more = outlines_of(mask, image, ERECTOR_SPINAE, Structure.ERECTOR_SPINAE)
        for given, outlines in ((ALONE, own), (WITH_ERECTOR, own + more)):
            for method in METHODS:
                if not method.needs_threshold:
                    found += on_slice(Document(outlines=tuple(outlines)), series, number, given, method.name, truth)
    return found


def on_slice(
    document: Document,
    series: Iterable[Series],
    number: int,
    given: str,
    method: str,
    truth: dict[tuple[int, str], float],
) -> list[Found]:
    rows, refusal = {}, ""
    try:
        measurement = measure(document, series, MeasureSettings(method=method))
        rows = {row.side: row for row in measurement.rows if row.structure is Structure.MULTIFIDUS}
    except ViewerError as e:
        refusal = str(e)
    found = []
    for side in (Side.RIGHT, Side.LEFT):
        row = rows.get(side)
        low, high = (row and row.fat_fraction_interval_percent) or (None, None)
        percent, flags = (None, "") if row is None else (row.fat_fraction_percent, " ".join(row.flags))
        true = truth[number, side.value]
        found.append(Found(number, side.value, given, method, true, percent, low, high, flags, refusal))
    return found


def table(found: Sequence[Found]) -> str:
    """Errors per method as Markdown, in the order of the methods."""
    heads = ("Method", "Given", "Sides with a number", "Mean absolute error", "Bias", "95th percentile", "In interval")
    lines = ["| " + " | ".join(heads) + " |", "| --- " * len(heads) + "|"]
    for method in dict.fromkeys(one.method for one in found):
        for given in (ALONE, WITH_ERECTOR):
            own = [one for one in found if (one.method, one.given) == (method, given)]
            lines.append("| " + " | ".join((method, given, *row_of(own))) + " |")
    return "\n".join(lines) + "\n"


def row_of(own: Sequence[Found]) -> tuple[str, ...]:
    errors = np.array([one.percent - one.true_percent for one in own if one.percent is not None])
    held = [one.low_percent <= one.true_percent <= one.high_percent for one in own if one.low_percent is not None]
    coverage = f"{100.0 * np.mean(held):.0f} % of {len(held)}" if held else "–"
    if errors.size == 0:
        return (f"0 of {len(own)}", "–", "–", "–", coverage)
    return (
        f"{errors.size} of {len(own)}",
        f"{np.abs(errors).mean():.1f}",
        f"{errors.mean():+.1f}".replace("-", "−"),
        f"{np.percentile(np.abs(errors), 95.0):.1f}",
        coverage,
    )


def picture(found: Sequence[Found]) -> bytes:
    """Fat fraction slice by slice, as a PNG."""

    with_numbers = {f.method for f in found if f.given == ALONE and f.percent is not None}

    def paint(figure):
        panels = figure.subplots(2, 1, sharex=True, sharey=True)
        for axes, side in zip(panels, ("right", "left"), strict=True):
            for place, method in enumerate(name for name in SHOWN if name in with_numbers):
                own = [
                    f for f in found if (f.side, f.given, f.method) == (side, ALONE, method) and f.percent is not None
                ]
                look = style(place + 1)
                x, y = [f.slice_number for f in own], [f.percent for f in own]
                axes.plot(x, y, color=look.colour, marker=look.marker, linestyle=look.dashes, label=method)
                spans = [(f.slice_number, f.low_percent, f.high_percent) for f in own if f.low_percent is not None]
                if spans:
                    axes.fill_between(*zip(*spans, strict=True), color=look.colour, alpha=0.15, linewidth=0.0)
            true = sorted({(f.slice_number, f.true_percent) for f in found if f.side == side})
            axes.plot(*zip(*true, strict=True), color="black", linewidth=2.2, label="Dixon")
            tidy(axes, title=f"Patient's {side} multifidus", x="", y="Fat fraction (%)")
            axes.set_ylim(bottom=0.0)
        panels[1].set_xlabel("Slice, from below")
        figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=5)

    return drawn(paint, width_mm=180.0, height_mm=130.0)


def main(out: Path) -> None:
    data = os.environ.get("VIEWER_REAL_DATA")
    if not data:
        sys.exit("VIEWER_REAL_DATA does not name a folder of real images.")
    found = measured(Path(data) / "tum01-dixon")
    out.mkdir(parents=True, exist_ok=True)
    with (out / "dixon-volunteer.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(asdict(found[0])))
        writer.writeheader()
        writer.writerows(asdict(one) for one in found)
    (out / "dixon-volunteer.md").write_text(table(found), encoding="utf-8")
    (out / "dixon-volunteer.png").write_bytes(picture(found))
    print(table(found), end="")
    for sentence in dict.fromkeys(f"{one.method}: {one.refusal}" for one in found if one.refusal):
        print(sentence)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
