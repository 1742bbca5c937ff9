"""The bundle of a figure: a folder with all that a journal or a page of the web asks for, and nothing else.

The plain twin is the same panels without what was drawn on them: no outlines, no fat map, no marks of the user, no
table and no printed caption; letters, scale bar and badges stay, so that it is a whole figure by itself.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from viewer.app.figuring.publishing.published import PublishedFigure
from viewer.app.figuring.saving import PAINTING
from viewer.app.layers import check_readings
from viewer.app.numbers.saving import identities_of
from viewer.core.figures.spec import FigureSpec
from viewer.errors import OutputError
from viewer.figure.checking.preflight import Finding
from viewer.figure.encoding import make_figure
from viewer.figure.layout import lay_out
from viewer.figure.presets import resolve_preset
from viewer.figure.words.bundle import bundle_texts
from viewer.io.atomic import refuse_occupied, write_folder
from viewer.io.tables import measurement_csv
from viewer.measure.reporting.methods_paragraph import methods_paragraph

PLAIN = "plain"
"""What the name of the plain twin ends with."""


@dataclass(frozen=True, slots=True)
class BundleForm:
    """How the figure of a bundle is written.

    Parameters
    ----------
    suffix
        Ending of its file with its dot, None for the first format that the preset asks for.
    dpi
        Resolution of pixel formats, None for the preset's.
    text_as_paths
        Whether an SVG holds shapes of letters instead of text.
    """

    suffix: str | None = None
    dpi: int | None = None
    text_as_paths: bool = False


def bundle_files(
    figure: PublishedFigure, form: BundleForm | None = None
) -> tuple[dict[str, bytes], tuple[Finding, ...]]:
    """Every file of a bundle by its name, and what the pre-flight check found of the figure.

    Parameters
    ----------
    figure
        Recipe and what it shows.
    form
        How it is written; None for the preset's way.

    Returns
    -------
    dict
        The figure, its plain twin, caption.txt, alt.txt, long-description.txt and spec.json; where something was
        measured, methods.txt and numbers.csv too.
    tuple
        Findings.

    Raises
    ------
    UsageError, SideError, OutlineError, PatientDataError
        As `viewer.figure.encoding.make_figure`.
    """
    form = form or BundleForm()
    spec, contents = figure.spec, figure.contents
    _refuse_telling_codes(figure)
    suffix = form.suffix or f".{resolve_preset(spec.preset, spec.own_preset).formats[0]}"
    drawn, findings = _picture(figure, spec, f"{figure.stem}{suffix}", form)
    plain, _ = _picture(figure, without_marks(spec), f"{figure.stem}-{PLAIN}{suffix}", form)
    measurement = figure.measurement()
    texts = bundle_texts(lay_out(spec, contents), spec, contents, figure.change_in(measurement))
    files = {
        f"{figure.stem}{suffix}": drawn,
        f"{figure.stem}-{PLAIN}{suffix}": plain,
        "caption.txt": _text(texts.caption),
        "alt.txt": _text(texts.alt),
        "long-description.txt": _text(texts.long_description),
        "spec.json": spec.to_json().encode("utf-8"),
    }
    if measurement is not None:
        paragraph = methods_paragraph(measurement, figure.document, figure.source.study.series)
        files["methods.txt"] = paragraph.encode("utf-8")
        files["numbers.csv"] = measurement_csv(measurement).encode("utf-8", "replace")
    return files, findings


def write_bundle(folder: Path, figure: PublishedFigure, form: BundleForm | None = None) -> tuple[Finding, ...]:
    """Write a bundle; either the whole folder is there afterwards or nothing.

    Parameters
    ----------
    folder
        A new folder, or an empty one: what somebody keeps in a folder is never mixed with a bundle.
    figure, form
        As for `bundle_files`.

    Raises
    ------
    UsageError, SideError, OutlineError, PatientDataError
        As `bundle_files`; also if the folder's name names the patient.
    OutputError
        If the folder holds something already, or it cannot be written.
    """
    refuse_bundle_place(folder)
    figure.refuse_naming_patient(folder)
    files, findings = bundle_files(figure, form)
    write_folder(folder, files, what="bundle")
    return findings


def refuse_bundle_place(folder: Path) -> None:
    """Refuse a place where no bundle can be written, before anything is read.

    Raises
    ------
    OutputError
        If the folder holds something already, is a file, or its parent does not exist.
    """
    if folder.name in {"", ".", ".."}:
        raise OutputError(f"{folder} is no name of a new folder; name one for the bundle.")
    refuse_occupied(folder, what="bundle")


def without_marks(spec: FigureSpec) -> FigureSpec:
    """Recipe of the plain twin: the same panels, in the same crop, with nothing drawn on the anatomy."""
    panels = tuple(replace(panel, shows_outlines=False, shows_fat_map=False) for panel in spec.panels)
    return replace(spec, panels=panels, marks=(), shows_numbers=False, shows_caption=False, caption=None, alt=None)


def _picture(
    figure: PublishedFigure, spec: FigureSpec, name: str, form: BundleForm
) -> tuple[bytes, tuple[Finding, ...]]:
    with PAINTING:
        return make_figure(
            spec,
            figure.contents,
            Path(name),
            dpi=form.dpi,
            text_as_paths=form.text_as_paths,
            leaves_doubt=figure.leaves_doubt,
        )


def _text(text: str) -> bytes:
    return f"{text}\n".encode("utf-8", "replace")


def _refuse_telling_codes(figure: PublishedFigure) -> None:
    """Refuse codes that name a patient: the table of numbers carries them."""
    check_readings(figure.source.document, identities_of(figure.document, figure.source.study))
