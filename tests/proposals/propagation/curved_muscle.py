"""A round muscle that winds and narrows along a curved line, and its exact sections on planes of any tilt."""

import math

import numpy as np

from viewer.core.geometry import Orientation, PlaneGeometry, Spacing
from viewer.core.outline import Outline
from viewer.core.series import SliceKey

SIZE = 128


def middle(z) -> np.ndarray:
    """Centre (x, y) at heights z, mm: it runs obliquely and bends."""
    z = np.asarray(z, dtype=np.float64)
    return np.stack([20.0 + 0.15 * z, 60.0 - 0.25 * z + 0.004 * z * z], axis=-1)


def radius(z) -> np.ndarray:
    """Radius of the horizontal section at heights z, mm."""
    return 16.0 - 0.08 * np.asarray(z, dtype=np.float64)


def plane(z, *, tilt_deg=0.0, spacing=0.8, turned=False, size=SIZE) -> PlaneGeometry:
    """Plane that cuts the muscle's middle at a height; `turned` images have their columns from left to right."""
    angle = math.radians(tilt_deg)
    cosine, sine = math.cos(angle), math.sin(angle)
    row = (-1.0, 0.0, 0.0) if turned else (1.0, 0.0, 0.0)
    x, y = middle(z)
    half = size * spacing / 2.0
    position = (float(x) + (half if turned else -half), float(y) - half * cosine, float(z) - half * sine)
    return PlaneGeometry(Orientation(row, (0.0, cosine, sine)), Spacing(spacing, spacing), position)


def section(geometry: PlaneGeometry, count=160, *, size=SIZE) -> np.ndarray:
    """Exact section of the muscle, shape (count, 2), pixels: along every direction, where its border lies."""
    centre = np.full(2, size / 2.0)
    angle = np.linspace(0.0, 2.0 * np.pi, count, endpoint=False)
    way = np.column_stack([np.cos(angle), np.sin(angle)])
    low, high = np.zeros(count), np.full(count, 70.0)
    for _ in range(50):
        half = (low + high) / 2.0
        x, y, z = geometry.to_patient_mm(centre + half[:, None] * way).T
        is_in = np.hypot(*(np.column_stack([x, y]) - middle(z)).T) < radius(z)
        low, high = np.where(is_in, half, low), np.where(is_in, high, half)
    return centre + low[:, None] * way


def outline(points) -> Outline:
    return Outline.from_points(points, slice_key=SliceKey("1"))


def picture(geometry: PlaneGeometry, *, size=SIZE) -> np.ndarray:
    """Image of the muscle, dark on bright, shape (size, size)."""
    x, y = np.meshgrid(np.arange(size), np.arange(size))
    places = geometry.to_patient_mm(np.column_stack([x.ravel(), y.ravel()]))
    beyond = np.hypot(*(places[:, :2] - middle(places[:, 2])).T) - radius(places[:, 2])
    return (500.0 + 400.0 * np.tanh(beyond)).reshape(size, size).astype(np.int16)
