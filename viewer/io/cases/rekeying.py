"""The document on the fresh images, and the proof that they give the same numbers."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from viewer.core.annotations.pairing import PairedBlock, Pairing
from viewer.core.document import Document
from viewer.core.figures.spec import FigureSpec
from viewer.core.fingerprints import fingerprint
from viewer.core.series import Series, SliceKey, Study
from viewer.core.view import View
from viewer.errors import OutputError
from viewer.io.cases.identities import new_uid
from viewer.io.cases.images import NewIdentity
from viewer.io.project.binding import rekeyed
from viewer.measure.measurement import Measurement, MeasurementRow
from viewer.measure.measuring import MeasureSettings, measure
from viewer.measure.methods import METHODS

TOLERANCE = 1e-9
"""Largest relative difference of two numbers that count as the same: decimal strings of DICOM round geometry."""


def rekeyed_document(
    document: Document,
    blocks: Sequence[Series],
    identities: Mapping[SliceKey, NewIdentity],
    *,
    every_block: Sequence[Series],
) -> Document:
    """Document whose outlines, levels and figures lie on the fresh images; what lies elsewhere is left out.

    Parameters
    ----------
    document
        On the images as they were opened.
    blocks, identities
        What is handed on, and its new identifiers.
    every_block
        All blocks that are open.
    """
    firsts = {block.series_uid: identities[block.slices[0].key] for block in blocks}
    frames = {block.frame_of_reference_uid: identities[block.slices[0].key] for block in blocks}
    kept = replace(
        document,
        outlines=tuple(one for one in document.outlines if one.slice_key in identities),
        levels=tuple(one for one in document.levels if one.slice_key in identities),
        midlines=tuple(one for one in document.midlines if one.slice_key in identities),
        crops=tuple(one for one in document.crops if one.slice_key in identities),
        vertebrae=tuple(one for one in document.vertebrae if one.frame_of_reference in frames),
        statements=tuple((uid, said) for uid, said in document.statements if uid in firsts),
        layers=tuple(
            replace(layer, outlines=tuple(one for one in layer.outlines if one.slice_key in identities))
            for layer in document.layers
        ),
        pairing=None,
    )
    moved = rekeyed(
        kept,
        lambda key: SliceKey(identities[key].instance_uid),
        lambda uid: firsts[uid].series_uid if uid in firsts else new_uid(),
        lambda uid: frames[uid].frame_of_reference_uid,
    )
    new_ids = {(fingerprint(old.uid), old.frame): fingerprint(new.instance_uid) for old, new in identities.items()}
    return replace(
        moved,
        figures=tuple(_figure(figure, new_ids) for figure in document.figures),
        pairing=None if document.pairing is None else _pairing(document.pairing, firsts, blocks, every_block),
    )


def _pairing(
    pairing: Pairing, firsts: Mapping[str, NewIdentity], blocks: Sequence[Series], every_block: Sequence[Series]
) -> Pairing | None:
    """Pairing of the fresh blocks, counted among those that are handed on; None where one of them is not open."""
    made = []
    for paired in (pairing.before, pairing.after):
        of_series = [block.number for block in every_block if block.series_uid == paired.series_uid]
        kept = [block.number for block in blocks if block.series_uid == paired.series_uid]
        if len(of_series) < paired.block or of_series[paired.block - 1] not in kept:
            return None
        place = kept.index(of_series[paired.block - 1]) + 1
        made.append(PairedBlock(firsts[paired.series_uid].series_uid, place))
    return replace(pairing, before=made[0], after=made[1])


def _figure(figure: FigureSpec, new_ids: Mapping[tuple[str, int], str]) -> FigureSpec:
    panels = (
        replace(panel, slice_id=new_ids[panel.slice_id, panel.frame], frame=1)
        if (panel.slice_id, panel.frame) in new_ids
        else panel
        for panel in figure.panels
    )
    return replace(figure, panels=tuple(panels))


def rekeyed_view(view: View, blocks: Sequence[Series], identities: Mapping[SliceKey, NewIdentity]) -> View:
    """Display windows of the fresh series; where one looks first follows from the outlines."""
    new_uids = {block.series_uid: identities[block.slices[0].key].series_uid for block in blocks}
    windows = tuple((new_uids[uid], window) for uid, window in view.windows if uid in new_uids)
    return View(windows=windows, is_smooth=view.is_smooth)


def measured_alike(
    document: Document,
    study: Study,
    before: Measurement | None,
    identities: Mapping[SliceKey, NewIdentity],
) -> Measurement | None:
    """Numbers of the document on the fresh images.

    Parameters
    ----------
    document, study
        What was written, opened again.
    before
        Numbers on the images as they were opened, None where there are none to compare with.
    identities
        New identifiers by old slices.

    Raises
    ------
    OutputError
        If a number is another one.
    """
    if before is None:
        return None
    settings = MeasureSettings(document.method or METHODS[0].name, document.threshold, document.scale_of)
    after = measure(document, study.series, settings, is_lenient=True)
    new_of = {(old.uid, old.frame): new.instance_uid for old, new in identities.items()}
    found = {(row.sop_instance_uid, row.structure, row.outline): row for row in after.rows}
    for row in before.rows:
        same = found.get((new_of.get((row.sop_instance_uid, row.frame), ""), row.structure, row.outline))
        if same is None or not _are_alike(row, same):
            raise OutputError(
                f"The case was not written, as slice {row.slice_number} of series {row.series} would open with other "
                "numbers; hand on the images themselves instead."
            )
    return after


def _are_alike(first: MeasurementRow, second: MeasurementRow) -> bool:
    names = ("area_mm2", "area_px", "fat_fraction_percent", "fat_to_muscle_ratio", "mean", "sd")
    pairs = [(getattr(first, name), getattr(second, name)) for name in names]
    ends = (first.fat_fraction_interval_percent or (), second.fat_fraction_interval_percent or ())
    pairs += list(zip(*ends, strict=False))
    return (
        (first.side, first.flags) == (second.side, second.flags)
        and len(ends[0]) == len(ends[1])
        and all(_is_same(a, b) for a, b in pairs)
    )


def _is_same(first: float | None, second: float | None) -> bool:
    if first is None or second is None:
        return first is second
    return math.isclose(first, second, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
