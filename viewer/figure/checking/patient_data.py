"""Whether a figure would carry patient data: typed texts, the file's name, text burned into the pixels."""

import os

from viewer.core.identity import names_patient
from viewer.errors import PatientDataError
from viewer.figure.content import FigureContent
from viewer.figure.spec import FigureSpec

_SHORTEST = 5
"""Characters from which a source's identifier or file name cannot be an ordinary word or number."""


def refuse_patient_data(spec: FigureSpec, content: FigureContent, file_name: str) -> None:
    """Refuse a figure that would, or might, carry patient data.

    Parameters
    ----------
    spec, content
        What the user typed, the image and whose it is.
    file_name
        Name of the file to be written, without its folders.

    Raises
    ------
    PatientDataError
        If a typed text or the file's name holds the patient's name, id, a date or an identifier of the source, or
        the image says that text is burned into its pixels. The message never repeats what was found.
    """
    for reason, remedy in found_patient_data(spec, content, file_name):
        raise PatientDataError(f"{reason[0].upper()}{reason[1:]}; {remedy}.")


def found_patient_data(
    spec: FigureSpec, content: FigureContent, file_name: str | None = None
) -> tuple[tuple[str, str], ...]:
    """What speaks against publishing a figure, each with its remedy, as parts of a sentence.

    Parameters
    ----------
    spec, content
        What the user typed, the image and whose it is.
    file_name
        Name of the file to be written, without its folders; None where it is not known yet.
    """
    uid, file = content.image.key.uid, content.image.file
    texts = (
        ("caption", spec.caption, (uid, file, os.path.basename(file)), "take it out of the caption"),
        ("alternative text", spec.alt, (uid, file, os.path.basename(file)), "take it out of that text"),
        ("figure's file name", file_name, (uid,), "choose another name"),  # it may be called like its source
    )
    found = []
    for name, text, source_names, remedy in texts:
        if text is None:
            continue
        if names_patient(text, content.identity):
            found.append((f"the {name} holds the patient's name, id, a date or the study's identifier", remedy))
        elif any(len(part) >= _SHORTEST and part.casefold() in text.casefold() for part in source_names):
            found.append((f"the {name} holds the identifier or file name of the source", remedy))
    if content.image.acquisition.has_burned_in_text is True:
        found.append(
            (
                "the image says that text is burned into its pixels, which may name the patient",
                "remove that text from the image first, as no crop can be proven to leave it out",
            )
        )
    return tuple(found)


def may_hold_burned_in_text(content: FigureContent) -> bool:
    """Whether the pixels are a picture or a secondary capture that does not say whether text is burned in."""
    acquisition = content.image.acquisition
    is_secondary = "SECONDARY" in {part.strip().upper() for part in acquisition.image_type}
    return acquisition.has_burned_in_text is None and is_secondary
