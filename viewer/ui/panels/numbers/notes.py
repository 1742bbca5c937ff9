"""What must be read beside the numbers, as values: what is withheld, what limits them, what was stated."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from viewer.app.numbers.model import LEVEL_WORDS, Column, FlagText, NumbersModel
from viewer.core.outline import Side
from viewer.measure.checking.side_marks import is_side_mark
from viewer.measure.checking.withholding import Withheld
from viewer.measure.flags import FlagLevel

Weight = Literal["danger", "warning", "note", "stated"]

_WEIGHTS: dict[FlagLevel, Weight] = {
    FlagLevel.DO_NOT_USE: "danger",
    FlagLevel.WITH_CARE: "warning",
    FlagLevel.NOTE: "note",
}


@dataclass(frozen=True, slots=True)
class Note:
    """One sentence beside the numbers.

    Parameters
    ----------
    weight
        How much it weighs.
    lead
        Words before the sentence that are set off: whose it is and how much it weighs, '' for none.
    sentence
        What it says.
    remedies
        (Words of a button, place of the outline in the document; −1 for none) of what helps.
    why, what_to_do
        Why it matters and what to do about it, '' where the sentence says so.
    """

    weight: Weight
    lead: str
    sentence: str
    remedies: tuple[tuple[str, int], ...] = ()
    why: str = ""
    what_to_do: str = ""

    @property
    def reasons(self) -> tuple[tuple[str, str], ...]:
        """What follows the sentence, each with its lead."""
        return tuple((lead, text) for lead, text in (("Why", self.why), ("What to do", self.what_to_do)) if text)

    @property
    def spoken(self) -> str:
        """The note for a screen reader."""
        first = f"{self.lead}: {self.sentence}" if self.lead else self.sentence
        return " ".join((first, *(f"{lead}: {text}" for lead, text in self.reasons)))


@dataclass(frozen=True, slots=True)
class Notes:
    """Notes that are always seen, and those that are folded."""

    seen: tuple[Note, ...] = ()
    folded: tuple[Note, ...] = ()


def notes_of(model: NumbersModel, *, is_hidden: bool = False) -> Notes:
    """Notes of a slice: refusals, then what is withheld, then the worst flag of each outline, then statements.

    Parameters
    ----------
    model
        What the panel shows.
    is_hidden
        Whether numbers are hidden, and with them the flags, which tell of them.
    """
    seen = [] if model.refused is None else [Note("danger", "", model.refused)]
    seen += [_of_withheld(reason) for reason in _withheld(model)]
    if is_hidden:
        return Notes(tuple(seen))
    worst = [(column, column.worst_flag) for column in model.columns if column.worst_flag is not None]
    rest = [(column, flag) for column in model.columns for flag in column.flags[1:]]
    seen += _of_flags(worst, model.columns)
    marks = {sentence: is_side_mark(sentence) for sentence in model.statements}
    seen += [Note("warning", "Sides", sentence) for sentence, is_mark in marks.items() if is_mark]
    seen += [Note("stated", "", sentence) for sentence, is_mark in marks.items() if not is_mark]
    return Notes(tuple(seen), tuple(_of_flags(rest, model.columns)))


def head_of(column: Column) -> str:
    """Head of an outline's numbers: "Patient's right", or 'Outline 1' where the side is unknown."""
    return f"Outline {column.head}" if column.side is Side.UNKNOWN else f"Patient's {column.head.lower()}"


def _withheld(model: NumbersModel) -> tuple[Withheld, ...]:
    """Every reason once: those of a comparison also stand with its outlines."""
    reasons = [reason for column in model.columns for reason in column.withheld]
    reasons += [reason for comparison in model.comparisons for reason in comparison.withheld]
    return tuple(dict.fromkeys([*reasons, *model.remarks]))


def _of_withheld(reason: Withheld) -> Note:
    place = reason.outlines[0] if reason.outlines else -1
    lead = "Not compared" if reason.is_comparison_only else "Withheld"
    return Note("warning", lead, reason.sentence, tuple((remedy.value, place) for remedy in reason.remedies))


def _of_flags(flags: Sequence[tuple[Column, FlagText]], columns: Sequence[Column]) -> list[Note]:
    """Flags worst first, each sentence once with the outlines it holds for."""
    holders: dict[FlagText, list[Column]] = {}
    for column, flag in flags:
        holders.setdefault(flag, []).append(column)
    ordered = sorted(holders.items(), key=lambda item: -item[0].level)
    has_several = len({column.structure for column in columns}) > 1
    return [
        Note(
            _WEIGHTS[flag.level],
            f"{_who(held, has_several=has_several)}: {LEVEL_WORDS[flag.level].lower()}",
            flag.sentence,
            why=flag.why,
            what_to_do=flag.remedy,
        )
        for flag, held in ordered
    ]


def _who(columns: Sequence[Column], *, has_several: bool) -> str:
    """Whose flag it is, as the beginning of a sentence."""
    if not has_several:
        if len(columns) > 1 and all(column.side is Side.UNKNOWN for column in columns):
            return f"Outlines {_listed([column.head for column in columns])}"
        heads = [head_of(column) for column in columns]
        return "Both sides" if heads == ["Patient's right", "Patient's left"] else _listed(heads)
    names = []
    for structure in dict.fromkeys(column.structure for column in columns):
        held = [column for column in columns if column.structure is structure]
        is_both = [column.head for column in held] == ["Right", "Left"]
        names += [f"both sides of the {structure}"] if is_both else [column.name for column in held]
    said = _listed(names)
    return said[0].upper() + said[1:]


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
