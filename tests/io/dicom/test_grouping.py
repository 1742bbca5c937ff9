"""Blocks: what belongs together, in which order, with which warnings."""

import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from viewer.core.geometry import Orientation, PlaneGeometry, Spacing
from viewer.core.grey import ValueMapping
from viewer.core.series import Identity, Slice, SliceKey
from viewer.io.dicom.grouping import (
    DIRECTION_TOLERANCE,
    SPACING_TOLERANCE_MM,
    FoundSlice,
    SeriesFacts,
    group,
    upward_normal,
    warnings_about,
)

FACTS = SeriesFacts(
    identity=Identity(patient_id="1", study_uid="1.2"),
    series_uid="1.2.3",
    series_number=4,
    description="",
    modality="MR",
    transfer_syntax="",
    frame_of_reference_uid="",
)


class NoPixels:
    def read(self):
        raise AssertionError("pixels were asked for")


def found(uid, *, orientation=None, position=None, spacing=(0.5, 0.5), facts=FACTS) -> FoundSlice:
    geometry = PlaneGeometry(
        orientation=None if orientation is None else Orientation(tuple(orientation[:3]), tuple(orientation[3:])),
        spacing=Spacing(*spacing),
        position_mm=position,
    )
    image = Slice(
        key=SliceKey(uid),
        file=uid,
        rows=200,
        columns=200,
        geometry=geometry,
        mapping=ValueMapping(),
        reader=NoPixels(),
    )
    return FoundSlice(image=image, facts=facts)


def tilted(degrees: float, *, in_plane: float = 0.0) -> tuple[float, ...]:
    a, b = np.radians(degrees), np.radians(in_plane)
    row = np.array([np.cos(b), np.sin(b) * np.cos(a), np.sin(b) * np.sin(a)])
    column = np.array([-np.sin(b), np.cos(b) * np.cos(a), np.cos(b) * np.sin(a)])
    return (*row.tolist(), *column.tolist())


@pytest.mark.parametrize(("shift", "blocks"), [(0.0, 1), (0.5 * DIRECTION_TOLERANCE, 1), (3 * DIRECTION_TOLERANCE, 2)])
def test_orientations_are_one_within_the_tolerance(shift, blocks):
    slices = [
        found("a", orientation=tilted(0), position=(0.0, 0.0, 0.0)),
        found("b", orientation=tilted(np.degrees(shift)), position=(0.0, 0.0, 4.0)),
    ]
    assert len(group(slices)) == blocks
    assert len(group(reversed(slices))) == blocks


def test_blocks_are_ordered_by_their_middle_not_by_their_first_pixel():
    # Both middles at x = y = 0; the tilt lifts the first pixel of the lower block above that of the upper.
    blocks = []
    for uid, angle, z in (("upper", 20.0, 30.0), ("lower", -25.0, 0.0)):
        orientation = np.array(tilted(angle))
        corner = np.array([0.0, 0.0, z]) - (orientation[:3] + orientation[3:]) * 0.5 * 99.5
        blocks.append(found(uid, orientation=orientation.tolist(), position=tuple(corner.tolist())))
    assert blocks[1].image.geometry.position_mm[2] > blocks[0].image.geometry.position_mm[2]
    assert [block.slices[0].key.uid for block in group(blocks)] == ["lower", "upper"]


def test_the_three_planes_of_a_localizer_are_three_blocks():
    planes = {"axial": tilted(0), "sagittal": (0, 1, 0, 0, 0, -1), "coronal": (1, 0, 0, 0, 0, -1)}
    slices = [
        found(f"{name}{k}", orientation=values, position=(k * 1.0, k * 1.0, k * 1.0))
        for name, values in planes.items()
        for k in range(3)
    ]
    blocks = group(slices)
    assert [block.plane for block in blocks] == ["axial", "sagittal", "coronal"]
    assert [[image.key.uid[-1] for image in block.slices] for block in blocks] == [["0", "1", "2"]] * 3


@pytest.mark.parametrize("degrees", [0, 28, -28, 90, 130, 180, 250])
def test_the_normal_points_to_the_growing_side(degrees):
    normal = upward_normal(found("a", orientation=tilted(degrees)).image.geometry)
    assert normal[int(np.argmax(np.abs(normal)))] > 0.0


def test_warnings_quote_nobody():
    slices = [
        found(
            name,
            facts=SeriesFacts(Identity(name, name, "", "", "1"), name, None, name, "CT", "", ""),
        )
        for name in ("Secret^A", "Secret^B")
    ]
    blocks = group(slices)
    said = " ".join([*warnings_about(blocks), *(sentence for block in blocks for sentence in block.warnings)])
    assert "2 patients" in said
    assert "is no MR but CT" in said
    assert "Secret" not in said


def test_each_block_carries_its_own_warnings():
    localizer = replace(FACTS, series_uid="1.2.1", series_number=1, description="Survey")
    ct = replace(FACTS, series_uid="1.2.2", series_number=2, modality="CT")
    sound = replace(FACTS, series_uid="1.2.9", series_number=9)
    blocks = group([found("a", facts=ct), found("b", facts=sound), found("c", facts=localizer)])
    assert warnings_about(blocks) == ()
    assert [block.warnings for block in blocks] == [
        ("It is a localizer (ImageType or description says so); do not measure on it.",),
        ("It is no MR but CT; fat and muscle cannot be told apart in it as in MR.",),
        (),
    ]


def plainly_grouped(slices) -> list[set[str]]:
    """Names of the slices of each block, by comparing each with every block before it."""
    groups: list[list[FoundSlice]] = []
    for item in sorted(slices, key=lambda item: item.image.key.uid):
        fitting = [members for members in groups if belong_together(members[0].image.geometry, item.image.geometry)]
        if fitting:
            fitting[0].append(item)
        else:
            groups.append([item])
    return [{item.image.key.uid for item in members} for members in groups]


def belong_together(a: PlaneGeometry, b: PlaneGeometry) -> bool:
    axes = [None if g.orientation is None else (*g.orientation.row, *g.orientation.column) for g in (a, b)]
    is_turned = axes[0] is not axes[1] if None in axes else np.ptp(axes, axis=0).max() > DIRECTION_TOLERANCE
    return (
        not is_turned
        and abs(a.spacing.row_mm - b.spacing.row_mm) <= SPACING_TOLERANCE_MM
        and abs(a.spacing.column_mm - b.spacing.column_mm) <= SPACING_TOLERANCE_MM
    )


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=40)
def test_blocks_are_those_of_comparing_all_with_all(seed):
    """Geometries a few tolerances apart, where a slice may fit several blocks, the first of which it joins."""
    random = np.random.default_rng(seed)
    base = float(random.uniform(-180, 180))
    slices = []
    for k in range(25):
        angles = base + np.degrees(DIRECTION_TOLERANCE) * random.uniform(-3, 3, size=2)
        spacing = 0.5 + SPACING_TOLERANCE_MM * random.uniform(-2, 2, size=2)
        orientation = None if random.random() < 0.1 else tilted(angles[0], in_plane=angles[1] - base)
        slices.append(found(f"{k:02d}", orientation=orientation, spacing=spacing.tolist()))
    blocks = [{image.key.uid for image in block.slices} for block in group(slices)]
    assert sorted(map(sorted, blocks)) == sorted(map(sorted, plainly_grouped(slices)))


def test_thousands_of_orientations_are_grouped_at_once():
    """A radial stack, turned about an axis; twice as many slices take about twice, not four times as long."""
    radial = [
        found(f"{k:05d}", orientation=tilted(k * 0.0451), position=(0.0, 0.0, 0.0), spacing=(0.5, 0.5 + k % 3))
        for k in range(8000)
    ]

    def least_s(count):
        """Least of three times: a busy machine only adds to one."""
        times_s = []
        for _ in range(3):
            started = time.process_time()
            assert len(group(radial[:count])) == count
            times_s.append(time.process_time() - started)
        return min(times_s)

    assert least_s(8000) < 9.0 * least_s(2000)
