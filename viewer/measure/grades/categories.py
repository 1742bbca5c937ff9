"""Percent categories of the fat fraction, each with the work it comes from."""

from dataclasses import dataclass

from viewer.errors import UsageError
from viewer.measure.flags import FlagLevel, flag
from viewer.measure.measurement import MeasurementRow


@dataclass(frozen=True, slots=True)
class CategoryScheme:
    """Three ranges of the fat fraction.

    Parameters
    ----------
    name
        How commands call it.
    short
        How a sentence calls the work, such as 'Hildebrandt 2017'.
    limits_percent
        The two limits between the ranges, %.
    is_first_open
        Whether the lower limit itself belongs to the middle range; the upper one always does.
    citation
        The work.
    """

    name: str
    short: str
    limits_percent: tuple[float, float]
    is_first_open: bool
    citation: str

    @property
    def labels(self) -> tuple[str, str, str]:
        """The ranges, lowest first, as they are printed."""
        low, high = (f"{limit:g}" for limit in self.limits_percent)
        first = f"< {low} %" if self.is_first_open else f"0–{low} %"
        return first, f"{low}–{high} %", f"> {high} %"


CATEGORIES: tuple[CategoryScheme, ...] = (
    CategoryScheme(
        "hildebrandt-2017",
        "Hildebrandt 2017",
        (10.0, 50.0),
        is_first_open=False,
        citation="Hildebrandt M, Fankhauser G, Meichtry A, Luomajoki H. BMC Musculoskelet Disord 2017;18:12. "
        "doi:10.1186/s12891-016-1376-1",
    ),
    CategoryScheme(
        "storheim-2017",
        "Storheim 2017",
        (20.0, 50.0),
        is_first_open=True,
        citation="Storheim K, Berg L, Hellum C, et al. BMC Musculoskelet Disord 2017;18:145. "
        "doi:10.1186/s12891-017-1505-5",
    ),
)
"""Every scheme of categories; none is used unless it is asked for. In both works readers judged by eye."""


def find_categories(name: str) -> CategoryScheme:
    """Return the scheme of this name.

    Raises
    ------
    UsageError
        If there is none.
    """
    for scheme in CATEGORIES:
        if scheme.name == name:
            return scheme
    known = ", ".join(scheme.name for scheme in CATEGORIES)
    raise UsageError(f"There are no percent categories named {name}; choose one of {known}.")


def category_of(row: MeasurementRow, scheme: CategoryScheme) -> str | None:
    """Range that the fat fraction of a row lies in, as it is printed.

    Parameters
    ----------
    row
        Numbers of an outline.
    scheme
        Which ranges.

    Returns
    -------
    str or None
        None where there is no fat fraction, or a flag says not to use it.
    """
    percent = row.fat_fraction_percent
    if percent is None or any(flag(name).level is FlagLevel.DO_NOT_USE for name in row.flags):
        return None
    low, high = scheme.limits_percent
    first, middle, last = scheme.labels
    if percent < low or (percent == low and not scheme.is_first_open):
        return first
    return middle if percent <= high else last
