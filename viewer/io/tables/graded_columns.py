"""Columns that are there only when they are asked for: percent categories, and published norms."""

from viewer.io.tables.columns import Cell, Column, Entry
from viewer.measure.grades import CategoryScheme, Norm, category_of, norms_for


def category_columns(scheme: CategoryScheme) -> tuple[Column, ...]:
    """Percent category of every row, and the work that it comes from.

    Parameters
    ----------
    scheme
        Which ranges.
    """
    return (
        Column(
            "fat_category",
            f"Range of {scheme.short} that the fat fraction lies in; readers judged it by eye there, here it is "
            "computed. Empty without a fat fraction, or where a flag says not to use it.",
            lambda entry: category_of(entry.row, scheme),
        ),
        Column("fat_category_citation", "The work that the ranges come from.", lambda _: scheme.citation),
    )


def norm_columns() -> tuple[Column, ...]:
    """Published values that may stand beside every row, and the works that they come from."""
    return (
        Column(
            "norms",
            "Published values of people without complaints, mean ± standard deviation unless said otherwise; those of "
            "fat only beside the same kind of method. They say nothing about one patient.",
            lambda entry: _joined([norm.said for norm in _norms(entry)]),
        ),
        Column(
            "norms_citations",
            "The works that they come from, in the same order.",
            lambda entry: _joined([norm.citation for norm in _norms(entry)]),
        ),
    )


def _norms(entry: Entry) -> tuple[Norm, ...]:
    return norms_for(entry.row, entry.measurement.method.name)


def _joined(texts: list[str]) -> Cell:
    return " | ".join(texts) or None
