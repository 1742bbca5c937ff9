"""Two studies in memory, of images whose grey and scale differ as those of two scanners do."""

from dataclasses import replace

import numpy as np

from tests.memory import AXIAL, SPACING, box, image, series
from viewer.app.display.pixels import load_slice
from viewer.app.session import Session
from viewer.core.annotations.pairing import PairedBlock, Pairing
from viewer.core.document import Document
from viewer.core.geometry import Spacing
from viewer.core.history import Place
from viewer.core.outline import Side
from viewer.core.series import Identity, Series, Study

BEFORE = Identity(patient_name="Doe^Jane", patient_id="7", study_date="20240101", study_uid="1.2.3.1")
AFTER = Identity(patient_name="DOE^JANE", patient_id="7", study_date="20241231", study_uid="1.2.3.2")
PAIRED = Pairing(PairedBlock("1.1"), PairedBlock("1.2"))
COARSE = Spacing(1.4, 1.0)
"""Spacing of the study after where it is twice as coarse."""


def body(*, rows=100, columns=120, muscle=300, fat=900) -> np.ndarray:
    """Muscle with a layer of fat at the back."""
    values = np.full((rows, columns), muscle, np.int16)
    values[rows * 8 // 10 :] = fat
    return values


def block(number, identity, *, frame="", heights=(0.0, 4.0, 8.0), pixels=None, spacing=SPACING) -> Series:
    """Block of one study; slices '1.<number>.<n>'."""
    slices = [
        image(
            body() if pixels is None else pixels,
            uid=f"1.{number}.{n}",
            orientation=AXIAL,
            spacing=spacing,
            position=(0.0, 0.0, height),
            repetition_time_ms=3500.0,
            echo_time_ms=100.0,
        )
        for n, height in enumerate(heights, start=1)
    ]
    made = series(*slices, number=number, uid=f"1.{number}")
    return replace(made, identity=identity, frame_of_reference_uid=frame)


def both(*, frame="", after=None, **changes) -> Study:
    """Study of two dates; `after` are changes of the second one."""
    return Study(
        series=(block(1, BEFORE, frame=frame, **changes), block(2, AFTER, frame=frame, **{**changes, **(after or {})}))
    )


def compared(study: Study | None = None, pairing: Pairing = PAIRED, *, outlines=()) -> Session:
    """Session of two dates in panes of 300 × 500 points, the second slice before in hand."""
    from viewer.app.comparing.dates.doing import pair

    session = Session(load_slice)
    session.change(canvas=(300.0, 500.0))
    session.open(study or both(), Place(1, 2), document=Document(outlines=tuple(outlines)))
    pair(session, pairing)
    return session


def sided(number: int, n: int = 2) -> list:
    """Right and left outline on a slice of a block."""
    uid = f"1.{number}.{n}"
    return [box(20, 40, 50, 70, side=Side.RIGHT, uid=uid), box(70, 40, 100, 70, side=Side.LEFT, uid=uid)]
