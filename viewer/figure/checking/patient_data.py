"""Whether a figure would carry patient data in typed texts or its file's name.

Text burned into pixels is another matter: see `viewer.figure.doubtful`.
"""

import json
import os
from collections.abc import Iterator

from viewer.core.figures.spec import FigureSpec
from viewer.core.identity import names_patient
from viewer.errors import PatientDataError
from viewer.figure.checking.typed.texts import typed_texts
from viewer.figure.content import FigureContent

_SHORTEST = 5
"""Characters from which a source's identifier or file name cannot be an ordinary word or number."""

Contents = FigureContent | tuple[FigureContent, ...]


def refuse_patient_data(spec: FigureSpec, contents: Contents, file_name: str) -> None:
    """Refuse a figure that would carry patient data in its words.

    Parameters
    ----------
    spec, contents
        What the user typed, the images and whose they are.
    file_name
        Name of the file to be written, without its folders.

    Raises
    ------
    PatientDataError
        If a typed text or the file's name holds the patient's name, id, a date or an identifier of the source. The
        message never repeats what was found.
    """
    for reason, remedy in found_patient_data(spec, contents, file_name):
        raise PatientDataError(f"{reason[0].upper()}{reason[1:]}; {remedy}.")


def found_patient_data(
    spec: FigureSpec, contents: Contents, file_name: str | None = None
) -> tuple[tuple[str, str], ...]:
    """What speaks against publishing a figure, each with its remedy, as parts of a sentence.

    Parameters
    ----------
    spec, contents
        What the user typed, the images and whose they are.
    file_name
        Name of the file to be written, without its folders; None where it is not known yet.
    """
    shown = contents if isinstance(contents, tuple) else (contents,)
    found = []
    for name, text, is_file in _texts(spec, file_name):
        remedy = "choose another name" if is_file else f"take it out of {_that(name)}"
        if any(names_patient(text, content.identity) for content in shown):
            found.append((f"the {name} holds the patient's name, id, a date or the study's identifier", remedy))
        elif any(part.casefold() in text.casefold() for one in shown for part in _source_names(one, is_file=is_file)):
            found.append((f"the {name} holds the identifier or file name of the source", remedy))
    return tuple(found)


def _that(name: str) -> str:
    return "that text" if name == "alternative text" else f"the {name}"


def _texts(spec: FigureSpec, file_name: str | None) -> Iterator[tuple[str, str, bool]]:
    """Name and text of whatever a person typed, and whether it is the file's name."""
    said: set[tuple[str, str]] = set()
    for typed in typed_texts(spec):
        if (typed.name, typed.text) not in said:
            said.add((typed.name, typed.text))
            yield typed.name, typed.text, False
    if spec.own_preset:
        words = [value for value in json.loads(spec.own_preset).values() if isinstance(value, str)]
        yield "preset", "\n".join(words), False
    if file_name is not None:
        yield "figure's file name", file_name, True


def _source_names(content: FigureContent, *, is_file: bool) -> tuple[str, ...]:
    """Identifiers of the source; the figure's own file may be called like its source's."""
    uid, file = content.image.key.uid, content.image.file
    names = (uid,) if is_file else (uid, file, os.path.basename(file))
    return tuple(name for name in names if len(name) >= _SHORTEST)
