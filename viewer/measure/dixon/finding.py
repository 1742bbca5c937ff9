"""The images of a study that together tell fat from water on the grid of one slice."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from viewer.core.geometry import PlaneGeometry
from viewer.core.series import Series, Slice
from viewer.measure.dixon.roles import Role, name_without_role, role_of, words_of

POSITION_TOLERANCE_MM = 0.1
"""How far two images of one place may lie apart, mm: scanners round positions."""

DIRECTION_TOLERANCE = 1e-3
"""How far direction cosines, and pixel spacings in mm, of one grid may differ."""


@dataclass(frozen=True, slots=True)
class DixonImage:
    """One image of a Dixon acquisition: the slice, what it shows, and the number of its block."""

    image: Slice = field(repr=False)
    role: Role
    series: int


@dataclass(frozen=True, slots=True)
class DixonSource:
    """Images on one grid that tell fat from water, the best kind there is.

    Parameters
    ----------
    images
        Water and fat; or a fat fraction alone; or in phase and opposed phase.
    """

    images: tuple[DixonImage, ...]

    def image(self, role: Role) -> Slice | None:
        """Image of a role, or None."""
        return next((found.image for found in self.images if found.role is role), None)

    @property
    def words(self) -> str:
        """What it is, such as 'water and fat'."""
        return " and ".join(found.role for found in self.images)


_KINDS = ((Role.WATER, Role.FAT), (Role.FRACTION,), (Role.IN_PHASE, Role.OPPOSED))
"""Roles that are enough together, the best first."""


def find_dixon(series: Sequence[Series], image: Slice) -> DixonSource | None:
    """Images that tell fat from water on the grid of a slice; None where the study holds none.

    A slice that is a fat fraction itself is its own source. Of several acquisitions on the same grid that of the
    slice counts, else the one with most images, else the first.

    Parameters
    ----------
    series
        All blocks of the study.
    image
        The outlined slice, which may be any of these images or another one on their grid.
    """
    own = next((block for block in series for member in block.slices if member.key == image.key), None)
    if own is not None and role_of(image, own) is Role.FRACTION:
        return DixonSource((DixonImage(image, Role.FRACTION, own.number),))
    groups: dict[str, dict[Role, DixonImage]] = {}
    for block in series:
        if own is None or _may_belong(block, own):
            for found in _on_grid(block, image):
                name = name_without_role(words_of(found.image, block))
                groups.setdefault(name, {}).setdefault(found.role, found)
    own_name = "" if own is None else name_without_role(words_of(image, own))
    ranked = sorted(groups.items(), key=lambda group: (group[0] != own_name, -len(group[1])))
    # Names of one acquisition may still differ by a word: pairs across groups come last.
    across = {role: found for _, group in reversed(ranked) for role, found in group.items()}
    for roles in _KINDS:
        for group in (*(group for _, group in ranked), across):
            if all(role in group for role in roles):
                return DixonSource(tuple(group[role] for role in roles))
    return None


def _may_belong(block: Series, own: Series) -> bool:
    """Whether a block can be of the same study and patient position as another."""
    pairs = (
        (block.identity.study_uid, own.identity.study_uid),
        (block.identity.patient_id, own.identity.patient_id),
        (block.frame_of_reference_uid, own.frame_of_reference_uid),
    )
    return all(not first or not second or first == second for first, second in pairs)


def _on_grid(block: Series, image: Slice) -> Iterator[DixonImage]:
    """Images of a block with a role that lie on the grid of a slice."""
    for member in block.slices:
        if (member.rows, member.columns) == (image.rows, image.columns) and _is_same_grid(member, image):
            role = role_of(member, block)
            if role is not None:
                yield DixonImage(member, role, block.number)


def _is_same_grid(first: Slice, second: Slice) -> bool:
    """Whether the pixels of two slices lie in the same places of the patient."""
    a, b = first.geometry, second.geometry
    if a.position_mm is None or b.position_mm is None:
        return False
    if float(np.abs(np.subtract(a.position_mm, b.position_mm)).max()) > POSITION_TOLERANCE_MM:
        return False
    first_axes, second_axes = _axes(a), _axes(b)
    if first_axes is None or second_axes is None:
        return False
    return float(np.abs(np.subtract(first_axes, second_axes)).max()) <= DIRECTION_TOLERANCE


def _axes(geometry: PlaneGeometry) -> tuple[float, ...] | None:
    """Direction of rows and columns, and the spacing in mm; None where not known."""
    if geometry.orientation is None or geometry.spacing is None:
        return None
    spacing = geometry.spacing
    return (*geometry.orientation.row, *geometry.orientation.column, spacing.row_mm, spacing.column_mm)
