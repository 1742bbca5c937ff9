"""What can stand beside a number to place it: percent categories and published norms, both off by default.

They never take the place of a number, and a norm stands only beside numbers of the same kind of method. The
categories are no Goutallier grades: those are read by eye from whole muscles, not computed.
"""

from viewer.measure.grades.categories import CATEGORIES, CategoryScheme, category_of, find_categories
from viewer.measure.grades.norms import NORMS, Norm, norms_for, why_no_norms

__all__ = [
    "CATEGORIES",
    "NORMS",
    "CategoryScheme",
    "Norm",
    "category_of",
    "find_categories",
    "norms_for",
    "why_no_norms",
]
