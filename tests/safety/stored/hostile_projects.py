"""Projects with a checksum that fits and a hostile text wherever a text can be, on the lumbar study or on none."""

from dataclasses import dataclass, replace
from pathlib import Path

from tests.io.project.project_samples import lumbar_study
from viewer.core.document import Document, Layer, ReadingCodes, SliceLevel
from viewer.core.figures.marks import Note
from viewer.core.figures.spec import FigureSpec
from viewer.core.series import Study
from viewer.core.view import View
from viewer.io.project import ProjectFile, StoredMeasurement, encode_project, place_of, project_of
from viewer.measure.measurement import Measurement, MethodUsed
from viewer.measure.measuring import MeasureSettings, measure

TEXTS = (
    *("=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", "  =1+1", "＝1+1", "'=1"),
    *("<script>alert(1)</script>", "<img src='file:///etc/passwd'>", '"><b onmouseover="x">', "&lt;b&gt;", "]]><a/>"),
    *(
        "../../escaped",
        "..\\..\\escaped",
        "/tmp/escaped",
        "C:\\escaped",
        "\\\\host\\share\\x",
        "CON",
        "aux.txt",
        "a.",
        ".",
    ),
    *(
        "a" * 300,
        'a\nb,c\r\n"d"',
        "\0",
        "\u202egnp.a",
        "\ud800",
        "\x1b[2J\x1b]0;x\x07",
        "{0.__class__}",
        "{right.x}",
        "%n%s",
    ),
    *("$(touch escaped)", "`id`", "; rm -rf ~", "--output=/tmp/escaped", "-o"),
)
"""Texts that are harmless in a JSON string and somewhere else are not."""


def printable(text: str) -> str:
    """A text of a figure: it holds none that cannot be printed."""
    return "".join(c for c in text if c.isprintable())[:90] or "x"


def hostile_document(document: Document, text: str, patient: int) -> Document:
    """The outlines of a document, and a hostile text for all that is typed or named."""
    key = document.outlines[0].slice_key
    shown = printable(text).replace("{", "{{").replace("}", "}}")
    figure = FigureSpec(name=shown, caption=shown, alt=shown, marks=(Note(panel=-1, at_mm=(1.0, 2.0), text=shown),))
    return replace(
        document,
        codes=ReadingCodes(text + patient * "x", text, 3),
        layer=text,
        layers=(Layer(f"{text} 2", ReadingCodes(text, f"{text} 2", 1), document.outlines),),
        levels=(SliceLevel(key, "L4/5"),),
        figures=(figure,),
    )


def hostile_measurement(measurement: StoredMeasurement, text: str) -> StoredMeasurement:
    """The same numbers, and a hostile text for the method, its parameters and the flags."""
    used = MethodUsed(text or "m", text, ((text, text), ("threshold", 901.5)))
    return StoredMeasurement(used, tuple(replace(row, flags=(text, "few pixels")) for row in measurement.rows))


@dataclass(frozen=True)
class Opened:
    """The lumbar study, its document and its numbers, made once for many projects."""

    study: Study
    document: Document
    numbers: Measurement

    @classmethod
    def at(cls, folder: Path) -> "Opened":
        """Write and open the study."""
        study, document = lumbar_study(folder)
        return cls(study, document, measure(document, study.series, MeasureSettings()))


def write_hostile(path: Path, text: str, opened: Opened, *, has_images: bool, patient: int = 0) -> Path:
    """Write a project of the lumbar study, and return its path.

    Parameters
    ----------
    path
        Where to.
    text
        Stands wherever a text can be.
    opened
        What it is of.
    has_images
        Whether its images will be there; without them its stored numbers are what there is, and their method is
        hostile, too.
    patient
        Tells the codes of several apart.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    study, document = opened.study, opened.document
    made: ProjectFile = project_of(
        hostile_document(document, text, patient),
        study,
        view=View(series=1, slice_number=2),
        measurement=opened.numbers,
        place=place_of(study, path) if has_images else None,
    )
    if not has_images and made.measurement is not None:
        made = replace(made, measurement=hostile_measurement(made.measurement, text))
    path.write_bytes(encode_project(made))
    return path
