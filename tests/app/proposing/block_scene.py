"""A block of blobs that move by a pixel from slice to slice, and a session on it."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.ndimage import gaussian_filter, map_coordinates

from tests.memory import image, series
from viewer.app.actions import find_action
from viewer.app.display.pixels import load_slice
from viewer.app.session import Session
from viewer.core.document import Document
from viewer.core.geometry import Spacing
from viewer.core.history import Place
from viewer.core.outline import Outline, Side, Structure
from viewer.core.series import SliceKey, Study
from viewer.errors import UnreadableError

SIZE, COUNT = 90, 7


@dataclass(frozen=True)
class Vanished:
    """Pixels whose file is gone."""

    def read(self):
        raise UnreadableError("The file cannot be read; look whether it is still there.")


def blobs(shift: float) -> np.ndarray:
    """Texture moved along x by pixels."""
    noise = gaussian_filter(np.random.default_rng(2).normal(size=(SIZE, SIZE)), 3.0)
    y, x = np.mgrid[:SIZE, :SIZE].astype(float)
    return (400.0 + 2000.0 * map_coordinates(noise, [y, x - shift], order=1, mode="nearest")).astype(np.int16)


PIXELS = [blobs(float(k)) for k in range(COUNT)]


def key(number: int) -> SliceKey:
    return SliceKey(f"1.{number}")


def study(*, vanished=()) -> Study:
    """Slices 1 to 7, 4 mm apart; those named have no file any more."""
    slices = []
    for number in range(1, COUNT + 1):
        one = image(PIXELS[number - 1], uid=f"1.{number}", position=(0.0, 0.0, 4.0 * number), spacing=Spacing(1.0, 1.0))
        slices.append(replace(one, reader=Vanished()) if number in vanished else one)
    return Study(series=(series(*slices),))


def round_outline(number: int, *, x=30.0, radius=10.0, side=Side.RIGHT, is_proposed=False) -> Outline:
    angle = np.linspace(0.0, 2.0 * np.pi, 24, endpoint=False)
    points = np.column_stack([x + radius * np.cos(angle), 45.0 + radius * np.sin(angle)])
    outline = Outline.from_points(points, slice_key=key(number), side=side, structure=Structure.MULTIFIDUS)
    return replace(outline, is_proposed=is_proposed)


def opened(*outlines: Outline, at=1, vanished=(), runner=None) -> Session:
    session = Session(load_slice, runner)
    session.change(canvas=(400.0, 400.0))
    session.open(study(vanished=vanished), Place(1, at), document=Document(outlines))
    return session


def perform(session: Session, name: str) -> None:
    action = find_action(name)
    assert action.is_enabled(session.now), name
    action.perform(session)


def on(session: Session, number: int) -> tuple[Outline, ...]:
    return session.now.document.on_slice(key(number))


def said(session: Session) -> str:
    return "" if session.now.notice is None else session.now.notice.sentence
