"""A second study beside the one that is open: its blocks follow those that are there, and nothing is lost."""

from dataclasses import dataclass, replace

from viewer.core.document import Document
from viewer.core.fingerprints import as_fingerprint
from viewer.core.series import Series, Study

NOTHING_NEW = "All of these images are open already; nothing was added."


@dataclass(frozen=True, slots=True)
class Added:
    """What came of adding.

    Parameters
    ----------
    study
        Both studies.
    blocks, images
        How many blocks and images came.
    """

    study: Study
    blocks: int
    images: int

    @property
    def sentence(self) -> str:
        """What came, for the user."""
        if not self.blocks:
            return NOTHING_NEW
        images = f"{self.images} image{'s' * (self.images != 1)}"
        return f"Added {images} as {self.blocks} more series."


def added(study: Study, other: Study) -> Added:
    """Blocks of another study behind those of the one that is open; an image that is open already does not come again.

    Parameters
    ----------
    study
        What is open.
    other
        What is added.
    """
    known = {image.key for block in study.series for image in block.slices}
    coming: list[Series] = []
    number = max((block.number for block in study.series), default=0)
    for block in other.series:
        slices = tuple(image for image in block.slices if image.key not in known)
        if slices:
            number += 1
            coming.append(replace(block, number=number, slices=slices))
    merged = Study(
        series=(*study.series, *coming),
        skipped=(*study.skipped, *other.skipped),
        warnings=tuple(dict.fromkeys((*study.warnings, *other.warnings))),
    )
    return Added(merged, len(coming), sum(len(block.slices) for block in coming))


def found_again(document: Document, study: Study) -> Document:
    """Document whose outlines, levels and pairing are of the images that are open, as far as these are among them.

    What a project holds of images that were not open is kept by fingerprints until they are.

    Parameters
    ----------
    document
        What is there.
    study
        All that is open now.
    """
    from viewer.io.project.binding import rekeyed
    from viewer.io.project.contents import as_fingerprint_key

    keys = {as_fingerprint_key(image.key): image.key for block in study.series for image in block.slices}
    uids = {as_fingerprint(block.series_uid): block.series_uid for block in study.series}
    frames = {as_fingerprint(block.frame_of_reference_uid): block.frame_of_reference_uid for block in study.series}
    return rekeyed(
        document, lambda key: keys.get(key, key), lambda uid: uids.get(uid, uid), lambda uid: frames.get(uid, uid)
    )


def with_work_of(document: Document, other: Document, study: Study) -> tuple[Document, int]:
    """Document with what a second project holds for slices that have nothing yet, and how many outlines came.

    Parameters
    ----------
    document
        What is there.
    other
        Of the second project, bound to the images that are open.
    study
        Both studies.
    """
    opened = {image.key for block in study.series for image in block.slices}
    taken = {outline.slice_key for outline in document.outlines}
    outlines = [one for one in other.outlines if one.slice_key in opened and one.slice_key not in taken]
    keys = {outline.slice_key for outline in outlines}
    midlines = [one for one in other.midlines if document.midline_on(one.slice_key) is None]
    crops = [one for one in other.crops if document.crop_of(one.slice_key) is None]
    levels = [one for one in other.levels if document.typed_level(one.slice_key) is None]
    here = {block.series_uid for block in study.series}
    known = {uid for uid, _ in document.statements}
    said = [(uid, statement) for uid, statement in other.statements if uid in here and uid not in known]
    marks = [mark for mark in other.vertebrae if mark not in document.vertebrae]
    merged = replace(
        document,
        outlines=(*document.outlines, *outlines),
        midlines=(*document.midlines, *(one for one in midlines if one.slice_key in keys)),
        crops=(*document.crops, *(one for one in crops if one.slice_key in keys)),
        levels=(*document.levels, *(one for one in levels if one.slice_key in opened)),
        statements=(*document.statements, *said),
        vertebrae=(*document.vertebrae, *marks),
        pairing=document.pairing or other.pairing,
    )
    return merged, len(outlines)
