"""What of a document may stand in the journal: nothing that names the patient, as in every other file."""

from dataclasses import replace

from viewer.core.document import Document, ReadingCodes
from viewer.core.series import Study
from viewer.errors import PatientDataError, UsageError

LEFT_OUT = (
    "A text that seems to name the patient is not kept against a crash: change it in the figure or among the codes."
)
"""Said once when something is left out."""


class Allowance:
    """Takes out of documents what names the patient of a study.

    Parameters
    ----------
    study
        The opened images.
    """

    def __init__(self, study: Study) -> None:
        self._identities = {series.identity for series in study.series}
        self._last: tuple[object, ...] = ()
        self._keeps = (True, True)
        self.has_left_out = False
        """Whether anything was."""

    def of(self, document: Document) -> Document:
        """The document as it may be kept: itself, unless something in it names the patient."""
        asked = (
            document.figures,
            document.codes,
            document.layer,
            *((layer.name, layer.codes) for layer in document.layers),
        )
        if asked != self._last:
            self._last, self._keeps = asked, self._judged(document)
        keeps_figures, keeps_codes = self._keeps
        if keeps_figures and keeps_codes:
            return document
        self.has_left_out = True
        if not keeps_figures:
            document = replace(document, figures=())
        if not keeps_codes:
            layers = tuple(
                replace(layer, name=f"reading {number}", codes=_bare(layer.codes))
                for number, layer in enumerate(document.layers, start=2)
            )
            document = replace(document, codes=_bare(document.codes), layer="", layers=layers)
        return document

    def _judged(self, document: Document) -> tuple[bool, bool]:
        """Whether the figures and the codes of a document may be kept."""
        from viewer.app.figuring.typed import check_figures
        from viewer.app.layers import check_readings

        keeps_figures = keeps_codes = True
        if document.figures:
            try:
                check_figures(document, self._identities)
            except PatientDataError:
                keeps_figures = False
        if document.layers or document.layer or document.codes != ReadingCodes():
            try:
                check_readings(document, self._identities)
            except (PatientDataError, UsageError):
                keeps_codes = False
        return keeps_figures, keeps_codes


def _bare(codes: ReadingCodes) -> ReadingCodes:
    return replace(codes, study="", reader="")
