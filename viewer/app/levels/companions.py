"""Which series can show where a slice lies, and which of their slices shows it best."""

import numpy as np

from viewer.app.levels.crossing import distance_mm, has_place, is_across_spine, middle_mm
from viewer.core.annotations.levels import marks_in
from viewer.core.document import Document
from viewer.core.series import Series, Slice, Study

NO_FRAME = (
    "This series names no frame of reference (the space that images of one session share), so no sagittal image "
    "can show its slices. Type their levels here."
)
OTHER_FRAME = (
    "The {plane} series here lies in another frame of reference: the patient may have moved in between, so it "
    "cannot show these slices. Type their levels here."
)
UNPLACED = (
    "The {plane} series here names no frame of reference (the space that images of one session share), so it cannot "
    "show these slices. Type their levels here."
)
NO_COMPANION = "There is no sagittal or coronal series to show where these slices lie. Type their levels here."


def companions_of(study: Study | None, series: Series | None) -> tuple[Series, ...]:
    """Sagittal, then coronal series in the frame of reference of a block; none without one.

    Parameters
    ----------
    study
        What is open, or None.
    series
        The block on the screen, or None.
    """
    if study is None or series is None or not series.frame_of_reference_uid:
        return ()
    found = [
        other
        for other in study.series
        if other.frame_of_reference_uid == series.frame_of_reference_uid
        and other.plane in ("sagittal", "coronal")
        and has_place(other.slices[0])
    ]
    return tuple(sorted(found, key=lambda other: (other.plane != "sagittal", other.number)))


def why_none(study: Study | None, series: Series | None) -> str:
    """Why no series can show where the slices of a block lie, in plain words for the user.

    Parameters
    ----------
    study
        What is open, or None.
    series
        The block on the screen, or None.
    """
    others = () if study is None else study.series
    if series is not None and not series.frame_of_reference_uid:
        return NO_FRAME
    for plane in ("sagittal", "coronal"):
        frames = [other.frame_of_reference_uid for other in others if other.plane == plane]
        if frames:
            return (OTHER_FRAME if any(frames) else UNPLACED).format(plane=plane)
    return NO_COMPANION


def first_companion(companions: tuple[Series, ...], series: Series) -> Series:
    """The one to begin with: sagittal, of the study of the block on the screen, with the most slices.

    A localizer of three slices shows less than a whole series.
    """
    return min(
        companions,
        key=lambda other: (
            other.plane != "sagittal",
            other.identity.study_uid != series.identity.study_uid,
            -min(len(other.slices), 5),
            other.number,
        ),
    )


def best_slice(companion: Series, series: Series, image: Slice, document: Document) -> int:
    """Number of the companion's slice that runs along the spine: nearest to the marks, else to the image's middle.

    Parameters
    ----------
    companion
        Sagittal or coronal series.
    series, image
        Block and slice on the screen.
    document
        What the user made; vertebrae that were marked show where the spine is.
    """
    marks = marks_in(document.vertebrae, companion.frame_of_reference_uid)
    if marks:
        point = np.mean([mark.position_mm for mark in marks], axis=0)
    elif has_place(image) and is_across_spine(series):
        point = middle_mm(image)
    else:
        return len(companion.slices) // 2 + 1
    return min(range(len(companion.slices)), key=lambda at: distance_mm(companion.slices[at], point)) + 1
