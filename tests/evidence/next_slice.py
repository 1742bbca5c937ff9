"""How well outlines are carried to other slices of the volunteer: `python -m tests.evidence.next_slice [OUT]`.

Of the slices outlined by hand, only every second (fourth, sixth) is kept; on those left out, what the program
proposes is compared with what the reader drew, by exact overlap and by the mean distance of the borders.
`VIEWER_REAL_DATA` names the folder with the real images; without it, only the phantom in tilted blocks is looked at
(see `phantom_blocks`). With OUT, every single number goes into OUT/next_slice.csv
and pictures of the proposals beside the readers' outlines into OUT/*.png.
"""

import csv
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from tests.evidence import phantom_blocks
from viewer.core.coverage import overlap_area_px
from viewer.core.outline import Outline, Point
from viewer.core.series import SliceKey
from viewer.io.masks.rings import rings_of_mask
from viewer.io.opening import open_study
from viewer.proposals.propagation.carrying import Gap, Way, carried, filled
from viewer.proposals.propagation.placing import Sheet
from viewer.proposals.propagation.rings import finely, finished, widest
from viewer.proposals.rings import Points, evenly

MULTIFIDUS, ERECTOR_SPINAE = (2, 3), (1, 4)
NAMES = {1: "right erector spinae", 2: "right multifidus", 3: "left multifidus", 4: "left erector spinae"}
GAPS = (2, 4, 6)
HERE = SliceKey("volunteer")


@dataclass(frozen=True)
class Found:
    """What one way gives for one muscle of one slice that was left out."""

    gap: int
    slice: int
    muscle: str
    way: str
    dice: float
    distance_mm: float


@dataclass(frozen=True)
class Volunteer:
    """Slices, and for each the reader's rings by label."""

    sheets: list[Sheet]
    drawn: list[dict[int, Outline]]


def volunteer(folder: Path, labels: tuple[int, ...], *, only: range | None = None) -> Volunteer:
    """Slices with the reader's outlines; all, or those of these places from 0."""
    slices = open_study([folder / "in-phase"]).series[0].slices
    masks = np.load(folder / "masks.npz")["mask"]
    taken = only or range(len(slices))
    drawn = [{label: Outline(HERE, rings_of_mask(masks[k] == label)) for label in labels} for k in taken]
    return Volunteer([Sheet.of(slices[k], slices[k].values()) for k in taken], drawn)


def dice(first: Outline, second: Outline) -> float:
    return 2.0 * overlap_area_px(first, second) / (first.area_px + second.area_px)


def distance_mm(first: Points, second: Points) -> float:
    """Mean distance of each border to the other, mm; rings in mm."""
    a, b = evenly(first, 240), evenly(second, 240)
    apart = np.hypot(*(a[:, None, :] - b[None, :, :]).transpose(2, 0, 1))
    return float((apart.min(axis=0).mean() + apart.min(axis=1).mean()) / 2.0)


def proposals(case: Volunteer, first: int, last: int) -> Iterator[tuple[int, str, list[tuple[Point, ...] | None]]]:
    """Slice, way, and proposed rings between two outlined slices."""
    labels = list(case.drawn[first])
    ends = {index: [widest(case.drawn[index][label].rings) for label in labels] for index in (first, last)}
    for way, name in ((Way.COPY, "interpolated"), (Way.FOLLOW, "combined")):
        rings = filled(Gap(case.sheets[first : last + 1], ends[first], ends[last]), way)
        for index, found in enumerate(rings, start=first + 1):
            yield index, name, [finished(ring, case.sheets[index]) for ring in found]
    for way, name in ((Way.COPY, "copy"), (Way.FOLLOW, "registration")):
        for start, order in ((first, range(first, last)), (last, range(last, first, -1))):
            moved = tuple(finely(ring) for ring in ends[start])
            for index in order[: len(order) // 2]:
                after = index + (1 if start == first else -1)
                moved = carried(moved, case.sheets[index], case.sheets[after], way)
                yield after, name, [finished(ring, case.sheets[after]) for ring in moved]


def compared(case: Volunteer, gaps: tuple[int, ...] = GAPS) -> Iterator[Found]:
    """Every proposal beside what was drawn."""
    count = len(case.sheets)
    for gap in gaps:
        for first in range(0, count - gap, gap // 2):
            for index, way, rings in proposals(case, first, first + gap):
                scale = np.asarray(case.sheets[index].scale)
                for (label, drawn), ring in zip(case.drawn[index].items(), rings, strict=True):
                    if ring is None:
                        yield Found(gap, index + 1, NAMES[label], way, 0.0, float("inf"))
                        continue
                    apart = distance_mm(np.asarray(ring) * scale, widest(drawn.rings) * scale)
                    yield Found(gap, index + 1, NAMES[label], way, dice(Outline(HERE, (ring,)), drawn), apart)


def table(found: list[Found]) -> str:
    """Medians and tenth percentiles per gap, kind of muscle and way."""
    lines = ["| kept | muscle | way | median Dice | worst tenth | mean distance, mm |", "|---|---|---|---|---|---|"]
    for gap in sorted({one.gap for one in found}):
        for kind in ("multifidus", "erector spinae"):
            for way in ("copy", "registration", "interpolated", "combined"):
                group = [one for one in found if one.gap == gap and one.way == way and kind in one.muscle]
                if not group:
                    continue
                values = np.array([[one.dice, one.distance_mm] for one in group])
                low, middle = np.percentile(values[:, 0], [10, 50])
                apart = np.median(values[:, 1])
                lines.append(f"| every {gap} | {kind} | {way} | {middle:.3f} | {low:.3f} | {apart:.2f} |")
    return "\n".join(lines)


def per_slice(found: list[Found]) -> str:
    """Dice (distance in mm) of every slice's multifidus where every second slice was left out, by way."""
    lines = ["slice  " + "".join(f"{way:>22}" for way in ("copy", "registration", "interpolated", "combined"))]
    for number in sorted({one.slice for one in found}):
        cells = [f"{number:5d}  "]
        for way in ("copy", "registration", "interpolated", "combined"):
            group = [
                one
                for one in found
                if one.gap == 2 and one.slice == number and one.way == way and "multifidus" in one.muscle
            ]
            values = np.mean([[one.dice, one.distance_mm] for one in group], axis=0)
            cells.append(f"{values[0]:13.3f} ({values[1]:.2f} mm)")
        lines.append("".join(cells))
    return "\n".join(lines)


def picture(case: Volunteer, first: int, last: int, path: Path) -> None:
    """Write the slices left out: the reader's outline white, what was proposed coloured."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    inner = range(first + 1, last)
    figure, axes = plt.subplots(2, len(inner), figsize=(6 * len(inner), 8), squeeze=False)
    colours = {"registration": "#e69f00", "interpolated": "#56b4e9", "combined": "#f0e442", "copy": "#cc79a7"}
    found = list(proposals(case, first, last))
    for row, ways in enumerate((("copy", "registration"), ("interpolated", "combined"))):
        for axis, index in zip(axes[row], inner, strict=True):
            axis.imshow(case.sheets[index].values, cmap="gray", vmax=np.percentile(case.sheets[index].values, 99.5))
            rings = [(widest(outline.rings), "white", 1.0) for outline in case.drawn[index].values()]
            for at, way, proposed in found:
                rings += [(np.asarray(r), colours[way], 1.4) for r in proposed if r and at == index and way in ways]
            for ring, colour, width in rings:
                axis.plot(*np.concatenate([ring, ring[:1]]).T, color=colour, lw=width)
            corners = np.concatenate([ring for ring, *_ in rings])
            (left, top), (right, bottom) = corners.min(axis=0) - 8, corners.max(axis=0) + 8
            axis.set(xlim=(left, right), ylim=(bottom, top), title=f"slice {index + 1}: {' / '.join(ways)}")
            axis.axis("off")
    figure.tight_layout()
    figure.savefig(path, dpi=60)
    plt.close(figure)


def main(out: Path | None) -> None:
    """Print the tables, and write numbers and pictures where a folder is given."""
    print(phantom_blocks.report(out))
    if "VIEWER_REAL_DATA" not in os.environ:
        print("VIEWER_REAL_DATA names no folder with real images; the volunteer is left out.")
        return
    folder = Path(os.environ["VIEWER_REAL_DATA"]) / "tum01-dixon"
    found: list[Found] = []
    for labels in (MULTIFIDUS, ERECTOR_SPINAE):
        case = volunteer(folder, labels)
        began = time.perf_counter()
        for _ in range(5):
            rings = [finely(widest(outline.rings)) for outline in case.drawn[8].values()]
            carried(rings, case.sheets[8], case.sheets[9])
        print(f"{labels}: registration of one pair {(time.perf_counter() - began) / 5 * 1000:.0f} ms")
        found += compared(case)
        if out is not None:
            out.mkdir(parents=True, exist_ok=True)
            for first, last in ((0, 2), (6, 8), (10, 14), (20, 24)):
                picture(case, first, last, out / f"{NAMES[labels[0]].split()[1]}_{first + 1}_{last + 1}.png")
    print(table(found))
    print(per_slice(found))
    if out is not None:
        with (out / "next_slice.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, fieldnames=list(asdict(found[0])))
            writer.writeheader()
            writer.writerows(asdict(one) for one in found)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
