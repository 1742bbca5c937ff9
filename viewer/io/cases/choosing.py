"""Which slices of a study a case needs: those that its numbers, levels and figures rest on."""

from dataclasses import replace

from viewer.core.annotations.pairing import PairedBlock
from viewer.core.document import Document
from viewer.core.fingerprints import fingerprint
from viewer.core.series import Series, Slice, SliceKey, Study
from viewer.measure.dixon.finding import find_dixon


def needed_blocks(study: Study, document: Document) -> tuple[Series, ...]:
    """Blocks of a study with only the slices that are needed, in their order.

    Needed are, of every block with outlines, the slices from the first to the last outlined one (totals rest on what
    lies between); all of the paired blocks; slices of the figures; of the water and fat images those on the same grid;
    and, where vertebrae were named or a figure shows the sagittal image, the middle slice of the sagittal blocks of
    that frame.

    Parameters
    ----------
    study
        The opened images.
    document
        Outlines, figures, levels.
    """
    wanted = _outlined_stretches(study, document) | _of_figures(study, document) | _of_pairing(study, document)
    wanted |= _water_and_fat(study, wanted)
    if document.vertebrae or any(figure.inset == "locator" for figure in document.figures):
        wanted |= _locators(study, wanted)
    kept = ((block, tuple(image for image in block.slices if image.key in wanted)) for block in study.series)
    return tuple(replace(block, slices=slices) for block, slices in kept if slices)


def _with(study: Study, wanted: set[SliceKey]) -> list[Series]:
    return [block for block in study.series if any(image.key in wanted for image in block.slices)]


def _outlined_stretches(study: Study, document: Document) -> set[SliceKey]:
    layers = (outline for layer in document.layers for outline in layer.outlines)
    outlined = {outline.slice_key for outline in (*document.outlines, *layers)}
    found: set[SliceKey] = set()
    for block in study.series:
        places = [number for number, image in enumerate(block.slices) if image.key in outlined]
        if places:
            found |= {image.key for image in block.slices[places[0] : places[-1] + 1]}
    return found


def _of_figures(study: Study, document: Document) -> set[SliceKey]:
    named = {(panel.slice_id, panel.frame) for figure in document.figures for panel in figure.panels if panel.slice_id}
    if not named:
        return set()
    keys = (image.key for block in study.series for image in block.slices)
    return {key for key in keys if (fingerprint(key.uid), key.frame) in named}


def _of_pairing(study: Study, document: Document) -> set[SliceKey]:
    """Every slice of the paired blocks: an offset between them counts slices."""
    if document.pairing is None:
        return set()
    paired = (document.pairing.before, document.pairing.after)
    return {image.key for one in paired for image in _named(study, one)}


def _named(study: Study, paired: PairedBlock) -> tuple[Slice, ...]:
    blocks = [block for block in study.series if block.series_uid == paired.series_uid]
    return blocks[paired.block - 1].slices if len(blocks) >= paired.block else ()


def _water_and_fat(study: Study, wanted: set[SliceKey]) -> set[SliceKey]:
    found: set[SliceKey] = set()
    for block in study.series:
        for image in block.slices:
            source = find_dixon(study.series, image) if image.key in wanted else None
            found |= set() if source is None else {part.image.key for part in source.images}
    return found


def _locators(study: Study, wanted: set[SliceKey]) -> set[SliceKey]:
    frames = {block.frame_of_reference_uid for block in _with(study, wanted) if block.frame_of_reference_uid}
    sagittal = [b for b in study.series if b.plane == "sagittal" and b.frame_of_reference_uid in frames]
    return {block.slices[len(block.slices) // 2].key for block in sagittal}
