"""Percent categories: where the limits belong, and where there is none."""

import re

import pytest

from tests.io.test_tables import row
from viewer.errors import UsageError
from viewer.measure.grades import CATEGORIES, category_of, find_categories


@pytest.mark.parametrize(
    ("scheme", "percent", "expected"),
    [
        ("hildebrandt-2017", -1.0, "0–10 %"),
        ("hildebrandt-2017", 10.0, "0–10 %"),
        ("hildebrandt-2017", 10.001, "10–50 %"),
        ("hildebrandt-2017", 50.0, "10–50 %"),
        ("hildebrandt-2017", 50.001, "> 50 %"),
        ("storheim-2017", 19.999, "< 20 %"),
        ("storheim-2017", 20.0, "20–50 %"),
        ("storheim-2017", 50.0, "20–50 %"),
        ("storheim-2017", 100.0, "> 50 %"),
        ("storheim-2017", None, None),
    ],
)
def test_the_range_that_a_fraction_lies_in(scheme: str, percent: float | None, expected: str | None) -> None:
    made = row(fat_fraction_percent=percent, flags=("derived",))
    assert category_of(made, find_categories(scheme)) == expected


def test_a_number_that_must_not_be_used_has_no_category() -> None:
    made = row(fat_fraction_percent=30.0, flags=("one-mode", "lossy"))
    assert [category_of(made, scheme) for scheme in CATEGORIES] == [None, None]


def test_every_scheme_names_its_work_and_none_is_called_goutallier() -> None:
    for scheme in CATEGORIES:
        assert re.search(r"doi:10\.\d{4,}/\S+$", scheme.citation)
        assert scheme.short.split()[0] in scheme.citation
        assert "goutallier" not in f"{scheme.name} {scheme.citation} {scheme.labels}".lower()
    with pytest.raises(UsageError, match="hildebrandt-2017, storheim-2017"):
        find_categories("goutallier")
