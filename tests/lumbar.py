"""A plain axial lumbar study with known fat, for the journey and the command line: geometry, not anatomy."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.synthetic import mr_image, write

ROWS, COLUMNS = 120, 140
SPACING = (0.8, 0.7)
CENTRES = {"right": (50.0, 70.0), "left": (90.0, 70.0)}
"""Centre (x, y) of each multifidus in pixels; standard axial: the patient's right is at image-left."""

RADIUS = 14.0
MUSCLE, FAT = 300, 1500
FAT_PERCENT = {"right": 45.0, "left": 12.0}


def circle(side: str, *, radius: float = RADIUS, n: int = 72) -> NDArray[np.float64]:
    """Polygon round a multifidus, shape (n, 2), (x, y) in pixels."""
    x, y = CENTRES[side]
    t = 2 * np.pi * np.arange(n) / n
    return np.column_stack([x + radius * np.cos(t), y + radius * np.sin(t)])


def as_words(points: NDArray[np.float64]) -> str:
    """Polygon as the command line takes it."""
    return " ".join(f"{x:.4f},{y:.4f}" for x, y in points)


def outline_words() -> list[str]:
    """Options that outline both sides."""
    return ["--right", as_words(circle("right")), "--left", as_words(circle("left"))]


def pixels(*, seed: int = 0) -> NDArray[np.uint16]:
    """Body with a bright layer of fat at the back and streaks of fat in both muscles, shape (rows, columns)."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:ROWS, :COLUMNS]
    image = np.where((abs(x - 70) < 60) & (y > 8) & (y < 110), MUSCLE, 0).astype(float)
    image[(abs(x - 70) < 60) & (y >= 94) & (y < 110)] = FAT
    for side, (cx, cy) in CENTRES.items():
        streaks = (np.hypot(x - cx, y - cy) < RADIUS + 1) & ((y * 20) % 100 < FAT_PERCENT[side] // 20 * 20)
        image[streaks] = FAT
    image += rng.normal(0, 20, image.shape)
    return np.clip(np.rint(image), 0, 4095).astype(np.uint16)


def write_study(folder: Path, *, slices: int = 3, **keywords: object) -> Path:
    """Write an axial T2 series, a sagittal one and some junk; return the folder."""
    for index in range(slices):
        ds = mr_image(
            pixels=pixels(seed=index),
            spacing=SPACING,
            position=(-49.0, -40.0, 4.0 * index),
            instance=slices - index,
            bits_stored=12,
            SeriesDescription="AX T2 TSE",
            **keywords,
        )
        write(folder / "axial" / f"IM{(index * 2) % slices:04d}", ds)
    sagittal = mr_image(
        pixels=pixels(seed=9),
        orientation=(0.0, 1.0, 0.0, 0.0, 0.0, -1.0),
        series=2,
        series_number=2,
        SeriesDescription="SAG T2",
    )
    write(folder / "sagittal" / "IM0001", sagittal)
    (folder / "notes.txt").write_text("not an image")
    return folder
