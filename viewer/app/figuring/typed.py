"""Whether the texts typed into the figures of a document name the patient, before a file carries them."""

from collections.abc import Iterable

from viewer.core.document import Document
from viewer.core.identity import names_patient
from viewer.core.series import Identity
from viewer.errors import PatientDataError


def check_figures(document: Document, identities: Iterable[Identity]) -> None:
    """Refuse figures whose typed texts hold what names a patient.

    Parameters
    ----------
    document
        Every figure of it is checked.
    identities
        Whose images are open.

    Raises
    ------
    PatientDataError
        If one does; the message says which figure, and repeats nothing.
    """
    if not document.figures:
        return
    from viewer.figure.checking.typed.texts import typed_texts  # most documents have no figure

    known = tuple(identities)
    for number, figure in enumerate(document.figures, start=1):
        for typed in typed_texts(figure):
            if any(names_patient(typed.text, identity) for identity in known):
                raise PatientDataError(
                    f"A text in figure {number} holds the patient's name, id, a date or the study's identifier; take "
                    "it out of the figure, then save again."
                )
