"""What the list of series says, as values: computed from study and document, then compared with what was shown."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from viewer.app.choosing import drawbacks, patients_of, readable_date, readable_name
from viewer.core.document import Document
from viewer.core.geometry import Spacing
from viewer.core.series import Identity, Series, SliceKey, Study
from viewer.measure.weighting import weighting

Tone = Literal["plain", "warning", "made"]

_SEPARATED = re.compile(r"dixon|water|(?<![a-z])fat(?![a-z]|[ _-]?sat|[ _-]?sup)", re.IGNORECASE)
"""Words of a description that tell a water or fat image from a fat-suppressed one."""

_SEPARATED_TYPES = {"WATER", "W", "FAT", "F", "FAT_FRACTION", "FF", "WATER_ONLY", "FAT_ONLY"}

_SHORT = {
    "a localizer": "localizer",
    "a mosaic": "mosaic",
    "diffusion-weighted": "diffusion",
    "contrast-enhanced": "contrast",
}
"""Other drawbacks as badges; 'not axial' and 'not MR' are told otherwise."""

NAMELESS = "no description"


@dataclass(frozen=True, slots=True)
class Badge:
    """A word or two in a small frame; `tone` says what it is: a fact, a drawback, or what the user made."""

    text: str
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Heading:
    """Stands above the series of one study.

    Parameters
    ----------
    text
        Patient (only where there are several) and date of the study; neither while patient data are hidden.
    count
        Number of series under it.
    """

    text: str
    count: int

    @property
    def key(self) -> None:
        """None: a heading cannot be chosen."""
        return

    @property
    def title(self) -> str:
        """Its words."""
        return self.text

    @property
    def spoken(self) -> str:
        """The heading for a screen reader."""
        return f"{self.text}, {self.count} series"

    @property
    def tooltip(self) -> str:
        """The heading in full: a long name may be cut."""
        return self.text


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """One series of the list.

    Parameters
    ----------
    number
        Number of the block, from 1.
    title
        Description, or words that stand for it.
    is_named
        Whether `title` is a description.
    kind
        Plane and number of slices.
    size
        Columns × rows.
    scale
        Pixel spacing in mm, or that there is none.
    badges
        Weighting, drawbacks and work done on it.
    details
        Everything in full, for the tooltip, one fact in a line.
    is_current
        Whether it is on the screen.
    """

    number: int
    title: str
    is_named: bool
    kind: str
    size: str
    scale: str
    badges: tuple[Badge, ...]
    details: tuple[str, ...]
    is_current: bool = False

    @property
    def key(self) -> int:
        """Number of the block."""
        return self.number

    @property
    def spoken(self) -> str:
        """The row for a screen reader."""
        facts = [self.title, self.kind, self.size, self.scale, *(badge.text for badge in self.badges)]
        return f"Series {self.number}: " + ", ".join([*facts, "on the screen"] if self.is_current else facts)

    @property
    def tooltip(self) -> str:
        """Everything in full."""
        return "\n".join(self.details)


SeriesListRow = Heading | SeriesRow


@dataclass(frozen=True, slots=True)
class ListedStudy:
    """What follows from the study alone, so that a change of the document costs little.

    Parameters
    ----------
    groups
        Headings, each with the rows under it as they are before anything is stated or outlined.
    unscaled
        Number of the block → Series Instance UID, of those without a pixel spacing of their own.
    series_of
        Slice → numbers of the blocks that hold it.
    """

    groups: tuple[tuple[Heading, tuple[SeriesRow, ...]], ...] = ()
    unscaled: tuple[tuple[int, str], ...] = ()
    series_of: tuple[tuple[SliceKey, int], ...] = ()


def list_study(study: Study, *, hides_patient: bool) -> ListedStudy:
    """Series of a study under headings, without what the user made.

    Parameters
    ----------
    study
        What is open.
    hides_patient
        Whether dates, names, and descriptions that hold them are left out.
    """
    by_number = {series.number: series for series in study.series}
    groups = patients_of(study)
    patients = list(dict.fromkeys(_patient(group.identity) for group in groups))
    listed = []
    for number, group in enumerate(groups, start=1):
        patient = patients.index(_patient(group.identity)) + 1 if len(patients) > 1 else None
        text = _heading(
            group.identity, patient=patient, study=number if len(groups) > 1 else None, hides_patient=hides_patient
        )
        rows = tuple(_row(by_number[n], hides_patient=hides_patient) for n in group.series_numbers)
        listed.append((Heading(text, len(rows)), rows))
    return ListedStudy(
        groups=tuple(listed),
        unscaled=tuple((s.number, s.series_uid) for s in study.series if s.slices[0].geometry.spacing is None),
        series_of=tuple((image.key, s.number) for s in study.series for image in s.slices),
    )


def rows_of(listed: ListedStudy, document: Document, *, current: int) -> tuple[SeriesListRow, ...]:
    """Headings and series as the list shows them, with what the user stated and outlined.

    Parameters
    ----------
    listed
        From `list_study`.
    document
        What the user made.
    current
        Number of the block on the screen, 0 for none.
    """
    outlined = {outline.slice_key for outline in document.outlines}
    counts = Counter(number for key, number in listed.series_of if key in outlined) if outlined else Counter[int]()
    stated = {number: document.statement_for(uid).spacing for number, uid in listed.unscaled}
    rows: list[SeriesListRow] = []
    for heading, members in listed.groups:
        rows.append(heading)
        rows += [
            _completed(
                row, outlined=counts[row.number], stated=stated.get(row.number), is_current=row.number == current
            )
            for row in members
        ]
    return tuple(rows)


def _completed(row: SeriesRow, *, outlined: int, stated: Spacing | None, is_current: bool) -> SeriesRow:
    if is_current:
        row = replace(row, is_current=True)
    if stated is not None:
        row = replace(row, scale=f"{spacing_text(stated)} stated")
    if outlined:
        first = tuple(badge for badge in row.badges if badge.tone == "plain")
        rest = tuple(badge for badge in row.badges if badge.tone != "plain")
        row = replace(
            row,
            badges=(*first, Badge(f"{outlined} slice{'s' * (outlined != 1)} outlined", "made"), *rest),
            details=(*row.details, f"{outlined} slice{'s' if outlined > 1 else ''} with outlines"),
        )
    return row


def _patient(who: Identity) -> tuple[str, str]:
    return who.patient_id, who.patient_name


def _heading(who: Identity, *, patient: int | None, study: int | None, hides_patient: bool) -> str:
    date = "" if hides_patient else readable_date(who.study_date)
    when = f"Study {date}" if date else "Study" if study is None else f"Study {study}"
    if patient is None:
        return when
    name = "" if hides_patient else readable_name(who.patient_name) or who.patient_id
    return f"{name or f'Patient {patient}'} · {date or when}"


def spacing_text(spacing: Spacing) -> str:
    """Pixel spacing in mm, across × down where they differ, in the order of columns × rows."""
    across, down = f"{spacing.column_mm:.3g}", f"{spacing.row_mm:.3g}"
    return f"{across} mm" if across == down else f"{across} × {down} mm"


def _row(series: Series, *, hides_patient: bool) -> SeriesRow:
    first = series.slices[0]
    description = series.description.strip()
    count = len(series.slices)
    plane = "plane not known" if series.plane == "unknown" else series.plane
    spacing = first.geometry.spacing
    scale = "no scale" if spacing is None else spacing_text(spacing)
    kind = f"{plane} · {count} slice{'s' if count > 1 else ''}"
    # A description is free text and may name the patient in any way.
    title = _plain_title(series) if hides_patient else description or NAMELESS
    return SeriesRow(
        number=series.number,
        title=title,
        is_named=bool(description) and not hides_patient,
        kind=kind,
        size=f"{first.columns} × {first.rows}",
        scale=scale,
        badges=tuple(_badges(series)),
        details=tuple(_details(series, f"Series {series.number}: {title}", kind)),
    )


def _plain_title(series: Series) -> str:
    """What a series is, in words that name nobody."""
    contrast = weighting(series.slices[0].acquisition, series.description)
    words = [word for word in ("" if series.plane == "unknown" else series.plane, contrast) if word]
    return " ".join(words) or f"series {series.number}"


def _badges(series: Series) -> Iterator[Badge]:
    contrast = weighting(series.slices[0].acquisition, series.description)
    if contrast is not None:
        yield Badge(contrast)
    against = drawbacks(series)
    if "not MR" in against:
        yield Badge(series.modality, "warning")
    for name in against:
        if name == "fat-suppressed or separated":
            yield Badge("water or fat" if _is_separated(series) else "fat-suppressed", "warning")
        elif name in _SHORT:
            yield Badge(_SHORT[name], "warning")


def _is_separated(series: Series) -> bool:
    """Whether a series whose fat is altered is a water or fat image rather than fat-suppressed."""
    types = {part.upper() for part in series.slices[0].acquisition.image_type[2:]}
    return bool(types & _SEPARATED_TYPES or _SEPARATED.search(series.description))


def _details(series: Series, title: str, kind: str) -> Iterator[str]:
    first = series.slices[0]
    yield title
    yield f"{kind}, {first.columns} columns × {first.rows} rows"
    spacing = first.geometry.spacing
    if spacing is None:
        yield "The file gives no pixel spacing, so nothing can be told in mm until it is stated"
    else:
        yield f"Pixels of {spacing.column_mm:.4g} mm across and {spacing.row_mm:.4g} mm down"
    against = drawbacks(series)
    if against:
        yield f"For measuring fat: {', '.join(against)}"
    yield from series.warnings
