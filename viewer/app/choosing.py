"""Which block and slice a command works on, which the program shows first when nobody named one, and whose they are."""

import re
from dataclasses import dataclass, field

from viewer.core.series import Acquisition, Identity, Series, Slice, Study
from viewer.errors import UsageError
from viewer.io.dicom.acquisition import is_localizer
from viewer.io.dicom.grouping import warnings_about
from viewer.measure.flagging.image_flags import is_fat_suppressed, names_fat_suppression
from viewer.measure.weighting import weighting

_ENHANCED = re.compile(r"(?<![a-z])(?:\+ ?c|gd|gad|km|post[ -]?contrast|contrast)(?![a-z])", re.IGNORECASE)
_DIFFUSION = re.compile(r"(?<![a-z])(?:dwi|dti|adc|diff|diffusion|trace|ep2d)(?![a-z])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Choice:
    """A block, the number of a slice in it (from 1), and why they were chosen, in one sentence."""

    series: Series
    slice_number: int
    reason: str

    @property
    def image(self) -> Slice:
        """The chosen slice."""
        return self.series.slices[self.slice_number - 1]


def drawbacks(series: Series) -> tuple[str, ...]:
    """What speaks against measuring fat on a block, worst first, as words for a sentence."""
    return tuple(name for name, is_so in _findings(series).items() if is_so)


def _findings(series: Series) -> dict[str, bool]:
    """Every possible drawback, worst first, and whether the block has it."""
    acquisition = series.slices[0].acquisition
    text = series.description
    return {
        "not MR": series.modality not in {"MR", ""},
        "not axial": series.plane != "axial",
        "a localizer": is_localizer(acquisition, text),
        "a mosaic": "MOSAIC" in {part.upper() for part in acquisition.image_type},
        "diffusion-weighted": _is_diffusion(acquisition) or bool(_DIFFUSION.search(text)),
        "fat-suppressed or separated": is_fat_suppressed(acquisition) or names_fat_suppression(text),
        "contrast-enhanced": bool(acquisition.contrast_agent) or bool(_ENHANCED.search(text)),
    }


def _weighting(series: Series) -> str | None:
    return weighting(series.slices[0].acquisition, series.description)


def _is_diffusion(acquisition: Acquisition) -> bool:
    return bool(acquisition.diffusion_b_value) or "DIFFUSION" in {part.upper() for part in acquisition.image_type}


def choose_first(study: Study) -> Choice:
    """The block and slice to show first, with the reason.

    The block with the fewest drawbacks, worst drawback first, wins; then T2 before T1 before others, then one
    with a slice at L4/5, then the one with more slices, then the first listed. Of its slices, the middle one of
    those at L4/5 if the header names levels, else the middle one.

    Parameters
    ----------
    study
        At least one series.
    """
    order = {"T2": 0, "T1": 1, None: 2}
    best = min(
        study.series,
        key=lambda series: (
            tuple(_findings(series).values()),
            order[_weighting(series)],
            not _at_level(series),
            -len(series.slices),
            series.number,
        ),
    )
    at_level = _at_level(best)
    numbers = at_level or list(range(1, len(best.slices) + 1))
    number = numbers[len(numbers) // 2]
    kind = " ".join(part for part in (best.plane, _weighting(best)) if part)
    against = drawbacks(best)
    why = f"the best {kind} series" if not against else f"no better axial series; this one is {', '.join(against)}"
    if against and len(study.series) == 1:
        why = f"the only series; it is {', '.join(against)}" if best.plane != "unknown" else "the only image"
    if len(best.slices) == 1:
        where = "its only slice"
    elif at_level:
        where = "the slice the header places at L4/5"
    elif any(image.acquisition.level for image in best.slices):
        where = "the middle slice, as none is placed at L4/5"
    else:
        where = "the middle slice, as the header names no level"
    return Choice(best, number, f"Series {best.number}, slice {number}: {why}, {where}.")


def _at_level(series: Series) -> list[int]:
    """Numbers (from 1) of the slices that the header places at L4/5."""
    return [number for number, image in enumerate(series.slices, start=1) if image.acquisition.level == "L4/5"]


def select_series(study: Study, wanted: str | None) -> Series:
    """The block a command names, or the only one it can mean.

    Parameters
    ----------
    study
        What was opened.
    wanted
        Number of a listed block, or a Series Instance UID that names one block; None when left out.

    Raises
    ------
    UsageError
        If it names none or several, or was left out where several could be meant.
    """
    if wanted is not None:
        return _named_series(study, wanted)
    axial = [series for series in study.series if series.plane == "axial"]
    if len(axial) == 1:
        return axial[0]
    if len(study.series) == 1:
        return study.series[0]
    kind = f"{len(axial)} axial series" if axial else f"{len(study.series)} series and none of them is axial"
    raise UsageError(
        f"The study holds {kind}; name one with --series NUMBER (multifidus info lists them; "
        f"{choose_first(study).series.number} looks best)."
    )


def _named_series(study: Study, wanted: str) -> Series:
    if re.fullmatch(r"[0-9]{1,9}", wanted):
        # A bare number may also be a (malformed but real) series UID; the listed number comes first.
        numbered = [series for series in study.series if series.number == int(wanted)]
        if numbered:
            return numbered[0]
    found = [series for series in study.series if series.series_uid == wanted]
    if len(found) == 1:
        return found[0]
    if found:
        numbers = ", ".join(str(series.number) for series in found)
        raise UsageError(f"The series {wanted} is split into the blocks {numbers}; name one with --series NUMBER.")
    raise UsageError(
        f"There is no series {wanted} here; --series takes a number from 1 to {len(study.series)} or a series UID "
        "that multifidus info lists."
    )


def select_slice(series: Series, wanted: int | None) -> int:
    """Number (from 1) of the slice a command names, or of the only one.

    Raises
    ------
    UsageError
        If it is out of range, or was left out where there are several.
    """
    count = len(series.slices)
    if wanted is None:
        if count == 1:
            return 1
        raise UsageError(f"Series {series.number} holds {count} slices; name one with --slice N from 1 to {count}.")
    if not 1 <= wanted <= count:
        raise UsageError(f"There is no slice {wanted} in series {series.number}; it holds slices 1 to {count}.")
    return wanted


@dataclass(frozen=True, slots=True)
class PatientGroup:
    """The blocks of one study of one patient, or all that name none.

    Parameters
    ----------
    identity
        Patient and study, for the screen of the person who opened them; no written file may hold any of it.
    series_numbers
        Numbers of the blocks, as the study lists them.
    image_count
        Slices in all of them.
    """

    identity: Identity = field(repr=False)
    series_numbers: tuple[int, ...]
    image_count: int

    @property
    def series_count(self) -> int:
        """Number of blocks."""
        return len(self.series_numbers)

    @property
    def label(self) -> str:
        """Name, ID, birth date and study date as far as known, for the person's own screen."""
        known = self.identity
        parts = (
            readable_name(known.patient_name),
            known.patient_id and f"ID {known.patient_id}",
            known.patient_birth_date and f"born {readable_date(known.patient_birth_date)}",
            known.study_date and f"study of {readable_date(known.study_date)}",
        )
        return " · ".join(part for part in parts if part) or "No patient named"


def patients_of(study: Study) -> tuple[PatientGroup, ...]:
    """Each patient and study by itself: told apart by patient ID, name and Study Instance UID."""
    groups: dict[tuple[str, str, str], list[Series]] = {}
    for series in study.series:
        known = series.identity
        groups.setdefault((known.patient_id, known.patient_name, known.study_uid), []).append(series)
    return tuple(
        PatientGroup(
            identity=blocks[0].identity,
            series_numbers=tuple(series.number for series in blocks),
            image_count=sum(len(series.slices) for series in blocks),
        )
        for blocks in groups.values()
    )


def study_of_patient(study: Study, group: PatientGroup) -> Study:
    """The blocks of one patient with the numbers they have, and what was skipped.

    Parameters
    ----------
    study
        The whole study.
    group
        One of `patients_of(study)`.
    """
    series = tuple(series for series in study.series if series.number in group.series_numbers)
    return Study(series=series, skipped=study.skipped, warnings=warnings_about(series))


def readable_name(person_name: str) -> str:
    """A DICOM person name as people write it, without its ideographic and phonetic forms.

    Examples
    --------
    >>> readable_name("Doe^Jane^M^Dr")
    'Doe, Jane M Dr'
    """
    family, _, given = person_name.partition("=")[0].partition("^")
    return ", ".join(part for part in (family.strip(), " ".join(given.replace("^", " ").split())) if part)


def readable_date(date: str) -> str:
    """A DICOM date as year-month-day; anything else as it is.

    Examples
    --------
    >>> readable_date("19700131")
    '1970-01-31'
    """
    found = re.fullmatch(r"([0-9]{4})([0-9]{2})([0-9]{2})", date.strip())
    return "-".join(found.groups()) if found else date
