"""The paragraph "Methods" of what is outlined: measured as it will be saved, then put into words."""

from collections.abc import Mapping

from viewer.app.numbers.categories import scheme_named
from viewer.app.numbers.saving import measurement_of_document
from viewer.core.document import Document
from viewer.core.series import SliceKey, Study
from viewer.measure.prepared import PreparedSlice


def methods_text(
    document: Document,
    study: Study,
    *,
    prepared: Mapping[SliceKey, PreparedSlice] | None = None,
    categories: str = "",
) -> str:
    """How the numbers of a document were measured, as a paragraph for a paper with the works it cites.

    Parameters
    ----------
    document, study, prepared
        As for `measurement_of_document`.
    categories
        Name of the percent categories that are reported, '' for none.

    Raises
    ------
    UsageError
        If nothing can be measured.
    UnreadableError
        If pixels cannot be read.
    """
    from viewer.measure.reporting.methods_paragraph import methods_paragraph  # not needed for the first image

    measured = measurement_of_document(document, study, prepared=prepared)
    return methods_paragraph(measured, document, study.series, categories=scheme_named(categories))
