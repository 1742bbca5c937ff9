"""Percent categories beside fat fractions: only where they are asked for, and never without their work."""

from collections.abc import Sequence

from viewer.app.numbers.formats import NOTHING
from viewer.app.numbers.model import Column, Line
from viewer.measure.grades import CATEGORIES, CategoryScheme, category_of

LABEL = "Category"
"""Label of the line."""


def scheme_named(name: str) -> CategoryScheme | None:
    """The scheme of this name; None for '' and for one that this program does not have."""
    return next((scheme for scheme in CATEGORIES if scheme.name == name), None)


def category_line(columns: Sequence[Column], scheme: CategoryScheme) -> Line:
    """The range that each fat fraction lies in, '–' where it must not be told."""
    found = [None if column.row is None else category_of(column.row, scheme) for column in columns]
    return Line(LABEL, tuple(cell or NOTHING for cell in found), category_sentence(scheme))


def category_sentence(scheme: CategoryScheme) -> str:
    """What the ranges are and whose."""
    return (
        f"Category: range of {scheme.short} that the fat fraction lies in; readers judged it by eye there, here it is "
        f"computed. {scheme.citation}"
    )
