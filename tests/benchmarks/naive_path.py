"""Both sides as an engineer first writes them: scikit-image's masks, a polynomial field, scikit-learn's mixture.

`python tests/benchmarks/naive_path.py FILE RIGHT LEFT` prints both fat fractions; outlines are “x,y x,y …” in pixels.
It finds no reference, corrects no border, checks nothing and gives no interval.
"""

import sys

import numpy as np
from numpy.typing import NDArray
from skimage.draw import polygon2mask
from skimage.filters import threshold_otsu
from sklearn.mixture import GaussianMixture

Image = NDArray[np.float64]
Masks = list[NDArray[np.bool_]]


def masks_of(shape: tuple[int, int], rings: list[Image]) -> Masks:
    """Whole-image mask of every ring of (x, y)."""
    return [polygon2mask(shape, ring[:, ::-1]) for ring in rings]


def without_field(values: Image) -> Image:
    """Values without a coil field: a polynomial of second order through the logarithm of all tissue."""
    rows, columns = values.shape
    y, x = np.mgrid[-1.0 : 1.0 : rows * 1j, -1.0 : 1.0 : columns * 1j]
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1)
    tissue = values > 0.3 * threshold_otsu(values)
    found, *_ = np.linalg.lstsq(terms[tissue], np.log(values[tissue]), rcond=None)
    return np.asarray(values / np.exp(terms @ found) * np.exp(found[0]))


def mixture_of(even: Image, masks: Masks) -> GaussianMixture:
    """Muscle and fat inside the masks as two bells."""
    inside = np.concatenate([even[mask] for mask in masks])
    return GaussianMixture(2, random_state=0).fit(inside[:, np.newaxis])


def fractions_of(even: Image, masks: Masks, mixture: GaussianMixture) -> list[float]:
    """Fat fraction inside every mask: the mean probability of the brighter bell."""
    brighter = int(mixture.means_.ravel().argmax())
    return [float(mixture.predict_proba(even[mask][:, np.newaxis])[:, brighter].mean()) for mask in masks]


def main(path: str, *words: str) -> None:
    """Print the fat fractions of a file."""
    import pydicom

    values = pydicom.dcmread(path).pixel_array.astype(np.float64)
    rings = [np.array([point.split(",") for point in word.split()], dtype=np.float64) for word in words]
    masks, even = masks_of(values.shape, rings), without_field(values)
    print(fractions_of(even, masks, mixture_of(even, masks)))


if __name__ == "__main__":
    main(*sys.argv[1:])
