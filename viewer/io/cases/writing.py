"""Writes a case: fresh images and the project on them, measured on what was written before it takes its place."""

import io
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from viewer.core.document import Document
from viewer.core.records.names import is_plain_name
from viewer.core.series import Series, Slice, SliceKey, Study
from viewer.core.view import View
from viewer.errors import OutputError, PatientDataError, UsageError
from viewer.io.atomic import write_atomically
from viewer.io.cases.choosing import needed_blocks
from viewer.io.cases.identities import new_identities
from viewer.io.cases.images import NewIdentity, image_bytes
from viewer.io.cases.rekeying import measured_alike, rekeyed_document, rekeyed_view
from viewer.io.opening import open_study
from viewer.io.project import PROJECT_IN_CASE, image_prints, project_of
from viewer.io.project.encoding import encode_project
from viewer.measure.measurement import Measurement

Progress = Callable[[int, int], None]
"""Called with slices done and their total; it may raise to stop."""

_STAMP = (2000, 1, 1, 0, 0, 0)
"""Time of every member of the zip."""

_README = """Multifidus Viewer case

Open this zip in Multifidus Viewer: images, outlines and numbers are in it.
Other DICOM viewers open the folder 'images'.

The images were built anew from an allow-list: pixels, geometry and facts of the sequence,
with identifiers made for this case. Names, numbers, dates and descriptions of the patient
and the study are not in it; the number of days between two studies is. Pixels are those
of the scanner: whether text is burned into them was looked at by whoever made this case.

For research and teaching, not for diagnosis.
"""


@dataclass(frozen=True, slots=True)
class Case:
    """What is handed on.

    Parameters
    ----------
    study
        The opened images.
    document
        Outlines, figures, statements.
    measurement
        Numbers of the outlines, or None.
    view
        What is shown, or None.
    is_reviewed
        Whether a person has looked at every image for burned-in text.
    """

    study: Study
    document: Document
    measurement: Measurement | None = None
    view: View | None = None
    is_reviewed: bool = False


def images_to_review(study: Study, document: Document) -> tuple[Slice, ...]:
    """Slices of a case whose pixels may hold burned-in text, to be looked at before it is handed on.

    Parameters
    ----------
    study, document
        What would be handed on.
    """
    return tuple(
        image
        for block in needed_blocks(study, document)
        for image in block.slices
        if image.acquisition.may_hold_burned_in_text
    )


def write_case(path: Path, case: Case, *, progress: Progress | None = None) -> None:
    """Write a case; either the whole file is there afterwards or what was there before.

    Parameters
    ----------
    path
        A .zip file.
    case
        What to hand on.
    progress
        See `Progress`; where it stops, nothing is written.

    Raises
    ------
    UsageError
        If nothing is outlined.
    PatientDataError
        If pixels may hold burned-in text and nobody has looked at them.
    OutputError
        If it cannot be written, or would not open with the same numbers.
    UnreadableError
        If pixels cannot be read.
    """
    blocks = needed_blocks(case.study, case.document)
    if not blocks:
        raise UsageError("Nothing is outlined, so there is no case to hand on; outline a slice first.")
    doubtful = images_to_review(case.study, case.document)
    if doubtful and not case.is_reviewed:
        raise PatientDataError(
            f"{len(doubtful)} of the images may hold text burned into their pixels; look at each, crop text away, and "
            "say that you have (--reviewed)."
        )
    with tempfile.TemporaryDirectory(prefix="multifidus-") as folder:
        data = _packed(case, blocks, Path(folder), progress)
    write_atomically(path, data)


def _packed(case: Case, blocks: Sequence[Series], folder: Path, progress: Progress | None) -> bytes:
    """All bytes of the zip; in the folder the images are opened as anybody would open them."""
    identities = new_identities(blocks)
    members = _images(case, blocks, identities, progress)
    trial = folder / "images.zip"
    write_atomically(trial, _zipped(members))
    study = open_study([trial])
    document = rekeyed_document(case.document, blocks, identities, every_block=case.study.series)
    measurement = measured_alike(document, study, case.measurement, identities)
    view = None if case.view is None else rekeyed_view(case.view, blocks, identities)
    printed = image_prints(study, document)
    project = project_of(document, study, view=view, measurement=measurement, images=printed)
    return _zipped({**members, PROJECT_IN_CASE: encode_project(project), "README.txt": _README.encode()})


def _images(
    case: Case,
    blocks: Sequence[Series],
    identities: Mapping[SliceKey, NewIdentity],
    progress: Progress | None,
) -> dict[str, bytes]:
    total = sum(len(block.slices) for block in blocks)
    found: dict[str, bytes] = {}
    for block in blocks:
        for image in block.slices:
            identity = identities[image.key]
            name = f"images/series{identity.series_number:02d}/IM{identity.instance_number:04d}.dcm"
            crop = case.document.crop_of(image.key)
            found[name] = image_bytes(image, identity, crop=crop, is_reviewed=case.is_reviewed)
            if progress is not None:
                progress(len(found), total)
    return found


def _zipped(members: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            if not all(map(is_plain_name, name.split("/"))):
                raise OutputError("A file of the case has a name that is none on every system; choose plainer codes.")
            member = zipfile.ZipInfo(name, date_time=_STAMP)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            archive.writestr(member, data)
    return buffer.getvalue()
