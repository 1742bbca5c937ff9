"""A small study in one patient space: two axial blocks, of which one is tilted, and a sagittal and a coronal series."""

from dataclasses import replace

import numpy as np

from tests.memory import SAGITTAL, image, series
from viewer.app.display.pixels import load_slice
from viewer.app.session import Session
from viewer.core.geometry import Orientation, Spacing
from viewer.core.history import Place
from viewer.core.series import Identity, Series, Study

FRAME = "1.2.840.77"
ONE_MM = Spacing(1.0, 1.0)
CORONAL = Orientation((1.0, 0.0, 0.0), (0.0, 0.0, -1.0))
TILT = Orientation((1.0, 0.0, 0.0), (0.0, float(np.cos(np.radians(20.0))), float(np.sin(np.radians(20.0)))))


def framed(block: Series, frame: str = FRAME) -> Series:
    return replace(block, frame_of_reference_uid=frame)


def axial(heights, *, number=1, uid="1.1", orientation=None, frame=FRAME, **facts) -> Series:
    """Axial block, 100 × 100 mm, centred on (0, 0) at each height."""
    values = np.full((101, 101), 100, np.int16)
    turned = orientation or Orientation((1.0, 0.0, 0.0), (0.0, 1.0, 0.0))
    slices = []
    for z in heights:
        corner = np.array([0.0, 0.0, z]) - 50.0 * np.array(turned.row) - 50.0 * np.array(turned.column)
        place = tuple(float(v) for v in corner)
        slices.append(image(values, uid=f"{uid}.{z:g}", orientation=turned, position=place, spacing=ONE_MM, **facts))
    return framed(series(*slices, number=number, uid=uid), frame)


def sagittal(*, number=3, uid="3.1", frame=FRAME, description="SAG T2 of Jane Doe", xs=(-10.0, -5.0, 0.0, 5.0, 10.0)):
    """Sagittal series, 121 × 201 mm: column = y + 60, row = 100 − z."""
    values = np.full((201, 121), 100, np.int16)  # flat, so that no vertebra is found in it
    slices = [
        image(values, uid=f"{uid}.{x:g}", orientation=SAGITTAL, position=(x, -60.0, 100.0), spacing=ONE_MM) for x in xs
    ]
    return framed(series(*slices, number=number, uid=uid, description=description), frame)


def coronal(*, number=4, uid="4.1") -> Series:
    """Coronal series, 101 × 201 mm: column = x + 50, row = 100 − z."""
    values = np.zeros((201, 101), np.int16)
    slices = [
        image(values, uid=f"{uid}.{y:g}", orientation=CORONAL, position=(-50.0, y, 100.0), spacing=ONE_MM)
        for y in (-10.0, 0.0, 10.0)
    ]
    return framed(series(*slices, number=number, uid=uid, description="COR T2"))


def study() -> Study:
    """Straight block at 0, 4, 8 mm; tilted one of the same series round −30 mm; sagittal and coronal series."""
    return Study(
        series=(
            axial((0.0, 4.0, 8.0)),
            axial((-34.0, -30.0, -26.0), number=2, uid="1.1t", orientation=TILT),
            sagittal(),
            coronal(),
        )
    )


def opened(what: Study | None = None, place: Place = Place(1, 2)) -> Session:  # noqa: B008 - frozen
    """Session that shows a slice of the study."""
    session = Session(load_slice)
    found = what or study()
    named = tuple(replace(one, identity=Identity(patient_name="Doe^Jane")) for one in found.series)
    session.open(replace(found, series=named), place)
    return session
