"""Patient space from first principles, for expectations that owe nothing to the program: LPS in mm, by hand.

x grows to the patient's left, y to the back, z to the head (DICOM PS3.3, C.7.6.2.1.1). The program's own geometry is
not imported here.
"""

import itertools

import numpy as np
from numpy.typing import NDArray

Direction = tuple[float, float, float]
Pair = tuple[Direction, Direction]

TOWARDS = {"L": (1, 0, 0), "R": (-1, 0, 0), "P": (0, 1, 0), "A": (0, -1, 0), "H": (0, 0, 1), "F": (0, 0, -1)}
"""Letter of a direction → that direction."""

SMALLEST = 1e-4
"""Components above this have a letter."""

UNIT_AXES: list[Direction] = [tuple(float(v) for v in axis) for axis in TOWARDS.values()]
AXIS_PAIRS: list[Pair] = [
    (row, column) for row, column in itertools.product(UNIT_AXES, UNIT_AXES) if np.dot(row, column) == 0
]
"""The 24 ways in which rows and columns can lie along the patient's axes."""


def check_letters(text: str, direction: Direction | NDArray[np.float64]) -> None:
    """Letters name every axis with a component above 1e-4, and only those, the strongest first."""
    parts = {letter: float(np.dot(direction, axis)) for letter, axis in TOWARDS.items()}
    wanted = {letter for letter, part in parts.items() if part > SMALLEST}
    close = {letter for letter, part in parts.items() if abs(part - SMALLEST) < 1e-7}
    assert set(text) - close == wanted - close, (text, parts)
    assert len(set(text)) == len(text), text
    strengths = [parts[letter] for letter in text]
    assert all(a >= b - 1e-6 for a, b in itertools.pairwise(strengths)), (text, parts)


def check_edges(edges: dict[str, str], row: Direction, column: Direction) -> None:
    """Letters of the four edges of a stored array whose columns grow along `row` and whose rows along `column`."""
    for edge, direction in (("right", row), ("bottom", column)):
        check_letters(edges[edge], np.asarray(direction))
    for edge, direction in (("left", row), ("top", column)):
        check_letters(edges[edge], -np.asarray(direction))


def place(origin, row, column, spacing, x: float, y: float) -> NDArray[np.float64]:
    """LPS (mm) of the centre of a pixel; spacing is (between rows, between columns)."""
    row, column = np.asarray(row, float), np.asarray(column, float)
    return np.asarray(origin, float) + x * spacing[1] * row + y * spacing[0] * column


def has_sides(row: Direction, column: Direction) -> bool:
    """Whether at least half of the patient's right–left axis lies in the plane."""
    return float(np.hypot(row[0], column[0])) >= 0.5


def turned(pair: Pair, rotation: NDArray[np.float64]) -> Pair:
    """Both directions after a rotation."""
    row, column = (tuple(float(v) for v in rotation @ np.asarray(direction)) for direction in pair)
    return row, column


def about(axis: int, degrees: float) -> NDArray[np.float64]:
    """Rotation about an axis of the patient."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    i, j = [(1, 2), (2, 0), (0, 1)][axis]
    matrix = np.eye(3)
    matrix[i, i] = matrix[j, j] = c
    matrix[i, j], matrix[j, i] = -s, s
    return matrix


def any_rotation(random: np.random.Generator) -> NDArray[np.float64]:
    """Rotation, all equally likely: columns of unit length, perpendicular, right-handed."""
    first, second = random.normal(size=(2, 3))
    x = first / np.linalg.norm(first)
    y = second - (second @ x) * x
    y /= np.linalg.norm(y)
    return np.column_stack([x, y, np.cross(x, y)])
