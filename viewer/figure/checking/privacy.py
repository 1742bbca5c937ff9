"""Patient data as findings: what was found, what could not be compared, what may be burned into the pixels.

No sentence ever repeats what was found.
"""

from collections.abc import Iterator
from dataclasses import replace

from viewer.core.figures.spec import FigureSpec
from viewer.figure.checking.finding import Finding, Fix, Inquiry
from viewer.figure.checking.patient_data import found_patient_data
from viewer.figure.checking.typed.texts import typed_texts
from viewer.figure.doubtful import unseen
from viewer.figure.words.phrases import capital


def patient_data(asked: Inquiry) -> Iterator[Finding]:
    """Whether a typed text or the file's name carries patient data."""
    for reason, remedy in found_patient_data(asked.spec, asked.contents, asked.file_name):
        sentence = f"{capital(reason)}."
        yield Finding("patient-data", "problem", sentence, f"{capital(remedy)}.", _fix(asked.spec, reason))


def _fix(spec: FigureSpec, reason: str) -> Fix | None:
    """Ours instead of the user's words, where the program has words of its own."""
    for start, name, plain in (
        ("the caption ", "Use the generated caption", replace(spec, caption=None)),
        ("the alternative text ", "Use the generated text", replace(spec, alt=None)),
        ("the figure's name ", "Drop the figure's name", replace(spec, name="")),
    ):
        if reason.startswith(start):
            return Fix(name, plain)
    return None


def unchecked_words(asked: Inquiry) -> Iterator[Finding]:
    """Whether words were typed about an image that does not say whose it is."""
    is_nobody = any(not (one.identity.patient_name or one.identity.patient_id) for one in asked.contents)
    if is_nobody and any(typed.place != "name" for typed in typed_texts(asked.spec)):
        yield Finding(
            "patient-data-unchecked",
            "note",
            "The image does not say whose it is, so the typed words could not be compared with a name.",
            "Read them once more for names, dates and numbers of the patient.",
        )


def burned_in_text(asked: Inquiry) -> Iterator[Finding]:
    """Whether the pixels may hold text, and nobody has looked yet."""
    if unseen(asked.page.doubtful, asked.spec):
        yield Finding(
            "burned-in-text",
            "problem",
            "The pixels are a picture or were made afterwards and may hold burned-in text.",
            "Look at them and crop text away; until then the figure is not free of patient data beyond doubt.",
        )
