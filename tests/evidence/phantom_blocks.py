"""Tilted blocks of the phantom with every second slice left out: proposals beside the true outlines.

Three blocks, each tilted along its disc, overlap behind the spine, where the muscles are. The study is written and
opened as files, so that blocks, places and levels are what the program makes of them. Numbers come with
`python -m tests.evidence.next_slice`.
"""

import json
import tempfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from viewer.app.actions import find_action
from viewer.app.display.pixels import load_slice
from viewer.app.proposing.spreading import Range, propagate
from viewer.app.session import Session
from viewer.core.coverage import overlap_area_px
from viewer.core.document import Document
from viewer.core.history import Place
from viewer.core.outline import Outline, Side, Structure
from viewer.core.series import SliceKey, Study
from viewer.io.opening import open_study
from viewer.io.phantom_study import write_study
from viewer.measure.phantom.parameters import PhantomParameters
from viewer.measure.phantom.study import make_study

Where = tuple[int, int]
"""Number of the block and of the slice in it."""


@dataclass(frozen=True)
class Proposed:
    """What was proposed for one muscle of one slice."""

    at: Where
    muscle: str
    way: str
    dice: float
    ring: tuple[tuple[float, float], ...]
    is_between_blocks: bool = False


@dataclass(frozen=True)
class BlockedBody:
    """The axial T2 series of a phantom in blocks, with its true outlines."""

    study: Study
    truth: tuple[Outline, ...]

    @property
    def places(self) -> dict[SliceKey, Where]:
        """Block and slice of every image."""
        return {
            image.key: (block.number, number)
            for block in self.study.series
            for number, image in enumerate(block.slices, start=1)
        }

    def of(self, at: Where) -> dict[str, Outline]:
        """True outlines of a slice by their name."""
        places = self.places
        return {f"{one.side} {one.structure}": one for one in self.truth if places[one.slice_key] == at}

    @property
    def in_order(self) -> list[Where]:
        """Slices in order of the multifidus' centre along the body."""
        heights = {}
        for block in self.study.series:
            for number, image in enumerate(block.slices, start=1):
                of_slice = [one for one in self.truth if one.slice_key == image.key]
                centres = [one.centroid_px for one in of_slice if one.structure is Structure.MULTIFIDUS]
                heights[block.number, number] = float(image.geometry.to_patient_mm(centres)[:, 2].mean())
        return sorted(heights, key=lambda at: heights[at])


def body(folder: Path, **chosen: float) -> BlockedBody:
    """The phantom written into a folder and opened again."""
    parameters = PhantomParameters(blocks=True, sagittal_slices=1, **chosen)  # type: ignore[arg-type]  # any of its numbers
    write_study(make_study(parameters), folder / "phantom")
    study = open_study([folder / "phantom" / "t2_axial"])
    keys = {image.key.uid: image.key for block in study.series for image in block.slices}
    rows = json.loads((folder / "phantom" / "truth.json").read_text("utf-8"))["slices"]
    truth = tuple(
        Outline.from_points(
            row["outline_px"],
            slice_key=keys[row["sop_instance_uid"]],
            side=Side(row["side"]),
            structure=Structure(row["structure"]),
        )
        for row in rows
        if row["sop_instance_uid"] in keys
    )
    return BlockedBody(study, truth)


def opened(case: BlockedBody, kept: set[Where], at: Where) -> Session:
    """A session in which the true outlines of some slices were drawn."""
    places = case.places
    session = Session(load_slice)
    document = Document(tuple(one for one in case.truth if places[one.slice_key] in kept))
    session.open(case.study, Place(*at), document=document)
    return session


def compared(case: BlockedBody, session: Session, way: str) -> list[Proposed]:
    """Everything that is proposed, beside the truth."""
    places, found = case.places, []
    drawn = {places[one.slice_key] for one in session.now.document.outlines if not one.is_proposed}
    for one in session.now.document.outlines:
        if not one.is_proposed:
            continue
        at, name = places[one.slice_key], f"{one.side} {one.structure}"
        exact = case.of(at)[name]
        dice = 2.0 * overlap_area_px(exact, one) / (exact.area_px + one.area_px)
        own = [number for block, number in drawn if block == at[0]]
        encloses = bool(own) and min(own) < at[1] < max(own)
        found.append(Proposed(at, name, way, dice, one.rings[0], not encloses))
    return found


def every_second(case: BlockedBody) -> list[Proposed]:
    """Every second slice in order along the muscle is left out, and filled."""
    kept = set(case.in_order[::2])
    session = opened(case, kept, case.in_order[0])
    find_action("fill-between").perform(session)
    return compared(case, session, "every second slice left out")


def middle_block(case: BlockedBody) -> list[Proposed]:
    """Only the slices of the outer blocks are outlined, and the block between is filled."""
    kept = {at for at in case.in_order if at[0] != 2}
    session = opened(case, kept, case.in_order[0])
    find_action("fill-between").perform(session)
    return compared(case, session, "middle block left out")


def one_step_over(case: BlockedBody) -> list[Proposed]:
    """The copy of a block's last slice on the block that goes on, and of its first on the one before."""
    found = []
    blocks = [block.number for block in case.study.series]
    counts = {block.number: len(block.slices) for block in case.study.series}
    below = sorted(blocks, key=lambda number: case.in_order.index((number, 1)))
    for one, other in pairwise(below):
        for at, name in (((one, counts[one]), "copy-to-next"), ((other, 1), "copy-to-previous")):
            session = opened(case, {at}, at)
            find_action(name).perform(session)
            found += compared(case, session, "one step to another block")
    return found


def from_one_slice(case: BlockedBody) -> list[Proposed]:
    """The middle slice of the middle block is carried over all blocks."""
    at = (2, (len(case.study.series[1].slices) + 1) // 2)
    session = opened(case, {at}, at)
    propagate(session, Range(at[1], at[1], covers_all_blocks=True))
    return compared(case, session, "one slice carried over all blocks")


def table(found: list[Proposed]) -> str:
    """Median and worst Dice by way and muscle."""
    lines = ["| phantom in tilted blocks | muscle | outlines | median Dice | worst |", "|---|---|---|---|---|"]
    for way in dict.fromkeys(one.way for one in found):
        for kind in ("multifidus", "erector spinae", "psoas"):
            group = [one for one in found if one.way == way and kind in one.muscle]
            parts = {"": group}
            if way.startswith("every"):
                parts[", from other blocks"] = [one for one in group if one.is_between_blocks]
            for name, part in parts.items():
                if part:
                    values = [one.dice for one in part]
                    lines.append(
                        f"| {way}{name} | {kind} | {len(part)} | {np.median(values):.3f} | {min(values):.3f} |"
                    )
    return "\n".join(lines)


def picture(case: BlockedBody, found: list[Proposed], path: Path) -> None:
    """Write the slices left out: the truth white, what was proposed coloured; orange where from other blocks."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    places = sorted({one.at for one in found})
    columns = min(4, len(places))
    rows = -(-len(places) // columns)
    figure, axes = plt.subplots(rows, columns, figsize=(5 * columns, 4 * rows), squeeze=False)
    for axis in axes.flat:
        axis.axis("off")
    for axis, at in zip(axes.flat, places, strict=False):
        image = case.study.series[at[0] - 1].slices[at[1] - 1]
        axis.imshow(image.values(), cmap="gray")
        exact = [np.asarray(one.rings[0]) for one in case.of(at).values()]
        for ring in exact:
            axis.plot(*np.concatenate([ring, ring[:1]]).T, color="white", lw=1.0)
        for one in (one for one in found if one.at == at):
            colour = "#e69f00" if one.is_between_blocks else "#56b4e9"
            axis.plot(*np.asarray([*one.ring, one.ring[0]]).T, color=colour, lw=1.4)
        corners = np.concatenate(exact)
        (left, top), (right, bottom) = corners.min(axis=0) - 8, corners.max(axis=0) + 8
        axis.set(xlim=(left, right), ylim=(bottom, top), title=f"slice {at[1]} of series {at[0]}")
    figure.tight_layout()
    figure.savefig(path, dpi=60)
    plt.close(figure)


def report(out: Path | None, *, slices_per_level: int = 6) -> str:
    """The table, with pictures where a folder is given."""
    with tempfile.TemporaryDirectory() as folder:
        case = body(Path(folder), slices_per_level=slices_per_level)
        second, block = every_second(case), middle_block(case)
        found = [*second, *block, *one_step_over(case), *from_one_slice(case)]
        if out is not None:
            out.mkdir(parents=True, exist_ok=True)
            picture(case, second, out / "phantom_every_second.png")
            picture(case, block, out / "phantom_middle_block.png")
    return table(found)
