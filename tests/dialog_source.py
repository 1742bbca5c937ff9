"""A figure's source for the tests of figures and dialogs: one slice, known values, two outlines, Jane's."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tests.figure.figure_scene import AXIAL, JANE, KEY, PAIR, a_slice, ramp
from viewer.app.figuring.sources import FigureSource
from viewer.core.document import Document
from viewer.core.geometry import PlaneGeometry, Spacing
from viewer.core.series import Series, SliceKey, Study

NO_SIDES = PlaneGeometry(None, Spacing(0.7, 0.7), None)
NO_SCALE = replace(AXIAL, spacing=None)


@dataclass(frozen=True)
class Held:
    """Pixels that are simply there."""

    pixels: NDArray[np.generic]

    def read(self):
        return self.pixels


def a_study(geometry=AXIAL, *, values=None, identity=JANE, file="/data/IM0001.dcm", **more) -> Study:
    values = ramp() if values is None else values
    image = replace(a_slice(geometry, file=file, **more), reader=Held(values))
    other = replace(image, key=SliceKey("1.2.3.4568"))
    series = Series(1, "1.2.3.4", 3, "AX T2", "MR", "", (image, other), identity=identity)
    return Study(series=(series,))


def a_source(geometry=AXIAL, *, outlines=PAIR, document=None, window=None, study=None, **more) -> FigureSource:
    study = a_study(geometry, **more) if study is None else study
    series = study.series[0]
    assert series.slices[0].key == KEY
    document = Document(outlines=tuple(outlines)) if document is None else document
    return FigureSource(study, series, series.slices[0], document, window)
