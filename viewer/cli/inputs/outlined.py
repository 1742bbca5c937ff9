"""From a path and the words of the command line to the opened study, the chosen slices and a document."""

import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from viewer.app.choosing import select_series, select_slice
from viewer.app.figuring.typed import check_figures
from viewer.app.layers import check_readings
from viewer.app.numbers import saving
from viewer.app.reading_codes import code_warnings
from viewer.cli.inputs.options import OutlineWords, parse_labels, parse_points, parse_spacing
from viewer.core.document import Document, ScaleOf, Statement
from viewer.core.outline import Outline, OutlineRule, Side, Structure
from viewer.core.series import Series, SliceKey, Study
from viewer.errors import UsageError
from viewer.io.project import is_project
from viewer.io.project.contents import ProjectFile, as_fingerprint_key
from viewer.measure.measurement import Measurement
from viewer.measure.measuring import MeasureSettings, measure
from viewer.measure.methods import METHODS
from viewer.measure.volumes.totals import with_totals

PROGRESS_AFTER_S = 0.5
"""How long opening stays silent before it shows progress, s."""

_RULES = {"fascial": OutlineRule.FASCIAL, "visible": OutlineRule.VISIBLE, None: OutlineRule.UNSTATED}
"""Word of --outline-rule → rule."""


@dataclass(frozen=True, slots=True)
class Outlined:
    """An opened study with the outlines a command was given, and what there is to say about them."""

    study: Study
    document: Document
    warnings: tuple[str, ...] = ()
    project: ProjectFile | None = None

    def measure(self, *, method: str | None, threshold: float | None, scale_of: ScaleOf | None = None) -> Measurement:
        """Numbers of every outline, by the project's method and on its scale where none is named; see `measure`."""
        own = self.document
        kept = self.kept() if method is None else ()
        if method is None:
            method, threshold = own.method, own.threshold if threshold is None else threshold
        scale_of = scale_of or own.scale_of
        settings = MeasureSettings(method or METHODS[0].name, threshold, scale_of)
        measurement = measure(own, self.study.series, settings)
        measured = {row.series for row in measurement.rows}
        of_series = [text for series in self.study.series if series.number in measured for text in series.warnings]
        is_own = (method, threshold, scale_of) == (own.method, own.threshold, own.scale_of)
        said = self.changed(measurement) if is_own else ()
        warnings = dict.fromkeys(
            (*code_warnings(own.codes), *of_series, *self.warnings, *kept, *said, *measurement.warnings)
        )
        whole = with_totals(replace(measurement, warnings=tuple(warnings)), self.study.series, own)
        if own.pairing is None:
            return whole
        from viewer.measure.changes.finding import with_change

        return with_change(whole, self.study.series, own)

    def kept(self) -> tuple[str, ...]:
        """That the project keeps a method which is not the default any more, in a sentence."""
        if self.project is None:
            return ()
        from viewer.app.projects import kept_sentence

        return kept_sentence(self.project)

    def changed(self, measurement: Measurement) -> tuple[str, ...]:
        """What is another number than when the project was saved, in sentences."""
        if self.project is None or self.project.measurement is None:
            return ()
        slices = {as_fingerprint_key(outline.slice_key) for outline in self.document.outlines}
        from viewer.app.projects import differences

        return differences(self.project.measurement, measurement, slices)


def open_paths(paths: Sequence[Path], *, password: str | None) -> Study:
    """The study behind paths; progress on standard error when it takes long and someone is watching.

    Raises
    ------
    UnreadableError, GeometryError
        As `viewer.io.opening.open_study` says.
    """
    from viewer.io.opening import open_study

    started = time.monotonic()
    is_watched = sys.stderr.isatty()
    shown = False

    def report(done: int, total: int) -> None:
        nonlocal shown
        if is_watched and time.monotonic() - started > PROGRESS_AFTER_S:
            sys.stderr.write(f"\rReading {done} of {total} files (Ctrl+C stops)")
            shown = True

    study = open_study(paths, password=password, progress=report)
    if shown:
        sys.stderr.write("\r\033[K")
    return study


def open_outlined(path: Path, words: OutlineWords) -> Outlined:
    """Open a study and read the outlines a command names.

    Raises
    ------
    UsageError
        If outlines are missing, given twice, or the selection is ambiguous.
    UnreadableError, RefusedError
        If the study or an outline file cannot be read or is refused.
    """
    if is_project(path):
        from viewer.cli.inputs.projects import open_project_outlined

        outlined = open_project_outlined(path, words)
        return replace(outlined, study=with_pixels(outlined.study, outlined.document))
    _check_words(words)
    study = open_paths([path], password=words.password)
    statement = stated_by(words)
    warnings: tuple[str, ...] = ()
    if words.mask is not None:
        outlines = _from_mask(study, words, words.mask)
    elif words.roi is not None:
        outlines, warnings = _from_roi(study, words, words.roi, statement)
    else:
        outlines = _from_points(study, words)
    rule = _RULES[words.outline_rule]
    outlines = tuple(replace(outline, rule=rule) for outline in outlines)
    document = Document(outlines=outlines, statement=statement, outline_rule=rule)
    return Outlined(study=with_pixels(study, document), document=document, warnings=warnings)


def stated_by(words: OutlineWords) -> Statement:
    """What a command states about images whose header is silent."""
    spacing = None if words.pixel_spacing is None else parse_spacing(words.pixel_spacing)
    return Statement(sides=words.side_convention, spacing=spacing)


def with_pixels(study: Study, document: Document) -> Study:
    """Return the study with the outlined slices decoded together, where several are outlined."""
    keys = {outline.slice_key for outline in document.outlines}
    if len(keys) < 2:
        return study
    from viewer.io.dicom.native_frames import decoded_together

    wanted = [image for series in study.series for image in series.slices if image.key in keys]
    decoded = {id(image): ready for image, ready in zip(wanted, decoded_together(wanted), strict=True)}
    return replace(
        study,
        series=tuple(
            replace(series, slices=tuple(decoded.get(id(image), image) for image in series.slices))
            for series in study.series
        ),
    )


def refuse_overwriting(output: Path, outlined: Outlined, inputs: Iterable[Path | None]) -> None:
    """Refuse an output that is one of the files that were read; see `viewer.app.numbers.refuse_overwriting`."""
    saving.refuse_overwriting(output, outlined.study, inputs)


def refuse_naming_patient(output: Path, outlined: Outlined) -> None:
    """Refuse an output whose file name names the patient, or a code in it; see `viewer.app.numbers` and `projects`."""
    identities = saving.identities_of(outlined.document, outlined.study)
    saving.refuse_naming_patient(output, identities)
    check_readings(outlined.document, identities)
    check_figures(outlined.document, identities)


def warn_of_codes(outlined: Outlined) -> None:
    """Say on standard error where a code looks as if it named somebody; for what is not read on the screen."""
    for text in code_warnings(outlined.document.codes):
        sys.stderr.write(f"Warning: {text}\n")


def outline_words(words: OutlineWords) -> list[str]:
    """Options by which a command gives outlines."""
    given = (
        ("--right/--left", words.right is not None or words.left is not None),
        ("--mask", words.mask is not None),
        ("--roi", words.roi is not None),
    )
    return [name for name, is_given in given if is_given]


def _check_words(words: OutlineWords) -> None:
    given = outline_words(words)
    if not given:
        raise UsageError("There is no outline; give --right and --left, --mask with --labels, or --roi.")
    if len(given) > 1:
        raise UsageError(f"Outlines are given by {' and '.join(given)}; use one of them.")
    if words.mask is not None:
        parse_labels(words.labels)
    if words.labels is not None and words.mask is None:
        raise UsageError("--labels names values in a mask; give the mask with --mask FILE.")


def _chosen_place(study: Study, words: OutlineWords) -> tuple[Series, int]:
    series = select_series(study, words.series)
    return series, select_slice(series, words.slice_number)


def _from_points(study: Study, words: OutlineWords) -> tuple[Outline, ...]:
    series, number = _chosen_place(study, words)
    key = series.slices[number - 1].key
    sides = ((Side.RIGHT, words.right, "--right"), (Side.LEFT, words.left, "--left"))
    drawn = [
        Outline.from_points(parse_points(text, option=option), slice_key=key, side=side)
        for side, text, option in sides
        if text is not None
    ]
    return (*drawn, *_references(words, key))


def _references(words: OutlineWords, key: SliceKey) -> tuple[Outline, ...]:
    references = (
        (Structure.REFERENCE_FAT, words.reference_fat, "--reference-fat"),
        (Structure.REFERENCE_MUSCLE, words.reference_muscle, "--reference-muscle"),
    )
    return tuple(
        Outline.from_points(parse_points(text, option=option), slice_key=key, structure=structure)
        for structure, text, option in references
        if text is not None
    )


def _from_mask(study: Study, words: OutlineWords, path: Path) -> tuple[Outline, ...]:
    from viewer.io.decode_worker.client import shared_worker
    from viewer.io.masks import read_mask_outlines

    labels = parse_labels(words.labels)
    candidates = study if words.series is None else replace(study, series=(select_series(study, words.series),))
    outlines = read_mask_outlines(
        path, labels, candidates, worker=shared_worker(), place_of_picture=lambda: _chosen_place(study, words)
    )
    keys = list(dict.fromkeys(outline.slice_key for outline in outlines))
    if words.slice_number is not None:
        series = next(s for s in study.series if {image.key for image in s.slices} >= set(keys))
        keys = [series.slices[select_slice(series, words.slice_number) - 1].key]
        outlines = tuple(outline for outline in outlines if outline.slice_key in keys)
    if not outlines:
        raise UsageError(f"The mask {path} holds none of the values {words.labels} on the slice; check --slice.")
    if len(keys) == 1:
        return (*outlines, *_references(words, keys[0]))
    if words.reference_fat is not None or words.reference_muscle is not None:
        raise UsageError("Reference outlines belong to one slice; name it with --slice N.")
    return outlines


def _from_roi(
    study: Study, words: OutlineWords, path: Path, statement: Statement
) -> tuple[tuple[Outline, ...], tuple[str, ...]]:
    from viewer.app.sides.siding import with_sides
    from viewer.io.imagej_roi import read_roi_outlines
    from viewer.measure.midline import estimated_midline

    series, number = _chosen_place(study, words)
    image = series.slices[number - 1]
    positions: set[int] = set()

    def key_for(position: int | None) -> SliceKey:
        """Key of the chosen slice: a position in ImageJ's stack, whose order is its own, cannot choose one."""
        if position:
            positions.add(position)
        return image.key

    named = read_roi_outlines(path, key_for)
    if len(positions) > 1:
        places = ", ".join(map(str, sorted(positions)[:8]))
        raise UsageError(
            f"{path} holds outlines of several slices (positions {places} in ImageJ's stack); save those of one slice "
            "by themselves and name it with --slice N."
        )
    sided, warnings = with_sides(
        [item.outline for item in named],
        statement.apply_to(image),
        estimate=lambda stated: estimated_midline(stated, stated.values()),
    )
    return (*sided, *_references(words, image.key)), warnings
